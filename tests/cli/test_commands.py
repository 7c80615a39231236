"""The command `sweetshop` as it is installed, run as a process of its own."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from app.database.embedded import EmbeddedPostgres
from app.database.revisions import head_revision
from app.models import Role
from app.repositories.insight.verification import CHECKS
from tests.support.commands import Run, refused, sweetshop
from tests.support.databases import copied_database, name_of
from tests.support.second_factor import give_factor
from tests.support.shop import PASSWORDS, running_shop

ADMIN, PASSWORD = "meera@example.com", "cardamom-and-ghee-for-ever"
NOWHERE = "postgresql://postgres@127.0.0.1:1/nowhere"


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    yield connection
    await connection.close()


@pytest_asyncio.fixture
async def empty_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A database without a table."""
    async with copied_database(postgres, "template0") as url:
        yield url


@pytest_asyncio.fixture(scope="module")
async def demo_books(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """The database that the demo fills and tests copy."""
    async with copied_database(postgres, "template0") as url:
        yield url


@pytest_asyncio.fixture(scope="module")
async def demo(demo_books: str, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """How the command filled the database."""
    passwords = {"ADMIN_EMAIL": ADMIN, "ADMIN_PASSWORD": PASSWORD, "DEMO_PASSWORD": "two rasgullas please"}
    run = await sweetshop(tmp_path_factory.mktemp("demo"), demo_books, "demo", **passwords)
    assert run.code == 0, run
    return run


@pytest_asyncio.fixture
async def demo_url(demo: Run, demo_books: str, postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    assert demo.code == 0
    async with copied_database(postgres, name_of(demo_books)) as url:
        yield url


async def test_migrate_brings_a_database_to_the_newest_schema_and_back(empty_url: str, tmp_path: Path) -> None:
    for revision, there, has_sales in (("head", head_revision(), True), ("base", "base", False)):
        run = await sweetshop(tmp_path, empty_url, "migrate", revision)
        assert (run.code, run.out, run.err) == (0, f"The database is at {there}.\n", "")
        async with connected(empty_url) as database:
            assert await database.fetchval("SELECT to_regclass('sales') IS NOT NULL") is has_sales


async def test_the_demo_prints_a_summary_and_how_to_log_in(demo: Run, demo_url: str) -> None:
    assert "90/90 days" in demo.out
    (sales,) = re.findall(r"has made (\d+) sales", demo.out)
    users = re.findall(r"^  (\S+@\S+)  (.+)$", demo.out, re.MULTILINE)
    async with connected(demo_url) as database:
        assert await database.fetchval("SELECT count(*) FROM sales") == int(sales)
    async with running_shop(demo_url) as shop:
        roles = [(await (await shop.log_in(*user)).get("/api/auth/me")).json()["role"] for user in users]
    assert roles == [Role.ADMIN, Role.SALESPERSON, Role.CUSTOMER]


async def test_the_demo_is_a_shop_that_looks_real(demo_url: str) -> None:
    async with connected(demo_url) as database:
        facts = await database.fetchrow(
            """
            SELECT (SELECT count(*) FROM sweets) AS sweets,
                   (SELECT count(DISTINCT category_id) FROM sweets) AS categories,
                   (SELECT count(DISTINCT unit) FROM sweets) AS units,
                   (SELECT count(*) FROM sweets WHERE shelf_life_days IS NULL) AS never_spoil,
                   (SELECT count(*) FROM lots WHERE best_before IS NULL OR unit_cost IS NULL) AS lots_left_blank,
                   (SELECT count(*) FROM sweets WHERE on_hand > 0) AS on_the_shelf,
                   (SELECT array_agg(role ORDER BY role) FROM users) AS roles,
                   (SELECT count(DISTINCT (created_at AT TIME ZONE 'Asia/Kolkata')::date) FROM sales) AS days,
                   (SELECT count(*) FROM sales WHERE created_at > now()) AS in_the_future,
                   (SELECT count(*) FROM sales WHERE buyer_id IS NOT NULL) AS bought_online,
                   (SELECT count(*) FROM sales WHERE seller_id IS NOT NULL) AS sold_at_the_counter,
                   (SELECT count(DISTINCT tender) FROM payments) AS tenders,
                   (SELECT array_agg(DISTINCT currency) FROM sales) AS currencies
            """
        )
        assert facts is not None
        expired = await database.fetchval(
            """
            SELECT count(*) FROM stock_movements JOIN lots ON lots.id = lot_id
            WHERE kind = 'sale' AND best_before < (occurred_at AT TIME ZONE 'Asia/Kolkata')::date
            """
        )
    assert facts["sweets"] >= 60
    assert facts["categories"] >= 8
    assert facts["units"] >= 3
    assert facts["on_the_shelf"] >= 50
    assert facts["roles"] == ["admin", "customer", "salesperson"]
    assert facts["days"] == 91
    assert facts["bought_online"] >= 8
    assert facts["sold_at_the_counter"] > 1000
    assert (facts["tenders"], facts["currencies"]) == (4, ["INR"])
    assert (facts["never_spoil"], facts["lots_left_blank"], facts["in_the_future"], expired) == (0, 0, 0, 0)


async def test_a_second_demo_is_refused_and_changes_nothing(demo_url: str, tmp_path: Path) -> None:
    counts = "SELECT (SELECT count(*) FROM sales), (SELECT count(*) FROM sweets), (SELECT count(*) FROM users)"
    async with connected(demo_url) as database:
        before = await database.fetchrow(counts)
        assert "has sweets already" in refused(await sweetshop(tmp_path, demo_url, "demo"))
        assert await database.fetchrow(counts) == before


async def test_verify_finds_nothing_wrong_with_the_demo(demo_url: str, tmp_path: Path) -> None:
    run = await sweetshop(tmp_path, demo_url, "verify")
    assert (run.code, run.err) == (0, "")
    assert run.out.endswith("Every promise holds.\n")
    assert [line.removeprefix("Checking: ") for line in run.out.splitlines()[:-1]] == list(CHECKS)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE lots SET on_hand = on_hand + 1 WHERE id = 7 RETURNING 'lots ' || id",
        "UPDATE sale_lines SET quantity = quantity * 2, line_total = round(quantity * 2 * unit_price, 2)"
        " WHERE sale_id = 5 AND line_no = 1 RETURNING 'sale_lines ' || sale_id || '/' || line_no",
        "UPDATE sales SET subtotal = subtotal + 1, total = total + 1 WHERE id = 9 RETURNING 'sales ' || id",
        "UPDATE stock_movements SET unit_cost = unit_cost + 1 WHERE id = 3 RETURNING 'stock_movements ' || id",
        "INSERT INTO adjustments (sweet_id, reason, quantity, created_by, created_at) VALUES (1, 'found', 1, 1, now())"
        " RETURNING 'adjustments ' || id",
        "UPDATE sweets SET low_stock_threshold = 99999 WHERE id = (SELECT min(id) FROM sweets WHERE NOT EXISTS"
        " (SELECT FROM stock_alerts WHERE sweet_id = sweets.id AND resolved_at IS NULL)) RETURNING 'sweets ' || id",
        "DELETE FROM stock_movements WHERE id = (SELECT max(id) FROM stock_movements) RETURNING 'lots ' || lot_id",
    ],
)
async def test_verify_names_the_row_that_was_tampered_with(demo_url: str, tmp_path: Path, tampering: str) -> None:
    async with connected(demo_url) as database:
        await database.execute("SET session_replication_role = replica")
        row = await database.fetchval(tampering)
    run = await sweetshop(tmp_path, demo_url, "verify")
    assert "break a promise" in refused(run)
    assert f"DIFFERS {row}: " in run.out
    assert "Every promise holds" not in run.out


async def test_an_admin_is_made_who_can_log_in(database_url: str, tmp_path: Path) -> None:
    run = await sweetshop(
        tmp_path, database_url, "create-admin", "--email", " Meera@Example.com ", ADMIN_PASSWORD=PASSWORD
    )
    assert (run.code, run.err) == (0, "")
    assert PASSWORD not in run.out
    async with running_shop(database_url) as shop:
        me = (await (await shop.log_in(ADMIN, PASSWORD)).get("/api/auth/me")).json()
    assert (me["email"], me["role"]) == (ADMIN, "admin")


async def test_a_lost_second_factor_is_removed_once_and_audited(database_url: str, tmp_path: Path) -> None:
    async with running_shop(database_url) as shop:
        await give_factor(shop)
    run = await sweetshop(tmp_path, database_url, "remove-second-factor", " Admin@Example.com ")
    assert (run.code, run.out, run.err) == (0, "admin@example.com logs in by the password alone now.\n", "")
    assert "second factor" in refused(
        await sweetshop(tmp_path, database_url, "remove-second-factor", "admin@example.com")
    )
    async with running_shop(database_url) as shop:
        await shop.log_in("admin@example.com", PASSWORDS[Role.ADMIN])
        rows = await shop.sql("SELECT actor_id, entity_id FROM audit_logs WHERE action = 'second_factor.removed'")
    assert [tuple(row) for row in rows] == [(None, 1)]


@pytest.mark.parametrize(
    ("email", "password", "reason"),
    [
        (ADMIN, "too short", "at least 15 characters"),
        (ADMIN, "meera@example.com", "not your name or your e-mail"),
        ("admin@example.com", PASSWORD, "An account with this e-mail, or one that looks like it, exists"),
        ("nobody", PASSWORD, "not an e-mail address"),
    ],
)
async def test_an_admin_who_cannot_be_is_refused_in_plain_words(
    database_url: str, tmp_path: Path, email: str, password: str, reason: str
) -> None:
    said = refused(await sweetshop(tmp_path, database_url, "create-admin", "--email", email, "--password", password))
    assert reason in said
    assert password not in said
    async with running_shop(database_url) as shop:
        assert (await shop.sql("SELECT count(*) FROM users"))[0]["count"] == len(PASSWORDS)


@pytest.mark.parametrize(
    ("arguments", "changes"),
    [
        (("verify",), {"DATABASE_URL": NOWHERE}),
        (("migrate",), {"DATABASE_URL": NOWHERE}),
        (("verify",), {"DATABASE_URL": "mysql://root@localhost/shop"}),
        (("verify",), {"SECRET_KEY": "short", "ENVIRONMENT": "production"}),
        (("verify",), {}),
        (("create-admin", "--email", ADMIN, "--password", PASSWORD), {}),
        (("migrate", "0815"), {}),
    ],
    ids=lambda value: " ".join(value),
)
async def test_a_refused_command_prints_no_traceback(
    empty_url: str, tmp_path: Path, arguments: tuple[str, ...], changes: dict[str, str]
) -> None:
    run = await sweetshop(tmp_path, empty_url, *arguments, **changes)
    assert len(refused(run)) < 500
