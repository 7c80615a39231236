"""The shop under test: a durable PostgreSQL, a thousand sweets and a hot one, and a check of the books afterwards."""

from dataclasses import asdict, dataclass
from decimal import Decimal

import asyncpg
from pydantic import SecretStr

from app.core.clock import system_clock
from app.core.config import Environment, Settings
from app.database.embedded import as_shop
from app.database.engine import create_engine
from app.database.migrations import migrate
from app.database.roles import login_of
from app.database.unit_of_work import Database
from app.models import Role
from app.schemas.category import CategoryCreate
from app.schemas.sweet import SweetCreate
from app.services.catalogue.categories import CategoryService
from app.services.catalogue.sweets import SweetService
from app.services.common.access import Actor
from app.services.common.context import ShopContext
from app.services.insight.verification import VerificationService
from app.services.people.auth import AuthService
from app.services.people.context import login_context
from app.services.stock.stock import GoodsIn, StockService

SWEETS = 1000
STOCK = Decimal(100_000_000)
BATCH = 100
ADMIN_EMAIL = "admin@example.com"
ADMIN_PASSWORD = "cardamom-and-ghee-for-ever"  # noqa: S105 - of a shop that lives as long as the benchmark.
CUSTOMER_EMAIL = "customer@example.com"
CUSTOMER_PASSWORD = "two rasgullas please"  # noqa: S105 - of a shop that lives as long as the benchmark.

DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
RECORDED = ("server_version", "shared_buffers", "wal_sync_method", "max_connections", "commit_delay")


@dataclass(frozen=True, slots=True)
class Seeded:
    """The ids of the sweets for sale."""

    hot: int
    spread: range


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals in the database."""

    sales: int
    sold_of_hot: Decimal
    left_of_hot: Decimal
    sold: Decimal
    left: Decimal


async def database_settings(url: str) -> dict[str, str]:
    """Return the relevant settings of the server; refuse any that could lose a sale in a power cut."""
    connection = await asyncpg.connect(url)
    try:
        shown = {name: str(await connection.fetchval(f"SHOW {name}")) for name in (*DURABLE, *RECORDED)}
    finally:
        await connection.close()
    careless = {name: value for name, value in shown.items() if DURABLE.get(name, value) != value}
    if careless:
        msg = f"PostgreSQL is not durable: {careless}"
        raise RuntimeError(msg)
    return shown


async def seed(url: str, secret_key: str) -> Seeded:
    """Migrate, and fill the shop through its own services and by its own database role."""
    owner = create_engine(url, pool_size=2)
    await migrate(owner, shop=login_of(as_shop(url)))
    await owner.dispose()
    database = Database(create_engine(as_shop(url), pool_size=2), system_clock)
    settings = Settings(
        _env_file=None,
        environment=Environment.TEST,
        secret_key=SecretStr(secret_key),
        database_url=SecretStr(url),
    )
    context = login_context(settings)
    async with database.unit_of_work() as session:
        auth = AuthService(session, context)
        admin = await auth.add_user(ADMIN_EMAIL, ADMIN_PASSWORD, "Admin", Role.ADMIN)
        await auth.add_user(CUSTOMER_EMAIL, CUSTOMER_PASSWORD, "Customer", Role.CUSTOMER)
        actor = Actor(admin.id, 0, Role.ADMIN)
        categories = CategoryService(session, context)
        category_id, _ = await categories.create(actor, CategoryCreate(name="Milk sweets"))
        sweets = SweetService(session, context)
        ids = []
        for number in range(SWEETS + 1):
            new = SweetCreate.model_validate(
                {
                    "sku": f"BENCH-{number:04}",
                    "name": f"Sweet number {number:04}",
                    "category_id": category_id,
                    "price": f"{10 + number % 90}.50",
                    "unit": "piece",
                    "shelf_life_days": 30,
                }
            )
            ids.append(await sweets.add(actor, new))
        stock = StockService(session, context)
        now = system_clock()
        for start in range(0, len(ids), BATCH):
            receipts = [GoodsIn(sweet_id, STOCK, now) for sweet_id in ids[start : start + BATCH]]
            await stock.receive(receipts, actor)
    context.hasher.close()
    await database.close()
    hot, *others = ids
    if others != list(range(others[0], others[0] + SWEETS)):
        msg = "the ids of the sweets are not one range"
        raise RuntimeError(msg)
    return Seeded(hot, range(others[0], others[-1] + 1))


async def settle(url: str) -> None:
    """Vacuum and analyze as autovacuum would within minutes, so that every round has the same plans."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("VACUUM ANALYZE")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


async def totals(url: str, hot: int) -> Totals:
    """Return the quantities sold and on hand."""
    connection = await asyncpg.connect(url)
    try:
        row = await connection.fetchrow(
            """
            SELECT (SELECT count(*) FROM sales),
                   (SELECT coalesce(sum(quantity), 0) FROM sale_lines WHERE sweet_id = $1),
                   (SELECT on_hand FROM sweets WHERE id = $1),
                   (SELECT coalesce(sum(quantity), 0) FROM sale_lines),
                   (SELECT sum(on_hand) FROM sweets)
            """,
            hot,
        )
    finally:
        await connection.close()
    return Totals(*row)


async def find_faults(url: str, hot: int, *, answered: int, unanswered: int) -> tuple[list[str], dict[str, str]]:
    """Return what does not add up, in words, and the numbers compared.

    wrk hangs up at the end of a run; a purchase then under way is made all the same, as it should be, but its answer
    is not counted. So there may be up to one more sale a connection and run than answers, and never one fewer.
    """
    database = Database(create_engine(url, pool_size=2), system_clock)
    async with database.unit_of_work() as session:
        faults = [
            f"{found.row}: {found.detail} ({found.promise})"
            for found in await VerificationService(session, ShopContext(system_clock)).verify()
        ]
    await database.close()
    found = await totals(url, hot)
    if found.sold_of_hot + found.left_of_hot != STOCK:
        faults.append(f"hot sweet: sold {found.sold_of_hot} + left {found.left_of_hot} is not {STOCK}")
    if found.sold + found.left != STOCK * (SWEETS + 1):
        faults.append(f"all sweets: sold {found.sold} + left {found.left} is not {STOCK * (SWEETS + 1)}")
    if not answered <= found.sales <= answered + unanswered:
        faults.append(f"{found.sales} sales, but {answered} answers said sold and {unanswered} more may have been made")
    numbers = {name: str(value) for name, value in asdict(found).items()}
    return faults, numbers | {"answered": str(answered), "under_way_at_the_end_at_most": str(unanswered)}
