"""Files of a previous till, and their totals by a script that shares nothing with the shop."""

import csv
import io
import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

REAL_FILE = Path(__file__).parents[3] / "shared" / "data" / "till-history.csv"
"""A bakery's till, where it lies beside the project; it is not part of it."""

ITEMS = (
    *("Coffee", "Bread", "Tea", "Cake", "Pastry", "NONE", "Sandwich", "Hot chocolate", "Brownie", "Muffin", "Scone"),
    *("Cookies", "Juice", "Toast", "Soup", "Jam", "Alfajores", "Farm House", "Medialuna", "Truffles"),
)


def made_up_file(tickets: int = 2000, seed: int = 7) -> str:
    """A file like a small bakery's: a row a unit, no prices, some items that are none, some that come twice."""
    chance = random.Random(seed)  # noqa: S311 - any numbers will do, if they are the same each time.
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(("Date", "Time", "Transaction", "Item"))
    moment = datetime(2016, 10, 30, 8)  # noqa: DTZ001 - what a till prints.
    for ticket in range(1, tickets + 1):
        moment += timedelta(seconds=chance.randint(30, 900))
        if moment.hour >= 19:
            moment = (moment + timedelta(days=1)).replace(hour=8, minute=0)
        weights = [1 / (place + 1) for place in range(len(ITEMS))]
        for item in chance.choices(ITEMS, weights, k=chance.choice((1, 1, 2, 2, 3, 4, 5))):
            rows.writerow((moment.date(), moment.time(), ticket, item))
    return out.getvalue()


@dataclass
class Counted:
    """The totals of a file, counted with nothing but the standard library."""

    lines: int
    ignored: int
    tickets: int
    days: int
    by_item: Counter[str]
    by_day: Counter[str]
    tickets_by_day: Counter[str]
    top_ten: list[tuple[str, int]]


def count_file(data: str) -> Counted:
    rows = list(csv.DictReader(io.StringIO(data)))
    sold = [row for row in rows if row["Item"] != "NONE"]
    by_item = Counter(row["Item"] for row in sold)
    tickets = {(row["Date"], row["Transaction"]) for row in sold}
    return Counted(
        lines=len(sold),
        ignored=len(rows) - len(sold),
        tickets=len(tickets),
        days=len({row["Date"] for row in sold}),
        by_item=by_item,
        by_day=Counter(row["Date"] for row in sold),
        tickets_by_day=Counter(day for day, _ in tickets),
        top_ten=sorted(by_item.items(), key=lambda one: (-one[1], one[0]))[:10],
    )


def big_file(lines: int, *, seed: int = 11) -> str:
    """Some years of a busier shop, with quantities and prices."""
    chance = random.Random(seed)  # noqa: S311
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(("Date", "Time", "Bill no", "Product", "Qty", "Rate"))
    prices = {f"Sweet {number}": Decimal(chance.randint(500, 90000)) / 100 for number in range(150)}
    names = list(prices)
    moment, ticket, written = datetime(2019, 1, 1, 9), 0, 0  # noqa: DTZ001
    while written < lines:
        moment += timedelta(seconds=chance.randint(60, 300))
        if moment.hour >= 21:
            moment = (moment + timedelta(days=1)).replace(hour=9, minute=0)
            ticket = 0
        ticket += 1
        for name in chance.sample(names, min(chance.randint(1, 5), lines - written)):
            rows.writerow((moment.date(), moment.time(), ticket, name, chance.choice((1, 1, 2, 0.25)), prices[name]))
            written += 1
    return out.getvalue()
