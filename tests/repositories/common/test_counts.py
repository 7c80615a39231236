"""A list counts its rows up to a bound, and says whether it counted them all."""

import pytest
from httpx import AsyncClient

from app.core import pagination
from app.repositories.common import keyset
from tests.support.answers import ok
from tests.support.shop import TestShop


async def test_counting_stops_at_the_bound(shop: TestShop, admin: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.sql("INSERT INTO customers (name) SELECT 'Regular ' || n FROM generate_series(1, 12) AS n")
    for bound, expected in ((11, (11, False)), (12, (12, True)), (13, (12, True))):
        monkeypatch.setattr(pagination, "MAX_TOTAL", bound)
        monkeypatch.setattr(keyset, "MAX_TOTAL", bound)
        for filters in ({}, {"q": "regular"}):
            body = ok(await admin.get("/api/customers", params=filters | {"count": True, "limit": 2}))
            assert (body["total"], body["total_is_exact"], len(body["items"])) == (*expected, 2)
