"""A lease is one holder's until it ends, and that of a clock that was wrong is nobody's."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app.repositories.shop.leases import LeaseRepository
from tests.support.shop import TestShop

LEASE = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("later", "is_given"),
    [
        (timedelta(0), False),
        (LEASE - timedelta(microseconds=1), False),
        (LEASE, True),
        # Who asked first may be answered second.
        (timedelta(seconds=-1), False),
        # The first holder's clock was an hour ahead.
        (timedelta(hours=-1), True),
    ],
)
async def test_a_lease_is_given_to_another_once_it_has_ended(shop: TestShop, later: timedelta, is_given: bool) -> None:
    now = shop.clock()

    async def take(after: timedelta) -> bool:
        async with shop.database.unit_of_work() as session:
            return await LeaseRepository(session).take("webhooks", uuid4(), now + after, now + after + LEASE)

    assert await take(timedelta(0))
    assert await take(later) is is_given
