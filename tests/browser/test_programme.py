"""The programme in a real browser: the reader's own times, small screens, a definition whose faults can be found."""

from playwright.sync_api import Browser, Page

from tests.browser.service import Service, as_organiser, opened

HARGHITA = "/events/harghita-2024"


def times_of(page: Page, session: str) -> list[str]:
    """Give the times that are seen at a session; whose the second is, is only heard."""
    return page.locator(f"#{session} .time").inner_text().replace("where you are:", "").split()


def test_the_reader_own_times_stand_beside_those_of_the_event(shared: Service, browser: Browser) -> None:
    address = shared.address + HARGHITA
    lisbon = opened(browser, address, timezone_id="Europe/Lisbon")
    assert times_of(lisbon, "welcome") == ["09:15–09:45", "07:15–07:45"]
    assert "Western European Summer Time" in lisbon.locator(".zone-note").inner_text()
    # The networking dinner is on the next day already for somebody in Tokyo.
    tokyo = opened(browser, address, timezone_id="Asia/Tokyo")
    assert times_of(tokyo, "dinner") == ["20:00–22:30", "Wed", "02:00–04:30"]
    sofia = opened(browser, address, timezone_id="Europe/Sofia")
    assert times_of(sofia, "welcome") == ["09:15–09:45"]
    without = opened(browser, address, timezone_id="Europe/Lisbon", java_script_enabled=False)
    assert times_of(without, "welcome") == ["09:15–09:45"]
    assert "Eastern European Summer Time, UTC+3" in without.locator(".zone-note").inner_text()


def test_pages_fit_a_small_screen_and_a_finger_in_any_language(shared: Service, browser: Browser) -> None:
    page = opened(browser, shared.address, viewport={"width": 360, "height": 800})
    pressed = "main a.button, header a, header summary, .site-links a"
    for language in ("bg", "el", "hu"):
        for path in ("/", HARGHITA, "/sign-in", "/events/unknown"):
            page.goto(f"{shared.address}{path}?lang={language}")
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider == 0, (path, language)
            boxes = [element.bounding_box() for element in page.locator(pressed).all() if element.is_visible()]
            assert len(boxes) >= 4
            assert [box for box in boxes if box and box["height"] < 44] == [], (path, language)


def test_a_fault_leads_to_its_line_in_the_definition(shared: Service, browser: Browser) -> None:
    page = as_organiser(shared, browser)
    page.goto(f"{shared.address}/organise/events/harghita-2024/definition")
    text = page.locator("#definition").input_value()
    page.fill("#definition", text.replace("host: harghita", "host: harghitta"))
    page.click("button[value=save]")
    assert "did you mean harghita?" in page.locator(".fault-summary").inner_text()
    page.click(".fault-summary a")
    marked = "(field) => field.value.slice(field.selectionStart, field.selectionEnd)"
    assert page.locator("#definition").evaluate(marked) == "host: harghitta"
