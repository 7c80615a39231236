"""Shared reads: identical reads that arrive together ask the database once."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

from app.core.group_commit import GroupCommit

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")


class SharedReads(Generic[Key, Result]):
    """Answers reads by their key.

    Who arrives while a read of the same key is running waits for the next one, so nobody gets an answer from a read
    that began before they asked.
    """

    def __init__(self, read: Callable[[Key], Awaitable[Result]]) -> None:
        self._read = read
        self._groups: dict[Key, GroupCommit[Key, Result]] = {}

    async def get(self, key: Key) -> Result:
        """Return the result of a read of the key, or raise its error."""
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = GroupCommit(self._read_for_all)
        try:
            return await group.submit(key)
        finally:
            if group.is_idle and self._groups.get(key) is group:
                del self._groups[key]

    async def _read_for_all(self, readers: Sequence[Key]) -> list[Result | Exception]:
        try:
            result: Result | Exception = await self._read(readers[0])
        except Exception as error:  # noqa: BLE001 - one failed read is the answer of all who share it.
            result = error
        return [result] * len(readers)
