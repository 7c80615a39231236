"""Advice says why, in words and numbers."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from app.models import Unit
from app.services.insight.forecast import Forecast, observe
from app.services.insight.reorder import ReplenishmentTerms, StockItem, advise
from app.services.insight.reorder_reasons import Stock, explain, explain_unknown

TODAY = date(2026, 11, 20)  # A Friday.
STEADY = Forecast(Decimal("4.2"), (Decimal("4.2"),) * 7, Decimal(0), 28, 0, at_least=False)
TERMS = ReplenishmentTerms(1, 2, None, Decimal("0.5"))


def said(
    left: str = "0",
    forecast: Forecast = STEADY,
    terms: ReplenishmentTerms = TERMS,
    unit: Unit = Unit.KG,
    *,
    days_good: int | None = None,
    pack_size: str | None = None,
) -> str:
    pack = None if pack_size is None else Decimal(pack_size)
    terms = terms if pack is None else replace(terms, lot_size=pack)
    best_before = None if days_good is None else TODAY + timedelta(days=days_good)
    advice = advise(TODAY, forecast, [StockItem(Decimal(left), best_before)], terms, Decimal(0))
    stock = Stock(unit, Decimal(left), Decimal(0), Decimal(0), pack, is_bought=pack is not None)
    return explain(stock, forecast, advice, terms)


def test_the_reason_names_sales_stock_and_the_quantity_to_make() -> None:
    assert said("3") == (
        "Sells 4.2 kg a day (28 days). 3 kg left: short from Saturday 21 November. "
        "Make 5.5 kg now: for 2 days of sales."
    )
    assert said("4.2") == (
        "Sells 4.2 kg a day (28 days). 4.2 kg left: short from Sunday 22 November. "
        "Make 4.5 kg by Saturday 21 November: for 2 days of sales."
    )
    assert said("9") == "Sells 4.2 kg a day (28 days). 9 kg left. That is enough for now."


def test_it_names_the_busiest_weekday_and_the_days_that_sold_out() -> None:
    busy = replace(STEADY, by_weekday=(*[Decimal("4.2")] * 5, Decimal("6.72"), Decimal("4.2")), days_sold_out=3)
    assert said("20", busy).startswith(
        "Sells 4.2 kg a day (28 days; sold out on 3 days, on which more was wanted than sold), "
        "Saturdays 1.6 times that."
    )
    hardly = replace(STEADY, by_weekday=(*[Decimal("4.2")] * 5, Decimal("4.6"), Decimal("4.2")))
    assert said("20", hardly).startswith("Sells 4.2 kg a day (28 days). ")
    least = replace(STEADY, days_sold_out=26, at_least=True)
    assert said("20", least).startswith(
        "Sells at least 4.2 kg a day (28 days): how much more is not known, for it was sold out on 26 days. "
    )


def test_it_says_when_the_best_before_day_decides() -> None:
    stray = replace(STEADY, deviation=Decimal(9))
    short_lived = replace(TERMS, shelf_life_days=1)
    assert said("9", days_good=1, terms=short_lived) == (
        "Sells 4.2 kg a day (28 days). 9 kg left (4.8 kg of it will not sell in time): "
        "short from Sunday 22 November. That is enough for now."
    )
    assert said("0", stray, short_lived).endswith("Make 8 kg now: more would not sell before its best-before day.")
    assert said("8.2", stray, short_lived, days_good=2).endswith(
        "Not even 0.5 kg would sell before its best-before day."
    )
    assert said("0", STEADY, short_lived, pack_size="20").endswith(
        "A whole pack of 20 kg would not sell before its best-before day."
    )


def test_the_reason_counts_packs_pieces_and_the_amount_to_spare() -> None:
    pieces = replace(STEADY, deviation=Decimal("2.5"))
    assert said("0", pieces, ReplenishmentTerms(3, 2, None, Decimal(1)), Unit.PIECE) == (
        "Sells 4.2 pieces a day (28 days). Nothing left: short from Saturday 21 November. "
        "Make 15 pieces now: for 2 days of sales, and 6.4 pieces to spare. "
        "There is too little until that is there, in 3 days."
    )
    assert said("0", STEADY, TERMS, Unit.BOX, pack_size="12").endswith(
        "Order 1 pack of 12 boxes now: for 2 days of sales."
    )
    assert " 1 piece left" in said("1", unit=Unit.PIECE)
    assert said("8.4", pieces).endswith("Make 5 kg to have some to spare: for 2 days of sales, and 4.53 kg to spare.")


def test_it_says_why_it_does_not_know() -> None:
    assert (
        explain_unknown(observe([]).days)
        == "It could not be bought on any day so far. Advice begins when it could on 5."
    )
