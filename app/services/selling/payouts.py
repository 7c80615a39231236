"""Payouts: by which tenders the money of a refund goes back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.core.errors import Conflict, FieldError, Invalid
from app.core.money import rounded, rounding_to, zero
from app.models import Role, Tender
from app.repositories.selling.payments import PaidByTender
from app.schemas.refund import RefundCreate


@dataclass(frozen=True, slots=True)
class Payout:
    """Money that goes back by one tender."""

    tender: str
    amount: Decimal
    cash_rounding: Decimal
    """The step its cash was rounded to, 0 where it was not."""
    rounding: Decimal = Decimal(0)
    """Its part of the rounding of the refund."""
    customer_id: int | None = None
    """Whose account it goes to, if that is the tender."""
    reference: str | None = None


def pay_out(
    new: RefundCreate,
    total: Decimal,
    owed: Decimal,
    paid: Sequence[PaidByTender],
    step: Decimal,
    role: Role,
    customer_id: int | None,
) -> list[Payout]:
    """Return the payouts of what is owed: by the tenders asked for, or else by those it was paid by, cash last.

    Cash is rounded to its step, half up; the rounding is what the payouts differ from the `total` of the refund by.
    Raise `Invalid` for payouts that do not add up, and `Conflict` for more by a tender than came by it, unless an admin
    names the tender.
    """
    accounts = {one.tender: one.customer_id for one in paid}
    if new.payments is not None:
        payouts = _asked(new, owed, step)
    elif new.tender is not None:
        payouts = [_payout(new.tender, owed, step)]
    else:
        payouts = _as_paid(owed, paid, step)
    if role is not Role.ADMIN:
        _check_left(payouts, paid, step)
    return [
        payout if payout.tender != Tender.ACCOUNT else _to_account(payout, accounts.get(payout.tender) or customer_id)
        for payout in _with_rounding(payouts, total)
        if payout.amount or payout.rounding
    ]


def tenders_of(new: RefundCreate) -> list[tuple[str, str]]:
    """Return the tenders that a refund names, with their places in the request."""
    if new.payments is not None:
        return [(one.tender, f"/payments/{index}/tender") for index, one in enumerate(new.payments)]
    return [] if new.tender is None else [(new.tender, "/tender")]


def _payout(tender: str, owed: Decimal, step: Decimal, reference: str | None = None) -> Payout:
    if tender != Tender.CASH:
        return Payout(tender, owed, zero(), reference=reference)
    return Payout(tender, owed + rounding_to(owed, step), step, reference=reference)


def _asked(new: RefundCreate, owed: Decimal, step: Decimal) -> list[Payout]:
    assert new.payments is not None  # noqa: S101 - the caller looked.
    tenders = [one.tender for one in new.payments]
    if len(set(tenders)) < len(tenders):
        raise _refusal("tender_given_twice", "Name each tender once, with all that goes back by it.")
    in_cash = owed - sum((rounded(one.amount) for one in new.payments if one.tender != Tender.CASH), zero())
    payouts = [
        _payout(one.tender, in_cash if one.tender == Tender.CASH else rounded(one.amount), step, one.reference)
        for one in new.payments
    ]
    difference = sum((rounded(one.amount) for one in new.payments), zero()) - sum(
        (payout.amount for payout in payouts), zero()
    )
    if difference or in_cash < 0 or (in_cash and Tender.CASH not in tenders):
        due = owed if Tender.CASH not in tenders else sum((payout.amount for payout in payouts), zero())
        raise _refusal("payments_do_not_add_up", f"This refund gives back {due}, and the payments do not add up to it.")
    return payouts


def _as_paid(owed: Decimal, paid: Sequence[PaidByTender], step: Decimal) -> list[Payout]:
    payouts = []
    for one in sorted(paid, key=lambda one: one.tender == Tender.CASH):
        amount = min(one.left, owed)
        if amount > 0:
            payouts.append(_payout(one.tender, amount, step))
            owed -= amount
    return payouts


def _with_rounding(payouts: Sequence[Payout], total: Decimal) -> list[Payout]:
    """Give the rounding to the cash, or else to the last payout; what comes to nothing is rounded in cash."""
    rounding = sum((payout.amount for payout in payouts), zero()) - total
    payouts = payouts or [Payout(Tender.CASH, zero(), zero())]
    rounded_one = next((payout for payout in payouts if payout.cash_rounding), payouts[-1])
    return [replace(payout, rounding=rounding) if payout is rounded_one else payout for payout in payouts]


def _check_left(payouts: Sequence[Payout], paid: Sequence[PaidByTender], step: Decimal) -> None:
    left = {one.tender: one.left for one in paid}
    for payout in payouts:
        may = max(left.get(payout.tender, zero()), zero())
        # The coins of a partial refund may come to a little more than is left of the cash.
        tolerance = step if payout.tender == Tender.CASH and may > 0 else zero()
        if payout.amount > may and payout.amount - may >= (tolerance or zero()):
            detail = f"Of what was paid by {payout.tender}, {may} is left to give back. Ask an admin for more."
            raise Conflict("refund_above_tender", detail, extra={"left": str(may)})


def _to_account(payout: Payout, customer_id: int | None) -> Payout:
    if customer_id is None:
        raise _refusal("account_needs_customer", "This sale has no customer whose account it could go to.")
    return replace(payout, customer_id=customer_id)


def _refusal(code: str, detail: str) -> Invalid:
    return Invalid(code, detail, [FieldError("/payments", code, detail)])
