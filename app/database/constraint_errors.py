"""What a broken constraint means, in the shop's words."""

from collections.abc import Callable

from app.core.errors import Conflict, DomainError, FieldError, Invalid, NotFound, Unauthenticated

# A user who acts is confirmed first, and may be removed before the action is written.
_ACTORS = (
    "fk_adjustments_created_by_users",
    "fk_goods_receipts_received_by_users",
    "fk_held_tickets_held_by_users",
    "fk_idempotency_keys_actor_id_users",
    "fk_imports_created_by_users",
    "fk_import_take_backs_taken_back_by_users",
    "fk_invitations_created_by_users",
    "fk_invitations_used_by_users",
    "fk_known_devices_user_id_users",
    "fk_link_codes_user_id_users",
    "fk_notification_reads_user_id_users",
    "fk_notifications_sender_id_users",
    "fk_purchase_orders_closed_by_users",
    "fk_purchase_orders_created_by_users",
    "fk_refunds_refunded_by_users",
    "fk_drawer_movements_moved_by_users",
    "fk_drawer_sessions_closed_by_users",
    "fk_drawer_sessions_opened_by_users",
    "fk_payments_taken_by_users",
    "fk_sale_voids_voided_by_users",
    "fk_sales_buyer_id_users",
    "fk_sales_collected_by_users",
    "fk_sales_seller_id_users",
    "fk_second_factors_user_id_users",
    "fk_sessions_user_id_users",
    "fk_stock_movements_actor_id_users",
    "fk_stocktake_counts_counted_by_users",
    "fk_stocktakes_opened_by_users",
    "fk_stocktakes_posted_by_users",
    "fk_supplier_returns_created_by_users",
)


def _sweet_in_use() -> Conflict:
    return Conflict("sweet_in_use", "The books have just come to name this sweet. Look at it again, and archive it.")


CONSTRAINT_ERRORS: dict[str, Callable[[], DomainError]] = {
    **dict.fromkeys(_ACTORS, lambda: Unauthenticated("token_revoked", "This login is no longer valid. Log in again.")),
    **dict.fromkeys(
        ("uq_users_email", "uq_users_email_key"),
        lambda: Conflict(
            "email_taken", "An account with this e-mail, or one that looks like it, exists. Log in instead."
        ),
    ),
    "ck_import_take_backs_nothing_stands_on_it": lambda: Conflict(
        "import_stands",
        "A later import added lines to tickets of this one. Take that one back first: the newest goes first.",
    ),
    "pk_import_take_backs": lambda: Conflict("import_taken_back", "This import was taken back already."),
    "uq_import_mappings_kind_name": lambda: Conflict(
        "import_mapping_name_taken",
        "A mapping for this kind of file has this name. Choose another, or delete that one first.",
    ),
    "uq_categories_name": lambda: Conflict("category_name_taken", "A category has this name. Choose another."),
    "uq_sweets_barcode": lambda: Conflict(
        "barcode_taken",
        "A sweet, perhaps an archived one, has this barcode. Look it up: GET /api/sweets?barcode=.",
    ),
    "uq_sweets_sku": lambda: Conflict("sku_taken", "A sweet, perhaps an archived one, has this SKU. Choose another."),
    **dict.fromkeys(
        (
            "fk_history_lines_sweet_id_sweets",
            "fk_daily_sweet_sales_sweet_id_sweets",
            "fk_period_sweet_sales_sweet_id_sweets",
        ),
        _sweet_in_use,
    ),
    **dict.fromkeys(
        ("uq_history_tickets_business_day_ticket_edition", "pk_history_lines", "ck_history_lines_import_stands"),
        lambda: Conflict("ticket_in_books", "This ticket has just come into the books. Look at it again."),
    ),
    # Payments and movements wait for a drawer that is just being closed.
    "ck_drawer_sessions_is_open": lambda: Conflict(
        "drawer_closed", "The drawer was just closed, and nothing was booked in it. Open another and try again."
    ),
    "uq_sales_idempotency_key": lambda: Invalid(
        "idempotency_key_reused",
        "This Idempotency-Key already belongs to another sale. Use a fresh key for a new one.",
    ),
    "uq_refunds_idempotency_key": lambda: Invalid(
        "idempotency_key_reused",
        "This Idempotency-Key already belongs to another refund. Use a fresh key for a new one.",
    ),
    # Raised by set_money_places(), before anything is changed.
    "ck_money_fits_currency": lambda: Conflict(
        "amounts_finer_than_currency",
        "Prices or other amounts have more decimals than this currency. Change them first, then the currency.",
    ),
    # A refund checks this under the lock of its sale; the constraint is the second line of defence.
    "ck_refund_lines_never_more_than_sold": lambda: Conflict(
        "over_refund", "This is more than is left of what was sold, and nothing was given back. Ask for less."
    ),
    "ck_sales_number_within_16_characters": lambda: Conflict(
        "sale_numbers_exhausted",
        "All 99,999,999 sale numbers of this financial year are given out. The next year has new ones.",
    ),
    "uq_tax_classes_name": lambda: Conflict("tax_class_name_taken", "A tax class has this name. Choose another."),
    "uq_customers_phone": lambda: Conflict("phone_taken", "A customer has this phone number. Look them up instead."),
    "uq_customers_user_id": lambda: Conflict(
        "user_already_linked", "A customer is linked to this user. Unlink that one first."
    ),
    "fk_customers_user_id_users": lambda: Invalid(
        "unknown_user",
        "There is no such user.",
        [FieldError("/user_id", "unknown_user", "There is no such user.")],
    ),
    "uq_suppliers_name": lambda: Conflict(
        "supplier_name_taken", "A supplier, perhaps an archived one, has this name. Choose another."
    ),
    "fk_lots_supplier_id_suppliers": lambda: Invalid(
        "unknown_supplier",
        "There is no such supplier.",
        [FieldError("/supplier_id", "unknown_supplier", "There is no such supplier.")],
    ),
    **dict.fromkeys(
        ("fk_sales_customer_id_customers", "fk_held_tickets_customer_id_customers"),
        lambda: NotFound("customer_not_found", "There is no such customer."),
    ),
}
"""The error of each constraint that a write can break."""

IN_USE_ERRORS: dict[str, Callable[[], DomainError]] = {
    "categories": lambda: Conflict(
        "category_in_use", "Sweets, perhaps archived ones, are in this category. Move them to another first."
    ),
    "sweets": _sweet_in_use,
    "tax_classes": lambda: Conflict(
        "tax_class_in_use", "Sweets or sales, perhaps of archived sweets, name this tax class."
    ),
    "users": lambda: Conflict("user_in_use", "The books name this user. Disable the account instead."),
}
"""The error of deleting a row that others refer to, by its table."""
