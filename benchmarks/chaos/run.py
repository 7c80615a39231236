"""One run: the shop is opened, people come, faults happen, and everything is held against everything."""

import asyncio
import random
import time
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.database.embedded import SHOP
from app.models import Role
from benchmarks.chaos import seeding
from benchmarks.chaos.aftermath import busy_sessions, connections_out, cut_off, read_log
from benchmarks.chaos.app import MovedClock
from benchmarks.chaos.books import Books, read_books
from benchmarks.chaos.caller import Caller, Login
from benchmarks.chaos.checks import CHECKS, Documented, documented_answers, find_undocumented
from benchmarks.chaos.faults import FAULTS, World, plan
from benchmarks.chaos.history import History
from benchmarks.chaos.people import Counter, Customer, Person, Salesperson, Sweet
from benchmarks.chaos.postgres import Disk, Postgres
from benchmarks.chaos.proxy import Proxy
from benchmarks.chaos.report import Harm, Outcomes, console, show, show_harm
from benchmarks.chaos.serving import Releases, ServedShop
from benchmarks.chaos.storekeeper import Storekeeper
from benchmarks.processes import ROOT, free_port

SELLS_AGAIN_WITHIN_SECONDS = 180
LAST_ANSWERS_SECONDS = 120
PEOPLE: dict[Role, type[Person]] = {
    Role.ADMIN: Storekeeper,
    Role.SALESPERSON: Salesperson,
    Role.CUSTOMER: Customer,
}


@dataclass(frozen=True, slots=True)
class Terms:
    """How long, how many faults, of which kinds."""

    seconds: float
    faults: int
    names: list[str]
    seed: int
    workers: int


class Run:
    """A run and what it remembers."""

    def __init__(self, terms: Terms, folder: Path, disk: Disk) -> None:
        self._terms = terms
        self._folder = folder
        self._disk = disk
        self._history = History()
        self._harms: list[Harm] = []
        self._never_sold_again: list[str] = []
        self._draw = random.Random(terms.seed)  # noqa: S311 - it repeats a run.
        self._started = time.monotonic()
        self._is_over = False

    async def go(self) -> Outcomes:
        """Make the run; return what each check found."""
        clock = MovedClock(self._folder / "clock")
        base = seeding.clock_base(self._terms.seconds)
        clock.move(base)
        releases = Releases(self._folder)
        releases.make()
        async with (
            Postgres(self._disk.folder / "postgres").running() as postgres,
            Proxy(postgres.socket, self._draw).serving() as proxy,
        ):
            await seeding.add_people(postgres.url(), clock)
            url = f"postgresql://{SHOP}@127.0.0.1:{proxy.port}/sweetshop"
            environment = seeding.environment(url, self._folder / "clock", self._terms.workers)
            async with ServedShop(free_port(), self._folder, releases, environment).open() as shop:
                disk = self._disk if "fill-disk" in self._terms.names else None
                world = World(shop, postgres, proxy, clock, base, disk, self._draw)
                documented = await _documented(shop.base_url)
                await self._live(world, await seeding.fill_shop(shop.base_url))
                seconds = self._now()
                books = await self._read_books(world)
            books.log = read_log(shop.log, shop.killed)
            requests_cut_off = cut_off(shop.log)
        outcomes = Outcomes({name: check(self._history, books) for name, check in CHECKS.items()})
        outcomes.faults["only documented answers"] = find_undocumented(self._history, documented)
        outcomes.faults["it sells again after each fault"] = self._never_sold_again
        show(self._history, self._harms, outcomes, seconds)
        console.print(f"Requests that were cut off as a worker stopped: {requests_cut_off}")
        return outcomes

    async def _live(self, world: World, sweets: list[Sweet]) -> None:
        self._started = time.monotonic()
        async with self._people(world.shop.base_url, sweets) as people:
            lives = [asyncio.create_task(person.live()) for person in people]
            try:
                await self._harm(world)
                await asyncio.sleep(self._terms.seconds - self._now())
            finally:
                self._is_over = True
            world.clock.move(world.clock_base)
            done, late = await asyncio.wait(lives, timeout=LAST_ANSWERS_SECONDS)
            for life in late:
                life.cancel()
            for life in done:
                life.result()

    @asynccontextmanager
    async def _people(self, base_url: str, sweets: list[Sweet]) -> AsyncIterator[list[Person]]:
        counter, people = Counter(sweets), list[Person]()
        for role, logins in seeding.PEOPLE.items():
            for login in logins:
                people.append(PEOPLE[role](self._caller(base_url, login, len(people)), counter))
        try:
            yield people
        finally:
            for person in people:
                await person.caller.close()

    def _caller(self, base_url: str, login: Login, number: int) -> Caller:
        address = f"127.0.2.{number + 1}"
        caller = Caller(base_url, login, address, self._history, self._draw.randrange(10**9), self._started)
        caller.is_over = lambda: self._is_over
        return caller

    async def _harm(self, world: World) -> None:
        """Let the faults happen one after the other, spread over the time there is."""
        names = plan(self._terms.faults, self._terms.names, self._draw)
        for number, name in enumerate(names, 1):
            planned = self._terms.seconds * (number - self._draw.random() * 0.5) / (len(names) + 1)
            await asyncio.sleep(max(0.5, planned - self._now()))
            harm = Harm(name, self._now())
            harm.detail = await FAULTS[name](world)
            harm.ended = self._now()
            await self._wait_for_a_sale(harm)
            self._harms.append(harm)
            show_harm(number, len(names), harm, self._history)

    async def _wait_for_a_sale(self, harm: Harm) -> None:
        sales = len(self._history.sold_at)
        while len(self._history.sold_at) == sales:
            if self._now() - harm.ended > SELLS_AGAIN_WITHIN_SECONDS:
                self._never_sold_again.append(f"nothing was sold within {SELLS_AGAIN_WITHIN_SECONDS} s of {harm.kind}")
                harm.sold_again = self._now()
                return
            await asyncio.sleep(0.02)
        harm.sold_again = self._history.sold_at[sales]

    async def _read_books(self, world: World) -> Books:
        console.print("Reading the books ...")
        connection = await world.postgres.connect()
        try:
            sessions = await busy_sessions(connection)
            books = await read_books(connection)
        finally:
            await connection.close()
        books.sessions = sessions
        books.checked_out = await connections_out(world.shop)
        books.verified = await seeding.verify(world.postgres.url(), world.clock)
        return books

    def _now(self) -> float:
        return time.monotonic() - self._started


async def _documented(base_url: str) -> Documented:
    async with httpx.AsyncClient(base_url=base_url, timeout=60) as client:
        openapi = (await client.get("/openapi.json")).raise_for_status().json()
    with (ROOT / "app" / "api" / "problems.toml").open("rb") as file:
        return documented_answers(openapi, tomllib.load(file))
