"""The parts that the statements of the dashboards have in common: sums of the rollup, and their JSON members."""

UNITS = ("kg", "g", "piece", "box")


def sums(*names: str) -> str:
    """Return the sums of amounts, with the decimals of money where there are none too."""
    return ", ".join(f"round(coalesce(sum({name}), 0), money_places()) AS {name}" for name in names)


# The sums of a span of days, from either table of the rollup.
MONEY_SUMS = f"""
    {sums("gross", "discounts", "refunds", "tax", "total", "costed_sales")}, coalesce(sum(cost), 0) AS cost
"""
SUMS = f"""
    coalesce(sum(sale_count - void_count), 0) AS sales, coalesce(sum(refund_count), 0) AS refund_count,
    {sums("rounding", "paid")}, {MONEY_SUMS}
"""


def money(of: str) -> str:
    """Return the JSON members of the money sums of row `of`.

    The cost of goods is rounded only here.
    """
    return f"""
        'gross', {of}.gross::text, 'discounts', {of}.discounts::text, 'refunds', {of}.refunds::text,
        'net', ({of}.gross - {of}.discounts - {of}.refunds)::text,
        'tax', {of}.tax::text, 'total', {of}.total::text,
        'costed_sales', {of}.costed_sales::text, 'cost', round({of}.cost, money_places())::text,
        'margin', ({of}.costed_sales - round({of}.cost, money_places()))::text,
        'margin_percent', CASE WHEN {of}.costed_sales > 0
            THEN round(100 * ({of}.costed_sales - round({of}.cost, money_places())) / {of}.costed_sales, 2)::text END
    """


def figures(of: str) -> str:
    """Return the JSON members of a span of days."""
    return f"""
        'from', {of}.begins, 'to', {of}.ends, 'sales', {of}.sales, 'refund_count', {of}.refund_count, {money(of)},
        'rounding', {of}.rounding::text, 'paid', {of}.paid::text,
        'average_sale', CASE WHEN {of}.sales > 0 THEN round({of}.total / {of}.sales, money_places())::text END
    """


def by_unit(quantity: str) -> str:
    """Return a JSON object with the sum of a quantity in each unit; units are never added together."""
    sums = (f"'{unit}', coalesce(sum({quantity}) FILTER (WHERE unit = '{unit}'), 0.000)::text" for unit in UNITS)
    return f"json_build_object({', '.join(sums)})"


def stock_and_sales(of: str) -> str:
    """Return the JSON members of the stock and sales summed up in row `of`."""
    return f"""
        'count', {of}.sweets, 'archived', {of}.archived, 'on_hand', {of}.on_hand, 'value', {of}.value::text,
        'value_at_price', {of}.value_at_price::text, 'lots_without_cost', {of}.lots_without_cost,
        'sold', {of}.sold, {money(of)}
    """
