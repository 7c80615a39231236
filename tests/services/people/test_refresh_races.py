"""Refreshes of one token that meet in the database, on one worker and on two, over real commits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from httpx import Response

from app.core.security import hash_token
from app.models import Role
from tests.support.concurrency import until_waiting
from tests.support.shop import PASSWORDS, TestShop

ROUNDS = 10
RIGHT = {"username": "customer@example.com", "password": PASSWORDS[Role.CUSTOMER]}


async def log_in(shop: TestShop) -> str:
    token: str = (await shop.client.post("/api/auth/login", json=RIGHT)).json()["refresh_token"]
    return token


def refresh(worker: TestShop, token: str) -> asyncio.Task[Response]:
    return asyncio.create_task(worker.client.post("/api/auth/refresh", json={"refresh_token": token}))


@asynccontextmanager
async def held(shop: TestShop, token: str) -> AsyncIterator[None]:
    """Keep a refresh token locked, so that all who use it go on at the same moment."""
    async with shop.connect() as connection, connection.transaction():
        query = "SELECT FROM refresh_tokens WHERE token_hash = $1 FOR UPDATE"
        await connection.execute(query, hash_token(token))
        yield


def successor_of(answer: Response) -> str:
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["refresh_token"]
    return token


@pytest.mark.parametrize("number_of_workers", [1, 2])
async def test_all_who_use_one_token_at_once_get_the_same_successor(
    workers: list[TestShop], number_of_workers: int
) -> None:
    shop, other = workers[0], workers[number_of_workers - 1]
    for _ in range(ROUNDS):
        token = await log_in(shop)
        async with held(shop, token):
            racing = [refresh(worker, token) for worker in (shop, other) * 2]
            await until_waiting(shop, 4)
        (successor,) = {successor_of(answer) for answer in await asyncio.gather(*racing)}
        successor_of(await refresh(other, successor))
    actions = [row["action"] for row in await shop.sql("SELECT action FROM audit_logs")]
    assert (actions.count("session.refreshed"), actions.count("session.raced")) == (2 * ROUNDS, 3 * ROUNDS)
    ((revoked,),) = await shop.sql("SELECT count(revoked_at) FROM sessions")
    assert revoked == 0


async def test_a_retry_that_meets_the_use_of_the_successor_is_a_retry_or_reuse_and_never_a_third_token(
    workers: list[TestShop],
) -> None:
    shop, other = workers
    for _ in range(ROUNDS):
        token = await log_in(shop)
        successor = successor_of(await refresh(shop, token))
        retry, used = await asyncio.gather(refresh(other, token), refresh(shop, successor))
        newest = successor_of(used)
        if retry.status_code == 200:
            assert successor_of(retry) == successor
            successor_of(await refresh(other, newest))
        else:
            assert (await refresh(other, newest)).status_code == 401
