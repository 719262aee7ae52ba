"""The way of a participant on a Greek laptop with the keyboard alone, and the mail that it causes."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.service import Service, opened

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is where it is wanted; it shows where it is on the way."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            shown = "getComputedStyle(document.activeElement)"
            shadow, outline = page.evaluate(f"[{shown}.boxShadow, {shown}.outlineStyle]")
            assert "rgb(255, 204, 0)" in shadow or outline != "none", selector
            return
    raise AssertionError(f"Tab never came to {selector}")


def write(page: Page, name: str, text: str) -> None:
    """Go on to a field and type."""
    tab_to(page, f"[name={name}]")
    page.keyboard.type(text)


def choose(page: Page, name: str, value: str) -> None:
    """Go on to a list and choose in it by its arrows."""
    tab_to(page, f"[name={name}]")
    for _ in range(260):
        if page.locator(f"[name={name}]").input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} is not offered")


def test_somebody_registers_looks_after_it_and_cancels_with_the_keyboard_alone(
    service: Service, browser: Browser
) -> None:
    how = {"locale": "el-GR", "viewport": {"width": 1366, "height": 768}, "reduced_motion": "reduce"}
    page = opened(browser, f"{service.address}/events/harghita-2024", **how)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tab_to(page, "a[href$='/register']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/register")
    page.wait_for_load_state()
    write(page, "first_name", "Ελένη")
    write(page, "last_name", "Παπαδοπούλου")
    write(page, "email", "eleni@gmial.com")
    write(page, "organisation", "Περιφέρεια Πελοποννήσου")
    choose(page, "country", "GR")
    choose(page, "category", "stakeholder")
    tab_to(page, "[name='consents.privacy_notice']")
    page.keyboard.press("Space")
    tab_to(page, ".actions button")
    page.keyboard.press("Enter")
    expect(page.locator("#look-over")).to_be_visible()
    tab_to(page, "[type=radio][name=email]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#look-over .actions button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/**")
    own = page.url.partition("?")[0]
    expect(page.locator("main")).to_contain_text("eleni@gmail.com")
    page.goto(own)
    tab_to(page, "a[href$='/cancel']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cancel")
    tab_to(page, "main button")
    page.keyboard.press("Enter")
    page.wait_for_url(own)
    expect(page.locator(".danger[role=status]")).to_be_visible()
    service.run("account", "add", "ilona@example.org", "--name", "Ilona Székely", "--role", "organiser",
                "--project", "secon", "--partner", "harghita")  # fmt: skip
    desk = opened(browser, service.run("sign-in-link", "ilona@example.org"))
    desk.goto(f"{service.address}/organise/events/harghita-2024/mails")
    assert desk.locator("main").inner_text().count("eleni@gmail.com") == 2
