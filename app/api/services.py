"""Services as dependencies, such as `Writing[SweetService]`: which kind of session each works in."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

from fastapi import Depends, Request

from app.api.deps import LookingSessionDep, ReadingSessionDep, SessionDep, SnapshotSessionDep, shop_of

Service = TypeVar("Service")
Build = Callable[..., object]
Provide = Callable[..., Awaitable[object]]


def _in_the_request(build: Build) -> Provide:
    async def provide(request: Request, session: SessionDep) -> object:
        return build(session, shop_of(request).context)

    return provide


def _over_a_reading_session(build: Build) -> Provide:
    async def provide(request: Request, session: ReadingSessionDep) -> object:
        return build(session, shop_of(request).context)

    return provide


def _over_a_looking_session(build: Build) -> Provide:
    async def provide(request: Request, session: LookingSessionDep) -> object:
        return build(session, shop_of(request).context)

    return provide


def _over_a_snapshot(build: Build) -> Provide:
    async def provide(request: Request, session: SnapshotSessionDep) -> object:
        return build(session, shop_of(request).context)

    return provide


def _over_the_database(build: Build) -> Provide:
    async def provide(request: Request) -> object:
        shop = shop_of(request)
        return build(shop.database, shop.context)

    return provide


if TYPE_CHECKING:
    # To a type checker each is the service itself.
    Writing = Annotated[Service, "in the transaction of the request"]
    Reading = Annotated[Service, "over a session that only reads"]
    Looking = Annotated[Service, "over a session that only reads, on a standby if there is one"]
    Snapshot = Annotated[Service, "over a session that reads the books of one moment"]
    OwnTransactions = Annotated[Service, "in short transactions of its own"]
else:

    class _Alias:
        def __init__(self, provider: Callable[[Build], Provide]) -> None:
            self._provider = provider

        def __getitem__(self, service: type) -> object:
            return Annotated[service, Depends(self._provider(service))]

    Writing = _Alias(_in_the_request)
    Reading = _Alias(_over_a_reading_session)
    Looking = _Alias(_over_a_looking_session)
    Snapshot = _Alias(_over_a_snapshot)
    OwnTransactions = _Alias(_over_the_database)
