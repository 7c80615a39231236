"""The yardstick: the same purchase written the way most applications write it.

A session a request, ORM entities, SELECT ... FOR UPDATE, one transaction a purchase. It keeps every promise the shop
keeps: the caller is confirmed, a key has one effect, stock moves by the ledger alone, numbers have no gaps. It is
neither slowed down nor tuned: each thing is asked for once, and the row that all sales share is locked last.
"""

from decimal import Decimal
from typing import Annotated

from fastapi import Depends
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.api.deps import CallerDep, SessionDep, Shop, ShopDep
from app.core.clock import financial_year, shop_date
from app.core.errors import Conflict, Invalid, NotFound
from app.core.money import QUANTITY_PLACES, is_on_step, line_total
from app.core.security import AccessClaims
from app.models import (
    STAFF,
    IdempotencyKey,
    Lot,
    MovementKind,
    Sale,
    SaleLine,
    SaleNumberSeries,
    SaleStatus,
    Session,
    StockMovement,
    Sweet,
    User,
)
from app.schemas.sale import PaymentState, SaleLineRead, SaleRead
from app.services.common.access import no_longer_valid
from app.services.common.idempotency import RequestKey, key_reused

ZERO = Decimal("0.00")

_EXPIRY = func.coalesce(Lot.best_before, text("'infinity'::date"))


class UsualPurchases:
    """Sells one sweet at a time."""

    def __init__(self, session: AsyncSession, shop: Shop, claims: AccessClaims) -> None:
        self._session = session
        self._shop = shop
        self._claims = claims

    async def buy(self, sweet_id: int, quantity: Decimal, request_key: RequestKey | None) -> SaleRead:
        """Sell, or return what was sold under the key before."""
        user = await self._user()
        if request_key is not None:
            kept = await self._session.get(IdempotencyKey, (user.id, request_key.key))
            if kept is not None:
                if kept.fingerprint != request_key.fingerprint:
                    raise key_reused()
                return SaleRead.model_validate_json(kept.body)
        sweet = await self._sweet(sweet_id, quantity)
        parts = await self._parts(sweet, quantity)
        sale, line = await self._sale(user, sweet, quantity, request_key)
        for lot, part in parts:
            self._session.add(
                StockMovement(
                    sweet_id=sweet.id,
                    lot_id=lot.id,
                    quantity=-part,
                    kind=MovementKind.SALE,
                    sale_id=sale.id,
                    sale_line_no=line.line_no,
                    actor_id=user.id,
                    occurred_at=sale.created_at,
                )
            )
        answer = _read(sale, line)
        if request_key is not None:
            self._session.add(
                IdempotencyKey(
                    actor_id=user.id,
                    key=request_key.key,
                    fingerprint=request_key.fingerprint,
                    resource_id=sale.id,
                    body=answer.model_dump_json(),
                    created_at=sale.created_at,
                )
            )
        await self._session.flush()
        return answer

    async def _user(self) -> User:
        claims = self._claims
        user = await self._session.scalar(
            select(User)
            .join(Session, Session.user_id == User.id)
            .where(User.id == claims.user_id, Session.id == claims.session_id, Session.revoked_at.is_(None))
        )
        if user is None or not user.is_active or (user.token_version, user.role) != (claims.token_version, claims.role):
            raise no_longer_valid()
        return user

    async def _sweet(self, sweet_id: int, quantity: Decimal) -> Sweet:
        sweet = await self._session.get(Sweet, sweet_id, with_for_update=True)
        if sweet is None:
            raise NotFound("sweet_not_found", "There is no such sweet.")
        if sweet.archived_at is not None:
            raise Conflict("sweet_archived", f"{sweet.name} is no longer sold.")
        if not is_on_step(quantity, sweet.quantity_step) or quantity < sweet.min_quantity:
            raise Invalid("off_step_quantity", f"{sweet.name} is not sold in this quantity.")
        return sweet

    async def _parts(self, sweet: Sweet, quantity: Decimal) -> list[tuple[Lot, Decimal]]:
        today = shop_date(self._shop.context.clock(), self._shop.settings.time_zone)
        lots = await self._session.scalars(
            select(Lot)
            .where(Lot.sweet_id == sweet.id, ~Lot.is_empty, today <= _EXPIRY)
            .order_by(_EXPIRY, Lot.id)
            .with_for_update()
        )
        parts = []
        for lot in lots:
            part = min(quantity, lot.on_hand)
            parts.append((lot, part))
            quantity -= part
            if quantity == 0:
                return parts
        raise Conflict("insufficient_stock", "Not enough stock available.")

    async def _sale(
        self, user: User, sweet: Sweet, quantity: Decimal, request_key: RequestKey | None
    ) -> tuple[Sale, SaleLine]:
        now = self._shop.context.clock()
        total = line_total(quantity, sweet.price)
        is_staff = user.role in STAFF
        sale = Sale(
            number=await self._next_number(financial_year(shop_date(now, self._shop.settings.time_zone))),
            status=SaleStatus.COMPLETED,
            buyer_id=None if is_staff else user.id,
            seller_id=user.id if is_staff else None,
            subtotal=total,
            due=total,
            discount_total=ZERO,
            tax_total=ZERO,
            total=total,
            currency=self._shop.settings.shop_currency,
            idempotency_key=request_key.key if request_key else None,
            created_at=now,
            business_day=self._shop.context.business_days.of(now),
        )
        self._session.add(sale)
        await self._session.flush()
        line = SaleLine(
            sale_id=sale.id,
            line_no=1,
            sweet_id=sweet.id,
            sku=sweet.sku,
            name=sweet.name,
            unit=sweet.unit,
            quantity=quantity.quantize(QUANTITY_PLACES),
            unit_price=sweet.price,
            line_total=total,
        )
        self._session.add(line)
        await self._session.flush()
        return sale, line

    async def _next_number(self, year: str) -> str:
        series = await self._session.get(SaleNumberSeries, year, with_for_update=True)
        if series is None:
            series = SaleNumberSeries(financial_year=year, last_number=0)
            self._session.add(series)
        series.last_number += 1
        return f"{year}/{series.last_number:06}"


def _read(sale: Sale, line: SaleLine) -> SaleRead:
    return SaleRead(
        id=sale.id,
        number=sale.number,
        status=sale.status,
        created_at=sale.created_at,
        sold_at=None,
        late_reason=None,
        business_day=sale.business_day,
        lines=[
            SaleLineRead(
                line_no=line.line_no,
                sweet_id=line.sweet_id,
                sku=line.sku,
                name=line.name,
                unit=line.unit,
                quantity=line.quantity,
                tare=line.tare,
                unit_price=line.unit_price,
                line_total=line.line_total,
                line_discount=line.line_discount,
                sale_discount=line.sale_discount,
                discount=line.line_discount + line.sale_discount,
                discount_reason=line.discount_reason,
                net=line.line_total - line.line_discount - line.sale_discount,
                hsn_code=line.hsn_code,
                tax=line.tax,
                taxes=[],
                refunded=Decimal("0.000"),
                money_refunded=Decimal("0.00"),
            )
        ],
        subtotal=sale.subtotal,
        discount_total=sale.discount_total,
        discount_reason=sale.discount_reason,
        tax_total=sale.tax_total,
        tax_mode=sale.tax_mode,
        total=sale.total,
        rounding=sale.rounding,
        amount_due=sale.total + sale.rounding,
        refunded_total=Decimal("0.00"),
        currency=sale.currency,
        payment_state=PaymentState.DUE,
        due=sale.due,
        payments=[],
        tender=None,
        amount_given=None,
        change=None,
        held_until=sale.held_until,
        collected_at=None,
        collected_by=None,
        note=sale.note,
        buyer_id=sale.buyer_id,
        seller_id=sale.seller_id,
        customer_id=sale.customer_id,
        invoiced_to=None,
        voided_at=None,
        void_reason=None,
    )


async def _usual_purchases(session: SessionDep, shop: ShopDep, caller: CallerDep) -> UsualPurchases:
    return UsualPurchases(session, shop, caller.claims)


UsualPurchasesDep = Annotated[UsualPurchases, Depends(_usual_purchases)]
