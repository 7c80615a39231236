"""Admins who disable each other at the same moment, on two workers: one of them is always left."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.core.origin import NOWHERE
from app.models import Role
from app.repositories.people.users import UserRepository
from app.services.people.auth import AuthService
from tests.support.answers import created
from tests.support.concurrency import until_waiting
from tests.support.requests import NewSweet
from tests.support.shop import TestShop, new_client

ROUNDS = 20
WAYS: dict[str, tuple[str, str, dict[str, Any] | None]] = {
    "demote": ("PUT", "/role", {"role": "customer"}),
    "disable": ("PATCH", "", {"is_active": False}),
    "remove": ("DELETE", "", None),
}
each_way = pytest.mark.parametrize("way", WAYS)


@dataclass(frozen=True)
class Admin:
    """An admin who is logged in, at one of the workers."""

    id: int
    client: AsyncClient

    async def end(self, other: "Admin", way: str) -> Response:
        method, path, body = WAYS[way]
        return await self.client.request(method, f"/api/users/{other.id}{path}", json=body)


_numbers = count(1)


async def new_admins(workers: list[TestShop], number: int) -> list[Admin]:
    """Make the only active admins, on one worker after the other."""
    shop = workers[0]
    await shop.sql("UPDATE users SET is_active = false")
    admins = []
    async with shop.database.unit_of_work() as session:
        auth = AuthService(session, shop.context)
        for n in range(number):
            email = f"admin-{next(_numbers)}@example.com"
            user = await auth.add_user(email, "cardamom and saffron", None, Role.ADMIN)
            client = new_client(workers[n % len(workers)].app)
            client.headers["Authorization"] = f"Bearer {(await auth.open_session(user, NOWHERE)).access_token}"
            admins.append(Admin(user.id, client))
    return admins


async def active_admins(shop: TestShop) -> set[int]:
    return {row["id"] for row in await shop.sql("SELECT id FROM users WHERE role = 'admin' AND is_active")}


@asynccontextmanager
async def admins_held(shop: TestShop) -> AsyncIterator[None]:
    """Keep every admin locked, so that all who come meanwhile go on at the same moment."""
    async with shop.connect() as connection, connection.transaction():
        await connection.execute("SELECT FROM users WHERE role = 'admin' ORDER BY id FOR UPDATE")
        yield


async def meet(shop: TestShop, *acts: Coroutine[Any, Any, Response]) -> list[Response]:
    """Let everybody be confirmed, then let them go on together."""
    async with admins_held(shop):
        going_on = [asyncio.create_task(act) for act in acts]
        await until_waiting(shop, len(acts))
    return await asyncio.gather(*going_on)


def codes(answers: list[Response]) -> Counter[str]:
    return Counter("done" if answer.is_success else answer.json()["code"] for answer in answers)


@each_way
async def test_two_admins_who_disable_each_other_leave_exactly_one(workers: list[TestShop], way: str) -> None:
    shop = workers[0]
    for _ in range(ROUNDS):
        one, other = await new_admins(workers, 2)
        answers = await meet(shop, one.end(other, way), other.end(one, way))
        assert codes(answers) == {"done": 1, "token_revoked": 1}
        (left,) = await active_admins(shop)
        assert left == (one if answers[0].is_success else other).id


@each_way
async def test_only_one_of_two_admins_leaves_at_the_same_moment(workers: list[TestShop], way: str) -> None:
    shop = workers[0]
    for _ in range(ROUNDS):
        one, other = await new_admins(workers, 2)
        answers = await meet(shop, one.end(one, way), other.end(other, way))
        assert codes(answers) == {"done": 1, "last_admin": 1}
        (left,) = await active_admins(shop)
        assert left == (other if answers[0].is_success else one).id


async def test_one_admin_is_left_however_many_end_one_another_in_every_way(workers: list[TestShop]) -> None:
    shop = workers[0]
    for round_ in range(ROUNDS):
        admins = await new_admins(workers, 6)
        ways = list(WAYS)
        acts = [
            admin.end(admins[(n + 1 + round_) % len(admins)], ways[(n + round_) % len(ways)])
            for n, admin in enumerate(admins)
        ]
        # Not held back this time: they meet as they happen to.
        answers = await asyncio.gather(*acts)
        outcomes = codes(answers)
        assert outcomes.keys() <= {"done", "token_revoked", "last_admin"}
        left = await active_admins(shop)
        assert left
        assert len(left) == len(admins) - outcomes["done"]


async def test_an_admin_sells_while_another_request_decides_who_is_an_admin(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="1")
    async with shop.database.unit_of_work() as session:
        assert [user.id for user in await UserRepository(session).lock_with_admins(3)] == [1, 3]
        created(await admin.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": "1"}))
