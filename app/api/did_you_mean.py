"""Advice for unknown fields."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, Final, get_args

from fastapi import Request
from pydantic import BaseModel

_LONGEST_NAME: Final = 64
_CAMEL_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-. ]+")

# Names of fields in other systems, with ours: the first one that the model has is meant.
_OTHER_NAMES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("email", "mail", "user", "user_name", "login"), ("email", "username")),
    **dict.fromkeys(("pass", "pwd", "passwd"), ("password", "current_password")),
    **dict.fromkeys(("old_password", "password"), ("current_password",)),
    **dict.fromkeys(("name", "fullname", "display_name", "first_name"), ("full_name", "name")),
    "username": ("email", "full_name", "name"),
    **dict.fromkeys(("title", "sweet_name", "product_name"), ("name",)),
    **dict.fromkeys(("desc", "details"), ("description",)),
    **dict.fromkeys(("category", "category_name"), ("category", "category_id")),
    **dict.fromkeys(("amount", "qty", "count", "units"), ("quantity", "amount_given")),
    **dict.fromkeys(
        ("quantity", "stock", "stock_quantity", "initial_stock", "inventory"), ("opening_stock", "quantity")
    ),
    **dict.fromkeys(("mrp", "rate", "selling_price", "unit_price"), ("price",)),
    **dict.fromkeys(("price", "cost", "cost_price", "purchase_price"), ("unit_cost", "pack_cost")),
    **dict.fromkeys(("id", "sweet", "product", "product_id", "item_id"), ("sweet_id",)),
    **dict.fromkeys(("items", "products", "sweets", "cart"), ("lines",)),
    **dict.fromkeys(("payment", "payment_method", "payment_mode", "method"), ("tender",)),
    **dict.fromkeys(("supplier", "vendor", "vendor_id"), ("supplier_id",)),
    "customer": ("customer_id",),
    **dict.fromkeys(("expiry", "expiry_date", "expires_at", "expires_on"), ("best_before",)),
    **dict.fromkeys(("mfg_date", "manufactured_on", "made_at"), ("made_on",)),
    **dict.fromkeys(("threshold", "reorder_level", "min_stock"), ("low_stock_threshold",)),
    **dict.fromkeys(("notes", "comment", "remarks"), ("note",)),
    **dict.fromkeys(("active", "enabled", "disabled"), ("is_active",)),
    **dict.fromkeys(("search", "query", "keyword", "term"), ("q", "name")),
    **dict.fromkeys(("min", "price_min", "price_from"), ("min_price",)),
    **dict.fromkeys(("max", "price_max", "price_to"), ("max_price",)),
    **dict.fromkeys(("order", "order_by", "sort_by", "ordering"), ("sort",)),
    **dict.fromkeys(("size", "page_size", "per_page", "page_limit"), ("limit",)),
    **dict.fromkeys(("page", "offset", "skip", "after"), ("cursor",)),
}

_STOCK: Final = dict.fromkeys(
    ("quantity", "stock", "on_hand", "available", "opening_stock"),
    "The stock of a sweet changes by POST /api/sweets/{id}/restock, or by POST /api/adjustments.",
)
_ROLE: Final = dict.fromkeys(
    ("role", "is_admin", "admin"),
    "Whoever registers is a customer. An admin invites staff with POST /api/invitations.",
)
_PRICE: Final = dict.fromkeys(
    ("price", "unit_price", "total", "total_price"), "Leave it out: the shop knows its own prices."
)

# Fields that do not belong here, and where they do.
_ELSEWHERE: Final[dict[str, dict[str, str]]] = {
    "SweetReplace": _STOCK,
    "SweetUpdate": _STOCK,
    "Registration": _ROLE,
    "ProfileUpdate": _ROLE,
    "PurchaseCreate": _PRICE | {"sweet_id": "Leave it out: the address names the sweet."},
    "SaleLineCreate": _PRICE,
    "SaleCreate": _PRICE,
}


def advice(request: Request, location: Sequence[str | int], model: type[BaseModel] | None) -> str:
    """Return the likely name of an unknown field, and all names. `model` is the model of the whole body."""
    source, *path, name = location
    place = _place(model or _expected(request, str(source)), path)
    if place is None:
        return ""
    allowed = [field.alias or own_name for own_name, field in place.model_fields.items()]
    return f"{_hint(place.__name__, str(name), allowed)} The fields are: {', '.join(allowed)}."


def _hint(place: str, name: str, allowed: Sequence[str]) -> str:
    if len(name) > _LONGEST_NAME:
        return ""
    name = _CAMEL_HUMP.sub("_", name).lower()
    if elsewhere := _ELSEWHERE.get(place, {}).get(name):
        return f" {elsewhere}"
    others = [name, *_OTHER_NAMES.get(name, ())]
    likely = [other for other in others if other in allowed] or get_close_matches(name, allowed, 1, 0.75)
    return f" Did you mean {likely[0]}?" if likely else ""


def _expected(request: Request, source: str) -> Any:  # noqa: ANN401 - any type a route declares.
    """Return the type of the route's body or query."""
    route = request.scope["route"]
    fields = [route.body_field] if source == "body" else route.dependant.query_params
    return next((field.field_info.annotation for field in fields if field is not None), None)


def _place(whole: Any, path: Sequence[str | int]) -> type[BaseModel] | None:  # noqa: ANN401
    """Return the model at a path within a type. Steps that are no fields select an item of a list or of a union."""
    models = list(_models_in(whole))
    for step in path:
        fields = [model.model_fields[step] for model in models if step in model.model_fields]
        models = [inner for field in fields for inner in _models_in(field.annotation)] or models
    return models[0] if models else None


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
