"""The shop of the run: a few sweets that everybody wants, and the people."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import httpx
from pydantic import SecretStr

from app.core.clock import Clock, system_clock
from app.core.config import Environment, Settings
from app.database.embedded import as_shop
from app.database.engine import create_engine
from app.database.migrations import migrate
from app.database.roles import login_of
from app.database.unit_of_work import Database
from app.models import Role
from app.services.common.context import ShopContext
from app.services.insight.verification import VerificationService
from app.services.people.auth import AuthService
from app.services.people.context import login_context
from benchmarks.chaos.app import CLOCK_FILE
from benchmarks.chaos.caller import Login
from benchmarks.chaos.people import Sweet

SECRET_KEY = "a key of the chaos, of thirty-two bytes and more"  # noqa: S105 - it opens nothing else.
PASSWORD = "cardamom and ghee for ever"  # noqa: S105 - of a shop that lives as long as the run.
CUSTOMERS, SALESPEOPLE, ADMINS = 8, 8, 2
SWEETS = (
    ("Kaju Katli", "kg", "912.50", "0.1", "40"),
    ("Gulab Jamun", "piece", "18.00", "1", "300"),
    ("Motichoor Ladoo", "piece", "24.50", "1", "200"),
    ("Rasgulla", "piece", "15.75", "1", "60"),
    ("Gift Box", "box", "449.99", "1", "30"),
)
FINANCIAL_YEAR_ENDS = (3, 31, 18, 30)
"""Month, day, hour and minute in UTC: midnight in India."""

PEOPLE = {
    Role.ADMIN: [Login(f"admin{number}@example.com", PASSWORD) for number in range(ADMINS)],
    Role.SALESPERSON: [Login(f"till{number}@example.com", PASSWORD) for number in range(SALESPEOPLE)],
    Role.CUSTOMER: [Login(f"customer{number}@example.com", PASSWORD) for number in range(CUSTOMERS)],
}


def clock_base(seconds: float) -> float:
    """Return by how much to move the clock for the financial year to end in the middle of a run."""
    now = system_clock()
    month, day, hour, minute = FINANCIAL_YEAR_ENDS
    end = datetime(now.year + 1, month, day, hour, minute, tzinfo=now.tzinfo)
    return (end - timedelta(seconds=seconds / 2) - now).total_seconds()


def environment(url: str, clock: Path, workers: int) -> dict[str, str]:
    """Return the settings that the shop is served with."""
    return {
        "ENVIRONMENT": "production",
        "ALLOWED_HOSTS": "localhost",
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": url,
        "WORKERS": str(workers),
        "ACCESS_TOKEN_MINUTES": "1",
        "BCRYPT_ROUNDS": "4",
        "LOG_LEVEL": "INFO",
        CLOCK_FILE: str(clock),
    }


async def add_people(url: str, clock: Clock) -> None:
    """Migrate the database and add everybody."""
    owner = create_engine(url, pool_size=2)
    await migrate(owner, shop=login_of(as_shop(url)))
    await owner.dispose()
    settings = Settings(
        _env_file=None,
        environment=Environment.TEST,
        secret_key=SecretStr(SECRET_KEY),
        database_url=SecretStr(url),
        bcrypt_rounds=4,
    )
    context = login_context(settings, clock)
    database = Database(create_engine(as_shop(url), pool_size=2), clock)
    async with database.unit_of_work() as session:
        auth = AuthService(session, context)
        for role, logins in PEOPLE.items():
            for login in logins:
                await auth.add_user(login.email, login.password, login.email.partition("@")[0], role)
    context.hasher.close()
    await database.close()


async def fill_shop(base_url: str) -> list[Sweet]:
    """Put the sweets on the shelf, as an admin does; return them."""
    admin = PEOPLE[Role.ADMIN][0]
    async with httpx.AsyncClient(base_url=base_url, timeout=60) as client:
        login = await client.post("/api/auth/login", json={"username": admin.email, "password": admin.password})
        client.headers["Authorization"] = f"Bearer {login.raise_for_status().json()['access_token']}"
        rates = [{"name": "CGST", "rate_percent": "2.5"}, {"name": "SGST", "rate_percent": "2.5"}]
        taxed = {"name": "Sweets", "rates": [{"effective_from": "2020-01-01", "components": rates}]}
        tax_class = (await client.post("/api/tax-classes", json=taxed)).raise_for_status().json()["id"]
        # Orders that nobody collects lapse when the clock moves on.
        (await client.put("/api/settings", json={"order_hold_hours": 2})).raise_for_status()
        category = (await client.post("/api/categories", json={"name": "All sweets"})).raise_for_status().json()["id"]
        sweets = []
        for name, unit, price, step, stock in SWEETS:
            new = {
                "name": name,
                "unit": unit,
                "price": price,
                "quantity_step": step,
                "min_quantity": step,
                "opening_stock": stock,
                "category_id": category,
                "tax_class_id": tax_class,
            }
            sweet = (await client.post("/api/sweets", json=new)).raise_for_status().json()
            sweets.append(Sweet(sweet["id"], Decimal(price), Decimal(step)))
        return sweets


async def verify(url: str, clock: Clock) -> list[str]:
    """Return what `sweetshop verify` would name, by the shop's clock."""
    database = Database(create_engine(url, pool_size=2, timeouts=False, give_up_after=None), clock)
    try:
        async with database.unit_of_work() as session:
            found = await VerificationService(session, ShopContext(clock)).verify()
    finally:
        await database.close()
    return [f"{one.row}: {one.detail} ({one.promise})" for one in found]
