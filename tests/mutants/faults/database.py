"""Faults in what the database keeps of itself: the ledger, the documents, the rollup and the rights of the shop."""

from tests.mutants.faults.mutant import Mutant

_OPENED = "alembic/versions/0001_the_shop_opens.py"
_BOOKS = "alembic/versions/0006_the_books.py"

LEDGER = (
    Mutant(
        "A movement may be deleted",
        _OPENED,
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON stock_movements",
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR TRUNCATE ON stock_movements",
        ("tests/database/test_ledger.py::test_stored_rows_cannot_be_changed_behind_the_ledgers_back",),
    ),
    Mutant(
        "A line of a sale may be changed",
        _OPENED,
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON sale_lines",
        "CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON sale_lines",
        ("tests/database/test_ledger.py::test_stored_rows_cannot_be_changed_behind_the_ledgers_back",),
    ),
    Mutant(
        "The stock of a lot is written by hand",
        _OPENED,
        "CREATE TRIGGER guard_on_hand_update BEFORE UPDATE ON lots FOR EACH ROW\n"
        "    WHEN (NEW.on_hand <> OLD.on_hand AND pg_trigger_depth() < 1)",
        "CREATE TRIGGER guard_on_hand_update BEFORE UPDATE ON lots FOR EACH ROW\n    WHEN (false)",
        ("tests/database/test_ledger.py::test_stored_rows_cannot_be_changed_behind_the_ledgers_back",),
    ),
    Mutant(
        "A lot may have less than nothing",
        _OPENED,
        '"on_hand >= 0 AND on_hand < \'NaN\'", name=op.f("ck_lots_on_hand_not_negative")',
        '"on_hand < \'NaN\'", name=op.f("ck_lots_on_hand_not_negative")',
        ("tests/database/test_ledger.py::test_a_row_that_breaks_a_promise_is_refused",),
    ),
    Mutant(
        "A sale may be changed after it was made",
        "alembic/versions/0042_payments.py",
        "            WHEN pg_trigger_depth() > 1 THEN ARRAY['due', 'rounding']",
        "            WHEN true THEN ARRAY['due', 'rounding', 'note', 'total', 'subtotal']",
        ("tests/database/test_ledger.py::test_stored_rows_cannot_be_changed_behind_the_ledgers_back",),
    ),
    Mutant(
        "A movement does not change the value of the stock",
        "alembic/versions/0039_kept_forecasts.py",
        "coalesce(sum(quantity * unit_cost), 0) AS value",
        "0 AS value",
        ("tests/api/insight/test_dashboards.py", "tests/services/selling/test_books_machine.py"),
    ),
    Mutant(
        "The database takes a refund of more than was sold",
        _BOOKS,
        "        WHERE sold.quantity < (\n",
        "        WHERE sold.quantity < -1 + (\n",
        ("tests/api/selling/test_refunds.py::test_a_refusal_by_the_database_reads_like_one_by_the_service",),
    ),
    Mutant(
        "The database takes a refund of more money than the line came to",
        "alembic/versions/0032_money_without_goods.py",
        "        WHERE back.net > sold.line_total - sold.line_discount - sold.sale_discount\n",
        "        WHERE back.net > sold.line_total - sold.line_discount - sold.sale_discount + 1\n",
        ("tests/api/selling/test_money_alone.py::test_the_database_refuses_more_money_than_the_line_came_to",),
    ),
    Mutant(
        "An entry of the audit log may be changed",
        "alembic/versions/0002_people_and_trust.py",
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_logs",
        "CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON audit_logs",
        ("tests/api/common/test_audit_logs.py::test_not_even_a_superuser_changes_the_audit_log",),
    ),
)

ROLLUP = (
    Mutant(
        "The figures of a day are written by hand",
        _BOOKS,
        "    IF pg_trigger_depth() = 1 THEN",
        "    IF false THEN",
        ("tests/database/test_books.py::test_nobody_writes_into_the_books",),
    ),
    Mutant(
        "Months and years are not kept",
        "alembic/versions/0038_figures_of_categories_months_and_years.py",
        "    run(BOOK.format(OF_SWEETS + OF_DAYS + OF_CATEGORIES + OF_PERIODS))",
        "    run(BOOK.format(OF_SWEETS + OF_DAYS + OF_CATEGORIES))",
        ("tests/database/test_books.py::test_months_and_years_are_those_of_the_days",),
    ),
    Mutant(
        "Later days are locked before earlier ones",
        "alembic/versions/0038_figures_of_categories_months_and_years.py",
        "FROM {rows} GROUP BY {keys} ORDER BY {keys}",
        "FROM {rows} GROUP BY {keys} ORDER BY {key[0]} DESC",
        ("tests/database/test_books.py::test_transactions_that_book_several_days_lock_them_in_order",),
        is_race=True,
    ),
    Mutant(
        "A void leaves the day's sales as they were",
        _BOOKS,
        "        -(line.line_total - line.line_discount - line.sale_discount + on_top.tax),\n",
        "        0,\n",
        ("tests/database/test_books.py::test_each_document_lands_on_its_own_day",),
    ),
    Mutant(
        "Tax in the price is counted twice in the total of a day",
        _BOOKS,
        "    FROM new_lines AS line\n    JOIN sales AS sale ON sale.id = line.sale_id\n"
        "    CROSS JOIN LATERAL (SELECT CASE sale.tax_mode WHEN 'exclusive' THEN line.tax ELSE 0 END AS tax) AS on_top",
        "    FROM new_lines AS line\n    JOIN sales AS sale ON sale.id = line.sale_id\n"
        "    CROSS JOIN LATERAL (SELECT line.tax AS tax) AS on_top",
        ("tests/database/test_books.py::test_with_tax_in_the_price_the_total_has_it_once",),
    ),
    Mutant(
        "Forecasts stay as they were when goods move",
        "alembic/versions/0039_kept_forecasts.py",
        "    WHERE sweet_id IN (SELECT sweet_id FROM new_movements) AND runs_out_from <> '-infinity';",
        "    WHERE false;",
        ("tests/api/insight/test_kept_forecasts.py",),
    ),
)

EVENTS_AND_RIGHTS = (
    Mutant(
        "Nobody is told that there are new events",
        "alembic/versions/0003_stock_that_can_be_proved.py",
        "    PERFORM pg_notify('events', '');",
        "    PERFORM 1;",
        ("tests/test_live.py::test_a_sale_at_one_worker_is_heard_at_the_other_within_half_a_second",),
    ),
    Mutant(
        "Events get their ids before those who wrote earlier have committed",
        "alembic/versions/0003_stock_that_can_be_proved.py",
        "    PERFORM pg_advisory_xact_lock(hashtextextended('events', 0));\n",
        "",
        ("tests/services/shop/test_events.py::test_ids_are_in_the_order_of_the_commits",),
        is_race=True,
    ),
    Mutant(
        "The role of the shop may delete what is append-only",
        "app/database/roles.py",
        "CASE WHEN events & 8 = 0 THEN 'DELETE' END,",
        "'DELETE',",
        ("tests/database/test_roles.py",),
    ),
    Mutant(
        "The role of the shop may write the stock",
        "app/database/roles.py",
        "\n                    AND attname NOT IN ('on_hand', 'stock_value')",
        "",
        ("tests/database/test_roles.py",),
    ),
    Mutant(
        "A backup is readable by everybody on the machine",
        "app/database/backups.py",
        "        part.replace(file)",
        "        part.chmod(0o644)\n        part.replace(file)",
        ("tests/database/test_backups.py",),
    ),
    Mutant(
        "A backup that was cut off looks like a whole one",
        "app/database/backups.py",
        "        part.replace(file)\n    finally:\n",
        "    finally:\n        part.replace(file)\n",
        ("tests/database/test_backups.py",),
    ),
    Mutant(
        "The password of the database is an argument that everybody sees",
        "app/database/backups.py",
        "    address = f\"postgresql://{user.partition(':')[0]}{at}{host}{parts.path}?{query}\"",
        '    address = f"postgresql://{user}{at}{host}{parts.path}?{query}"',
        ("tests/database/test_backups.py",),
    ),
)
