"""Faults in figures, advice and checks, and in files that come in and go out."""

from tests.mutants.faults.mutant import Mutant

FIGURES = (
    Mutant(
        "Refunds are not taken off what was sold",
        "app/repositories/insight/report_figures.py",
        "'net', ({of}.gross - {of}.discounts - {of}.refunds)::text,",
        "'net', ({of}.gross - {of}.discounts)::text,",
        ("tests/api/insight/test_day_figures.py",),
    ),
    Mutant(
        "Voided sales are counted",
        "app/repositories/insight/report_figures.py",
        "coalesce(sum(sale_count - void_count), 0) AS sales,",
        "coalesce(sum(sale_count), 0) AS sales,",
        ("tests/api/insight/test_day_figures.py",),
    ),
    Mutant(
        "A week begins on Sunday",
        "app/services/insight/report_periods.py",
        "    monday = today - timedelta(days=today.weekday())",
        "    monday = today - timedelta(days=(today.weekday() + 1) % 7)",
        ("tests/services/insight/test_report_periods.py",),
    ),
    Mutant(
        "Takings of goods on account count as money",
        "app/repositories/insight/takings.py",
        "        FROM tenders WHERE tender <> 'account'\n    ), owed",
        "        FROM tenders\n    ), owed",
        ("tests/api/insight/test_takings.py",),
    ),
    Mutant(
        "Kilograms and pieces are ranked in one list",
        "app/repositories/insight/best_sellers.py",
        "CASE CAST(:by AS text) WHEN 'quantity' THEN unit ELSE 'sales' END AS list",
        "CASE CAST(:by AS text) WHEN 'quantity' THEN 'kg' ELSE 'sales' END AS list",
        ("tests/api/insight/test_dashboards.py",),
    ),
    Mutant(
        "A day on which a sweet was sold out counts as a day of little demand",
        "app/services/insight/forecast.py",
        "    if observed.parted and not at_least:",
        "    if False:",
        ("tests/services/insight/test_forecast.py",),
    ),
    Mutant(
        "More is advised than sells before it spoils",
        "app/services/insight/reorder.py",
        "        quantity = min(quantity, _in_lots(cap, terms.lot_size, ROUND_FLOOR))",
        "        quantity = max(quantity, _in_lots(cap, terms.lot_size, ROUND_FLOOR))",
        ("tests/services/insight/test_reorder.py",),
    ),
    Mutant(
        "Expired stock is counted on",
        "app/services/insight/reorder.py",
        "            if lot.first <= ahead <= lot.last and lot.left and wanted:",
        "            if lot.first <= ahead and lot.left and wanted:",
        ("tests/services/insight/test_reorder.py",),
    ),
    Mutant(
        "A voided sale counts as demand",
        "app/repositories/insight/sales_history.py",
        "CASE WHEN kind IN ('sale', 'void') THEN -quantity ELSE 0 END",
        "CASE WHEN kind IN ('sale') THEN -quantity ELSE 0 END",
        ("tests/api/insight/test_advice_days.py::test_a_voided_sale_does_not_count_as_sold",),
    ),
    Mutant(
        "The check of the stock finds nothing",
        "app/repositories/insight/checks/stock.py",
        "GROUP BY lots.id HAVING lots.on_hand <> coalesce(sum(quantity), 0)",
        "GROUP BY lots.id HAVING lots.on_hand < coalesce(sum(quantity), 0)",
        ("tests/services/insight/test_verification.py",),
    ),
)

FILES = (
    Mutant(
        "A name that is a formula runs in a spreadsheet",
        "app/core/csv/escaping.py",
        '    return f"\'{text}" if _FORMULA.match(text) else text',
        "    return text",
        ("tests/core/csv/test_escaping.py",),
    ),
    Mutant(
        "A formula that begins with a tab runs in a spreadsheet",
        "app/core/csv/escaping.py",
        r"""r"'*[=+\-@\t\r\n\uff1d""",
        r"""r"'*[=+\-@\uff1d""",
        ("tests/core/csv/test_escaping.py",),
    ),
    Mutant(
        "An export begins a day late",
        "app/services/files/exports.py",
        "            begin=_BEGIN if query.begin is None else _midnight(query.begin, zone),",
        "            begin=_BEGIN if query.begin is None else _midnight(query.begin + timedelta(days=1), zone),",
        ("tests/api/files/test_exports.py",),
    ),
    Mutant(
        "Times of an export are those of Greenwich",
        "app/core/csv/escaping.py",
        'return value.astimezone(zone).isoformat(timespec="seconds")',
        'return value.isoformat(timespec="seconds")',
        ("tests/core/csv/test_escaping.py",),
    ),
    Mutant(
        "A dry run changes the shop",
        "app/services/files/import_run.py",
        "        if not self._dry_run:",
        "        if self._database:",
        ("tests/services/files/test_catalogue_import.py::test_a_dry_run_says_the_same_and_changes_nothing",),
    ),
    Mutant(
        "A bad row takes its whole batch with it",
        "app/services/files/import_run.py",
        "        for one in batch:\n            result.join(await self._store([one]))\n",
        '        for one in batch:\n            result.refuse(one.refused(None, "It came with a bad one."))\n',
        (
            "tests/services/files/test_till_history_races.py::"
            "test_the_other_tickets_of_a_batch_are_booked_although_another_import_was_faster_with_one",
        ),
    ),
    Mutant(
        "A row that stands in a file twice is taken twice",
        "app/services/files/import_run.py",
        "    if first == row.line:",
        "    if first:",
        ("tests/services/files/test_catalogue_import.py", "tests/services/files/test_customer_import.py"),
    ),
    Mutant(
        "An import is taken back while it runs",
        "app/services/files/take_backs.py",
        "        if job.finished_at is None and job.heartbeat_at > now - SILENT_FOR:",
        "        if False:",
        (
            "tests/api/files/test_taking_back.py::test_an_import_that_runs_is_not_taken_back_until_its_worker_has_fallen_silent",
        ),
    ),
    Mutant(
        "An import is taken back twice",
        "alembic/versions/0028_till_histories_that_can_be_taken_back.py",
        'sa.PrimaryKeyConstraint("import_id", name=op.f("pk_import_take_backs")),',
        "",
        ("tests/api/files/test_taking_back.py",),
    ),
    Mutant(
        "Any number of files wait to be imported",
        "app/services/files/imports.py",
        "        if len(self._waiting) >= MOST_WAITING:",
        "        if False:",
        ("tests/api/files/test_imports.py::test_imports_run_one_after_another_and_too_many_are_refused",),
    ),
    Mutant(
        "Imports whose rows are in the books are forgotten",
        "app/repositories/files/imports.py",
        "        AND NOT EXISTS (SELECT FROM history_tickets WHERE import_id = imports.id)\n"
        "        AND NOT EXISTS (SELECT FROM history_lines WHERE import_id = imports.id)\n",
        "",
        ("tests/api/files/test_taking_back.py",),
    ),
)
