"""Every problem code that the source of the app can answer with, read from its syntax tree."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import app
from app.api.errors import STATUSES
from app.core.errors import DomainError

_ANY_STATUS = 0
_CODE_OF_FIELD_ERROR = 1


def raised_codes() -> dict[str, set[int]]:
    """The statuses of each code; 0 stands for one that is worked out while the app runs."""
    folder = Path(app.__file__).parent
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.py"))]
    codes: defaultdict[str, set[int]] = defaultdict(set)
    errors = {kind.__name__: STATUSES[kind.kind] for kind in _subclasses(DomainError)}
    for tree in trees:
        for code, status in _Module(tree, errors).codes(trees):
            codes[code].add(status)
    return dict(codes)


def _subclasses(of: type[DomainError]) -> Iterator[type[DomainError]]:
    for one in of.__subclasses__():
        yield one
        yield from _subclasses(one)


class _Module:
    """One module, and the values of its names."""

    def __init__(self, tree: ast.Module, errors: dict[str, int]) -> None:
        self._tree = tree
        self._errors = errors
        self._functions = {
            inner: function
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
            for inner in ast.walk(function)
            if inner is not function
        }

    def codes(self, trees: list[ast.Module]) -> Iterator[tuple[str, int]]:
        for call in _calls(self._tree):
            for status in self._statuses(call):
                yield from ((code, status) for code in self._read(call, _code_of(call), trees))

    def _statuses(self, call: ast.Call) -> list[int]:
        name = _name(call.func)
        if name == "problem" and len(call.args) > 1:
            status = call.args[1].value if isinstance(call.args[1], ast.Constant) else _ANY_STATUS
            return [status if isinstance(status, int) else _ANY_STATUS]
        if name == "Refused" and isinstance(call.args[0], ast.Constant):
            return [int(str(call.args[0].value))]
        if name in self._errors:
            return [self._errors[name]]
        # A name that stands for one of several kinds of error.
        chosen = [value for value in self._assigned(call, name) if isinstance(value, ast.IfExp)]
        kinds = [_name(kind) for value in chosen for kind in (value.body, value.orelse)]
        return [self._errors[kind] for kind in kinds if kind in self._errors]

    def _read(self, at: ast.AST, code: ast.expr, trees: list[ast.Module]) -> Iterator[str]:
        match code:
            case ast.Constant(value=str(text)):
                yield text
            case ast.Name(id=name):
                yield from self._read_name(at, name, trees)
            case ast.Attribute(value=ast.Subscript(), attr="code"):
                # The code of one of the faults that this module found.
                for fault in _calls(self._tree, "FieldError"):
                    yield from self._read(fault, fault.args[_CODE_OF_FIELD_ERROR], trees)
            case ast.Attribute(value=ast.Name(id="error"), attr="code"):
                # The handler answers with the code of an error that was raised somewhere else.
                return
            case _:
                for inner in _parts(code):
                    yield from self._read(at, inner, trees)

    def _read_name(self, at: ast.AST, name: str, trees: list[ast.Module]) -> Iterator[str]:
        function = self._functions.get(at)
        parameters = [one.arg for one in function.args.args if one.arg != "self"] if function else []
        if function and name in parameters:
            for tree in [self._tree] if function.name.startswith("_") else trees:
                for call in _calls(tree, function.name):
                    yield from _Module(tree, self._errors)._read(call, call.args[parameters.index(name)], trees)
            return
        values = self._assigned(at, name)
        assert values, f"Nobody can tell what {name} is: {ast.unparse(at)}"
        for value in values:
            yield from self._read(at, value, trees)

    def _assigned(self, at: ast.AST, name: str) -> list[ast.expr]:
        """The values a name was set to, in the function that uses it or else in the module."""
        scopes: list[ast.AST] = [scope for scope in (self._functions.get(at), self._tree) if scope]
        for scope in scopes:
            found = [
                node.value
                for node in ast.walk(scope)
                if isinstance(node, ast.Assign)
                for target in node.targets
                if name == _name(target.elts[0] if isinstance(target, ast.Tuple) else target)
            ]
            if found:
                return found
        return []


def _parts(code: ast.expr) -> list[ast.expr]:
    """The expressions that hold the code, where one of several is chosen or it is the first of a tuple."""
    match code:
        case ast.Tuple(elts=[first, *_]) | ast.Starred(value=first) | ast.Subscript(value=first):
            return [first]
        case ast.Dict(values=values):
            return values
        case ast.IfExp(body=body, orelse=orelse):
            return [body, orelse]
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[_, default]):
            return [table, default]
    msg = f"Nobody can tell which code this is: {ast.unparse(code)}"
    raise AssertionError(msg)


def _calls(tree: ast.AST, name: str | None = None) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name is None or (isinstance(node.func, ast.Name) and node.func.id == name)):
            yield node


def _code_of(call: ast.Call) -> ast.expr:
    named = [one.value for one in call.keywords if one.arg == "code"]
    position = {"problem": 2, "Refused": 1}.get(_name(call.func), 0)
    return named[0] if named else call.args[position]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
