"""The example receivers book and keep what the shop tells, once each, and refuse what is not the shop's."""

import asyncio
import importlib
import json
import os
import re
import resource
import shutil
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response, TransportError

from app.core.clock import system_clock
from app.core.webhook_signature import sign
from app.services.shop.webhooks.delivery import WebhookDelivery
from tests.support.answers import created, ok
from tests.support.concurrency import until
from tests.support.requests import NewSweet, purchase
from tests.support.selling import GST_5, LONG_AGO, line, new_class, refund, sell, void
from tests.support.serving import free_port
from tests.support.shop import TestShop
from tests.support.webhooks import EVERY_EVENT, Receiver, add_webhook, deliveries, delivering

EXAMPLES = Path(__file__).parents[3] / "docs/examples"
RENT = "2026-04-01 rent\n    expenses:rent  900 INR\n    assets:bank\n\n"
POSTING = re.compile(r"^    (\S.*?)  (-?[0-9.]+) INR$", re.MULTILINE)


@asynccontextmanager
async def example(name: str, file: Path, secret: str) -> AsyncIterator[AsyncClient]:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(EXAMPLES / name), str(port), str(file), env=os.environ | {"WEBHOOK_SECRET": secret}
    )
    async with AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:

        async def answers() -> bool:
            try:
                return (await client.get("/")).status_code > 0
            except TransportError:
                return False

        try:
            await until(answers)
            yield client
        finally:
            process.kill()
            await process.wait()


async def deliver(shop: TestShop, delivery: WebhookDelivery) -> None:
    """Deliver at the present moment, whatever day the tests run on: a receiver has a clock of its own."""
    that_day, now = shop.clock(), system_clock()
    await shop.sql("UPDATE webhook_deliveries SET next_attempt_at = $1 WHERE state = 'waiting'", now)
    shop.clock.set(now)
    await delivery.run()
    shop.clock.set(that_day)


async def lead_to(shop: TestShop, webhook: dict[str, Any], client: AsyncClient) -> None:
    await shop.sql("UPDATE webhooks SET url = $2 WHERE id = $1", webhook["id"], str(client.base_url))


def balances(journal: str) -> dict[str, Decimal]:
    """The sums of the accounts; each entry adds up to nothing."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for entry in journal.strip().split("\n\n"):
        postings = [(account, Decimal(amount)) for account, amount in POSTING.findall(entry)]
        assert len(postings) > 1
        assert sum(amount for _, amount in postings) == 0, entry
        for account, amount in postings:
            sums[account] += amount
    return {account: amount for account, amount in sums.items() if amount}


async def test_sales_payments_refunds_and_voids_are_booked_once_by_tax_and_tender(
    shop: TestShop,
    admin: AsyncClient,
    salesperson: AsyncClient,
    customer: AsyncClient,
    new_sweet: NewSweet,
    tmp_path: Path,
) -> None:
    taxed = await new_class(admin, (LONG_AGO, GST_5))
    sweet = await new_sweet(stock="50", price="105.00", tax_class_id=taxed["id"])
    journal = tmp_path / "shop.journal"
    async with Receiver().open() as nowhere, delivering(shop) as delivery:
        webhook = await add_webhook(shop, admin, nowhere, EVERY_EVENT)
        in_parts = [{"tender": "upi", "amount": "100"}, {"tender": "cash", "amount": "110"}]
        sale = await sell(salesperson, (sweet, "2"), payments=in_parts)
        created(await refund(admin, sale, line(1, "1"), tender="cash"))
        await sell(salesperson, (sweet, "4"), tender="card")
        order = created(await purchase(customer, sweet, "1"))
        voided = created(await purchase(customer, sweet, "3"))
        shop.clock.advance(timedelta(minutes=1))
        created(await admin.post(f"/api/sales/{order['id']}/payments", json={"tender": "card", "amount": "105"}))
        ok(await void(admin, voided))
        async with example("ledger_receiver.py", journal, webhook["secret"]) as ledger:
            await lead_to(shop, webhook, ledger)
            await deliver(shop, delivery)
        booked = journal.read_text()
        for one in await deliveries(admin):
            assert one["state"] == "delivered"
            ok(await admin.post(f"/api/webhook-deliveries/{one['id']}/retry"))
        # A crash cut the last entry off: it is booked anew, and all others stay as they are, and so does the rent.
        journal.write_text(RENT + booked[:-20])
        async with example("ledger_receiver.py", journal, webhook["secret"]) as ledger:
            await lead_to(shop, webhook, ledger)
            await deliver(shop, delivery)
    assert journal.read_text() == RENT + booked
    net, tax = Decimal("100.00"), Decimal("2.50")
    assert balances(booked) == {
        "assets:upi": Decimal(100),
        "assets:cash": Decimal(5),
        "assets:card": Decimal(525),
        "income:sales": -7 * net,
        "income:refunds": net,
        "liabilities:tax:cgst": -6 * tax,
        "liabilities:tax:sgst": -6 * tax,
    }
    hledger = shutil.which("hledger")
    if hledger is not None:
        checked = await asyncio.create_subprocess_exec(hledger, "-f", str(journal), "check")
        assert await checked.wait() == 0


@pytest.mark.parametrize("tail", ["", "\n", "; webho", RENT, RENT.rstrip()])
async def test_a_journal_that_others_write_to_as_well_keeps_what_they_wrote(tmp_path: Path, tail: str) -> None:
    journal = tmp_path / "shop.journal"
    cut_off = "; webhook-id: msg_1\n2026-04-01 (S-1) sale.created\n    income:sa"
    journal.write_text(f"{RENT}{cut_off}\n\n{tail}")
    async with example("ledger_receiver.py", journal, SECRET):
        pass
    assert journal.read_text().strip() == f"{RENT}{tail}".strip()


def test_an_entry_that_the_disk_has_no_room_for_leaves_nothing_in_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(EXAMPLES)
    journal, file = importlib.import_module("ledger_receiver").Journal, tmp_path / "shop.journal"
    paid = {"amount": "2.00", "rounding": "0.00", "tender": "cash", "currency": "INR", "business_day": "2026-04-01"}
    event = {"type": "sale.paid", "data": paid | {"sale_number": "S-1"}}
    books = journal(file)
    books.take("msg_1", event)
    before = file.read_text()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 50, limits[1]))
    try:
        with pytest.raises(OSError, match=r"room|large"):
            books.take("msg_2", event)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert file.read_text() == before
    books.take("msg_2", event)
    assert file.read_text() == before + before.replace("msg_1", "msg_2")


async def test_stock_levels_are_the_shop_s(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet, tmp_path: Path
) -> None:
    barfi, ladoo = await new_sweet(stock="10"), await new_sweet(stock="20")
    levels = tmp_path / "levels.json"
    async with Receiver().open() as nowhere, delivering(shop) as delivery:
        webhook = await add_webhook(shop, admin, nowhere, ["stock.changed"])
        async with example("stock_receiver.py", levels, webhook["secret"]) as web_shop:
            await lead_to(shop, webhook, web_shop)
            for quantity in ("1", "2"):
                await sell(salesperson, (barfi, quantity), (ladoo, "1"), tender="cash")
                await deliver(shop, delivery)
            # An admin sends the oldest again: it says nothing new.
            first = (await deliveries(admin))[0]
            ok(await admin.post(f"/api/webhook-deliveries/{first['id']}/retry"))
            await deliver(shop, delivery)
    assert {sku: level["available"] for sku, level in json.loads(levels.read_text()).items()} == {
        barfi["sku"]: "7.000",
        ladoo["sku"]: "18.000",
    }


SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"type": "ping", "timestamp": "2026-01-01T00:00:00Z", "data": {}}'


@pytest.mark.parametrize(
    ("seconds", "changes", "status"),
    [
        (0, {}, 204),
        (-290, {}, 204),
        (-310, {}, 401),
        (310, {}, 401),
        (0, {"webhook-id": "msg_2"}, 401),
        (0, {"webhook-signature": "v1,AAAA"}, 401),
        (0, {"webhook-timestamp": "now"}, 401),
    ],
)
async def test_what_is_old_or_not_signed_is_refused(
    tmp_path: Path, seconds: int, changes: dict[str, str], status: int
) -> None:
    async with example("ledger_receiver.py", tmp_path / "journal", f"whsec_AAAA,{SECRET}") as ledger:
        assert (await send(ledger, seconds, changes)).status_code == status


async def send(client: AsyncClient, seconds: int, changes: dict[str, str]) -> Response:
    timestamp = int(system_clock().timestamp()) + seconds
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign([SECRET], "msg_1", timestamp, BODY),
    }
    return await client.post("/", content=BODY, headers=headers | changes)
