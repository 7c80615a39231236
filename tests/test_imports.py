"""Tests share helpers through `tests/support`, fixtures through `conftest.py`, and nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent


def imported_by(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def may_import(file: Path, module: str) -> bool:
    package, _, name = module.rpartition(".")
    if name == "conftest" or name.startswith("test_"):
        return False
    beside = ".".join(("tests", *file.parent.relative_to(TESTS).parts))
    return package == beside or f"{module}.".startswith("tests.support.")


def test_a_test_imports_from_support_and_from_helpers_beside_it_only() -> None:
    borrowed = [
        (str(file.relative_to(TESTS)), module)
        for file in TESTS.rglob("*.py")
        for module in imported_by(file)
        if module.startswith("tests.") and not may_import(file, module)
    ]
    assert borrowed == []
