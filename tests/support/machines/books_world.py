"""The shop that sells beside the model of the books, and its days as the database adds them up."""

from datetime import timedelta

from sqlalchemy import text

from app.schemas.setting import ShopSettings
from tests.support.machines.books_model import DAY_ENDS

SETTINGS = ShopSettings(day_end=f"{DAY_ENDS // timedelta(hours=1):02}:00")
# Of each sweet: unit, price in paise, rates in thousandths of a per cent.
KINDS = (("piece", 999, (2500, 2500)), ("kg", 93333, (18000,)), ("g", 107, ()))
SHOP = """
    INSERT INTO tax_classes (name, created_at, updated_at) VALUES ('T2500_2500', :now, :now), ('T18000', :now, :now);
    INSERT INTO tax_rates (tax_class_id, effective_from, components, rates)
    SELECT id, '2017-07-01', CASE name WHEN 'T18000' THEN ARRAY['T0'] ELSE ARRAY['T0', 'T1'] END,
           CASE name WHEN 'T18000' THEN ARRAY[18] ELSE ARRAY[2.5, 2.5] END FROM tax_classes;
    INSERT INTO settings VALUES ('salesperson_max_discount_percent', '"100"', :now), ('cash_rounding', '"1"', :now)
"""
SWEETS = text(
    """
    INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity, tax_class_id,
                        created_at, updated_at)
    SELECT gen_random_uuid(), 'A ' || unit, 1, price, unit, 0.001, 0.001,
           (SELECT id FROM tax_classes WHERE name = class), :now, :now
    FROM unnest(CAST(:units AS text[]), CAST(:prices AS numeric[]), CAST(:classes AS text[]))
        WITH ORDINALITY AS new (unit, price, class, place)
    ORDER BY place RETURNING id
    """
)
TAX_MODE = text(
    """
    INSERT INTO settings VALUES ('tax_mode', to_jsonb(CAST(:mode AS text)), :now)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value
    """
)
ROLLUP = {
    "daily_sales": text("SELECT * FROM daily_sales WHERE day >= :since"),
    "daily_sweet_sales": text("SELECT * FROM daily_sweet_sales WHERE day >= :since"),
}
