"""The glossary has each word once, and the tables, columns, files, addresses and codes it names exist."""

import re
import tomllib
from itertools import chain
from pathlib import Path

from app.main import create_app
from app.models import Base
from tests.support.shop import settings_for

ROOT = Path(__file__).parents[1]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| word ")
]


def test_each_word_is_explained_once() -> None:
    words = [row[0] for row in ROWS]
    assert len(words) > 60
    assert len(words) == len(set(words))


def test_the_places_where_a_word_is_kept_exist() -> None:
    tables = Base.metadata.tables
    columns = {f"{table}.{column.name}" for table in tables for column in tables[table].columns}
    named = list(chain.from_iterable(re.findall(r"`([^`]+)`", row[2]) for row in ROWS))
    assert [name for name in named if name not in {*tables, *columns} and not (ROOT / "app" / name).exists()] == []


def test_the_addresses_and_codes_where_a_word_is_shown_exist() -> None:
    paths = create_app(settings_for("postgresql://nowhere")).openapi()["paths"]
    operations = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    known = {re.sub(r"{\w+}", "{id}", path) for path in (*paths, *operations)} | {"/api/problems"}
    codes = set(tomllib.loads((ROOT / "app/api/problems.toml").read_text(encoding="utf-8")))
    named = list(chain.from_iterable(re.findall(r"`([^`?]+)[^`]*`", row[3]) for row in ROWS))
    assert [name for name in named if name not in codes and name.replace("/", "/api/", 1) not in known] == []
