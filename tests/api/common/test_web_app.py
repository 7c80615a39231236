"""The web app: one page for all its addresses, and assets that browsers keep."""

import gzip
import re
from pathlib import Path

import pytest
from httpx import AsyncClient

from app.api import web_app
from app.api.web_app import ASSETS, SHELLS
from tests.support.answers import problem
from tests.support.shop import TestShop

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PLAIN = {"Accept-Encoding": "identity"}
SCRIPT = next(name for name in ASSETS if name.startswith("libraries-"))
FONT = next(name for name in ASSETS if name.endswith(".woff2"))
FOLDER = Path(web_app.__file__).parents[1] / "static"
ADDRESSES = Path(__file__).parents[3] / "frontend" / "src" / "addresses.ts"


@pytest.mark.parametrize("path", ["/", *(f"/{shell}" for shell in SHELLS), "/sweets/7", "/admin/stock/lots/3"])
async def test_each_address_of_the_web_app_is_its_page(client: AsyncClient, path: str) -> None:
    page = await client.get(path, headers=BROWSER)
    assert page.status_code == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Cache-Control"] == "no-cache"
    assert page.text == (await client.get("/")).text


def test_the_server_knows_every_address_of_the_web_app() -> None:
    firsts = set(re.findall(r'["`]/([a-z-]*)', ADDRESSES.read_text(encoding="utf-8")))
    assert firsts == {"", *SHELLS}


async def test_the_page_loads_nothing_but_what_the_shop_has(client: AsyncClient) -> None:
    page = (await client.get("/")).text
    loaded = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert len(loaded) > 3
    for address in loaded:
        assert address.startswith("/assets/") or address == "/api/shop"
        assert (await client.get(address)).status_code == 200


async def test_the_page_runs_and_loads_files_of_the_shop_only(client: AsyncClient) -> None:
    page = await client.get("/")
    policy = page.headers["Content-Security-Policy"].split("; ")
    sources = {source for directive in policy for source in directive.split()[1:]}
    assert sources == {"'none'", "'self'"}
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= set(policy)
    assert "style=" not in page.text
    assert re.search(r"<script(?![^>]* src=)|<style|\son\w+=", page.text) is None


async def test_the_page_says_what_is_needed_where_no_script_runs(client: AsyncClient) -> None:
    page = (await client.get("/")).text
    (words,) = re.findall(r"<noscript>(.*)</noscript>", page, re.DOTALL)
    assert "JavaScript" in words


async def test_an_asset_is_kept_for_a_year_because_its_name_changes_with_its_content(client: AsyncClient) -> None:
    for name in (SCRIPT, FONT):
        answer = await client.get(f"/assets/{name}")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (await client.get(f"/assets/{SCRIPT}")).headers["Content-Type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize("accepted", ["gzip", "br;q=0, gzip;q=0.5", "GZIP ; q=1.0"])
async def test_text_is_compressed_for_those_who_take_it(client: AsyncClient, accepted: str) -> None:
    async with client.stream("GET", f"/assets/{SCRIPT}", headers={"Accept-Encoding": accepted}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Vary"] == "Accept-Encoding"
        packed = b"".join([piece async for piece in answer.aiter_raw()])
    plain = await client.get(f"/assets/{SCRIPT}", headers=PLAIN)
    assert gzip.decompress(packed) == plain.content
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["ETag"] != answer.headers["ETag"]


async def test_a_browser_that_takes_brotli_gets_what_the_build_compressed(client: AsyncClient) -> None:
    packed = FOLDER / "assets" / f"{SCRIPT}.br"
    headers = {"Accept-Encoding": "gzip, deflate, br, zstd"}
    async with client.stream("GET", f"/assets/{SCRIPT}", headers=headers) as answer:
        assert answer.headers["Content-Encoding"] == "br"
        assert b"".join([piece async for piece in answer.aiter_raw()]) == packed.read_bytes()
    assert packed.stat().st_size < (FOLDER / "assets" / SCRIPT).stat().st_size / 3
    problem(await client.get(f"/assets/{SCRIPT}.br"), 404, "not_found")


@pytest.mark.parametrize("accepted", ["", "identity", "deflate", "gzip;q=0", "gzip; q=0.000, br;q=0"])
async def test_others_get_the_text_as_it_is(client: AsyncClient, accepted: str) -> None:
    answer = await client.get(f"/assets/{SCRIPT}", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers


async def test_a_font_is_compressed_already(client: AsyncClient) -> None:
    answer = await client.get(f"/assets/{FONT}", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert "Vary" not in answer.headers


@pytest.mark.parametrize("path", ["/", f"/assets/{SCRIPT}"])
async def test_a_browser_that_has_a_file_is_not_sent_it_again(client: AsyncClient, path: str) -> None:
    for encoding in ("gzip", "identity"):
        headers = {"Accept-Encoding": encoding}
        first = await client.get(path, headers=headers)
        etag = first.headers["ETag"]
        again = await client.get(path, headers={**headers, "If-None-Match": f'"other", {etag}'})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
        # A browser shows its copy under the policy of the latest response.
        assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
        changed = await client.get(path, headers={**headers, "If-None-Match": '"other"'})
        assert changed.status_code == 200


async def test_an_unknown_asset_or_api_address_is_a_problem_even_to_a_browser(client: AsyncClient) -> None:
    for path in ("/assets/index-old.js", "/assets/..%2findex.html", "/api/nothing", "/api", "/assets"):
        problem(await client.get(path, headers=BROWSER), 404, "not_found")


async def test_a_person_who_mistypes_an_address_gets_the_page_and_a_program_a_problem(client: AsyncClient) -> None:
    page = await client.get("/sweet", headers=BROWSER)
    assert page.status_code == 404
    assert page.text == (await client.get("/")).text
    assert page.headers["Cache-Control"] == "no-cache"
    problem(await client.get("/sweet"), 404, "not_found")
    problem(await client.post("/sweet", headers=BROWSER), 404, "not_found")


async def test_the_web_app_takes_no_statement(shop: TestShop, client: AsyncClient) -> None:
    async with shop.count_statements() as counter:
        for path in ("/", "/counter", f"/assets/{SCRIPT}", "/api/shop"):
            assert (await client.get(path)).status_code == 200
    assert counter.statements == []
