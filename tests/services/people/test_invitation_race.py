"""Races for one invitation over real commits, on one worker and on two: they are sure to meet, and one wins."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.models import Role
from tests.support.answers import created, problem
from tests.support.concurrency import on_worker, until_waiting
from tests.support.requests import invite
from tests.support.shop import TestShop

ROUNDS = 20
PASSWORD = "saffron and rose"


@asynccontextmanager
async def held(shop: TestShop, invitation: dict[str, Any]) -> AsyncIterator[None]:
    """Keep an invitation locked, so that all who want it have to wait for the same moment."""
    async with shop.connect() as connection, connection.transaction():
        await connection.execute("SELECT FROM invitations WHERE id = $1 FOR UPDATE", invitation["id"])
        yield


def register(worker: TestShop, invitation: dict[str, Any], email: str) -> asyncio.Task[Response]:
    body = {"email": email, "password": PASSWORD, "invitation_token": invitation["token"]}
    return asyncio.create_task(worker.client.post("/api/auth/register", json=body))


@pytest.mark.parametrize("number_of_workers", [1, 2])
async def test_an_invitation_used_twice_at_once_makes_exactly_one_staff_account(
    workers: list[TestShop], admin: AsyncClient, number_of_workers: int
) -> None:
    shop, other = workers[0], workers[number_of_workers - 1]
    winners = {}
    for number in range(ROUNDS):
        invitation = await invite(admin)
        async with held(shop, invitation):
            racing = [
                register(worker, invitation, f"{name}-{number}@example.com")
                for worker, name in ((shop, "asha"), (other, "ravi"))
            ]
            await until_waiting(shop, 2)
        won, lost = sorted(await asyncio.gather(*racing), key=lambda answer: answer.status_code)
        winners[invitation["id"]] = created(won)
        # One address opens only so many accounts at once.
        await shop.sql("DELETE FROM login_throttles")
        assert winners[invitation["id"]]["role"] == "salesperson"
        problem(lost, 400, "invitation_invalid")
    ((users,),) = await shop.sql("SELECT count(*) FROM users")
    assert users == len(Role) + ROUNDS
    used = await shop.sql("SELECT id, used_by FROM invitations WHERE used_at IS NOT NULL")
    assert {row["id"]: row["used_by"] for row in used} == {key: user["id"] for key, user in winners.items()}
    entries = await shop.sql("SELECT entity_id, actor_id FROM audit_logs WHERE action = 'invitation.used'")
    assert {(row["entity_id"], row["actor_id"]) for row in entries} == {(row["id"], row["used_by"]) for row in used}
    assert len(entries) == ROUNDS


async def test_a_waiting_registration_gets_the_invitation_when_the_one_before_fails(
    workers: list[TestShop], admin: AsyncClient
) -> None:
    shop, other = workers
    invitation = await invite(admin)
    async with held(shop, invitation):
        first = register(shop, invitation, "customer@example.com")
        await until_waiting(shop, 1)
        second = register(other, invitation, "asha@example.com")
        await until_waiting(shop, 2)
    problem(await first, 409, "email_taken")
    assert created(await second)["role"] == "salesperson"


@pytest.mark.parametrize("first", ["use", "revoke"])
async def test_an_invitation_is_used_or_revoked_and_never_both(
    workers: list[TestShop], admin: AsyncClient, first: str
) -> None:
    shop, other = workers
    invitation = await invite(admin)
    answers: dict[str, asyncio.Task[Response]] = {}
    async with held(shop, invitation):
        for act in sorted(("use", "revoke"), key=lambda act: act != first):
            if act == "use":
                answers[act] = register(shop, invitation, "asha@example.com")
            else:
                request = on_worker(other, admin).delete(f"/api/invitations/{invitation['id']}")
                answers[act] = asyncio.create_task(request)
            await until_waiting(shop, len(answers))
    used, revoked = await answers["use"], await answers["revoke"]
    if first == "use":
        created(used)
        problem(revoked, 409, "invitation_used")
    else:
        problem(used, 400, "invitation_invalid")
        assert revoked.status_code == 204
    ((both,),) = await shop.sql("SELECT count(*) FROM invitations WHERE (used_at IS NULL) = (revoked_at IS NULL)")
    assert both == 0
    ((users,),) = await shop.sql("SELECT count(*) FROM users")
    assert users == len(Role) + (first == "use")
