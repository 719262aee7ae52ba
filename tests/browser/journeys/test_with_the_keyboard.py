"""Somebody with a keyboard alone: Tab, Enter, Space, arrows and Escape lead from the programme to the erased data."""

import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.journeys.journey import BREAD, Journeys, gone, link, text

pytestmark = pytest.mark.xdist_group("journeys")
LAPTOP = {"locale": "el-GR", "timezone_id": "Europe/Athens", "viewport": {"width": 1366, "height": 768}}
NIKOS = "nikos@gmail.com"
STOP = """() => {
  const each = document.activeElement, box = each.getBoundingClientRect(), look = getComputedStyle(each);
  const seen = each.matches("input[type=radio], input[type=checkbox]") ? [each, each.closest("label")] : [each];
  return {
    name: each.getAttribute("name") ?? each.innerText ?? "", tag: each.tagName,
    x: box.x, y: box.y + scrollY, high: box.height,
    lit: seen.some((one) => one && (getComputedStyle(one).boxShadow.includes("rgb(255, 204, 0)")
      || !["none", "hidden"].includes(look.outlineStyle))),
    shown: box.bottom > 0 && box.top < innerHeight,
  };
}"""


class Stop(msgspec.Struct, frozen=True):
    """Where the focus is: the element's name or words, where it stands on the page, whether its focus is to be seen."""

    name: str
    tag: str
    x: float
    y: float
    high: float
    lit: bool
    shown: bool


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is where it is wanted; at every stop it is to be seen, and it moves on as eyes do."""
    before: Stop | None = None
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = msgspec.convert(page.evaluate(STOP), Stop)
        if stop.tag == "BODY":
            before = None
            continue
        assert stop.lit, stop
        assert stop.shown, stop
        if before is not None:
            assert stop.y > before.y - before.high or stop.x > before.x, (before, stop)
        before = stop
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")


def write(page: Page, name: str, words: str) -> None:
    """Go on to a field and type."""
    tab_to(page, f"[name='{name}']")
    page.keyboard.type(words)


def choose(page: Page, name: str, value: str) -> None:
    """Go on to a list and choose in it by its arrows."""
    tab_to(page, f"[name={name}]")
    for _ in range(260):
        if page.locator(f"[name={name}]").input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} is not offered")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    """Go on to what is to be pressed, press it, and wait for the page that comes."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press(key)


def test_somebody_with_a_keyboard_alone_registers_changes_cancels_and_erases(
    journeys: Journeys, browser: Browser
) -> None:
    page = journeys.start(browser, "/", **LAPTOP)
    open_and_close_the_language_menu(page)
    press(page, f"a[href='{BREAD}']")
    page.keyboard.press("Tab")
    with_the_skip_link(page)
    press(page, "a[href$='/register']")
    send_nothing_and_be_led_to_the_faults(page)
    fill_in(page)
    own = look_over(page)
    change(page)
    leave(journeys, page, own)
    told(journeys, own)


def open_and_close_the_language_menu(page: Page) -> None:
    tab_to(page, "details.languages > summary")
    page.keyboard.press("Space")
    menu = page.locator("details.languages")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def with_the_skip_link(page: Page) -> None:
    """It is the first stop, and what is to be pressed first comes after it."""
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("a[href$='/register']").first).to_be_focused()
    page.keyboard.press("Shift+Tab")


def send_nothing_and_be_led_to_the_faults(page: Page) -> None:
    press(page, "#registration .actions button", "Space")
    expect(page.locator(".fault-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[name=first_name]")).to_be_focused()
    page.keyboard.press("Shift+Tab")


def fill_in(page: Page) -> None:
    write(page, "first_name", "Νίκος")
    write(page, "last_name", "Ψαράς")
    write(page, "email", "nikos@gmial.com")
    write(page, "organisation", "Περιφέρεια Πελοποννήσου")
    choose(page, "country", "GR")
    choose(page, "category", "stakeholder")
    for day in ("2024-04-16", "2024-04-17"):
        tab_to(page, f"[name='day_modes.{day}']")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"[name='day_modes.{day}'][value=online]")).to_be_checked()
    tab_to(page, "[value=kneading]")
    page.keyboard.press("Space")
    tab_to(page, "[name='consents.privacy_notice']")
    page.keyboard.press("Space")
    press(page, "#registration .actions button")


def look_over(page: Page) -> str:
    """Take the hint at a mistyped address, and send."""
    tab_to(page, "[type=radio][name=email]")
    page.keyboard.press("ArrowDown")
    press(page, "#look-over .actions button")
    expect(page.locator("main")).to_contain_text(NIKOS)
    return page.url.partition("?")[0]


def change(page: Page) -> None:
    tab_to(page, "#change > summary")
    page.keyboard.press("Space")
    tab_to(page, "#change [value=kneading]")
    page.keyboard.press("Space")
    press(page, "#change form > .actions button")
    expect(page.locator(".success[role=status]").first).to_contain_text("Οι αλλαγές σας αποθηκεύτηκαν")


def leave(journeys: Journeys, page: Page, own: str) -> None:
    journeys.settle()
    press(page, "a[href$='/cancel']")
    press(page, "main form button.danger", "Space")
    expect(page.locator(".danger[role=status]")).to_be_visible()
    journeys.settle()
    press(page, "a[href$='/erase']")
    press(page, "main form button.danger")
    expect(page.locator("main")).not_to_contain_text("Νίκος")
    gone(page, own)


def told(journeys: Journeys, own: str) -> None:
    mails = journeys.mails(NIKOS)
    told = (
        "Η θέση σας επιβεβαιώθηκε",
        "Η εγγραφή σας άλλαξε",
        "Η εγγραφή σας ακυρώθηκε",
        "Τα δεδομένα σας διαγράφηκαν",
    )
    assert [mail["Subject"] for mail in mails] == [f"{each}: Εργαστήριο για κοινωνικό ψωμί" for each in told]
    assert link(mails[0]) == own
    assert "- Ζύμωμα, 16 Απρ 2024, 10:00–11:30: Επιβεβαιώθηκε" in text(mails[0])
    assert "Ζύμωμα" not in text(mails[1])
