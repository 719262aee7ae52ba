"""The desk of registrations in a browser: with the mouse, by keyboard alone, on a phone, without scripts."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.keys import tab_to
from tests.browser.service import Service, as_organiser, opened
from tests.world.people import body

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVENT = "harghita-2024"
PEOPLE = [("Димитър", "Димитров", "bg"), ("Łukasz", "Nowak", "pl"), ("Ștefan", "Popa", "ro"), ("Anna", "Berg", "nl")]


def come(service: Service, browser: Browser) -> Service:
    """Have an organiser at the service, and some people registered."""
    page = as_organiser(service, browser)
    for number, (first, last, language) in enumerate(PEOPLE):
        asked = body(first_name=first, last_name=last, language=language, email=f"p{number}@example.org")
        answer = page.request.post(f"{service.address}/api/v1/events/{EVENT}/registrations", data=asked)
        assert answer.status == 201
    page.context.close()
    return service


@pytest.fixture(scope="module")
def listed(shared: Service, browser: Browser) -> Service:
    """People on a list that nobody changes."""
    return come(shared, browser)


@pytest.fixture
def changing(service: Service, browser: Browser) -> Service:
    """People on a list of a test's own."""
    return come(service, browser)


def desk(service: Service, browser: Browser, **context: Any) -> Page:
    """Open the list of registrations as an organiser."""
    page = opened(browser, service.run("sign-in-link", "maria@example.org"), **context)
    page.goto(f"{service.address}/organise/events/{EVENT}/registrations")
    return page


def found(page: Page) -> list[str]:
    """Give the last names on the list."""
    return [each.split()[-1] for each in page.locator("#found tbody th a").all_inner_texts()]


@pytest.mark.parametrize(("typed", "name"), [("Dimitrov", "Димитров"), ("Lukasz", "Nowak"), ("stefan", "Popa")])
def test_people_are_found_as_one_types(listed: Service, browser: Browser, typed: str, name: str) -> None:
    page = desk(listed, browser)
    page.get_by_label("Search").press_sequentially(typed)
    expect(page.locator("#found-number")).to_have_text("1 person found")
    assert found(page) == [name]
    assert f"/registrations?q={typed}&" in page.url
    assert page.get_by_label("Search").evaluate("(field) => field === document.activeElement")
    page.reload()
    assert found(page) == [name]


def test_the_keyboard_alone_narrows_the_list_and_chooses_its_columns(listed: Service, browser: Browser) -> None:
    page = desk(listed, browser)
    tab_to(page, "[type=search]")
    page.keyboard.type("berg")
    expect(page.locator("#found-number")).to_have_text("1 person found")
    tab_to(page, ".filter summary")
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#found thead")).to_contain_text("How they take part")
    expect(page.locator("#found tbody td[data-label='How they take part']")).to_have_text("In person")
    assert "show.mode=1" in page.url


def test_a_phone_shows_the_list_without_scrolling_sideways(listed: Service, browser: Browser) -> None:
    page = desk(listed, browser, viewport={"width": 360, "height": 740}, has_touch=True)
    page.locator(".filter summary").tap()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.locator("select[name=category]").select_option("press")
    expect(page.locator("#found-number")).to_have_text("0 people found")


def test_without_scripts_a_button_narrows_the_list(listed: Service, browser: Browser) -> None:
    page = desk(listed, browser, java_script_enabled=False)
    page.get_by_label("Search").fill("dimitrov")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#found tbody th a")).to_have_text([re.compile("Димитров$")])
    assert re.search(r"[?&]q=dimitrov(&|$)", page.url)


@on_sqlite
def test_the_keyboard_alone_looks_over_what_is_done_with_several_and_does_it(
    changing: Service, browser: Browser
) -> None:
    page = desk(changing, browser)
    for name in ("Łukasz Nowak", "Anna Berg"):
        tab_to(page, f"[aria-label='Tick {name}']")
        page.keyboard.press("Space")
    # What is done with them stands above the list: the keyboard goes back to it.
    tab_to(page, "select[name=what]")
    page.keyboard.type("Press")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("This will happen")
    expect(page.locator("tbody th a")).to_have_text(["Łukasz Nowak", "Anna Berg"])
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("This was done")
    expect(page.locator("[data-label=After]")).to_have_text(["Press", "Press"])


@on_sqlite
@pytest.mark.parametrize("how", [{"java_script_enabled": False}, {"viewport": {"width": 360, "height": 740}}])
def test_all_who_are_found_are_cancelled_without_scripts_and_on_a_phone(
    changing: Service, browser: Browser, how: dict[str, Any]
) -> None:
    page = desk(changing, browser, **how)
    page.goto(f"{page.url}?q=popa")
    page.locator("input[name=all]").check()
    page.locator("select[name=what]").select_option("cancel")
    page.get_by_role("button", name="Look at what will happen").click()
    expect(page.locator("[data-label=After]")).to_have_text(["Cancelled"])
    assert page.evaluate("document.documentElement.scrollWidth") == page.evaluate("innerWidth")
    page.get_by_role("button", name="Do this").click()
    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator("[data-label=Status]")).to_have_text(["Cancelled"])
    assert page.url.endswith("/registrations?q=popa")


@on_sqlite
def test_a_message_goes_on_a_phone_to_those_who_were_ticked_and_to_nobody_else(
    changing: Service, browser: Browser
) -> None:
    page = desk(changing, browser, viewport={"width": 360, "height": 740})
    page.get_by_label("Tick Anna Berg").check()
    page.get_by_label("Tick Łukasz Nowak").check()
    page.locator("select[name=what]").select_option("message")
    page.get_by_role("button", name="Look at what will happen").click()
    expect(page.locator("main")).to_contain_text("2 people who were chosen on the list.")
    page.locator("[name='subject.en']").fill("The bus leaves at 8")
    page.get_by_role("button", name="Show the preview").click()
    # The text was forgotten: nothing that was typed is lost.
    expect(page.locator("[name='body.en']")).to_have_attribute("aria-invalid", "true")
    assert page.locator("[name='subject.en']").input_value() == "The bus leaves at 8"
    page.locator("[name='body.en']").fill("It waits at the door.")
    page.get_by_role("button", name="Show the preview").click()
    expect(page.locator("pre.letter").first).to_contain_text("It waits at the door.")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("button", name="Send now (2)").click()
    expect(page.locator("main")).to_contain_text("It is on its way")
    for _ in range(40):  # until the background has written them
        page.reload()
        written = page.locator("main").inner_text()
        if "p1@" in written and "p3@" in written:
            break
        page.wait_for_timeout(250)
    assert [name for name in ("p0@", "p1@", "p2@", "p3@") if name in written] == ["p1@", "p3@"]


@on_sqlite
@pytest.mark.parametrize("how", [{"java_script_enabled": False}, {"viewport": {"width": 360, "height": 740}}])
def test_a_remark_is_noted_by_keyboard_and_stands_in_what_happened(
    changing: Service, browser: Browser, how: dict[str, Any]
) -> None:
    page = desk(changing, browser, **how)
    page.get_by_role("link", name="Anna Berg", exact=True).click()
    page.get_by_label("Remark").focus()
    page.keyboard.type("Needs a parking place")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Remark")).to_have_value("Needs a parking place")
    expect(page.get_by_label("Seen at the desk")).to_be_checked()
    for number, what in enumerate(["Seen at the desk", "Remark changed"]):
        expect(page.locator("table tbody th").nth(number)).to_have_text(what)
    assert page.evaluate("document.documentElement.scrollWidth") == page.evaluate("innerWidth")
