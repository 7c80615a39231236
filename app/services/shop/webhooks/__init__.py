"""Webhooks: endpoints that admins keep, and the delivery of events to them."""
