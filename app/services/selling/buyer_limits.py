"""How much customers may order: whether at all, how many unpaid orders, and how much of one sweet in a day."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from app.core.errors import Conflict, Forbidden
from app.core.money import QUANTITY_PLACES
from app.repositories.catalogue.sweets import LockedSweet
from app.repositories.selling.orders import BuyersOrders
from app.schemas.setting import ShopSettings
from app.services.common.access import Actor
from app.services.selling.basket import Basket
from app.services.stock.amounts import amount_text


def check_may_buy(actor: Actor, settings: ShopSettings) -> None:
    """Refuse an order of a customer where the shop sells over the counter only."""
    if not actor.is_staff and not settings.customers_may_buy:
        detail = "The shop takes no orders on the web now. Come by: it sells over the counter."
        raise Forbidden("customers_may_not_buy", detail)


def check_limits(
    basket: Basket, actor: Actor, settings: ShopSettings, sweets: Mapping[int, LockedSweet], orders: BuyersOrders
) -> None:
    """Refuse an order of a customer that goes beyond a limit, counting those accepted before it in the batch."""
    if actor.is_staff or not settings.limits_customers:
        return
    most_open = settings.customer_max_open_orders
    if most_open is not None and orders.unpaid.get(actor.user_id, 0) >= most_open:
        detail = f"You have {_orders(most_open)} to collect, and that is the most. Collect it before you order again."
        raise Conflict("too_many_open_orders", detail)
    for sweet_id, quantity in _quantities(basket).items():
        sweet = sweets[sweet_id]
        most = settings.customer_max_per_day(sweet.unit)
        if most is None:
            continue
        left = max(most - orders.quantities.get((actor.user_id, sweet_id), Decimal(0)), Decimal(0))
        if quantity > left:
            rest = f"{amount_text(left, sweet.unit)} more" if left else "no more"
            detail = f"You may order {rest} of {sweet.name} today."
            extra = {
                "sweet_id": sweet_id,
                "name": sweet.name,
                "unit": sweet.unit,
                "left": str(left.quantize(QUANTITY_PLACES)),
            }
            raise Conflict("above_daily_limit", detail, extra=extra)


def count(basket: Basket, actor: Actor, orders: BuyersOrders) -> None:
    """Count an accepted order among those of its buyer, for the baskets that follow in the batch."""
    orders.unpaid[actor.user_id] = orders.unpaid.get(actor.user_id, 0) + 1
    for sweet_id, quantity in _quantities(basket).items():
        key = (actor.user_id, sweet_id)
        orders.quantities[key] = orders.quantities.get(key, Decimal(0)) + quantity


def _quantities(basket: Basket) -> Mapping[int, Decimal]:
    quantities: dict[int, Decimal] = defaultdict(Decimal)
    for line in basket.lines:
        quantities[line.sweet_id] += line.quantity
    return quantities


def _orders(number: int) -> str:
    return "an order" if number == 1 else f"{number} orders"
