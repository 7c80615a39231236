"""Reading CSV: every usual spelling of a file, every bad row told with its line, nothing without bounds."""

import io
import tracemalloc

import pytest

from app.core.csv import lines as csv_lines
from app.core.csv.lines import CsvRefused
from app.core.csv.reader import BadRow, CsvRows, Row, column_name


def read(data: bytes) -> list[Row | BadRow]:
    return list(CsvRows(io.BytesIO(data)))


def values(data: bytes) -> list[tuple[str, ...]]:
    rows = read(data)
    assert all(isinstance(row, Row) for row in rows), rows
    return [tuple(row.values.values()) for row in rows if isinstance(row, Row)]


@pytest.mark.parametrize(
    "data",
    [
        "name,note\nJalebi,süß\n".encode(),
        "\ufeffname,note\nJalebi,süß\n".encode(),
        "name,note\r\nJalebi,süß\r\n".encode(),
        "name,note\rJalebi,süß\r".encode(),
        "name;note\nJalebi;süß".encode(),
        "name\tnote\r\nJalebi\tsüß".encode(),
        "sep=;\r\nname;note\r\nJalebi;süß\r\n".encode(),
        "name,note\nJalebi,süß\n".encode("cp1252"),
        "name,note\r\nJalebi,süß\r\n".encode("utf-16"),
        b"\xfe\xff" + "name,note\nJalebi,süß\n".encode("utf-16-be"),
        '\n\n"NAME" , Note\n'.strip().encode() + "\n\n,\n Jalebi ,süß\n".encode(),
    ],
)
def test_a_file_is_read_in_each_of_the_usual_spellings(data: bytes) -> None:
    assert values(data) == [("Jalebi", "süß")]


def test_a_quoted_text_may_have_lines_separators_and_quotes_and_keeps_its_line_ends() -> None:
    assert values(b'a,b\r\n"one\r\ntwo","x, ""y"""\r\n') == [("one\r\ntwo", 'x, "y"')]


def test_rows_are_named_by_their_first_line() -> None:
    assert [row.line for row in read(b'a,b\n1,"x\ny"\n\n2,z\n')] == [2, 5]


def test_columns_are_found_without_case_spaces_and_signs() -> None:
    rows = CsvRows(io.BytesIO(b"Quantity Step,LOW-stock_Threshold\n1,2\n"))
    assert rows.names == ["quantitystep", "lowstockthreshold"]


def test_vowel_signs_are_part_of_a_columns_name() -> None:
    assert column_name("\u0915\u0940\u092e\u0924") != column_name("\u0915\u093e\u092e\u0924")
    assert column_name("Cafe\u0301 no.") == column_name("caf\u00e9no")


KNOWN = {"sku", "name", "price"}


def with_titles(data: bytes) -> CsvRows:
    return CsvRows(io.BytesIO(data), lambda names: len(KNOWN & set(names)) > 1)


@pytest.mark.parametrize(
    ("data", "skipped"),
    [
        (b"Price list of Sharma Sweets,,\n,,\nSKU,Name,Price\nT1,Jalebi,12\n", [(1, "Price list of Sharma Sweets")]),
        (b"\n\nSKU,Name,Price\nT1,Jalebi,12\n", []),
        (b"Sharma Sweets\n\nSKU;Name;Price\nT1;Jalebi;12\n", [(1, "Sharma Sweets")]),
        (b'"Sharma\nSweets",Shop 3\nSKU,Name,Price\nT1,Jalebi,12\n', [(1, "Sharma\nSweets Shop 3")]),
        (b'12" trays\nSKU,Name,Price\nT1,Jalebi,12\n', [(1, '12" trays')]),
        (b'SKU,Name,"Price\n"\nT1,Jalebi,12\n', []),
    ],
)
def test_titles_and_empty_lines_may_stand_before_the_header(data: bytes, skipped: list[tuple[int, str]]) -> None:
    rows = with_titles(data)
    assert rows.names == ["sku", "name", "price"]
    assert rows.skipped == skipped
    line = len(data.splitlines())
    assert list(rows) == [Row(line, {"sku": "T1", "name": "Jalebi", "price": "12"})]


def test_without_a_line_that_is_known_the_first_with_several_cells_is_the_header() -> None:
    rows = with_titles(b"Our sweets\nWhat,How much\nJalebi,12\nLaddu,\x00\n")
    assert (rows.header, rows.header_line) == (["What", "How much"], 2)
    assert [row.line for row in rows] == [3, 4]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_the_borders_of_chunks_do_not_matter(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_lines, "CHUNK_BYTES", size)
    assert values('\ufeffa,b\r\nsüß,"x\r\ny"\r\n1,2'.encode()) == [("süß", "x\r\ny"), ("1", "2")]


def test_a_bad_row_does_not_take_its_neighbours_with_it() -> None:
    data = b'a,b\n1,2\n3,4,5\n6,\x00\n7,\x81\xff\n8,"x" y\n9,"never closed\n10,11\n12,"13"\n14,15\n'
    rows = read(data)
    assert [tuple(row.values.values()) for row in rows if isinstance(row, Row)] == [
        *[("1", "2"), ("10", "11"), ("12", "13"), ("14", "15")]
    ]
    assert [row.line for row in rows if isinstance(row, BadRow)] == [3, 4, 5, 6, 7]
    reasons = [row.reason for row in rows if isinstance(row, BadRow)]
    for reason, part in zip(reasons, ["3 values", "NUL", "neither UTF-8", "quotes", "quotes"], strict=True):
        assert part in reason


def test_a_quote_that_is_never_closed_costs_one_row_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_lines, "MAX_RECORD_BYTES", 1000)
    rows = read(b'a,b\n1,"x\n' + b"2,y\n" * 2000)
    assert isinstance(rows[0], BadRow)
    assert rows[0].line == 2
    assert len(rows) == 2001


def test_quotes_without_end_are_not_read_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_lines, "MAX_RECORD_BYTES", 1000)
    monkeypatch.setattr(csv_lines, "MAX_REREAD_BYTES", 500)
    rows = read(b'a,b\n1,"x\n' + b"2,y\n" * 2000)
    assert isinstance(rows[0], BadRow)
    assert rows[0].reason.endswith("Lines 2 to 251 were not read.")
    assert rows[1].line == 252


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no header"),
        (b"\n,,\n\n", "no header"),
        (b"a,\x00\n", "cannot be read"),
        (b"PK\x03\x04...", "workbook"),
        (b"\xff\xfea\x00,", "not UTF-16"),
    ],
)
def test_a_file_of_another_form_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(CsvRefused, match=reason):
        read(data)


class EndlessLine:
    """A gigabyte and more of one line."""

    def __init__(self, begin: bytes) -> None:
        self._begin = begin
        self.given = 0

    def read(self, size: int, /) -> bytes:
        piece, self._begin = self._begin + b"x" * (size - len(self._begin)), b""
        self.given += len(piece)
        return piece


@pytest.mark.parametrize("begin", [b"", b"a,b\n1,2\n", b'a,b\n1,"'])
def test_a_line_without_end_is_refused_in_constant_memory(begin: bytes) -> None:
    source = EndlessLine(begin)
    tracemalloc.start()
    with pytest.raises(CsvRefused, match="longer than 1,000,000 bytes"):
        list(CsvRows(source))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert source.given < 1_200_000
    assert peak < 8_000_000
