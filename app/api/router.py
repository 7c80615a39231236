"""All routes of the app."""

from fastapi import FastAPI

from app.api import paths  # noqa: F401 - the routes' addresses need its convertor.
from app.api.routes import (
    adjustments,
    advice,
    all_refunds,
    audit_logs,
    auth,
    categories,
    customer_accounts,
    customers,
    dashboard,
    docs,
    drawers,
    exports,
    find,
    health,
    held_tickets,
    import_mappings,
    imports,
    invitations,
    labels,
    lots,
    media,
    metrics,
    notifications,
    pictures,
    problems,
    purchase_orders,
    receipts,
    refunds,
    sales,
    second_factor,
    sessions,
    settings,
    shop,
    stock_movements,
    stocktakes,
    supplier_returns,
    suppliers,
    sweets,
    tax_classes,
    upi_codes,
    users,
    web_app,
)

TAGS = [
    {"name": "auth", "description": "Registering, logging in, staying logged in."},
    {"name": "people", "description": "Who works in the shop, who may join, and who buys over the counter."},
    {"name": "catalogue", "description": "What the shop sells."},
    {"name": "selling", "description": "Sales: all or nothing, and once for each Idempotency-Key."},
    {"name": "stock", "description": "What came in, what was lost or counted, and the ledger of every movement."},
    {"name": "buying", "description": "Suppliers, orders to them, what came of those and what went back."},
    {"name": "insight", "description": "How the shop is doing."},
    {"name": "notifications", "description": "What the shop tells people, and what they have read of it."},
    {"name": "settings", "description": "What admins set of the shop while it is open, and what visitors see of that."},
    {"name": "audit", "description": "Who did what, and what was refused."},
    {"name": "files", "description": "The catalogue and the customers from CSV files, and the books as such."},
    {"name": "health", "description": "Whether the service lives and can work."},
]


def include_routes(app: FastAPI, *, docs_shown: bool) -> None:
    """Add every route to the app."""
    for module in (
        sweets,
        pictures,
        labels,
        media,
        sales,
        receipts,
        upi_codes,
        refunds,
        all_refunds,
        held_tickets,
        drawers,
        stock_movements,
        suppliers,
        purchase_orders,
        supplier_returns,
        lots,
        adjustments,
        stocktakes,
        categories,
        tax_classes,
        auth,
        sessions,
        second_factor,
        users,
        invitations,
        customers,
        customer_accounts,
        notifications,
        dashboard,
        metrics,
        advice,
        find,
        settings,
        shop,
        audit_logs,
        imports,
        import_mappings,
        exports,
    ):
        app.router.routes.extend(module.router.routes)
    app.include_router(health.router)
    app.include_router(web_app.router)
    if docs_shown:
        app.include_router(docs.router)
        app.include_router(problems.router)
