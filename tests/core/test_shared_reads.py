import asyncio
from collections import Counter

import pytest

from app.core.errors import Conflict
from app.core.shared_reads import SharedReads


class Shelf:
    """A slow shelf that counts its readers. A read sees the shelf as it was when the read began."""

    def __init__(self) -> None:
        self.looks: Counter[str] = Counter()
        self.left = 5
        self.broken = False

    async def look(self, key: str) -> str:
        self.looks[key] += 1
        seen = f"{key} {self.left}"
        await asyncio.sleep(0.01)
        if self.broken:
            raise Conflict("broken", "The shelf is broken.")
        return seen


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def reads(shelf: Shelf) -> SharedReads[str, str]:
    return SharedReads(shelf.look)


async def test_readers_of_the_same_share_a_read_and_others_do_not_wait_for_them(
    shelf: Shelf, reads: SharedReads[str, str]
) -> None:
    keys = ["laddu"] * 50 + ["barfi"]
    assert await asyncio.gather(*map(reads.get, keys)) == ["laddu 5"] * 50 + ["barfi 5"]
    assert shelf.looks == {"laddu": 1, "barfi": 1}


async def test_nobody_gets_an_answer_that_began_before_they_asked(shelf: Shelf, reads: SharedReads[str, str]) -> None:
    early = asyncio.create_task(reads.get("laddu"))
    await asyncio.sleep(0.002)
    shelf.left = 4
    late = [asyncio.create_task(reads.get("laddu")) for _ in range(10)]
    assert await early == "laddu 5"
    assert await asyncio.gather(*late) == ["laddu 4"] * 10
    assert shelf.looks["laddu"] == 2


async def test_a_read_that_fails_fails_for_all_who_share_it_and_is_not_tried_for_each(
    shelf: Shelf, reads: SharedReads[str, str]
) -> None:
    shelf.broken = True
    answers = await asyncio.gather(*(reads.get("laddu") for _ in range(20)), return_exceptions=True)
    assert all(isinstance(answer, Conflict) for answer in answers)
    assert shelf.looks["laddu"] == 1
    shelf.broken = False
    assert await reads.get("laddu") == "laddu 5"


async def test_keys_that_nobody_asks_for_are_forgotten(reads: SharedReads[str, str]) -> None:
    await asyncio.gather(*(reads.get(str(number % 7)) for number in range(100)))
    assert reads._groups == {}
