"""Settlement: how payments cover what is due, and the rounding of their cash."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.core.errors import FieldError, Invalid
from app.core.money import rounded, rounding_to, zero
from app.models import Tender
from app.schemas.payment import PaymentCreate
from app.schemas.setting import ShopSettings


@dataclass(frozen=True, slots=True)
class AskedPayment:
    """A payment as it was asked for."""

    tender: str
    amount: Decimal | None = None
    """None for all that is due."""
    given: Decimal | None = None
    """The cash handed over."""
    reference: str | None = None
    pointer: str = "/tender"
    """Its place in the request."""
    given_pointer: str = "/amount_given"

    @property
    def tender_pointer(self) -> str:
        """The place of its tender in the request."""
        return f"{self.pointer.rpartition('/')[0]}/tender"


@dataclass(frozen=True, slots=True)
class SettledPayment:
    """A payment with its exact amount, and its part of the rounding."""

    tender: str
    amount: Decimal
    rounding: Decimal
    cash_rounding: Decimal
    """The step its cash was rounded to, 0 where it was not."""
    given: Decimal | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """The payments of an amount, and what is due of it after them."""

    payments: Sequence[SettledPayment]
    due: Decimal

    @property
    def on_account(self) -> Decimal:
        """What the customer owes of it."""
        return sum((payment.amount for payment in self.payments if payment.tender == Tender.ACCOUNT), zero())

    @property
    def cash(self) -> Decimal:
        """What is paid in cash."""
        return sum((payment.amount for payment in self.payments if payment.tender == Tender.CASH), zero())

    @property
    def rounding(self) -> Decimal:
        """What cash adds to the amount or takes off it."""
        return sum((payment.rounding for payment in self.payments), zero())


def payments_of(asked: Sequence[PaymentCreate]) -> tuple[AskedPayment, ...]:
    """Return the payments of a request."""
    return tuple(
        AskedPayment(
            one.tender, one.amount, one.given, one.reference, f"/payments/{index}/amount", f"/payments/{index}/given"
        )
        for index, one in enumerate(asked)
    )


def check_tenders(tenders: Sequence[tuple[str, str]], settings: ShopSettings) -> None:
    """Refuse tenders that the shop does not take; each comes with its place in the request."""
    known = [*Tender, *settings.other_tenders]
    for tender, pointer in tenders:
        if tender not in known:
            raise _refusal(pointer, "unknown_tender", f"This shop takes {', '.join(known)}. Choose one of them.")


def settle(asked: Sequence[AskedPayment], amount: Decimal, step: Decimal, *, in_full: bool) -> Settlement:
    """Settle an amount by payments; what others leave to cash is rounded to its step, half up.

    Cash above what is due of it is given, and its change handed back. Raise `Invalid` for payments above the amount,
    below it if it is to be paid `in_full`, and for cash that does not fit its coins.
    """
    cash = [one for one in asked if one.tender == Tender.CASH]
    if len(cash) > 1:
        raise _refusal(cash[1].pointer, "cash_given_twice", "Add up the cash, and send it as one payment.")
    settled = [_exact(one, amount) for one in asked if one.tender != Tender.CASH]
    rest = amount - sum((one.amount for one in settled), zero())
    if rest < 0:
        raise _do_not_add_up(asked, amount, -rest, "too much")
    if cash:
        settled.append(_cash(cash[0], rest, step, amount))
        rest += settled[-1].rounding - settled[-1].amount
    if in_full and rest > 0:
        raise _do_not_add_up(asked, amount, rest, "missing")
    order = {one.tender: position for position, one in reversed(list(enumerate(asked)))}
    settled.sort(key=lambda one: order[one.tender])
    return Settlement([one for one in settled if one.amount or one.rounding], rest)


def _exact(asked: AskedPayment, due: Decimal) -> SettledPayment:
    if asked.given is not None:
        raise _refusal(asked.given_pointer, "amount_given_not_cash", "Only cash is given and changed: leave it out.")
    amount = due if asked.amount is None else rounded(asked.amount)
    return SettledPayment(asked.tender, amount, zero(), zero(), reference=asked.reference)


def _cash(asked: AskedPayment, rest: Decimal, step: Decimal, total: Decimal) -> SettledPayment:
    """Settle the rest of a total in cash; what is less than half a coin is rounded away, and all cash is change."""
    rounding = rounding_to(rest, step)
    due = rest + rounding
    amount = due if asked.amount is None else rounded(asked.amount)
    given = None if asked.given is None else rounded(asked.given)
    payment = SettledPayment(Tender.CASH, due, rounding, step, given, asked.reference)
    if amount > due:
        if rest > 0 and due == 0:
            return replace(payment, given=None)
        if given is not None or due == 0:
            raise _do_not_add_up([asked], total, amount - due, "too much")
        return replace(payment, given=amount)
    if given is not None and given < amount:
        detail = f"{given} is too little for {amount}: {amount - given} is missing."
        raise _refusal(asked.given_pointer, "amount_given_too_small", detail)
    if amount == due:
        return payment
    if rounding_to(amount, step):
        raise _refusal(asked.pointer, "cash_not_in_coins", f"Cash is paid in steps of {step} here: round it.")
    return replace(payment, amount=amount, rounding=zero())


def _do_not_add_up(asked: Sequence[AskedPayment], amount: Decimal, by: Decimal, word: str) -> Invalid:
    pointer = asked[-1].pointer if asked else "/payments"
    return _refusal(pointer, "payments_do_not_add_up", f"The payments do not add up to {amount}: {by} is {word}.")


def _refusal(pointer: str, code: str, detail: str) -> Invalid:
    return Invalid(code, detail, [FieldError(pointer, code, detail)])
