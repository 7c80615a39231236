"""Every operation of the API has a screen of the web app, or a reason to have none."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.api.common.operations import OPERATIONS
from tests.api.common.screens import SCREENS, WITHOUT_SCREEN

SOURCE = Path(__file__).parents[3] / "frontend/src"
WRITTEN = {path: path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.ts*") if ".test." not in path.name}
CALL = re.compile(r"""\bapi\s*\.(GET|POST|PUT|PATCH|DELETE)\(\s*["`](/api/[^"`]+)["`]""")
ADDRESS = re.compile(r"""["`](/api/[^"`?]+)""")
ROUTE = re.compile(r"""<Route\s+(?:index|path="([^"]+)")\s+element=\{[^<]*<(?:Preloaded of=\{)?(\w+)""")


def called() -> Iterator[str]:
    """Yield the operations that the web app's source asks for; of a bare address, those of every method."""
    for path, text in WRITTEN.items():
        if path.name == "schema.d.ts":
            continue
        yield from (f"{method} {address}" for method, address in CALL.findall(text))
        bare = set(ADDRESS.findall(CALL.sub("", text)))
        yield from (name for name in OPERATIONS if any(is_at(name, address, text) for address in bare))


def is_at(operation: str, address: str, text: str) -> bool:
    """Tell whether an address is an operation's, filling in a name in it that the file has as a text."""
    pattern = re.sub(r"\\\$\\\{\w+\\\}", r"([\\w-]+)", re.escape(address))
    found = re.fullmatch(pattern, operation.partition(" ")[2])
    return found is not None and all(f'"{name}"' in text for name in found.groups())


def routes(file: Path, at: str = "") -> Iterator[str]:
    """Yield the routes of a file, and of the files below it that have routes of their own."""
    for path, element in ROUTE.findall(WRITTEN[file]):
        here = "/".join([at, *([path.strip("/")] if path else [])])
        if not here.endswith("*"):
            yield here or "/"
        elif path != "*" and (below := source_of(element, file)) is not None:
            yield from routes(below, here.removesuffix("*").rstrip("/"))


def source_of(name: str, file: Path) -> Path | None:
    """Return the file that an element comes from."""
    found = re.search(rf"""(?:const {name} = [^;]*?import\(|import \{{ {name} \}} from )"([^"]+)""", WRITTEN[file])
    return None if found is None else (file.parent / found[1]).resolve()


def test_every_operation_has_a_screen_or_a_reason_and_not_both() -> None:
    assert SCREENS.keys() | WITHOUT_SCREEN.keys() == OPERATIONS.keys()
    assert SCREENS.keys() & WITHOUT_SCREEN.keys() == set()


def test_every_screen_is_a_route_of_the_web_app() -> None:
    there = set(routes(SOURCE / "app.tsx"))
    assert {"/", "/counter", "/admin", "/admin/buying/:id"} <= there
    assert {operation: screen for operation, screen in SCREENS.items() if screen not in there} == {}


def test_the_web_app_asks_for_every_operation_that_has_a_screen_and_for_no_other() -> None:
    assert set(called()) == SCREENS.keys()
