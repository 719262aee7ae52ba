"""The demo as its first visitor meets it: started, opened, stopped and started again, on a phone and by keyboard."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from events_service.web.i18n import LANGUAGES
from tests.browser.service import Demo

pytestmark = pytest.mark.xdist_group("demo")
SHORT_WORD = 60
"""Pixels below which the head of a row stands letter by letter."""


@pytest.fixture
def page_of(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A function that gives a page in a profile of its own, at a phone's width."""
    contexts = []

    def opened(width: int = 360) -> Page:
        contexts.append(browser.new_context(locale="en-GB", viewport={"width": width, "height": 800}))
        contexts[-1].set_default_timeout(15_000)
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


def test_the_printed_links_open_again_after_a_restart(demo: Demo, page_of: Callable[..., Page]) -> None:
    printed = demo.start()
    heads = {
        "participant": "Demo workshop",
        "organiser": "My events",
        "lead partner": "My events",
        "controller": "Attendance records",
    }
    for _ in range(2):
        for who, head in heads.items():
            page = page_of()
            page.goto(printed[who])
            assert page.locator("h1").inner_text() == head
    demo.stop()
    assert demo.start() == printed
    page = page_of()
    page.goto(printed["what to try"])
    page.get_by_role("link", name="Sign in as lead partner").click()
    assert page.locator("h1").inner_text() == "My events"
    page.get_by_role("link", name="What to try").click()
    page.get_by_role("link", name="Sign in as organiser").click()
    assert page.locator("h1").inner_text() == "My events"


def test_the_first_page_fits_a_phone_in_every_language_and_works_by_keyboard(
    demo: Demo, page_of: Callable[..., Page]
) -> None:
    address = demo.start()["what to try"]
    page = page_of()
    for language in LANGUAGES:
        page.goto(f"{address}?lang={language}")
        assert page.evaluate("document.documentElement.scrollWidth") == 360, language
        boxes = [button.bounding_box() for button in page.locator(".door a.button").all()]
        assert [box for box in boxes if box is None or box["height"] < 44] == []
        assert page.locator("main, .hero").locator("h1").count() == 1
    page.goto(f"{address}?lang=en")
    reached = []
    while len(reached) < 30 and "Sign in as controller" not in reached:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.innerText").strip())
    doors = [name for name in reached if name.startswith(("Open the workshop", "Sign in as"))]
    assert doors == ["Open the workshop", "Sign in as organiser", "Sign in as lead partner", "Sign in as controller"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/review")


def test_full_pages_fit_a_phone(demo: Demo, page_of: Callable[..., Page]) -> None:
    printed, page = demo.start(), page_of()
    page.goto(printed["lead partner"])
    base = printed["participant"].rpartition("/events/")[0]
    workshop = "/organise/events/demo-workshop"
    paths = ["/review", "/review/statistics", "/review/events/caceres-2024", "/organise", workshop]
    paths += [
        f"{workshop}/{tab}"
        for tab in ("registrations", "mails", "check-in", "attendance", "print", "registrations/needs")
    ]
    for path in paths:
        for language in ("en", "bg", "hu"):
            answer = page.goto(f"{base}{path}?lang={language}")
            assert answer is not None
            assert answer.ok, path
            assert page.evaluate("document.documentElement.scrollWidth") == 360, (path, language)
            widths = page.locator("main th[scope=row]").evaluate_all("(all) => all.map((each) => each.offsetWidth)")
            assert [width for width in widths if width < SHORT_WORD] == [], (path, language)


def test_a_table_that_goes_on_beyond_its_edge_fades_there_until_its_end(
    demo: Demo, page_of: Callable[..., Page]
) -> None:
    printed, page = demo.start(), page_of()
    page.goto(printed["lead partner"])
    page.goto(printed["participant"].rpartition("/events/")[0] + "/review/events/caceres-2024")
    table = page.locator(".scroll").last
    faded = "(one) => getComputedStyle(one).getPropertyValue('--beyond')"
    assert table.evaluate(faded) == "48px"
    table.evaluate("(one) => { one.scrollLeft = one.scrollWidth; }")
    page.wait_for_function(f"(one) => ({faded})(one) === '0px'", arg=table.element_handle())


def test_nothing_of_a_table_is_cut_off_on_paper(demo: Demo, page_of: Callable[..., Page]) -> None:
    """A4 with the margins of 10 mm is 718 pixels wide; what reaches further is not printed."""
    printed, page = demo.start(), page_of(width=718)
    page.goto(printed["lead partner"])
    base = printed["participant"].rpartition("/events/")[0]
    page.emulate_media(media="print")
    workshop, harghita = "/organise/events/demo-workshop", "/organise/events/harghita-2024/attendance"
    paths = [harghita, "/review/events/haskovo-2023", "/review/statistics", f"{workshop}/registrations"]
    for path in [*paths, f"{workshop}/attendance", f"{harghita}/marking", f"{workshop}/mails"]:
        for language in ("en", "hu"):
            page.goto(f"{base}{path}?lang={language}")
            ends = page.locator("main table").evaluate_all(
                "(all) => all.map((each) => each.scrollWidth + each.getBoundingClientRect().left)"
            )
            assert len(ends) > 0, path
            assert [end for end in ends if end > 719] == [], (path, language)
