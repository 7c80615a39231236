"""Requests that are expensive to read, and that could fill the shop's memory."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, cycle, islice, permutations, product
from random import Random
from string import ascii_letters, digits

from benchmarks.attacks.target import OWNER, Target, ask, keep_at_it, written

NAMES = (17_000, 5_000)
WIDE_BYTES = 615_000
FILTERS = {
    "name": "a",
    "category": "Milk sweets",
    "category_id": "1",
    "min_price": "1",
    "max_price": "90",
    "stock_state": "ok",
    "q": "sweet",
}
SORTS = ("name", "price", "created_at")


async def ask_with_wide_queries(target: Target, seconds: float) -> Counter[str]:
    """Give a list thousands of parameters."""
    requests = [written("GET", f"/api/sweets?{'&'.join(islice(_short_names(), names))}") for names in NAMES]
    return await keep_at_it(4, lambda i: ask(target, requests[i % len(requests)]), seconds, pause=0.1)


async def ask_in_many_shapes(target: Target, seconds: float) -> Counter[str]:
    """Filter and sort a list in every way there is, one after the other."""
    shapes = cycle(_shapes())
    return await keep_at_it(4, lambda _: ask(target, written("GET", f"/api/sweets?{next(shapes)}")), seconds)


def _short_names() -> Iterator[str]:
    # As many as possible have to go into the 64 KiB that the server reads of an address.
    letters = ascii_letters + digits
    return ("".join(name) for size in (1, 2, 3) for name in product(letters, repeat=size))


def _shapes() -> list[str]:
    signed = [[sign + name for sign in ("", "-")] for name in SORTS]
    sorts = [",".join(one) for size in range(1, 4) for names in permutations(signed, size) for one in product(*names)]
    filters = [
        "&".join(f"{name}={FILTERS[name]}" for name in names).replace(" ", "%20")
        for size in range(len(FILTERS) + 1)
        for names in combinations(FILTERS, size)
    ]
    shapes = [f"limit=1&sort={sort}&{some}".rstrip("&") for sort in sorts for some in filters]
    Random(1).shuffle(shapes)  # noqa: S311 - it has to be the same each time.
    return shapes


async def send_wide_json(target: Target, seconds: float) -> Counter[str]:
    """Send every route unknown keys and nested lists without end, logged in and not."""
    token = await target.log_in(OWNER)
    bodies = [_unknown_keys(), b'{"a":' * (WIDE_BYTES // 6) + b"1" + b"}" * (WIDE_BYTES // 6), b"[" * WIDE_BYTES]
    logins: tuple[dict[str, str], ...] = ({}, {"Authorization": f"Bearer {token}"})
    requests = [
        (method, path, body, headers)
        for (method, path, _), body, headers in product(await target.body_routes(), bodies, logins)
    ]
    Random(1).shuffle(requests)  # noqa: S311 - it has to be the same each time.
    turns = cycle(requests)

    async def once(_: int) -> str:
        method, path, body, headers = next(turns)
        return await ask(target, written(method, path, body, Content_Type="application/json", **headers))

    return await keep_at_it(2, once, seconds, pause=0.1)


def _unknown_keys() -> bytes:
    keys = {f"k{i}": 0 for i in range(WIDE_BYTES // 13)}
    return json.dumps(keys).encode()
