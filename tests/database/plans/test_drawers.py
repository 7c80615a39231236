"""The plans of a drawer's report over a big shop: their cost is that of its session, whatever else was sold."""

from typing import Any

import pytest_asyncio

from app.repositories.selling.drawer_reports import DrawerReportRepository
from app.repositories.selling.drawers import DrawerMovementRepository, DrawerRepository
from tests.support.answers import created, ok
from tests.support.drawers import move_cash, open_drawer
from tests.support.plans import MODES, BigShop
from tests.support.selling import line, refund

SALES = 5


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def drawer(big_shop: BigShop) -> dict[str, Any]:
    drawer = await open_drawer(big_shop.admin)
    for _ in range(SALES):
        body = {"lines": [{"sweet_id": 9, "quantity": "1"}]}
        sale = created(await big_shop.admin.post("/api/sales", json=body))
    created(await refund(big_shop.admin, sale, line(1, "1")))
    await move_cash(big_shop.admin, drawer, "in", "1.00")
    return drawer


@MODES
async def test_a_report_reads_the_payments_of_its_session_and_their_documents(
    big_shop: BigShop, drawer: dict[str, Any], mode: str
) -> None:
    ok(await big_shop.admin.get(f"/api/drawer-sessions/{drawer['id']}/report"))
    reports = DrawerReportRepository
    for method in (reports.payments, reports.documents, reports.billed, reports.taxes):
        plan = await big_shop.explain(method, mode)
        assert plan.scanned() <= {"drawer_sessions", "drawer_movements"}, method.__name__
        assert plan.rows_read("payments") <= 4 * SALES, method.__name__
        assert plan.rows_read("sales") <= SALES, method.__name__
        assert plan.rows_read("sale_line_taxes") <= 2 * SALES, method.__name__
    movements = await big_shop.explain(DrawerMovementRepository.all_json, mode)
    assert movements.rows_read("drawer_movements") == 1
    assert (await big_shop.explain(DrawerRepository.owner_of, mode)).rows_read("drawer_sessions") <= 1
