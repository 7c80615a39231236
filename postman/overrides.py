"""What the OpenAPI document does not say and a run from top to bottom has to know, by the ids of the operations."""

from typing import Any

LOGIN = "login"
TOKENS = ("access_token", "refresh_token")

ENDING_ACTIONS = {"cancel", "void"}
"""The last words of addresses after whose POST the document is of no more use."""

LOSES = {
    "logout": {*TOKENS, "session_id"},
    "end_session": {*TOKENS, "session_id"},
    "end_sessions": {*TOKENS, "session_id"},
    "change_password": {"session_id"},
}
"""The variables that are good no more afterwards, besides the id of what is removed."""

ONCE_BEFORE = {"purchase_sweet": "restock_sweet", "create_sale": "restock_sweet", "create_adjustment": "restock_sweet"}
"""What has to have happened to the same things before; it is put in front where it has not."""

REFUSED = {
    "confirm_second_factor": [422],
    "renew_recovery_codes": [409],
    "remove_second_factor": [409],
    "remove_second_factor_of_user": [404],
}
"""What a run is refused, and with which status: it has no authenticator app."""

RIGHT_BEFORE = {"count_sweets": "get_sweet"}
"""What is asked right before, because its answer is soon out of date."""

CAPTURES = {"get_sweet": {"on_hand": "on_hand"}, "receive_purchase_order": {"lot_id": "receipts[0].lots[0].lot_id"}}
"""What else of an answer is kept: the variable, and where in the answer it is."""

BODY_FIELDS: dict[str, dict[str, Any]] = {
    "login": {"username": "{{admin_email}}", "password": "{{admin_password}}"},
    "refresh": {"refresh_token": "{{refresh_token}}"},
    # The same again, so that the next run knows it.
    "change_password": {"current_password": "{{admin_password}}", "new_password": "{{admin_password}}"},
    "confirm_password": {"password": "{{admin_password}}"},
    "remove_second_factor": {"password": "{{admin_password}}"},
    "count_sweets": {"counts": [{"sweet_id": 1, "expected": "{{on_hand}}", "counted": "{{on_hand}}"}]},
}
"""Fields of bodies that differ from the example of the document."""

UNIQUE_FIELDS = {
    "name": "{example} {{{{unique}}}}",
    "sku": "{example}-{{{{unique}}}}",
    "code": "{example}-{{{{unique}}}}",
    "email": "{{{{unique}}}}.{example}",
    "phone": "+9198{{{{unique}}}}",
}
"""Fields of which no two may be alike, and how the example becomes one of its own."""

LATER_DAYS = {"best_before", "expected_on", "expires_on", "ends_on", "effective_to", "valid_until"}
"""Days that lie ahead. The days of all other fields are today's, for an example grows old."""
