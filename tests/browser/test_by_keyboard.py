"""A lead partner with a keyboard alone: a colleague is invited, and an event changed on its forms and published."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.keys import tab_to
from tests.browser.service import Service, opened

EVENT = "/organise/events/harghita-2024"


def follow(page: Page, selector: str) -> None:
    """Go on by Tab to what a selector finds, and press Enter, which leads to another page."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, name: str, words: str) -> None:
    """Go on by Tab to a field, and type in the place of what it has."""
    tab_to(page, f"[name='{name}']")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)


def test_the_keyboard_alone_invites_a_colleague_and_changes_an_event(shared: Service, browser: Browser) -> None:
    shared.run("account", "add", "lead@example.org", "--name", "Maria Petrova", "--role", "lead_partner")
    page = opened(browser, shared.run("sign-in-link", "lead@example.org"))
    invited(page)
    changed(page, shared)


def invited(page: Page) -> None:
    """Part 2: from the first page to an invitation for an event's manager; what was forgotten is led to."""
    follow(page, "main a[href='/organise/people']")
    follow(page, "main a[href='/organise/people/invite']")
    write(page, "name", "Georgi Ivanov")
    write(page, "email", "georgi@example.org")
    follow(page, "main form button:not([name])")
    assert page.evaluate("document.activeElement.className") == "fault-summary"
    tab_to(page, ".fault-summary a[href='#role']")
    page.keyboard.press("Enter")
    tab_to(page, "[name=role]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=role]:checked")).to_have_value("event_manager")
    tab_to(page, "[name=events][value=harghita-2024]")
    page.keyboard.press("Space")
    follow(page, "main form button:not([name])")
    expect(page.locator(".success")).to_have_text("The invitation is on its way.")
    expect(page.locator("main")).to_contain_text("georgi@example.org")


def changed(page: Page, service: Service) -> None:
    """Part 4: a faulty field comes back with the focus on what is wrong, and what is mended waits for its release."""
    page.goto(f"{service.address}{EVENT}/edit")
    follow(page, "main a[href$='/edit/registration']")
    write(page, "capacity", "many")
    tab_to(page, "[name='registration.approval']")
    page.keyboard.press("Space")
    follow(page, "main form .actions button[name=do]")
    assert page.evaluate("document.activeElement.className") == "fault-summary"
    expect(page.locator("[name=capacity]")).to_have_value("many")
    follow_to_field(page, "capacity")
    page.keyboard.type("60")
    follow(page, "main form .actions button[name=do]")
    expect(page.locator("main .success")).to_contain_text("Saved")
    expect(page.locator("[name=capacity]")).to_have_value("60")
    expect(page.locator("[name='registration.approval']")).to_be_checked()


def follow_to_field(page: Page, name: str) -> None:
    """Go by the summary of faults to the field that is faulty."""
    tab_to(page, f".fault-summary a[href='#{name}']")
    page.keyboard.press("Enter")
    expect(page.locator(f"[name='{name}']")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
