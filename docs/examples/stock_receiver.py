"""Keeps the stock level of each SKU, as a web shop has them, in a JSON file.

WEBHOOK_SECRET=whsec_... python stock_receiver.py 8101 levels.json
"""

import json
import os
import sys
from pathlib import Path
from threading import Lock
from typing import Any

from webhook_receiver import Event, serve


class Levels:
    """Stock levels in a file, by SKU."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._levels: dict[str, dict[str, Any]] = json.loads(path.read_text()) if path.exists() else {}

    def take(self, _: str, event: Event) -> None:
        """Keep what an event says, unless a newer one was kept: old events may be sent again by hand."""
        if event["type"] != "stock.changed":
            return
        data, told_at = event["data"], event["timestamp"]
        with self._lock:
            known = self._levels.get(data["sku"])
            if known is None or known["updated_at"] <= told_at:
                level = {"inventory_item_id": data["sweet_id"], "available": data["available"], "updated_at": told_at}
                self._write(self._levels | {data["sku"]: level})

    def _write(self, levels: dict[str, dict[str, Any]]) -> None:
        new = self._path.with_suffix(".new")
        with new.open("w", encoding="utf-8") as file:
            json.dump(levels, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
        self._levels = levels


if __name__ == "__main__":
    serve(Levels(Path(sys.argv[2])).take, int(sys.argv[1]))
