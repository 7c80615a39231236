"""A good body for each route that takes one, and the limits of bodies."""

import re
from types import SimpleNamespace
from typing import Any

from app.api.body_limits import BodyLimit, limit_of
from tests.support.counter import Counter

JSON = {"Content-Type": "application/json"}
SWEET = {"sku": "S", "name": "S", "category_id": 1, "price": "1.00", "unit": "piece"}
CUSTOMER = {"name": "Asha", "phone": "98765 43210", "email": "asha@example.com", "note": "No nuts.", "user_id": 1}
SUPPLIER = {"name": "Verma Dairy", "phone": "98765 43210", "email": "verma@example.com", "lead_time_days": 2}
ORDER = {"supplier_id": 1, "lines": [{"sweet_id": 1, "packs": 1, "pack_size": "5", "pack_cost": "50.00"}]}
# (method, path, a body that is good but for what a test puts into it)
BODIES: list[tuple[str, str, dict[str, object]]] = [
    ("POST", "/api/auth/register", {"email": "asha@example.com", "password": "saffron and rose"}),
    ("POST", "/api/auth/login", {"username": "asha@example.com", "password": "saffron and rose"}),
    ("POST", "/api/auth/refresh", {"refresh_token": "x"}),
    ("PATCH", "/api/auth/me", {"full_name": "Asha"}),
    ("POST", "/api/auth/password", {"current_password": "rose and rice", "new_password": "saffron and rose"}),
    ("POST", "/api/auth/confirm", {"password": "saffron and rose", "otp": "123456"}),
    ("POST", "/api/auth/second-factor/confirm", {"otp": "123456"}),
    ("POST", "/api/auth/second-factor/remove", {"password": "saffron and rose", "otp": "123456"}),
    ("POST", "/api/invitations", {"role": "salesperson", "email": "ravi@example.com", "expires_in_hours": 24}),
    ("POST", "/api/users", {"email": "ravi@example.com", "password": "saffron and rose", "role": "salesperson"}),
    ("PATCH", "/api/users/1", {"full_name": "Ravi", "role": "salesperson", "is_active": False}),
    ("PUT", "/api/users/1/role", {"role": "salesperson"}),
    ("POST", "/api/users/1/password", {"new_password": "saffron and rose"}),
    ("POST", "/api/customers", CUSTOMER),
    ("PUT", "/api/customers/1", CUSTOMER),
    ("PATCH", "/api/customers/1", CUSTOMER),
    ("POST", "/api/customers/1/merge", {"from_customer_id": 2}),
    ("POST", "/api/suppliers", SUPPLIER),
    ("PUT", "/api/suppliers/1", SUPPLIER),
    ("PATCH", "/api/suppliers/1", SUPPLIER),
    ("POST", "/api/purchases", ORDER),
    ("PATCH", "/api/purchases/1", ORDER),
    ("POST", "/api/purchases/1/close", {"reason": "It never came."}),
    ("POST", "/api/purchases/1/receive", {"note": "Dented.", "lines": [{"line_no": 1, "packs": 1}]}),
    ("POST", "/api/supplier-returns", {"supplier_id": 1, "lines": [{"lot_id": 1, "quantity": "1"}]}),
    ("POST", "/api/import-mappings", {"kind": "customers", "name": "Old", "columns": {"name": "Customer"}}),
    ("POST", "/api/categories", {"name": "C"}),
    ("PUT", "/api/categories/1", {"name": "C"}),
    ("PATCH", "/api/categories/1", {"name": "C"}),
    ("POST", "/api/sweets", SWEET),
    ("POST", "/api/labels", {"size": "38x25", "labels": [{"sweet_id": 1, "copies": 2}]}),
    ("PATCH", "/api/sweets", {"sweets": [{"sweet_id": 1, "version": 1}], "changes": {"price": "2.00"}}),
    ("PUT", "/api/sweets/1", SWEET),
    ("PATCH", "/api/sweets/1", {"name": "S"}),
    ("POST", "/api/sweets/1/purchase", {"quantity": "1"}),
    ("POST", "/api/sweets/1/restock", {"quantity": "1"}),
    ("POST", "/api/notifications", {"title": "Closed", "body": "On Monday.", "role": "customer"}),
    ("PUT", "/api/settings", {"shop_name": "Meera's"}),
    ("POST", "/api/sales", {"lines": [{"sweet_id": 1, "quantity": "1"}], "customer_id": 1}),
    ("POST", "/api/sales/quote", {"lines": [{"sweet_id": 1, "quantity": "1"}]}),
    ("POST", "/api/tickets", {"lines": [{"sweet_id": 1, "quantity": "1"}], "title": "Red scarf", "note": "Waits."}),
    ("POST", "/api/tax-classes", {"name": "Sweets", "rates": [{"effective_from": "2026-04-01", "components": []}]}),
    ("PUT", "/api/tax-classes/1", {"name": "Sweets", "rates": [{"effective_from": "2026-04-01", "components": []}]}),
    ("PATCH", "/api/tax-classes/1", {"name": "Sweets"}),
    ("PUT", "/api/sales/1/customer", {"customer_id": 1}),
    ("POST", "/api/sales/1/payments", {"tender": "cash", "amount": "1.00"}),
    ("POST", "/api/customers/1/account/payments", {"tender": "cash", "amount": "1.00"}),
    ("POST", "/api/sales/1/collect", {"payments": [{"tender": "cash", "amount": "1.00"}]}),
    ("POST", "/api/sales/1/void", {"reason": "A mistake."}),
    ("POST", "/api/sales/1/refunds", {"lines": [{"line_no": 1, "quantity": "1"}], "reason": "Broken."}),
    ("POST", "/api/sales/1/refunds/quote", {"lines": [{"line_no": 1, "quantity": "1"}]}),
    ("POST", "/api/drawer-sessions", {"opening_float": "100.00", "opening_notes": {"50": 2}, "drawer": "Front"}),
    ("POST", "/api/drawer-sessions/1/movements", {"kind": "in", "amount": "1.00", "reason": "Change."}),
    ("POST", "/api/drawer-sessions/1/close", {"counted": "100.00", "counted_notes": {"50": 2}, "reason": "Exact."}),
    ("POST", "/api/webhooks", {"url": "https://books.example", "events": ["sale.created"], "description": "Books"}),
    ("PATCH", "/api/webhooks/1", {"url": "https://books.example", "events": ["stock.low"], "is_enabled": True}),
    ("POST", "/api/adjustments", {"sweet_id": 1, "quantity": "1", "reason": "wastage"}),
    ("POST", "/api/stocktakes", {"note": "The tray by the window."}),
    ("PUT", "/api/stocktakes/1/counts", {"counts": [{"sweet_id": 1, "expected": "1", "counted": "1"}]}),
]


def body_schemas(counter: Counter) -> list[tuple[str, str, str, dict[str, Any]]]:
    """The operation, method, path and schema of each JSON body."""
    document = counter.shop.app.openapi()
    found = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                schema = resolved(document, content["application/json"]["schema"])
                found.append((operation["operationId"], method.upper(), path, schema))
    return found


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A schema itself, for one that may be null or is named only."""
    for one in [schema, *schema.get("anyOf", [])]:
        if "$ref" in one:
            found: dict[str, Any] = document["components"]["schemas"][one["$ref"].rpartition("/")[2]]
            return found
        if one.get("type") == "array":
            return dict(one)
    return schema


def limits(counter: Counter) -> dict[tuple[str, str], BodyLimit]:
    return {
        (method, re.sub(r"\{\w+\}", "1", path)): limit_of(
            {"endpoint": SimpleNamespace(__name__=operation), "path": path}
        )
        for operation, method, path, _ in body_schemas(counter)
    }
