"""The registration form of an event that asks nothing, filled in as people do."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def fill_in_at_harghita(page: Page, email: str, *, seen: Callable[[str], None] = lambda where: None) -> str:
    """Fill in the form that is open, look it over and send it; give the address where that leads."""
    for name, value in (("first_name", "Ana"), ("last_name", "Pop"), ("email", email)):
        page.fill(f"[name={name}]", value)
    page.fill("[name=organisation]", "Harghita County Council")
    page.select_option("[name=country]", "RO")
    page.select_option("[name=category]", "stakeholder")
    page.check("[name='consents.privacy_notice']")
    page.locator("#registration .actions button").click()
    page.wait_for_selector("#look-over")
    seen("look over")
    page.locator("#look-over .actions button").first.click()
    expect(page.locator("#look-over")).to_have_count(0)
    return page.url.partition("?")[0]
