"""Pages that explain the problem codes, where the `type` of every problem points."""

import tomllib
from dataclasses import asdict, dataclass
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from app.api.accept import prefers

router = APIRouter(prefix="/problems", include_in_schema=False)

_CONTENT_SECURITY_POLICY: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PAGE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>{title} - Sweet Shop</title>
<h1>{title}</h1>
{content}
"""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one problem code means."""

    status: int
    what_happened: str
    what_to_do: str


def _explanations() -> dict[str, Explanation]:
    table = tomllib.loads((Path(__file__).parents[1] / "problems.toml").read_text(encoding="utf-8"))
    return {code: Explanation(*row) for code, row in table.items()}


EXPLANATIONS: Final = _explanations()


@router.get("")
def list_problems() -> Response:
    """Return a page that lists every code."""
    rows = (
        f'<dt><a href="/problems/{code}">{code}</a> ({one.status})</dt><dd>{escape(one.what_happened)}</dd>'
        for code, one in EXPLANATIONS.items()
    )
    return _page("Problems", f"<dl>{''.join(rows)}</dl>")


@router.get("/{code}")
def explain_problem(code: str, request: Request) -> Response:
    """Explain a code: as a page, or as JSON to whoever asks for it."""
    found = EXPLANATIONS.get(code)
    if found is None:
        raise StarletteHTTPException(404)
    if prefers(request, "application/json", "text/html"):
        return JSONResponse({"code": code, **asdict(found)})
    status = f"{found.status} {HTTPStatus(found.status).phrase}"
    paragraphs = (f"Status: {status}", found.what_happened, found.what_to_do)
    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    return _page(code, f'{body}<p><a href="/problems">All problems</a></p>')


def _page(title: str, content: str) -> Response:
    return HTMLResponse(
        _PAGE.format(title=escape(title), content=content),
        headers={"Content-Security-Policy": _CONTENT_SECURITY_POLICY, "Vary": "Accept"},
    )
