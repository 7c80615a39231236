"""How PostgreSQL carried out a statement that the shop ran."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient
from sqlalchemy import event

from app.database.embedded import EmbeddedPostgres
from app.models import Role
from tests.support.databases import copied_database
from tests.support.shop import PASSWORDS, TestShop, running_shop

LIMIT = 20
AUTO_EXPLAIN = """
    LOAD 'auto_explain'; SET auto_explain.log_format = json; SET auto_explain.log_level = notice;
    SET auto_explain.log_analyze = on; SET auto_explain.log_buffers = on; SET auto_explain.log_nested_statements = on;
    SET auto_explain.log_min_duration = 0
"""


@dataclass
class Plan:
    """What a statement did."""

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


@dataclass
class BigShop:
    """A shop with a lot of everything, and the statements it has run since it was last asked."""

    shop: TestShop
    customer: AsyncClient
    admin: AsyncClient
    statements: list[tuple[str, tuple[Any, ...]]]

    async def explain(self, part: str, mode: str, inside: str = "") -> Plan:
        """Run again the last statement with `part` in it, and return how the database carried it out.

        With `inside`, it is how it carried out the statement with that in it, of a function that was called.
        """
        statement, values = [one for one in self.statements if part in one[0]][-1]
        explained: list[dict[str, Any]] = []
        async with self.shop.connect() as connection:
            connection.add_log_listener(lambda _, log: explained.append(json.loads(log.message.partition("plan:")[2])))
            await connection.execute(f"SET plan_cache_mode = {mode}; SET jit = off; PREPARE hot AS {statement}")
            await connection.execute(AUTO_EXPLAIN)
            await connection.execute(f"EXECUTE hot({', '.join(map(literal, values))})")
        (plan,) = [one["Plan"] for one in explained if (inside or part) in one["Query Text"]]
        return Plan(plan, plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, list):
        value = "{" + ",".join(str(one) for one in value) + "}"
    return "'" + str(value).replace("'", "''") + "'"


@asynccontextmanager
async def noted_shop(postgres: EmbeddedPostgres, template: str, script: str) -> AsyncIterator[BigShop]:
    """A shop that a script has filled, which notes the statements it runs."""
    async with copied_database(postgres, template) as url:
        connection = await asyncpg.connect(url)
        for statement in script.split(";"):
            await connection.execute(statement)
        await connection.close()
        async with running_shop(url) as shop:
            customer = await shop.log_in("customer@example.com", PASSWORDS[Role.CUSTOMER])
            admin = await shop.log_in("admin@example.com", PASSWORDS[Role.ADMIN])
            statements: list[tuple[str, tuple[Any, ...]]] = []

            def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
                statements.append((statement, tuple(parameters)))

            event.listen(shop.database.engine.sync_engine, "before_cursor_execute", note)
            yield BigShop(shop, customer, admin, statements)


# What the database plans for the values it is given, and what it settles on for all values after a few runs.
MODES = pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
