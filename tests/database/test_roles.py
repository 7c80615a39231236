"""The role the shop runs as: it can do the shop's work, and nothing to the books that the shop would not."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import text

from app.database.embedded import SHOP, EmbeddedPostgres, as_shop
from app.database.engine import TIMEOUTS, create_engine
from app.database.migrations import migrate
from app.database.roles import Login, is_too_strong, login_of
from app.database.unit_of_work import Database
from app.models import Base
from tests.database.ledger import LEDGER
from tests.support.clock import suite_clock
from tests.support.databases import copied_database, migrate_as_owner

APPEND_ONLY = [
    "adjustments",
    "audit_logs",
    "drawer_movements",
    "goods_receipts",
    "history_lines",
    "history_tickets",
    "import_take_backs",
    "refund_line_taxes",
    "refund_lines",
    "refunds",
    "sale_line_taxes",
    "sale_lines",
    "sale_voids",
    "stock_movements",
    "supplier_returns",
]
NEVER_REMOVED = ["drawer_sessions", "payments", "purchase_orders", "refusal_counts", "sales", "stocktakes"]
KEPT_BY_THE_DATABASE = [
    "daily_category_sales",
    "daily_payments",
    "daily_sales",
    "daily_sweet_sales",
    "period_sweet_sales",
]

ATTACKS = [
    "ALTER TABLE stock_movements DISABLE TRIGGER ALL",
    "ALTER TABLE audit_logs DISABLE TRIGGER refuse_change",
    "SET session_replication_role = replica",
    "DROP TRIGGER refuse_change ON audit_logs",
    "DROP TABLE audit_logs",
    "DROP SCHEMA public CASCADE",
    "ALTER TABLE stock_movements ADD COLUMN mine text",
    "ALTER TABLE audit_logs OWNER TO sweetshop_app",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "ALTER FUNCTION refuse_change() OWNER TO sweetshop_app",
    "CREATE RULE mine AS ON UPDATE TO sweets DO INSTEAD NOTHING",
    "CREATE TRIGGER mine AFTER INSERT ON sales EXECUTE FUNCTION refuse_change()",
    "CREATE TABLE public.mine (id int)",
    "CREATE TEMPORARY TABLE sales (id int)",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE SCHEMA mine",
    "CREATE EXTENSION pg_stat_statements",
    "CREATE ROLE mine SUPERUSER",
    "ALTER ROLE sweetshop_app SUPERUSER",
    "GRANT postgres TO sweetshop_app",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "ALTER SYSTEM SET fsync = off",
    "COPY audit_logs TO PROGRAM 'cat'",
    "COPY settings (key) FROM PROGRAM 'id'",
    "COPY audit_logs TO '/tmp/audit_logs'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('/')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT rolpassword FROM pg_authid",
    "SELECT setval('events_id_seq', 1)",
    "SELECT book(NULL)",
    "UPDATE sweets SET on_hand = 1000000",
    "UPDATE lots SET on_hand = 1000000",
    "UPDATE sweets SET stock_value = 1000000",
    "UPDATE alembic_version SET version_num = '0001'",
    "DELETE FROM alembic_version",
    "DELETE FROM sales",
    "DELETE FROM payments",
    "DELETE FROM drawer_sessions",
    "DELETE FROM purchase_orders",
    "DELETE FROM stocktakes",
    "INSERT INTO daily_sales SELECT * FROM daily_sales",
    *(f"UPDATE {table} SET {{column}} = {{column}}" for table in APPEND_ONLY + KEPT_BY_THE_DATABASE),
    *(f"DELETE FROM {table}" for table in APPEND_ONLY + KEPT_BY_THE_DATABASE),
    *(f"TRUNCATE {table} CASCADE" for table in [*APPEND_ONLY, *NEVER_REMOVED, *KEPT_BY_THE_DATABASE, "sweets"]),
    *(f"SELECT FROM {table} FOR UPDATE" for table in APPEND_ONLY),
]


@pytest_asyncio.fixture(scope="module")
async def url(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[str]:
    """A shop with one of everything, migrated as `sweetshop migrate` does it."""
    async with copied_database(postgres, template) as url:
        await migrate_as_owner(url)
        connection = await asyncpg.connect(url)
        await connection.execute(LEDGER)
        await connection.close()
        yield url


@pytest_asyncio.fixture(scope="module")
async def plain(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(as_shop(url))
    yield connection
    await connection.close()


async def rows(url: str, query: str) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


@pytest.mark.parametrize("attack", ATTACKS)
async def test_the_shops_role_cannot_touch_the_safeguards_of_the_books(plain: asyncpg.Connection, attack: str) -> None:
    if "{column}" in attack:
        table = Base.metadata.tables[attack.split()[1]]
        attack = attack.format(column=next(iter(table.primary_key)).name)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await plain.execute(attack)


async def test_the_shop_owns_nothing_and_is_nobody_else(url: str) -> None:
    role = f"(SELECT oid FROM pg_roles WHERE rolname = '{SHOP}')"
    assert await rows(url, f"SELECT relname FROM pg_class WHERE relowner = {role}") == []
    assert await rows(url, f"SELECT proname FROM pg_proc WHERE proowner = {role}") == []
    assert await rows(url, f"SELECT roleid FROM pg_auth_members WHERE member = {role}") == []
    powers = "rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
    assert await rows(url, f"SELECT {powers} FROM pg_roles WHERE oid = {role}") == [(False,) * 5]


async def test_changes_that_triggers_refuse_are_not_granted_and_all_others_are(url: str) -> None:
    privileges = ("SELECT", "INSERT", "UPDATE", "DELETE")
    held = {
        table: " ".join(p for p, has in zip(privileges, rights, strict=True) if has)
        for table, *rights in await rows(
            url,
            "SELECT relname, "
            + ", ".join(
                f"has_table_privilege('{SHOP}', oid, '{p}') OR "
                + (f"has_any_column_privilege('{SHOP}', oid, '{p}')" if p != "DELETE" else "false")
                for p in privileges
            )
            + " FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
        )
    }
    expected = dict.fromkeys(Base.metadata.tables, "SELECT INSERT UPDATE DELETE")
    expected |= dict.fromkeys(APPEND_ONLY, "SELECT INSERT")
    expected |= dict.fromkeys(NEVER_REMOVED, "SELECT INSERT UPDATE")
    expected |= dict.fromkeys([*KEPT_BY_THE_DATABASE, "alembic_version"], "SELECT")
    assert held == expected
    guarded = await rows(
        url,
        "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
        " WHERE proname IN ('refuse_change', 'guard_books') ORDER BY 1",
    )
    assert [table for (table,) in guarded] == sorted([*APPEND_ONLY, *NEVER_REMOVED, *KEPT_BY_THE_DATABASE])


async def test_functions_run_as_the_owner_have_a_search_path_of_their_own(url: str) -> None:
    functions = await rows(
        url,
        "SELECT proname, proconfig::text, has_function_privilege('public', oid, 'EXECUTE') FROM pg_proc"
        " WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY proname",
    )
    assert functions == [
        (name, '{"search_path=public, pg_temp"}', False)
        for name in (
            "apply_drawer_movements",
            "apply_payments",
            "apply_stock_movements",
            "book_history_lines",
            "book_history_payments",
            "book_refund_lines",
            "book_sale_lines",
            "book_take_backs",
            "book_voids",
            "check_sale_due",
            "fan_out_events",
            "move_balances",
            "move_category_sales",
            "set_money_places",
            "take_history_payments_back",
            "tell_of_alerts",
            "tell_of_payments",
            "tell_of_refunds",
            "tell_of_sales",
            "tell_of_stock",
            "tell_of_voids",
        )
    ]


async def test_a_table_that_is_new_is_granted_by_its_triggers_alone(url: str) -> None:
    owner = create_engine(url, pool_size=2)
    try:
        async with owner.begin() as connection:
            await connection.execute(text("CREATE TABLE diary (id int)"))
            await connection.execute(text("CREATE TABLE scribbles (id int)"))
            await connection.execute(
                text(
                    "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON diary"
                    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
                )
            )
            # Too much, granted by hand, is taken back.
            await connection.execute(text(f"GRANT ALL ON diary TO {SHOP}"))
        for _ in range(2):
            await migrate(owner, shop=login_of(as_shop(url)))
            shown = await rows(
                url,
                f"SELECT table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type)"
                f" FROM information_schema.role_table_grants WHERE grantee = '{SHOP}'"
                " AND table_name IN ('diary', 'scribbles') GROUP BY table_name ORDER BY table_name",
            )
            assert shown == [("diary", "INSERT SELECT"), ("scribbles", "DELETE INSERT SELECT UPDATE")]
    finally:
        async with owner.begin() as connection:
            await connection.execute(text("DROP TABLE diary, scribbles"))
        await owner.dispose()


async def test_an_owner_who_is_no_superuser_makes_the_role_with_its_password_and_timeouts(
    postgres: EmbeddedPostgres,
) -> None:
    superuser = await asyncpg.connect(postgres.url("postgres"))
    await superuser.execute("CREATE ROLE landlord LOGIN CREATEROLE")
    await superuser.execute("CREATE DATABASE leased OWNER landlord TEMPLATE template0")
    login = Login("tenant", "p'a$$ wörd")
    try:
        owner = create_engine(postgres.url("leased").replace("//postgres:", "//landlord:"), pool_size=2)
        tenant = create_engine(postgres.url("leased").replace("//postgres:", "//tenant:"), pool_size=2)
        await migrate(owner, shop=login)
        await migrate(owner, shop=login)
        for engine, too_strong in ((owner, True), (tenant, False)):
            async with Database(engine, suite_clock).reading() as session:
                assert await is_too_strong(session) is too_strong
                await session.execute(text("SELECT FROM sweets"))
            await engine.dispose()
        (verifier,) = await superuser.fetchrow("SELECT rolpassword FROM pg_authid WHERE rolname = 'tenant'")
        assert verifier.startswith("SCRAM-SHA-256$4096:")
        settings = await superuser.fetchval("SELECT rolconfig FROM pg_roles WHERE rolname = 'tenant'")
        assert set(settings) == {f"{name}={value}" for name, value in TIMEOUTS.items()}
    finally:
        await superuser.execute("DROP DATABASE leased WITH (FORCE)")
        await superuser.execute("DROP ROLE IF EXISTS tenant")
        await superuser.execute("DROP ROLE landlord")
        await superuser.close()


@pytest.mark.parametrize(
    ("given", "role", "password"),
    [
        ("postgresql://sweetshop_app@db/shop", "sweetshop_app", None),
        ("postgres://app:a%2Fb@db:5432/shop?sslmode=require", "app", "a/b"),
        ("postgresql://db/shop?user=app&password=secret", "app", "secret"),
        ("postgresql:///shop", "from-the-environment", None),
    ],
)
def test_the_role_is_read_from_the_address(
    monkeypatch: pytest.MonkeyPatch, given: str, role: str, password: str | None
) -> None:
    monkeypatch.setenv("PGUSER", "from-the-environment")
    assert login_of(given) == Login(role, password)
    assert password is None or password not in repr(login_of(given))
