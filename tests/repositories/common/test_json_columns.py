"""Rows that enter the database as one JSON array."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from app.repositories.common.json_columns import json_rows
from tests.support.shop import TestShop

MOMENT = datetime(2026, 11, 28, 23, 59, 59, 123457, tzinfo=timezone(timedelta(hours=5, minutes=30)))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of each type a table has."""

    number: Decimal | None
    moment: datetime
    day: date
    content: bytes
    words: list[str]
    text: str = '"नमस्ते" \\ \n\''
    flag: bool = True


@pytest.mark.parametrize("number", ["0.001", "99999999999.999", "-12.50", "1E+3", "NaN", None])
async def test_every_value_is_read_back_exactly(shop: TestShop, number: str | None) -> None:
    row = Row(None if number is None else Decimal(number), MOMENT, date(2028, 2, 29), b"\x00\xff\\", ["a,b", '{"'])
    statement = """
        SELECT * FROM json_to_recordset($1::json) AS input (
            number numeric, moment timestamptz, day date, content bytea, words text[], text text, flag boolean
        )
    """
    for rows in ([row], [{name: getattr(row, name) for name in Row.__slots__}]):
        [read] = await shop.sql(statement, json_rows(rows))
        assert str(read["number"]) == ("1000" if number == "1E+3" else str(row.number))
        assert read["moment"] == MOMENT.astimezone(UTC)
        assert (read["day"], read["content"], read["words"]) == (row.day, row.content, row.words)
        assert (read["text"], read["flag"]) == (row.text, True)


async def test_rows_keep_their_order_and_their_column_types_come_from_the_table(shop: TestShop) -> None:
    rows: list[dict[str, Any]] = [{"line_no": n, "quantity": Decimal(n) / 1000} for n in range(300, 0, -1)]
    read = await shop.sql(
        "SELECT line_no, quantity FROM json_populate_recordset(NULL::sale_lines, $1::json)", json_rows(rows)
    )
    assert [dict(one) for one in read] == rows


def test_a_value_that_no_column_holds_is_an_error() -> None:
    with pytest.raises(TypeError):
        json_rows([{"value": object()}])
