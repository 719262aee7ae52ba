"""A mail as organisers look at it: as large as it is, on a phone and on a desktop, and without running anything."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.service import Service, as_organiser, opened
from tests.world.people import body

EVENT = "harghita-2024"


@pytest.fixture(scope="module")
def written(shared: Service, browser: Browser) -> Service:
    """The service with the confirmation of somebody who registered, and an organiser."""
    page = as_organiser(shared, browser)
    asked = body(language="bg", first_name="Ана", last_name="Петрова")
    answer = page.request.post(f"{shared.address}/api/v1/events/{EVENT}/registrations", data=asked)
    assert answer.status == 201
    page.context.close()
    return shared


def shown_mail(service: Service, browser: Browser, **context: Any) -> Page:
    """Look at the confirmation as an organiser."""
    page = opened(browser, service.run("sign-in-link", "maria@example.org"), **context)
    page.goto(f"{service.address}/organise/events/{EVENT}/mails")
    page.locator("main tbody a").first.click()
    return page


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_preview_of_a_mail_is_as_large_as_the_mail(
    written: Service, browser: Browser, width: int, scheme: str
) -> None:
    page = shown_mail(written, browser, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.locator("iframe.letter[style*=block-size]").wait_for()
    frame = page.locator("iframe.letter")
    shown = frame.bounding_box()
    assert shown is not None
    letter = frame.content_frame.locator("html")
    high, wide = letter.evaluate("(one) => [one.scrollHeight, one.scrollWidth]")
    assert high > 400
    assert abs(shown["height"] - high) <= 4
    assert wide <= shown["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert "allow-scripts" not in (frame.get_attribute("sandbox") or "allow-scripts")
    page.set_viewport_size({"width": 700, "height": 800})
    page.wait_for_timeout(200)
    assert abs((frame.bounding_box() or shown)["height"] - letter.evaluate("(one) => one.scrollHeight")) <= 4


def test_a_link_in_the_preview_opens_in_a_window_of_its_own(written: Service, browser: Browser) -> None:
    page = shown_mail(written, browser)
    before = page.url
    link = page.frame_locator("iframe.letter").locator(f'a[href="{written.address}/"]')
    with page.expect_popup() as popup:
        link.click()
    popup.value.wait_for_load_state()
    assert popup.value.locator("h1").count() == 1
    assert popup.value.evaluate("window.opener") is None
    assert page.url == before
