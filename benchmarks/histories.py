"""Recorded histories to replay: read from a till's file, or made up from a seed."""

import csv
import math
import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

SEED = 20261114
FIRST_DAY = date(2026, 7, 6)
DAYS = 140
ITEMS = 20
WEEKDAYS = (0.8, 0.8, 0.85, 0.95, 1.1, 1.5, 1.35)
FESTIVAL = range(105, 111)
CLOSED = (33, 60, 111)


@dataclass(frozen=True)
class History:
    """The sales of each item by day; the shop was closed on days without any."""

    sold: Mapping[str, Mapping[date, int]]
    days: list[date]
    open_days: frozenset[date]

    def best_sellers(self, count: int, before: date) -> list[str]:
        """Return the items that sold most before a day, most first."""
        sold = {item: sum(n for day, n in days.items() if day < before) for item, days in self.sold.items()}
        return sorted((item for item in sold if sold[item]), key=lambda item: (-sold[item], item))[:count]


def read_till(path: Path) -> History:
    """Read a till's lines: one for each piece sold, with Date and Item among the columns."""
    sold: dict[str, Counter[date]] = defaultdict(Counter)
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        if not {"Date", "Item"} <= set(rows.fieldnames or ()):
            msg = f"{path} has no columns Date and Item."
            raise ValueError(msg)
        for row in rows:
            item = row["Item"].strip()
            # What tills write for a line without an item.
            if item.lower() not in ("", "none"):
                sold[item][date.fromisoformat(row["Date"].strip())] += 1
    return _history(sold)


def make_up(seed: int = SEED) -> History:
    """Return twenty weeks of a shop: weekday pattern, growth, noise, a festival, and days it was closed."""
    dice = random.Random(seed)  # noqa: S311 - it has to be the same each time.
    sold: dict[str, Counter[date]] = {}
    for number in range(ITEMS):
        mean = math.exp(dice.uniform(math.log(3), math.log(60)))
        growth = dice.uniform(-0.004, 0.006)
        weekend = dice.uniform(0.5, 1.5)
        festive = dice.uniform(1.2, 3.5)
        days: Counter[date] = Counter()
        for day_no in set(range(DAYS)) - set(CLOSED):
            day = FIRST_DAY + timedelta(days=day_no)
            level = mean * math.exp(growth * day_no) * WEEKDAYS[day.weekday()] ** weekend
            level *= festive if day_no in FESTIVAL else 1
            # Noisier than chance alone: some days are simply better than others.
            days[day] = _poisson(dice, level * dice.gammavariate(25, 1 / 25))
        sold[f"Sweet {number + 1}"] = days
    return _history(sold)


def _history(sold: Mapping[str, Mapping[date, int]]) -> History:
    open_days = frozenset(day for days in sold.values() for day, count in days.items() if count)
    first, last = min(open_days), max(open_days)
    return History(sold, [first + timedelta(days=n) for n in range((last - first).days + 1)], open_days)


def _poisson(dice: random.Random, mean: float) -> int:
    count, product, limit = 0, dice.random(), math.exp(-mean)
    while product > limit:
        count += 1
        product *= dice.random()
    return count
