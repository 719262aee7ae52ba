"""An office's list comes in by a browser: with the mouse, by keyboard alone, by touch at 360 px, without scripts."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.keys import tab_to
from tests.browser.service import Service, as_organiser, withheld
from tests.registrations.spreadsheets.office_files import xls

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
REGISTRATIONS = "/organise/events/harghita-2024/registrations"
FILE = xls(
    ["Списък на участниците", None, None, None, None, None],
    ["Кой", "Имейл", "Телефон", "Организация", "Държава", "Роля"],
    ["Мария Иванова Петрова", "m@example.org", "+359 38 600 000", "Община Хасково", "България", "Експерт"],
    ["Łukasz Nowak", "l@example.org", "+48 22 600 000", "Mazowieckie", "Nowhere", "Експерт"],
    merged=[(0, 0, 0, 5)],
)


@pytest.fixture
def page(service: Service, browser: Browser, request: pytest.FixtureRequest, tmp_path: Path) -> Page:
    """The page of imports, as an organiser has it, with the file chosen: a person's dialogue, no script's affair."""
    how: dict[str, Any] = request.param
    page = as_organiser(service, browser, **how)
    (tmp_path / "list.xls").write_bytes(FILE)
    page.goto(f"{service.address}{REGISTRATIONS}/import")
    page.get_by_label("Spreadsheet", exact=True).set_input_files(tmp_path / "list.xls")
    return page


def press_on(page: Page, selector: str, keys: str) -> None:
    """Go on by Tab to what a selector finds, and press keys there."""
    tab_to(page, selector)
    page.keyboard.press(keys)


def came_in(page: Page) -> None:
    """See that all but the faulty row came in, and take it back."""
    expect(page.locator(".success")).to_contain_text("The spreadsheet is imported")
    expect(page.locator("tbody th")).to_have_text("Мария Иванова Петрова")
    with page.expect_download() as given_back:
        page.get_by_role("link", name="These rows as a file").click()
    assert "Nowhere" in given_back.value.path().read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    "page",
    [{}, {"viewport": {"width": 360, "height": 740}, "has_touch": True}, {"java_script_enabled": False}],
    indirect=True,
    ids=["mouse", "phone", "no scripts"],
)
def test_a_list_is_looked_at_corrected_imported_and_taken_back(
    page: Page, axe: str, request: pytest.FixtureRequest
) -> None:
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("alert")).to_contain_text("no column is called")
    page.get_by_label("Кой").select_option(label="Whole name, the given name first")
    page.get_by_role("checkbox", name="Leave faulty rows out").check()
    page.get_by_role("button", name="Look again").click()
    expect(page.locator("table").last).to_contain_text("Мария Иванова Петрова")
    expect(page.get_by_text("telephone numbers are not kept").last).to_be_visible()
    page.get_by_label("Family name, given name of row 3").select_option("Иванова Петрова, Мария")
    if "no scripts" not in request.node.name:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert withheld(page, axe) == []
    page.get_by_role("button", name="Import", exact=True).click()
    came_in(page)
    page.get_by_role("button", name="Undo this import").click()
    expect(page.locator(".success")).to_contain_text("The import was undone")
    expect(page.locator("tbody")).to_contain_text("Undone")


@pytest.mark.parametrize("page", [{}], indirect=True)
def test_the_keyboard_alone_corrects_and_imports_a_list(page: Page) -> None:
    page.get_by_label("Spreadsheet", exact=True).focus()
    press_on(page, "[name=do][value=try]", "Enter")
    expect(page.get_by_role("alert")).to_contain_text("no column is called")
    press_on(page, "[name=column-0]", "W")
    press_on(page, "[name=leave_out]", "Space")
    press_on(page, "[name=do][value=try]", "Enter")
    expect(page.get_by_label("Family name, given name of row 3")).to_be_visible()
    press_on(page, "[name=name-3]", "Home")
    press_on(page, "[name=do][value=import]", "Enter")
    came_in(page)
