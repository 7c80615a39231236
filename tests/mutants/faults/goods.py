"""Faults in the catalogue, in lists, and in buying."""

from tests.mutants.faults.mutant import Mutant

CATALOGUE = (
    Mutant(
        "A change of an old version overwrites a newer one",
        "app/services/catalogue/sweets.py",
        "        if if_match.strip() != ANY_VERSION and etag(sweet.version) not in",
        "        if if_match.strip() == ANY_VERSION and etag(sweet.version) not in",
        ("tests/api/catalogue/test_sweet_versions.py",),
    ),
    Mutant(
        "A change needs no version",
        "app/services/catalogue/sweets.py",
        "        if if_match is None:\n            raise PreconditionRequired(",
        '        if_match = if_match or "*"\n        if if_match is None:\n            raise PreconditionRequired(',
        ("tests/api/catalogue/test_sweet_versions.py",),
    ),
    Mutant(
        "A change makes no new version",
        "app/services/catalogue/sweets.py",
        "        await self._apply(sweet, columns)\n        sweet.version += 1\n",
        "        await self._apply(sweet, columns)\n",
        ("tests/api/catalogue/test_sweet_versions.py",),
    ),
    Mutant(
        "Many sweets are changed although one was changed meanwhile",
        "app/services/catalogue/sweet_edits.py",
        "        if missing or stale:",
        "        if missing:",
        ("tests/api/catalogue/test_sweet_edits.py",),
    ),
    Mutant(
        "The unit of a sweet changes after it moved",
        "app/services/catalogue/sweets.py",
        "        if await self._sweets.is_counted(sweet_id):",
        "        if False:",
        ("tests/api/catalogue/test_sweets.py::test_the_unit_is_free_until_the_first_movement_and_frozen_after_it",),
    ),
    Mutant(
        "A sweet that the books name is deleted",
        "app/services/catalogue/sweets.py",
        "        if await self._sweets.has_moved(sweet_id) or await self._purchase_orders.names(sweet_id):",
        "        if await self._sweets.has_moved(sweet_id):",
        ("tests/api/buying/test_purchase_orders.py",),
    ),
    Mutant(
        "A changed threshold of a category leaves the alerts as they were",
        "app/services/catalogue/categories.py",
        "            await self._alerts.reevaluate_category(category_id)\n",
        "            pass\n",
        ("tests/services/stock/test_alert_thresholds.py",),
    ),
    Mutant(
        "The rate of tomorrow is taken today",
        "app/repositories/catalogue/tax_classes.py",
        "effective_from <= wanted.day\n",
        "effective_from <= wanted.day + 1\n",
        ("tests/api/selling/test_taxes.py::test_the_rate_is_that_of_the_shops_day",),
    ),
    Mutant(
        "A label with a price gives a quantity that costs more",
        "app/services/catalogue/scan.py",
        ".to_integral_value(ROUND_HALF_UP)",
        '.to_integral_value("ROUND_UP")',
        ("tests/api/catalogue/test_scan.py",),
    ),
    Mutant(
        "A scanned code with a wrong check digit is read as a label",
        "app/core/scale_label.py",
        "or not has_check_digit(code):",
        "or not code:",
        ("tests/core/test_scale_label.py",),
    ),
    Mutant(
        "Where a picture was taken can be read from it",
        "app/core/pictures.py",
        'image.save(file, "WEBP", quality=_QUALITY)',
        'image.save(file, "WEBP", quality=_QUALITY, exif=image.getexif())',
        ("tests/core/test_pictures.py",),
    ),
)

LISTS = (
    Mutant(
        "A page begins with the last row of the page before",
        "app/repositories/common/keyset.py",
        "expression < values[i] if downwards else expression > values[i]))",
        "expression <= values[i] if downwards else expression >= values[i]))",
        ("tests/repositories/common/test_keyset.py",),
    ),
    Mutant(
        "A list has no second page",
        "app/repositories/common/keyset.py",
        '        values: dict[str, Any] = {"limit": page.limit + 1}',
        '        values: dict[str, Any] = {"limit": page.limit}',
        ("tests/repositories/common/test_keyset.py",),
    ),
    Mutant(
        "Rows that are alike come in any order",
        "app/repositories/common/keyset.py",
        "        keys.append((self._id, sort[0].descending))",
        "        keys.append((self._id, not sort[0].descending))",
        ("tests/database/plans/test_lists.py", "tests/repositories/common/test_keyset.py"),
    ),
    Mutant(
        "A cursor of another sort is taken",
        "app/core/pagination.py",
        "        or payload[0] != _fingerprint(sort)\n",
        "",
        ("tests/core/test_pagination.py",),
    ),
    Mutant(
        "The highest price is not looked at",
        "app/repositories/catalogue/sweets.py",
        '"max_price": Sweet.price <= bindparam("max_price", type_=Numeric),',
        '"max_price": bindparam("max_price", type_=Numeric) > 0,',
        ("tests/api/catalogue/test_sweet_lists.py",),
    ),
    Mutant(
        "What nobody declared is free of every allergen",
        "app/repositories/catalogue/sweets.py",
        '"without": ~Sweet.allergens.overlap(func.string_to_array(bindparam("without", type_=Text), ",")),',
        '"without": func.coalesce(\n'
        '        ~Sweet.allergens.overlap(func.string_to_array(bindparam("without", type_=Text), ",")), True\n'
        "    ),",
        ("tests/api/catalogue/test_labels.py",),
    ),
    Mutant(
        "A sale at the end of one span is in the next one too",
        "app/repositories/selling/sales.py",
        '"created_to": Sale.created_at < bindparam(',
        '"created_to": Sale.created_at <= bindparam(',
        ("tests/api/selling/test_sale_lists.py",),
    ),
    Mutant(
        "A list takes any number of rows",
        "app/core/pagination.py",
        "MAX_LIMIT = 200\n",
        "MAX_LIMIT = 2_000_000\n",
        ("tests/api/common/test_bounds.py::test_a_list_takes_no_limit_above_the_largest",),
    ),
    Mutant(
        "A total is counted to its end, however long that takes",
        "app/repositories/common/keyset.py",
        ".limit(most + 1)\n",
        "\n",
        (
            "tests/database/plans/test_lists.py::test_a_count_reads_the_rows_it_counts_up_to_the_bound_and_nothing_for_their_items",
        ),
    ),
    Mutant(
        "Unknown fields and filters are ignored",
        "app/schemas/base.py",
        'ConfigDict(extra="forbid", from_attributes=True)',
        'ConfigDict(extra="ignore", from_attributes=True)',
        ("tests/api/common/test_bad_requests.py::test_an_unknown_field_is_named_and_refused",),
    ),
)

BUYING = (
    Mutant(
        "More comes in than was ordered",
        "app/services/buying/deliveries.py",
        "    return line.packs_received > line.packs or so_much >",
        "    return line.packs_received > line.packs + 1 or so_much > 2 *",
        ("tests/api/buying/test_purchase_receipts.py",),
    ),
    Mutant(
        "Weighed goods come to a fifth more than was ordered",
        "app/services/buying/deliveries.py",
        'TOLERANCE = Decimal("1.1")',
        'TOLERANCE = Decimal("1.2")',
        ("tests/api/buying/test_weighed_receipts.py",),
    ),
    Mutant(
        "An order is complete although something is still to come",
        "app/services/buying/purchase_orders.py",
        "        is_complete = not any(outstanding(line) for line in after(lines, received))",
        "        is_complete = any(not outstanding(line) for line in after(lines, received))",
        ("tests/api/buying/test_purchase_receipts.py",),
    ),
    Mutant(
        "A cancelled order is received",
        "app/services/buying/purchase_orders.py",
        "_EXPECTED = {PurchaseOrderStatus.ORDERED, PurchaseOrderStatus.PARTIALLY_RECEIVED}",
        "_EXPECTED = set(PurchaseOrderStatus) - {PurchaseOrderStatus.DRAFT, PurchaseOrderStatus.RECEIVED}",
        ("tests/api/buying/test_purchase_transitions.py",),
    ),
    Mutant(
        "An order is received twice at the same moment",
        "app/services/buying/purchase_orders.py",
        "        order = await self._orders.get_for_update(order_id)",
        "        order = await self._orders.get(order_id)",
        ("tests/services/buying/test_buying_races.py",),
        is_race=True,
    ),
    Mutant(
        "Goods go back to a supplier they did not come from",
        "app/services/buying/supplier_returns.py",
        "        elif lots[line.lot_id].supplier_id != supplier.id:",
        "        elif False:",
        ("tests/api/buying/test_supplier_returns.py::test_only_goods_of_this_supplier_go_back_to_them",),
    ),
    Mutant(
        "An archived supplier is ordered from",
        "app/services/buying/suppliers.py",
        "    if supplier.archived_at is not None:",
        "    if False:",
        ("tests/api/buying/test_suppliers.py",),
    ),
    Mutant(
        "Goods of a draft come in",
        "app/services/buying/purchase_orders.py",
        "            _check_status(order, _EXPECTED)\n            lines = await",
        "            lines = await",
        ("tests/api/buying/test_purchase_transitions.py",),
    ),
    Mutant(
        "A salesperson restocks although the shop does not let them",
        "app/services/buying/restocks.py",
        "        if actor.role is Role.SALESPERSON and not (await self._settings.current()).salesperson_may_restock:",
        "        if False:",
        ("tests/api/stock/test_restock.py::test_customers_and_salespeople_cannot_restock",),
    ),
)
