"""Payments cover what is due to the paisa; cash is rounded to its coins, and the change is right."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.core.money import rounding_to
from app.models import Tender
from app.schemas.payment import PaymentCreate
from app.schemas.setting import ShopSettings
from app.services.selling.settlement import AskedPayment, Settlement, check_tenders, payments_of, settle

ZERO = Decimal(0)
STEPS = [Decimal(step) for step in ("0", "0.05", "0.10", "0.50", "1", "5")]

amounts = st.decimals("0.01", "99999.99", places=2)
steps = st.sampled_from(STEPS)
others = st.lists(st.sampled_from(["card", "upi", "account", "voucher"]), max_size=4)


def pay(tender: str, amount: Any = None, given: Any = None) -> AskedPayment:
    return AskedPayment(tender, None if amount is None else Decimal(amount), None if given is None else Decimal(given))


def settled(due: Any, *asked: AskedPayment, step: Any = 0, in_full: bool = True) -> Settlement:
    return settle(asked, Decimal(due), Decimal(step), in_full=in_full)


def shown(settlement: Settlement) -> list[tuple[str, str, str | None]]:
    return [(one.tender, str(one.amount), None if one.given is None else str(one.given)) for one in settlement.payments]


def refused(code: str, due: Any, *asked: AskedPayment, step: Any = 0, in_full: bool = True) -> tuple[str, str]:
    with pytest.raises(Invalid) as caught:
        settled(due, *asked, step=step, in_full=in_full)
    assert caught.value.code == code
    (error,) = caught.value.errors
    return error.pointer, str(caught.value.detail)


def check(settlement: Settlement, due: Decimal, step: Decimal) -> None:
    """Nothing is lost: payments and what is left add up to what is due with its rounding, and cash is in coins."""
    assert sum((one.amount for one in settlement.payments), ZERO) + settlement.due == due + settlement.rounding
    for one in settlement.payments:
        assert one.amount > 0 or one.rounding != 0
        assert one.given is None or (one.tender == "cash" and one.given >= one.amount)
        if one.tender != "cash":
            assert one.rounding == one.cash_rounding == 0
        elif step:
            assert (one.amount % step, one.cash_rounding) == (ZERO, step)
            assert 2 * abs(one.rounding) <= step


@given(due=amounts, step=steps, tenders=others, shares=st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_cash_takes_the_rest_of_a_split_rounded_half_up(
    due: Decimal, step: Decimal, tenders: Sequence[str], shares: Sequence[int]
) -> None:
    asked, rest = [], due
    for tender, share in zip(tenders, shares, strict=False):
        amount = (rest * share / 200).quantize(Decimal("0.01"))
        if amount > 0:
            asked.append(pay(tender, amount))
            rest -= amount
    settlement = settled(due, *asked, pay("cash"), step=step)
    assert settlement.due == 0
    check(settlement, due, step)
    cash = sum((one.amount for one in settlement.payments if one.tender == "cash"), ZERO)
    assert cash == (rest if step == 0 else (rest / step + Decimal("0.5")).__floor__() * step)
    assert [one.tender for one in settlement.payments][: len(asked)] == sorted(
        (one.tender for one in asked), key=[one.tender for one in asked].index
    )


@given(due=amounts, step=steps, more=st.decimals("0.01", 5000, places=2))
def test_the_change_is_what_was_given_above_what_is_due(due: Decimal, step: Decimal, more: Decimal) -> None:
    exact = due + rounding_to(due, step)
    for asked in (pay("cash", given=exact + more), pay("cash", exact, exact + more), pay("cash", exact + more)):
        if exact == 0 and asked.amount is not None:
            continue
        given = [one.given - one.amount for one in settled(due, asked, step=step).payments if one.given is not None]
        assert given == [more] or exact == 0


@given(due=amounts, step=steps, part=st.integers(1, 99), tender=st.sampled_from(["cash", "upi"]))
def test_a_part_leaves_the_rest_due_and_takes_no_rounding(due: Decimal, step: Decimal, part: int, tender: str) -> None:
    amount = (due * part / 100).quantize(Decimal("0.01"))
    if tender == "cash" and step:
        amount = amount // step * step
    if not 0 < amount < due + (rounding_to(due, step) if tender == "cash" else 0):
        return
    settlement = settled(due, pay(tender, amount), step=step, in_full=False)
    assert (settlement.due, settlement.rounding) == (due - amount, ZERO)
    check(settlement, due, step)
    pointer, _ = refused("payments_do_not_add_up", due, pay(tender, amount), step=step)
    assert pointer == "/tender"


@given(due=amounts, step=steps, parts=st.lists(st.integers(1, 90), max_size=5))
def test_parts_paid_one_after_the_other_come_to_the_whole(due: Decimal, step: Decimal, parts: Sequence[int]) -> None:
    """Whatever was paid before, the last payment in cash leaves nothing due, and is in coins."""
    left, paid, rounding = due, ZERO, ZERO
    for part in parts:
        amount = (left * part / 100).quantize(Decimal("0.01"))
        if amount > 0:
            settlement = settled(left, pay("upi", amount), step=step, in_full=False)
            paid, left = paid + amount, settlement.due
    last = settled(left, pay("cash"), step=step)
    check(last, left, step)
    paid += sum((one.amount for one in last.payments), ZERO)
    rounding += last.rounding
    assert (last.due, paid) == (ZERO, due + rounding)


@pytest.mark.parametrize(
    ("due", "step", "cash", "rounding"),
    [
        ("100.49", "1", "100.00", "-0.49"),
        ("100.50", "1", "101.00", "0.50"),
        ("100.92", "0.05", "100.90", "-0.02"),
        ("100.93", "0.05", "100.95", "0.02"),
        ("100.25", "0.50", "100.50", "0.25"),
        ("100.94", "0", "100.94", "0.00"),
    ],
)
def test_cash_is_rounded_half_up(due: str, step: str, cash: str, rounding: str) -> None:
    settlement = settled(due, pay("cash"), step=step)
    assert (shown(settlement), settlement.rounding) == ([("cash", cash, None)], Decimal(rounding))


def test_cash_beside_another_tender_is_rounded_by_itself() -> None:
    settlement = settled("100.94", pay("upi", "50.40"), pay("cash", "51", "100"), step=1)
    assert shown(settlement) == [("upi", "50.40", None), ("cash", "51.00", "100.00")]
    assert (settlement.rounding, settlement.on_account) == (Decimal("0.46"), ZERO)


def test_payments_keep_the_order_in_which_they_were_asked_for() -> None:
    asked = [pay("cash", "10"), pay("upi", "20"), pay("account", "30"), pay("card", "40")]
    settlement = settled(100, *asked)
    assert [one.tender for one in settlement.payments] == ["cash", "upi", "account", "card"]
    assert settlement.on_account == 30


def test_two_cards_or_two_upi_payments_may_share_a_sale() -> None:
    assert shown(settled(100, pay("upi", 60), pay("upi", 40))) == [("upi", "60.00", None), ("upi", "40.00", None)]


@pytest.mark.parametrize("asked", [pay("cash"), pay("cash", "0.49"), pay("cash", 5)], ids=["all", "exact", "more"])
@pytest.mark.parametrize("before", [[], [pay("upi", 100)]], ids=["alone", "split"])
def test_what_comes_to_no_coin_is_rounded_away(before: list[AskedPayment], asked: AskedPayment) -> None:
    settlement = settled(Decimal("0.49") + 100 * len(before), *before, asked, step=1)
    settlement = replace(settlement, payments=settlement.payments[len(before) :])
    assert (shown(settlement), settlement.rounding, settlement.due) == (
        [("cash", "0.00", None)],
        Decimal("-0.49"),
        ZERO,
    )


def test_nothing_is_paid_where_nothing_is_due() -> None:
    for tender in ("cash", "upi"):
        assert settled(0, pay(tender), step=1) == Settlement([], ZERO)


@pytest.mark.parametrize(
    ("code", "asked", "says"),
    [
        ("payments_do_not_add_up", [pay("upi", "99.99")], "0.01 is missing"),
        ("payments_do_not_add_up", [pay("upi", "100.01")], "0.01 is too much"),
        ("payments_do_not_add_up", [pay("upi", 60), pay("card", 50)], "10.00 is too much"),
        ("payments_do_not_add_up", [pay("upi", 60), pay("cash", 30)], "10.00 is missing"),
        # Cash above what is due is given; with `given` beside it the amount itself is wrong.
        ("payments_do_not_add_up", [pay("cash", 110, 200)], "10.00 is too much"),
        ("payments_do_not_add_up", [pay("upi", 100), pay("cash", 10)], "to 100: 10.00 is too much"),
        ("payments_do_not_add_up", [pay("upi", 50), pay("cash", 60, 70)], "to 100: 10.00 is too much"),
        ("cash_given_twice", [pay("cash", 50), pay("cash", 50)], "one payment"),
        ("amount_given_not_cash", [pay("upi", 100, 200)], "Only cash"),
        ("amount_given_too_small", [pay("cash", 100, 99)], "1.00 is missing"),
        ("amount_given_too_small", [pay("cash", None, "99.99")], "0.01 is missing"),
    ],
)
def test_payments_that_cannot_be_are_refused(code: str, asked: list[AskedPayment], says: str) -> None:
    _, detail = refused(code, 100, *asked)
    assert says in detail


def test_part_of_the_cash_comes_in_coins() -> None:
    _, detail = refused("cash_not_in_coins", "100", pay("cash", "50.40"), step="0.50", in_full=False)
    assert "0.50" in detail


def test_a_refusal_points_at_the_payment() -> None:
    asked = payments_of(
        [
            PaymentCreate(tender="upi", amount=Decimal(60)),
            PaymentCreate(tender="cash", amount=Decimal(40), given=Decimal(10)),
        ]
    )
    assert refused("amount_given_too_small", 100, *asked)[0] == "/payments/1/given"
    assert refused("payments_do_not_add_up", 300, *payments_of([PaymentCreate(tender="upi", amount=Decimal(60))]))[
        0
    ] == ("/payments/0/amount")


def test_tenders_are_those_every_shop_takes_and_those_of_the_setting() -> None:
    shop = ShopSettings(other_tenders=["voucher"])
    check_tenders([(tender, "/x") for tender in [*Tender, "voucher"]], shop)
    with pytest.raises(Invalid) as caught:
        check_tenders([("cash", "/payments/0/tender"), ("gold", "/payments/1/tender")], shop)
    assert (caught.value.code, caught.value.errors[0].pointer) == ("unknown_tender", "/payments/1/tender")
    assert "cash, card, upi, account, voucher" in str(caught.value.detail)
