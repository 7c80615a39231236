"""What a page shows before its libraries have come."""

from playwright.async_api import expect

from tests.browser.visitor import NewVisitor


async def test_the_chosen_theme_is_there_before_the_libraries(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor(color_scheme="light")
    page = await visitor.open()
    await page.get_by_text("Dark", exact=True).click()
    await page.route("**/libraries-*.js", lambda _: None)  # They never come.
    await page.reload(wait_until="commit")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(page.get_by_role("banner")).to_have_count(0)
