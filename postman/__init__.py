"""The Postman collection, made from the service's own OpenAPI document: `make postman`."""
