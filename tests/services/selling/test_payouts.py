"""Refunds go back by the tenders that came in, never more by one than came by it, and all together to the paisa."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Conflict, DomainError, Invalid
from app.core.money import rounded
from app.models import Role, Tender
from app.repositories.selling.payments import PaidByTender
from app.schemas.payment import RefundPaymentCreate
from app.schemas.refund import RefundCreate, RefundLineCreate
from app.services.selling.payouts import Payout, pay_out
from app.services.selling.settlement import AskedPayment, settle

ZERO = Decimal(0)
LINES = [RefundLineCreate(line_no=1, quantity=Decimal(1))]
STEPS = st.sampled_from([Decimal(step) for step in ("0", "0.05", "0.50", "1")])


def asked(*payments: tuple[str, Any], tender: str | None = None) -> RefundCreate:
    rows = [RefundPaymentCreate(tender=name, amount=Decimal(amount)) for name, amount in payments]
    return RefundCreate(lines=LINES, tender=tender, payments=rows or None)


def came(tender: str, amount: Any, back: Any = 0, customer_id: int | None = None) -> PaidByTender:
    return PaidByTender(tender, customer_id, Decimal(amount), Decimal(back))


def out(
    new: RefundCreate,
    owed: Any,
    *paid: PaidByTender,
    step: Any = 0,
    role: Role = Role.SALESPERSON,
    total: Any = None,
    customer_id: int | None = None,
) -> list[Payout]:
    total = owed if total is None else total
    return pay_out(new, rounded(Decimal(total)), rounded(Decimal(owed)), paid, Decimal(step), role, customer_id)


def shown(payouts: Sequence[Payout]) -> list[tuple[str, str]]:
    return [(payout.tender, f"{payout.amount:.2f}") for payout in payouts]


def refused(kind: type[DomainError], code: str, *args: Any, **fields: Any) -> DomainError:
    with pytest.raises(kind) as caught:
        out(*args, **fields)
    assert caught.value.code == code
    return caught.value


def test_money_goes_back_by_the_first_tender_first_and_in_cash_last() -> None:
    paid = [came("cash", 50), came("upi", 30), came("card", 20)]
    assert shown(out(asked(), 20, *paid)) == [("upi", "20.00")]
    assert shown(out(asked(), 45, *paid)) == [("upi", "30.00"), ("card", "15.00")]
    assert shown(out(asked(), 100, *paid)) == [("upi", "30.00"), ("card", "20.00"), ("cash", "50.00")]
    paid = [came("cash", 50), came("upi", 30, 30), came("card", 20, 5)]
    assert shown(out(asked(), 20, *paid)) == [("card", "15.00"), ("cash", "5.00")]


def test_more_by_a_tender_than_came_by_it_is_for_an_admin() -> None:
    paid = [came("upi", 60, 20), came("cash", 40)]
    refusal = refused(Conflict, "refund_above_tender", asked(tender="upi"), 50, *paid)
    assert refusal.extra == {"left": "40"}
    assert shown(out(asked(tender="upi"), 50, *paid, role=Role.ADMIN)) == [("upi", "50.00")]
    assert shown(out(asked(tender="upi"), 40, *paid)) == [("upi", "40.00")]
    refused(Conflict, "refund_above_tender", asked(tender="card"), 1, *paid)
    refused(Conflict, "refund_above_tender", asked(("upi", 41), ("cash", 9)), 50, *paid)
    refused(Conflict, "refund_above_tender", asked(tender="cash"), "40.01", *paid)


def test_the_coins_of_a_partial_refund_may_come_to_a_little_more_than_is_left_of_the_cash() -> None:
    paid = [came("upi", 60), came("cash", "40.50")]
    assert shown(out(asked(tender="cash"), "40.50", *paid, step=1)) == [("cash", "41.00")]
    refused(Conflict, "refund_above_tender", asked(tender="cash"), "41.50", *paid, step=1)


def test_a_refund_is_split_as_it_is_asked_for() -> None:
    paid = [came("upi", 60), came("cash", 40)]
    assert shown(out(asked(("cash", 30), ("upi", 20)), 50, *paid)) == [("cash", "30.00"), ("upi", "20.00")]
    # What others leave to cash is rounded to coins.
    payouts = out(asked(("upi", "20.30"), ("cash", 30)), "50.50", *paid, step=1)
    assert shown(payouts) == [("upi", "20.30"), ("cash", "30.00")]
    assert [payout.rounding for payout in payouts] == [0, Decimal("-0.20")]


@pytest.mark.parametrize(
    "payments",
    [
        [("upi", 49)],
        [("upi", 51)],
        [("upi", 20), ("cash", 29)],
        [("upi", 20), ("cash", "30.50")],
        [("upi", 60), ("cash", 1)],
    ],
)
def test_payouts_that_do_not_add_up_are_refused(payments: list[tuple[str, Any]]) -> None:
    for role in (Role.SALESPERSON, Role.ADMIN):
        refusal = refused(
            Invalid, "payments_do_not_add_up", asked(*payments), 50, came("upi", 100), came("cash", 100), role=role
        )
        assert refusal.errors[0].pointer == "/payments"


def test_a_tender_is_named_once() -> None:
    refused(Invalid, "tender_given_twice", asked(("upi", 20), ("upi", 30)), 50, came("upi", 100))


def test_what_was_on_account_goes_back_to_that_account() -> None:
    (payout,) = out(asked(), 50, came("account", 80, customer_id=7))
    assert (payout.tender, payout.customer_id) == ("account", 7)
    (payout,) = out(asked(tender="account"), 50, came("cash", 80), role=Role.ADMIN, customer_id=9)
    assert payout.customer_id == 9
    refused(Invalid, "account_needs_customer", asked(tender="account"), 50, came("cash", 80), role=Role.ADMIN)


def test_what_comes_to_no_coin_is_rounded_away() -> None:
    (payout,) = out(asked(), "0.40", came("cash", 10), step=1)
    assert (payout.tender, payout.amount, payout.rounding, payout.cash_rounding) == (
        "cash",
        ZERO,
        Decimal("-0.40"),
        Decimal(1),
    )
    # Coins given back before covered all of it.
    (payout,) = out(asked(), 0, came("cash", 10), step=1, total="0.30")
    assert (payout.amount, payout.rounding) == (ZERO, Decimal("-0.30"))
    assert out(asked(), 0, came("upi", 10), total=0) == []


@given(
    tenders=st.lists(st.sampled_from(["card", "upi", "account"]), max_size=3, unique=True),
    amounts=st.lists(st.decimals("0.01", 500, places=2), min_size=3, max_size=3),
    in_cash=st.decimals("0", 500, places=2),
    parts=st.lists(st.integers(0, 100), max_size=6),
    named=st.lists(st.none() | st.sampled_from(["cash", "upi"]), min_size=7, max_size=7),
    step=STEPS,
)
def test_all_refunds_of_a_sale_give_back_what_was_paid_for_it(
    tenders: list[str],
    amounts: list[Decimal],
    in_cash: Decimal,
    parts: list[int],
    named: list[str | None],
    step: Decimal,
) -> None:
    """Each tender gives back what came by it, whichever was named on the way."""
    split = [AskedPayment(tender, amount) for tender, amount in zip(tenders, amounts, strict=False)]
    total = sum((one.amount for one in split if one.amount), ZERO) + in_cash
    settlement = settle([*split, AskedPayment(Tender.CASH)], total, step, in_full=True)
    paid: dict[str, Decimal] = {}
    for one in settlement.payments:
        paid[one.tender] = paid.get(one.tender, ZERO) + one.amount
    back = dict.fromkeys(paid, ZERO)
    refunded = given_back = ZERO
    for position, part in enumerate([*parts, 100]):
        is_last = position == len(parts)
        this = total - refunded if is_last else ((total - refunded) * part / 200).quantize(Decimal("0.01"))
        refunded += this
        owed = max((total + settlement.rounding if refunded == total else refunded) - given_back, ZERO)
        sources = [PaidByTender(tender, 7, paid[tender], back[tender]) for tender in paid]
        wish = None if is_last else named[position]
        try:
            payouts = pay_out(asked(tender=wish), this, owed, sources, step, Role.SALESPERSON, 7)
        except Conflict:
            assert wish is not None, "as it was paid it always may go back"
            payouts = pay_out(asked(), this, owed, sources, step, Role.SALESPERSON, 7)
        assert sum((payout.amount for payout in payouts), ZERO) == this + sum(
            (payout.rounding for payout in payouts), ZERO
        )
        for payout in payouts:
            back[payout.tender] = back.get(payout.tender, ZERO) + payout.amount
            given_back += payout.amount
    assert given_back == total + settlement.rounding
    assert {tender: amount for tender, amount in back.items() if amount} == {
        tender: amount for tender, amount in paid.items() if amount
    }
