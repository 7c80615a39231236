"""The picture of a sweet: uploaded by admins, shown to anybody, deleted when no sweet has it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.core.pictures import MAX_PICTURE_BYTES, make_picture
from app.schemas.sweet import SweetRead
from app.services.catalogue import pictures
from app.services.shop.housekeeping import UNUSED_PICTURES_KEPT, Housekeeping
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.databases import all_rows
from tests.support.pictures import ANY, decoded, photo, png_of_size, put_picture
from tests.support.requests import NewSweet
from tests.support.shop import TestShop

A_YEAR = "public, max-age=31536000, immutable"


async def stored(shop: TestShop) -> set[str]:
    return {f"/media/{row['hash']}.webp" for row in await shop.sql("SELECT hash FROM pictures")}


async def tidy(shop: TestShop, after: timedelta = UNUSED_PICTURES_KEPT + timedelta(seconds=1)) -> None:
    """Do the housekeeping of a later moment."""
    await Housekeeping(shop.database, lambda: shop.clock() + after).tidy()


def addresses(*sweets: dict[str, Any]) -> set[str]:
    return {sweet["picture"][size] for sweet in sweets for size in ("small", "large")}


async def test_a_picture_is_shown_with_its_sweet_and_at_its_addresses(
    client: AsyncClient, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    assert sweet["picture"] is None
    answer = await put_picture(admin, sweet["id"], photo(size=(1200, 800)), **{"If-Match": '"1"'})
    pictured = ok(answer)
    read_strictly(SweetRead, pictured)
    assert answer.headers["ETag"] == '"2"'
    assert {name for name in sweet if sweet[name] != pictured[name]} == {"picture", "version", "updated_at"}
    picture = pictured["picture"]
    assert (picture["width"], picture["height"]) == (960, 640)
    assert ok(await client.get(f"/api/sweets/{sweet['id']}")) == pictured
    assert ok(await client.get("/api/sweets"))["items"] == [pictured]
    for size, wanted in (("small", (320, 213)), ("large", (960, 640))):
        shown = await client.get(picture[size])
        assert shown.status_code == 200
        assert decoded(shown.content).size == wanted
        assert shown.headers["Content-Type"] == "image/webp"
        assert shown.headers["Cache-Control"] == A_YEAR
        assert shown.headers["ETag"] == f'"{picture[size][7:-5]}"'
        assert shown.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert shown.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_picture_is_looked_at_by_its_head_and_not_sent_again(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    address = ok(await put_picture(admin, (await new_sweet())["id"], photo()))["picture"]["large"]
    whole = await shop.client.get(address)
    head = await shop.client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Type", "Content-Length", "Cache-Control", "ETag"):
        assert head.headers[name] == whole.headers[name]
    tag = whole.headers["ETag"]
    async with shop.count_statements() as statements:
        for given in (tag, f"W/{tag}", f'"other", {tag}'):
            same = await shop.client.get(address, headers={"If-None-Match": given})
            assert (same.status_code, same.content) == (304, b"")
            assert (same.headers["ETag"], same.headers["Cache-Control"]) == (tag, A_YEAR)
    assert len(statements) == 0
    assert (await shop.client.get(address, headers={"If-None-Match": '"other"'})).content == whole.content


@pytest.mark.parametrize("name", ["0" * 64, "0" * 63, "A" * 64, "x", "..%2f..%2fetc%2fpasswd"])
async def test_there_is_nothing_at_any_other_address(client: AsyncClient, name: str) -> None:
    answer = await client.get(f"/media/{name}.webp")
    problem(answer, 404, "picture_not_found" if name == "0" * 64 else "not_found")
    assert "max-age" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("content_type", ["image/jpeg", "image/webp", "IMAGE/PNG", "application/octet-stream", None])
async def test_a_picture_is_known_by_its_content_and_not_by_its_type(
    admin: AsyncClient, new_sweet: NewSweet, content_type: str | None
) -> None:
    sweet = await new_sweet()
    headers = ANY if content_type is None else ANY | {"Content-Type": content_type}
    for kind in ("PNG", "JPEG", "WEBP"):
        answer = await admin.put(f"/api/sweets/{sweet['id']}/picture", content=photo(kind), headers=headers)
        assert ok(answer)["picture"]["width"] == 960


async def test_what_is_no_picture_is_refused_and_changes_nothing(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    before = await all_rows(shop)
    whole = photo()
    for content in (b"", b"<svg/>", whole[: len(whole) // 2]):
        problem(await put_picture(admin, sweet["id"], content), 422, "picture_unreadable")
    bomb = png_of_size(30_000, 30_000, MAX_PICTURE_BYTES)
    problem(await put_picture(admin, sweet["id"], bomb), 422, "picture_too_large")
    problem(await put_picture(admin, sweet["id"], bomb + b"\0"), 413, "body_too_large")
    for content_type in ("application/json", "multipart/form-data; boundary=x", "text/html"):
        answer = await put_picture(admin, sweet["id"], whole, **{"Content-Type": content_type})
        problem(answer, 415, "unsupported_media_type")
    assert await all_rows(shop) == before


async def test_a_picture_is_a_change_of_its_sweet_that_names_a_version(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    address = f"/api/sweets/{sweet['id']}/picture"
    before = await all_rows(shop)
    problem(await admin.put(address, content=photo()), 428, "if_match_required")
    problem(await put_picture(admin, sweet["id"], photo(), **{"If-Match": '"7"'}), 412, "stale_version")
    problem(await admin.delete(address, headers={"If-Match": '"7"'}), 412, "stale_version")
    problem(await put_picture(admin, 999, photo()), 404, "sweet_not_found")
    problem(await admin.delete("/api/sweets/999/picture"), 404, "sweet_not_found")
    assert await all_rows(shop) == before
    answers = await asyncio.gather(
        *(put_picture(admin, sweet["id"], photo(colour=colour), **{"If-Match": '"1"'}) for colour in ("red", "blue"))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]


async def test_a_picture_is_removed_once(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet()
    ok(await put_picture(admin, sweet["id"], photo()))
    for _ in range(2):
        removed = await admin.delete(f"/api/sweets/{sweet['id']}/picture")
        assert (removed.status_code, removed.headers["ETag"]) == (204, '"3"')
    shown = ok(await admin.get(f"/api/sweets/{sweet['id']}"))
    assert (shown["picture"], shown["version"]) == (None, 3)


async def test_the_audit_log_has_what_became_of_a_picture(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet()
    picture = ok(await put_picture(admin, sweet["id"], photo()))["picture"]
    await admin.delete(f"/api/sweets/{sweet['id']}/picture")
    removed, given = ok(await admin.get("/api/audit-logs", params={"action": "sweet.updated"}))["items"]
    small, large = (picture[size][7:-5] for size in ("small", "large"))
    values = {"picture_small": small, "picture_large": large, "picture_width": 960, "picture_height": 640}
    nothing = dict.fromkeys(values)
    assert (given["before"], given["after"]) == (nothing, values)
    assert (removed["before"], removed["after"]) == (values, nothing)


async def test_other_changes_leave_the_picture_alone(
    admin: AsyncClient, category: dict[str, Any], new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    picture = ok(await put_picture(admin, sweet["id"], photo()))["picture"]
    body = {"sku": "NEW", "name": "New", "category_id": category["id"], "price": "1", "unit": "piece"}
    address = f"/api/sweets/{sweet['id']}"
    assert ok(await admin.put(address, json=body, headers=ANY))["picture"] == picture
    assert ok(await admin.patch(address, json={"price": "2"}, headers=ANY))["picture"] == picture
    created(await admin.post(f"{address}/restock", json={"quantity": "1"}))
    assert (await admin.delete(address)).status_code == 204
    assert ok(await admin.post(f"{address}/restore"))["picture"] == picture


async def test_a_picture_that_no_sweet_has_is_deleted_after_a_day(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    shop.clock.stop()
    replaced, removed, deleted, kept = [(await new_sweet())["id"] for _ in range(4)]
    first = [
        ok(await put_picture(admin, sweet_id, photo(colour=colour)))
        for sweet_id, colour in zip((replaced, removed, deleted, kept), ("red", "blue", "green", "gold"), strict=True)
    ]
    new = ok(await put_picture(admin, replaced, photo(colour="white")))
    await admin.delete(f"/api/sweets/{removed}/picture")
    await admin.delete(f"/api/sweets/{deleted}")
    await tidy(shop, after=UNUSED_PICTURES_KEPT)
    assert await stored(shop) == addresses(*first, new)
    await tidy(shop)
    assert await stored(shop) == addresses(first[3], new)
    problem(await shop.client.get(first[0]["picture"]["large"]), 404, "picture_not_found")


async def test_a_picture_of_two_sweets_is_stored_once_and_stays_while_one_of_them_has_it(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweets = [(await new_sweet())["id"] for _ in range(2)]
    pictured = [ok(await put_picture(admin, sweet_id, photo())) for sweet_id in sweets]
    assert pictured[0]["picture"] == pictured[1]["picture"]
    await admin.delete(f"/api/sweets/{sweets[0]}/picture")
    await tidy(shop)
    assert await stored(shop) == addresses(pictured[1])
    await admin.delete(f"/api/sweets/{sweets[1]}/picture")
    await tidy(shop)
    assert await stored(shop) == set()


async def test_a_picture_uploaded_again_while_it_is_deleted_is_kept(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    for _ in range(10):
        pictured = ok(await put_picture(admin, sweet["id"], photo(size=(64, 64))))
        await admin.delete(f"/api/sweets/{sweet['id']}/picture")
        await shop.sql("UPDATE pictures SET uploaded_at = uploaded_at - interval '2 days'")
        again, _ = await asyncio.gather(
            put_picture(admin, sweet["id"], photo(size=(64, 64))), Housekeeping(shop.database, shop.clock).tidy()
        )
        assert ok(again)["picture"] == pictured["picture"]
        assert await stored(shop) == addresses(pictured)


async def test_a_picture_is_taken_in_a_known_number_of_statements(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    content = photo()
    # Who is asking; again, with the sweet, the picture, the sweet written, its alert, the audit log, what there is now.
    async with shop.count_statements() as statements:
        address = ok(await put_picture(admin, sweet["id"], content))["picture"]["large"]
    assert len(statements) == 1 + 7
    async with shop.count_statements() as statements:
        await asyncio.gather(*(shop.client.get(address) for _ in range(20)))
    assert len(statements) <= 3


async def test_no_more_pictures_are_taken_than_fit_into_memory(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweet = await new_sweet()
    places = pictures.MADE_AT_ONCE + pictures.MAX_WAITING
    running = most = 0

    def watched(content: bytes) -> Any:
        nonlocal running, most
        running += 1
        most = max(most, running)
        try:
            return make_picture(content)
        finally:
            running -= 1

    monkeypatch.setattr(pictures, "make_picture", watched)
    answers = await asyncio.gather(*(put_picture(admin, sweet["id"], photo()) for _ in range(3 * places)))
    refused = [answer for answer in answers if answer.status_code != 200]
    for answer in refused:
        problem(answer, 503, "too_busy")
        assert answer.headers["Retry-After"] == "2"
    assert len(answers) - len(refused) >= places
    assert refused
    assert most == pictures.MADE_AT_ONCE
    ok(await put_picture(admin, sweet["id"], photo()))
