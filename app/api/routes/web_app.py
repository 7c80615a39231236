"""The web app's page and assets."""

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException as StarletteHTTPException

from app.api.web_app import ASSETS, PAGE, SHELLS

router = APIRouter(include_in_schema=False)

_READ = ["GET", "HEAD"]


def read_page(request: Request) -> Response:
    """Return the page, which shows by its script what belongs at the address."""
    return PAGE.respond(request)


@router.api_route("/assets/{asset}", methods=_READ)
def read_asset(asset: str, request: Request) -> Response:
    """Return a file that the page is made of, whose name changes with its content."""
    if asset not in ASSETS:
        raise StarletteHTTPException(404)
    return ASSETS[asset].respond(request)


router.add_api_route("/", read_page, methods=_READ)
for shell in SHELLS:
    router.add_api_route(f"/{shell}", read_page, methods=_READ)
    router.add_api_route(f"/{shell}/{{rest:path}}", read_page, methods=_READ)
