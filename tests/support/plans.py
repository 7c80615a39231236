"""How PostgreSQL carried out a statement that the shop ran."""

import json
import re
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

import asyncpg
import pytest
from greenlet import getcurrent
from httpx import AsyncClient

from app.database.embedded import EmbeddedPostgres
from app.models import Role
from tests.support.databases import copied_database
from tests.support.shop import PASSWORDS, TestShop, running_shop
from tests.support.statements import listening

LIMIT = 20
AUTO_EXPLAIN = """
    LOAD 'auto_explain'; SET auto_explain.log_format = json; SET auto_explain.log_level = notice;
    SET auto_explain.log_analyze = on; SET auto_explain.log_buffers = on; SET auto_explain.log_nested_statements = on;
    SET auto_explain.log_min_duration = 0
"""


@dataclass
class Plan:
    """The plan of a statement, as it was executed."""

    root: dict[str, Any]
    buffers: int

    def nodes(self) -> Iterator[dict[str, Any]]:
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            waiting += node.get("Plans", ())
            yield node

    def kinds(self) -> set[str]:
        return {node["Node Type"] for node in self.nodes()}

    def indexes(self) -> set[str]:
        return {node["Index Name"] for node in self.nodes() if "Index Name" in node}

    def tables(self) -> set[str]:
        """The tables that were looked at in any way."""
        return {node["Relation Name"] for node in self.nodes() if "Relation Name" in node}

    def scanned(self) -> set[str]:
        """The tables that were read from end to end."""
        return {node["Relation Name"] for node in self.nodes() if node["Node Type"] == "Seq Scan"}

    def rows_read(self, table: str) -> int:
        """How many rows of a table were looked at, those that were thrown away included."""
        rows = 0.0
        for node in self.nodes():
            if node.get("Relation Name") == table:
                rows += node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
        return round(rows)


@dataclass(frozen=True)
class Executed:
    """A statement that the shop has run, and the functions that were waiting for it."""

    statement: str
    values: tuple[Any, ...]
    callers: frozenset[CodeType]


@dataclass
class BigShop:
    """A shop with a lot of everything, and the statements it has run."""

    shop: TestShop
    customer: AsyncClient
    admin: AsyncClient
    executed: list[Executed]

    def last(self, method: Callable[..., Any]) -> Executed:
        """The last statement that a method of a repository has run."""
        return [one for one in self.executed if method.__code__ in one.callers][-1]

    async def explain(self, method: Callable[..., Any], mode: str) -> Plan:
        """Run the last statement of a repository's method again, and return how the database carried it out."""
        (plan,) = [plan for function, plan in await self._explained(method, mode) if function is None]
        return plan

    async def explain_within(self, method: Callable[..., Any], function: str, mode: str) -> list[Plan]:
        """Do the same for each statement of a database function that the method's statement called."""
        plans = [plan for name, plan in await self._explained(method, mode) if name == function]
        assert plans, f"{function} was not called."
        return plans

    async def _explained(self, method: Callable[..., Any], mode: str) -> list[tuple[str | None, Plan]]:
        last = self.last(method)
        explained: list[tuple[str | None, Plan]] = []

        def note(_connection: Any, log: Any) -> None:
            root = json.loads(log.message.partition("plan:")[2])["Plan"]
            plan = Plan(root, root["Shared Hit Blocks"] + root["Shared Read Blocks"])
            explained.append((function_of(log.context) if log.context else None, plan))

        async with self.shop.connect() as connection:
            await connection.execute(f"SET plan_cache_mode = {mode}; SET jit = off; PREPARE hot AS {last.statement}")
            await connection.execute(AUTO_EXPLAIN)
            connection.add_log_listener(note)
            values = f"({', '.join(map(literal, last.values))})" if last.values else ""
            await connection.execute(f"EXECUTE hot{values}")
        return explained


def function_of(context: str) -> str:
    """The innermost database function of a log line's context; that of a constraint has none."""
    found = re.search(r'function "?(\w+)', context)
    return found[1] if found else ""


@contextmanager
def noted_statements(shop: TestShop) -> Iterator[list[Executed]]:
    """Note every statement a shop runs meanwhile."""
    executed: list[Executed] = []

    def note(statement: str, values: Sequence[Any]) -> None:
        executed.append(Executed(statement, tuple(values), frozenset(running())))

    with listening(shop.database.engine.sync_engine, note):
        yield executed


def running() -> Iterator[CodeType]:
    """The code of every function on the stack, those that wait for SQLAlchemy's greenlets included."""
    greenlet = getcurrent()
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        yield frame.f_code
        frame = frame.f_back
        if frame is None and greenlet.parent is not None:
            greenlet = greenlet.parent
            frame = greenlet.gr_frame


def literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, list):
        value = "{" + ",".join(str(one) for one in value) + "}"
    return "'" + str(value).replace("'", "''") + "'"


# What documents do to stock and to the books. That of refund lines is left out: it compares the lines of one statement
# with one another.
APPLIED = {
    "stock_movements": "apply_stock_movements",
    "sale_lines": "book_sale_lines",
    "sale_voids": "book_voids",
    "history_lines": "book_history_lines",
    "payments": "apply_payments",
}


async def fill(url: str, script: str) -> None:
    """Run each statement of a script by itself, without guards and foreign keys, which take most of the time."""
    connection = await asyncpg.connect(url)
    for table, trigger in APPLIED.items():
        await connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")
    await connection.execute("SET session_replication_role = replica")
    for statement in script.split(";"):
        await connection.execute(statement)
    for table, trigger in APPLIED.items():
        await connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
    await connection.close()


@asynccontextmanager
async def big_shop_of(postgres: EmbeddedPostgres, template: str, script: str = "") -> AsyncIterator[BigShop]:
    """A shop that a script has filled, and which notes the statements it runs."""
    async with copied_database(postgres, template) as url:
        if script:
            await fill(url, script)
        async with running_shop(url) as shop:
            customer = await shop.log_in("customer@example.com", PASSWORDS[Role.CUSTOMER])
            admin = await shop.log_in("admin@example.com", PASSWORDS[Role.ADMIN])
            with noted_statements(shop) as executed:
                yield BigShop(shop, customer, admin, executed)


# What the database plans for the values it is given, and what it settles on for all values after a few runs.
MODES = pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
