"""What staff see after they sign in: what needs doing, on a phone and without a script."""

import pytest
from playwright.sync_api import Browser

from tests.browser.service import Service, as_organiser, withheld

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("javascript", [True, False], ids=["with a script", "without"])
def test_an_organiser_comes_from_signing_in_to_what_needs_doing_by_one_link(
    service: Service, browser: Browser, axe: str, javascript: bool
) -> None:
    page = as_organiser(service, browser, viewport={"width": 360, "height": 740}, java_script_enabled=javascript)
    first = page.locator("ol.needs li").first
    assert "The event is over: submit its record" in first.inner_text()
    assert "Open" in page.locator("[aria-current=step]").all_inner_texts()
    if javascript:
        assert withheld(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    first.get_by_role("link").click()
    assert "/attendance" in page.url


@pytest.mark.parametrize("javascript", [True, False], ids=["with a script", "without"])
def test_staff_turn_the_pages_of_their_projects_year(
    service: Service, browser: Browser, axe: str, javascript: bool
) -> None:
    page = as_organiser(service, browser, viewport={"width": 360, "height": 740}, java_script_enabled=javascript)
    page.get_by_role("link", name="The year of SECON").click()
    assert "3rd interregional workshop" in page.locator(".month", has_text="April 2024").inner_text()
    page.get_by_role("link", name="S2", exact=True).click()
    assert page.locator("h1").inner_text() == "Events of SECON: S2"
    assert "2nd interregional workshop" in page.locator(".month", has_text="November 2023").inner_text()
    if javascript:
        assert withheld(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.emulate_media(media="print")
    assert page.locator(".legend").is_visible()
    assert not page.locator("nav.spans").is_visible()
