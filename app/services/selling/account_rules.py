"""What money may go to customers' accounts."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict
from app.core.money import MAX_MONEY, zero
from app.repositories.people.customers import CustomerRepository, CustomerToSell


class AccountRules:
    """Looks after the accounts to which a refund or a void gives money back."""

    def __init__(self, session: AsyncSession) -> None:
        self._customers = CustomerRepository(session)

    async def lock(self, backs: Iterable[tuple[int, Decimal]]) -> None:
        """Lock the customers who get an amount back on their account.

        Raise `Conflict` for one who was deleted, and for more than the books can hold.
        """
        amounts: dict[int, Decimal] = defaultdict(zero)
        for customer_id, amount in backs:
            amounts[customer_id] += amount
        found = await self._customers.keep_to_sell(amounts, is_charged=True) if amounts else {}
        for customer_id, amount in amounts.items():
            if customer_id not in found:
                detail = "The customer on whose account it went was deleted. Refund it by another tender."
                raise Conflict("account_deleted", detail)
            check_deposit(found[customer_id], amount)


def check_deposit(customer: CustomerToSell, amount: Decimal) -> None:
    """Refuse an amount that makes a deposit larger than the books can hold."""
    if customer.balance - amount < -MAX_MONEY:
        raise Conflict("deposit_too_large", "A deposit of this size is more than the shop's books can hold.")
