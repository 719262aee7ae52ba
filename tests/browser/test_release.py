"""What an organiser changed is released: seen beforehand by nobody else, looked over, and then told."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.keys import tab_to
from tests.browser.service import Service, as_organiser, opened, withheld

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVENT = "/organise/events/harghita-2024"
PHONE = {"viewport": {"width": 360, "height": 740}}


def moved(service: Service, browser: Browser, **how: Any) -> Page:
    """Move the first session as an organiser, by its form."""
    page = as_organiser(service, browser, **how)
    page.goto(f"{service.address}{EVENT}/agenda/sessions/welcome")
    page.fill("#starts", "09:20")
    page.fill("#ends", "09:45")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".waiting-changes")).to_contain_text("1 change not told yet")
    return page


def hours_for_all(service: Service, browser: Browser) -> str:
    """Give when the first session is, as everybody reads it."""
    page = opened(browser, service.address + "/events/harghita-2024", java_script_enabled=False)
    return page.locator("#welcome .time").inner_text()


@pytest.mark.parametrize("how", [{}, PHONE | {"java_script_enabled": False}], ids=["mouse", "phone without a script"])
def test_a_change_is_looked_over_and_released_and_everybody_sees_it(
    service: Service, browser: Browser, axe: str, how: dict[str, Any]
) -> None:
    page = moved(service, browser, **how)
    assert hours_for_all(service, browser).startswith("09:15")
    page.get_by_role("link", name="Look at them and release").click()
    expect(page.locator("table.release")).to_contain_text("09:15–09:45")
    expect(page.locator("table.release")).to_contain_text("09:20–09:45")
    if how:
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    else:
        assert withheld(page, axe) == []
    page.get_by_label("Nobody").check()
    page.get_by_label("Name of this version").fill("After the bus changed")
    page.get_by_role("button", name="Release now").click()
    expect(page.locator(".success[role=status]")).to_be_visible()
    expect(page.locator(".waiting-changes")).to_have_count(0)
    assert hours_for_all(service, browser).startswith("09:20")
    page.goto(f"{service.address}{EVENT}/definition/versions")
    expect(page.locator("tbody tr").first).to_contain_text("After the bus changed")
    page.get_by_role("link", name="What it changed").first.click()
    expect(page.locator("table.release")).to_contain_text("09:20–09:45")
    if how:
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    else:
        assert withheld(page, axe) == []


def test_the_keyboard_alone_releases_a_change(service: Service, browser: Browser) -> None:
    page = moved(service, browser)
    tab_to(page, ".waiting-changes a")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Release the changes")
    tab_to(page, "[name=reach]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "main form button:not([name])")
    page.keyboard.press("Enter")
    expect(page.locator(".success[role=status]")).to_be_visible()
    assert hours_for_all(service, browser).startswith("09:20")
