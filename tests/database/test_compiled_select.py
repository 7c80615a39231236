"""Selects that the driver runs itself."""

import asyncio
from decimal import Decimal

import pytest
from sqlalchemy import Boolean, Numeric, Text, bindparam, cast, func, literal, select, text

from app.core.errors import Unavailable
from app.database.compiled_select import CompiledSelect
from tests.support.shop import TestShop

_ROUGE = literal("rouge & 'vert' \\ %s :x $1", Text)
_ONE = CompiledSelect(select(func.concat(_ROUGE, " ", bindparam("number", type_=Numeric)), literal(True, Boolean)))
_SLEEP = CompiledSelect(select(cast(func.pg_sleep(bindparam("seconds", type_=Numeric)), Text)))
_SETTING = CompiledSelect(select(func.current_setting("suite.written", True)))


async def test_constants_are_quoted_and_parameters_are_passed(shop: TestShop) -> None:
    async with shop.database.reading() as session:
        rows = await _ONE.fetch(session, {"number": Decimal("2.50"), "unused": object()})
    assert [tuple(row) for row in rows] == [("rouge & 'vert' \\ %s :x $1 2.50", True)]


async def test_a_select_within_a_transaction_sees_what_the_transaction_wrote(shop: TestShop) -> None:
    async with shop.database.unit_of_work() as session:
        await session.execute(text("SELECT set_config('suite.written', 'yes', true)"))
        assert tuple((await _SETTING.fetch(session, {}))[0]) == ("yes",)


async def test_a_select_that_is_cancelled_or_ended_by_the_server_gives_its_connection_back(shop: TestShop) -> None:
    pool = shop.database.engine.pool
    before = pool.checkedout()  # type: ignore[attr-defined]
    async with shop.database.reading() as session:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await _SLEEP.fetch(session, {"seconds": 4})
    sleeping = asyncio.create_task(_sleep(shop))
    while not sleeping.done():
        await shop.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE query LIKE 'SELECT CAST(pg_sleep%' AND state = 'active' AND datname = current_database()"
        )
        await asyncio.sleep(0.05)
    assert isinstance(sleeping.exception(), Unavailable)
    assert pool.checkedout() == before  # type: ignore[attr-defined]
    async with shop.database.reading() as session:
        assert await _ONE.fetch(session, {"number": 1})


async def _sleep(shop: TestShop) -> None:
    async with shop.database.reading() as session:
        await _SLEEP.fetch(session, {"seconds": 4})
