"""The registration form, filled in as people do."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def write_who(page: Page, *, country: str, category: str = "stakeholder", **typed: str) -> None:
    """Write who somebody is: what is typed by the names of its fields, and what is chosen."""
    for name, words in typed.items():
        page.fill(f"[name={name}]", words)
    page.select_option("[name=country]", country)
    page.select_option("[name=category]", category)


def fill_in_at_harghita(page: Page, email: str, *, seen: Callable[[str], None] = lambda where: None) -> str:
    """Fill in the form of an event that asks nothing, look it over and send it; give the address where that leads."""
    who = {"first_name": "Ana", "last_name": "Pop", "organisation": "Harghita County Council"}
    write_who(page, **who, email=email, country="RO")
    page.check("[name='consents.privacy_notice']")
    page.locator("#registration .actions button").click()
    page.wait_for_selector("#look-over")
    seen("look over")
    page.locator("#look-over .actions button").first.click()
    expect(page.locator("#look-over")).to_have_count(0)
    return page.url.partition("?")[0]
