"""Facts that a run from top to bottom needs and the OpenAPI document lacks, by operation id."""

from typing import Any

LOGIN = "login"
TOKENS = ("access_token", "refresh_token")

ENDING_ACTIONS = {"cancel", "close", "take-up", "void"}
"""The last parts of paths whose POST makes a document unusable."""

ENDS_WHAT_IS_USED = {"close_drawer_session"}
"""The ending actions that need no fresh document: each user has one drawer open, with its movements."""

LOSES = {
    "logout": {*TOKENS, "session_id"},
    "end_session": {*TOKENS, "session_id"},
    "end_sessions": {*TOKENS, "session_id"},
    "change_password": {"session_id"},
}
"""The variables that an operation invalidates, besides the id of a removed resource."""

ONCE_BEFORE = {
    "purchase_sweet": "restock_sweet",
    "create_sale": "restock_sweet",
    "create_adjustment": "restock_sweet",
    "close_purchase_order": "order_purchase_order",
}
"""The operation that must have run on the same resources before; it is put in front if it has not."""

REFUSED = {
    "replace_sweet_picture": [422],
    "pay_sale": [409],
    "collect_sale": [409],
    "delete_customer": [409],
    "get_sale_upi_code": [409],
    "get_upi_code": [422],
    "merge_customer": [422],
    "take_import_back": [409],
    "scan_sweet": [404],
    "confirm_second_factor": [422],
    "renew_recovery_codes": [409],
    "remove_second_factor": [409],
    "remove_second_factor_of_user": [404],
}
"""The expected errors of a run: it has no picture, scanner, authenticator app, second customer or till history,
no order of a customer, and its customer has paid in advance."""

RIGHT_BEFORE = {"count_sweets": "get_sweet", "update_sweets": "get_sweet"}
"""The operation to run immediately before, because its answer is soon out of date."""

CAPTURES = {
    "get_sweet": {"on_hand": "on_hand", "version": "version"},
    "receive_purchase_order": {"lot_id": "receipts[0].lots[0].lot_id"},
}
"""Further variables taken from an answer, with their places in it."""

BODY_FIELDS: dict[str, dict[str, Any]] = {
    "login": {"username": "{{admin_email}}", "password": "{{admin_password}}"},
    "refresh": {"refresh_token": "{{refresh_token}}"},
    # Unchanged, so that the next run can log in.
    "change_password": {"current_password": "{{admin_password}}", "new_password": "{{admin_password}}"},
    # Disabled, it could not be tried.
    "update_webhook": {"is_enabled": True},
    "merge_customer": {"from_customer_id": "{{customer_id}}"},
    "confirm_password": {"password": "{{admin_password}}"},
    "remove_second_factor": {"password": "{{admin_password}}"},
    "count_sweets": {"counts": [{"sweet_id": 1, "expected": "{{on_hand}}", "counted": "{{on_hand}}"}]},
}
"""Body fields that differ from the document's example."""

UNIQUE_FIELDS = {
    "name": "{example} {{{{unique}}}}",
    "sku": "{example}-{{{{unique}}}}",
    "code": "{example}-{{{{unique}}}}",
    "email": "{{{{unique}}}}.{example}",
    "phone": "+9198{{{{unique}}}}",
}
"""Unique fields, and how the example is made unique."""

LATER_DAYS = {"best_before", "expected_on", "expires_on", "ends_on", "effective_to", "valid_until"}
"""Fields whose days lie in the future. All other days become today, because examples grow old."""
