"""The rows of a new sale."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from app.core.clock import financial_year
from app.core.money import QUANTITY_PLACES
from app.repositories.catalogue.sweets import LockedSweet
from app.repositories.people.customers import CustomerToSell
from app.repositories.selling.sale_writer import NewSale, NewSaleLine, NewSaleLineTax
from app.services.common.access import Actor
from app.services.selling.basket import Basket
from app.services.selling.pricing.sale_amounts import SalePrice, SaleTerms
from app.services.selling.settlement import Settlement


def new_sale(
    basket: Basket,
    actor: Actor,
    customer: CustomerToSell | None,
    sweets: Mapping[int, LockedSweet],
    terms: SaleTerms,
    price: SalePrice,
    settlement: Settlement,
    costs: Sequence[Decimal | None],
) -> NewSale:
    """Return the rows of a sale, with snapshots of its sweets, and of a business that buys, as they are now."""
    business = None if customer is None or customer.gstin is None else customer
    day = terms.context.day_of(basket.happened_at)
    lines = []
    for line_no, (line, amounts, discount, cost) in enumerate(
        zip(basket.lines, price.lines, price.discounts, costs, strict=True), 1
    ):
        sweet = sweets[line.sweet_id]
        lines.append(
            NewSaleLine(
                line_no=line_no,
                sweet_id=sweet.id,
                sku=sweet.sku,
                name=sweet.name,
                unit=sweet.unit,
                quantity=line.quantity.quantize(QUANTITY_PLACES),
                tare=None if line.tare is None else line.tare.quantize(QUANTITY_PLACES),
                unit_price=sweet.price,
                line_total=amounts.line_total,
                line_discount=discount.of_line,
                sale_discount=discount.of_sale,
                discount_reason=line.discount.reason if line.discount else None,
                tax_class_id=sweet.tax_class_id,
                hsn_code=terms.tax_due(sweet, day).hsn_code,
                tax=amounts.tax,
                cost=cost,
            )
        )
    return NewSale(
        # The number is drawn now, whenever it was sold.
        financial_year=financial_year(terms.context.day_of(basket.placed_at)),
        buyer_id=None if actor.is_staff else actor.user_id,
        seller_id=actor.user_id if actor.is_staff else None,
        customer_id=basket.customer_id,
        note=basket.note,
        subtotal=price.totals.subtotal,
        discount_total=price.totals.discount_total,
        discount_reason=basket.discount.reason if basket.discount else None,
        tax_total=price.totals.tax_total,
        tax_mode=terms.tax_mode,
        total=price.totals.total,
        rounding=settlement.rounding,
        due=settlement.due,
        default_currency=terms.context.defaults.currency,
        idempotency_key=basket.request_key.key if basket.request_key else None,
        created_at=basket.placed_at,
        sold_at=basket.sold_at,
        late_reason=basket.late_reason,
        business_day=terms.context.business_days.of(basket.happened_at),
        held_until=None
        if actor.is_staff
        else basket.placed_at + timedelta(hours=terms.context.settings.order_hold_hours),
        invoiced_name=None if business is None else business.name,
        invoiced_gstin=None if business is None else business.gstin,
        invoiced_address=None if business is None else business.address,
        lines=lines,
        taxes=[
            NewSaleLineTax(line_no, tax_no, tax.component, tax.rate_percent, tax.taxable, tax.amount)
            for line_no, amounts in enumerate(price.lines, 1)
            for tax_no, tax in enumerate(amounts.taxes, 1)
        ],
    )
