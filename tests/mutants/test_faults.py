"""The faults to plant: each still has its place in the code, and the tests that have to notice it."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.mutants.faults import FAULTS, Mutant
from tests.mutants.page import PAGE, page
from tests.mutants.tree import ROOT

of_each = pytest.mark.parametrize("mutant", FAULTS, ids=lambda mutant: mutant.name)


@cache
def functions_of(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    classes = (node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    return frozenset(classes) | {function.name for function in functions}


@of_each
def test_the_text_of_a_fault_stands_once_in_its_file(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old) == 1
    assert mutant.new != mutant.old


@of_each
def test_the_tests_that_have_to_notice_a_fault_are_there(mutant: Mutant) -> None:
    assert mutant.tests
    for name in mutant.tests:
        file, _, test = name.partition("::")
        assert (ROOT / file).is_file(), name
        assert not test or test.partition("[")[0] in functions_of(ROOT / file), name


def test_each_fault_has_a_name_of_its_own() -> None:
    assert [name for name, number in Counter(mutant.name for mutant in FAULTS).items() if number > 1] == []


def test_the_page_lists_the_faults_there_are() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page()
