"""From an empty data directory to a published event by pages alone, with a script and without, on a phone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.keys import tab_to
from tests.browser.service import opened, told, withheld
from tests.processes import begin, end, free_port

PERSON = {"person": "Maria Petrova", "email": "maria@example.org"}
PROJECT = {
    "acronym": "GREENWAYS",
    "name.en": "Green ways between regions",
    "programme": "Interreg Europe",
    "reference": "01C0999",
    "starts": "2024-01-01",
    "ends": "2027-12-31",
    "partners.0.name.en": "Municipality of Haskovo",
    "partners.1.name.en": "Harghita County Council",
}
EVENT = {
    "title": "Green ways workshop",
    "days.0": "2024-06-10",
    "days.1": "2024-06-11",
    "venue.name": "City hall",
    "venue.city": "Haskovo",
}


@pytest.fixture
def printed(database_url: str, tmp_path: Path) -> Iterator[str]:
    """What an empty service prints when it is started."""
    port, log = free_port(), tmp_path / "service.log"
    environment = told(database_url, tmp_path) | {"EVENTS_BASE_URL": f"http://127.0.0.1:{port}"}
    process = begin("serve", port, environment, log)
    yield log.read_text()
    end(process)


def fill(page: Page, fields: dict[str, str]) -> None:
    for name, value in fields.items():
        page.locator(f"[name='{name}']").first.fill(value)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("javascript", [True, False], ids=["with a script", "without"])
def test_one_person_comes_from_nothing_to_a_published_workshop_by_pages_alone(
    printed: str, browser: Browser, axe: str, javascript: bool
) -> None:
    (address,) = re.findall(r"http\S+/setup/\S+", printed)
    page = opened(browser, address, viewport={"width": 360, "height": 740}, java_script_enabled=javascript)
    found = []

    def look() -> None:
        if javascript:
            found.extend(withheld(page, axe))
            assert page.evaluate("document.documentElement.scrollWidth") == 360

    look()
    fill(page, PERSON | PROJECT)
    page.locator("[name=languages][value=bg]").check()
    page.locator("[name='partners.0.country']").select_option("BG")
    # The second partner's country was forgotten: nothing that was typed is lost.
    page.get_by_role("button", name="Set up").click()
    assert page.locator("[name=person]").input_value() == "Maria Petrova"
    look()
    page.locator("[name='partners.1.country']").select_option("RO")
    page.get_by_role("button", name="Set up").click()

    assert page.locator("h1").inner_text() == "New event"
    look()
    fill(page, EVENT)
    page.get_by_role("button", name="Create the draft").click()
    expect(page.locator("main")).to_contain_text("The draft is saved")
    look()
    page.get_by_role("link", name="Publish it").click()
    look()
    page.get_by_role("button", name="Publish it").click()
    page.goto(re.sub("/setup/.*", "/events/green-ways-workshop-2024", address))
    assert page.locator("h1").inner_text() == "Green ways workshop"
    assert page.get_by_role("link", name="Register").first.is_visible()
    assert found == []

    page.goto(address)
    assert "Set up this service" not in page.locator("main").inner_text()


def type_in(page: Page, fields: dict[str, str]) -> None:
    """Fill in fields in their order on the page, by the keyboard; a day as its field takes it: month, day, year."""
    for name, value in fields.items():
        tab_to(page, f"[name='{name}']")
        year, _, rest = value.partition("-")
        page.keyboard.type(rest.replace("-", "") + year if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_keyboard_alone_leads_from_nothing_to_a_published_workshop(printed: str, browser: Browser) -> None:
    (address,) = re.findall(r"http\S+/setup/\S+", printed)
    page = opened(browser, address, locale="en-US")
    type_in(page, {name: value for name, value in (PERSON | PROJECT).items() if not name.startswith("partners")})
    tab_to(page, "[name=languages][value=bg]")
    page.keyboard.press("Space")
    for number, country in enumerate(["Bulgaria", "Romania"]):
        type_in(page, {f"partners.{number}.name.en": PROJECT[f"partners.{number}.name.en"]})
        tab_to(page, f"[name='partners.{number}.country']")
        page.keyboard.type(country)
    tab_to(page, "main form button:not([name])")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("New event")
    type_in(page, EVENT)
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("The draft is saved")
    tab_to(page, "a[href$='/status/published']")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Publish it")
    tab_to(page, "main form button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(re.sub("/setup/.*", "/events/green-ways-workshop-2024", address))
    assert page.locator("h1").inner_text() == "Green ways workshop"
