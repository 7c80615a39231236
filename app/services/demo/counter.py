"""The demo's sales: over the counter by the salesperson, and orders of the demo's customer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.models import Tender
from app.repositories.selling.sales import SaleRepository
from app.schemas.payment import PaymentCreate, SaleCollect
from app.services.common.access import AccessService
from app.services.common.idempotency import Answer
from app.services.demo.stage import Stage, StockedSweet, round_up
from app.services.demo.visits import Visit, Visits
from app.services.selling.basket import Basket, BasketLine, Discount
from app.services.selling.sale_payments import SalePaymentService
from app.services.selling.sales import SaleService
from app.services.selling.settlement import AskedPayment
from app.services.stock.stock import StockService

_BROKEN = Discount("Broken pieces.", percent=Decimal(10), pointer="/lines/0/discount")
_REGULAR = Discount("A regular.", percent=Decimal(5))
_WEDDING = Discount("A wedding order.", percent=Decimal(10))


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale of the demo."""

    id: int
    basket: Basket


class DemoCounter:
    """Sells a day at a time."""

    def __init__(self, stage: Stage, visits: Visits) -> None:
        self._stage = stage
        self._visits = visits
        self._sales = SaleService(stage.session, stage.context)
        self._stock = StockService(stage.session, stage.context)
        self._documents = SaleRepository(stage.session)
        self._payments = SalePaymentService(stage.session, stage.context)
        self._access = AccessService(stage.session)
        self._to_collect: list[Sold] = []

    async def day(
        self, day: date, until: datetime, customer_ids: Sequence[int], *, never: Collection[str] = ()
    ) -> list[Sold]:
        """Sell to everybody who comes until a moment; return the sales. `never` names SKUs that nobody asks for."""
        visits = (visit.without(never) for visit in self._visits.on(day) if visit.moment < until)
        return await self._sell([self._basket(visit, customer_ids) for visit in visits if visit.wanted])

    async def buy_online(self, moment: datetime, wanted: Mapping[str, str]) -> list[Sold]:
        """Take an order of the demo's customer, by SKU and quantity."""
        basket = Basket(caller=self._stage.customer, lines=self._lines(wanted), placed_at=moment)
        sold = await self._sell([basket])
        self._to_collect += sold
        return sold

    async def sell_on_account(self, moment: datetime, wanted: Mapping[str, str], customer_id: int) -> list[Sold]:
        """Sell on account to a customer, by SKU and quantity."""
        basket = Basket(
            caller=self._stage.salesperson,
            lines=self._lines(wanted),
            payments=(AskedPayment(Tender.ACCOUNT),),
            placed_at=moment,
            customer_id=customer_id,
        )
        return await self._sell([basket])

    async def hand_over(self, moment: datetime) -> None:
        """Take what is due of the orders that wait, and hand them over."""
        self._stage.clock.now = moment
        actor = await self._access.confirm(self._stage.salesperson)
        for order in self._to_collect:
            sale = await self._documents.get_to_undo(order.id)
            assert sale is not None  # noqa: S101 - it was sold before.
            payment = PaymentCreate(tender=Tender.UPI, amount=sale.due, reference=f"{order.id:012}")
            await self._payments.collect(actor, order.id, SaleCollect(payments=[payment]), None)
        self._to_collect.clear()

    async def sell_down(self, moment: datetime, left: Mapping[str, str], customer_id: int) -> list[Sold]:
        """Sell to a wedding so much that only a little is left, by SKU."""
        target = {self._stage.stocked[sku].id: Decimal(quantity) for sku, quantity in left.items()}
        on_hand = {sweet_id: sweet.on_hand for sweet_id, sweet in (await self._stock.lock(target)).items()}
        lines = [
            BasketLine(sweet_id, on_hand[sweet_id] - quantity)
            for sweet_id, quantity in target.items()
            if on_hand[sweet_id] > quantity
        ]
        return await self._sell(
            [
                Basket(
                    caller=self._stage.salesperson,
                    lines=tuple(lines),
                    payments=(AskedPayment(Tender.CARD),),
                    placed_at=moment,
                    note="For the wedding at the Rao house.",
                    discount=_WEDDING,
                    customer_id=customer_id,
                )
            ]
        )

    async def _sell(self, baskets: Sequence[Basket]) -> list[Sold]:
        if not baskets:
            return []
        self._stage.clock.now = baskets[-1].placed_at
        outcomes = await self._sales.record(baskets)
        return [
            Sold(outcome.id, basket)
            for basket, outcome in zip(baskets, outcomes, strict=True)
            if isinstance(outcome, Answer)
        ]

    def _lines(self, wanted: Mapping[str, str]) -> tuple[BasketLine, ...]:
        return tuple(BasketLine(self._stage.stocked[sku].id, Decimal(quantity)) for sku, quantity in wanted.items())

    def _basket(self, visit: Visit, customer_ids: Sequence[int]) -> Basket:
        draw = self._stage.random
        tender = draw.choices((Tender.CASH, Tender.CARD, Tender.UPI), (5, 2, 6))[0]
        chance = draw.random()
        return Basket(
            caller=self._stage.salesperson,
            lines=tuple(
                BasketLine(one.id, quantity, discount=_BROKEN if position == 0 and chance < 0.03 else None)
                for position, (one, quantity) in enumerate(visit.wanted.items())
            ),
            payments=(AskedPayment(tender, given=_notes(visit.wanted) if tender is Tender.CASH else None),),
            placed_at=visit.moment,
            discount=_REGULAR if chance > 0.95 else None,
            # Those who came first come most often.
            customer_id=customer_ids[int(len(customer_ids) * draw.random() ** 2)] if draw.random() < 0.35 else None,
        )


def _notes(quantities: Mapping[StockedSweet, Decimal]) -> Decimal:
    """Return the notes that somebody hands over, who has no small change."""
    total = sum((one.sweet.price * quantity for one, quantity in quantities.items()), Decimal(0))
    return round_up(total, Decimal(100) if total < 400 else Decimal(500))
