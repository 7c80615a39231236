"""On which line of a file something came first, kept outside of memory however long the file is."""

import sqlite3
from types import TracebackType
from typing import Self


class SeenKeys:
    """Remembers keys in a file of its own, which is gone when it is closed."""

    def __init__(self) -> None:
        # An empty name is a temporary file that nobody else sees. Batches are read in whichever thread is free.
        self._keys = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._keys.execute("PRAGMA journal_mode = OFF")
        self._keys.execute("CREATE TABLE seen_keys (key TEXT PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._keys.close()

    def count(self, key: str) -> int:
        """Return how often the key has been counted, this time included."""
        counted = self._keys.execute(
            "INSERT INTO seen_keys VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET line = line + 1 RETURNING line", (key,)
        )
        return int(counted.fetchone()[0])

    def first(self, key: str, line: int) -> int:
        """Return the line of the key's first occurrence, which is this line for a new key."""
        added = self._keys.execute("INSERT OR IGNORE INTO seen_keys VALUES (?, ?)", (key, line))
        if added.rowcount:
            return line
        return int(self._keys.execute("SELECT line FROM seen_keys WHERE key = ?", (key,)).fetchone()[0])
