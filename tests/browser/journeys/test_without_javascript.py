"""Somebody whose browser runs no JavaScript: faults, a second thought, a lost link, the waiting list and an offer."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.filling import write_who
from tests.browser.journeys.journey import OVEN, Journeys, enclosed, fits, gone, link, text
from tests.world.people import body

pytestmark = pytest.mark.xdist_group("journeys")
PLAIN = {"locale": "en-GB", "viewport": {"width": 360, "height": 740}, "java_script_enabled": False}
MARIA, JAN = "maria@plain.example.org", "jan@plain.example.org"


def test_somebody_without_javascript_waits_is_offered_a_place_and_takes_it(
    journeys: Journeys, browser: Browser
) -> None:
    page = journeys.start(browser, "/", **PLAIN)
    asked = body(email=JAN, language="en")
    taken = page.request.post(f"{journeys.service.address}/api/v1{OVEN}/registrations", data=asked).json()
    page.locator(f"a[href='{OVEN}']").first.click()
    page.get_by_role("link", name="Join the waiting list").first.click()
    faults_are_named_and_nothing_typed_is_lost(page)
    own = send_after_a_second_thought(page)
    page = lose_the_link(journeys, page, own)
    let_go(page, taken["manage_url"])
    take_the_offered_place(journeys, page, own)
    cancel_and_erase(journeys, page, own)
    told_of_each_thing_once(journeys)


def faults_are_named_and_nothing_typed_is_lost(page: Page) -> None:
    page.fill("[name=first_name]", "Maria")
    page.fill("[name=email]", "maria at home")
    page.locator("#registration .actions button").click()
    expect(page).to_have_title(re.compile("^Error: Register: "))
    expect(page.locator(".fault-summary")).to_be_focused()
    expect(page.locator("[name=first_name]")).to_have_value("Maria")
    expect(page.locator("[name=email]")).to_have_value("maria at home")
    assert page.locator(".fault-summary li").count() == page.locator("[aria-invalid=true]").count()
    fits(page)


def send_after_a_second_thought(page: Page) -> str:
    """Look the answers over, go back to change one, and send; nothing typed is lost on the way."""
    rest = {"last_name": "Petrowa", "organisation": "House of bread", "category": "expert"}
    write_who(page, **rest, email=MARIA, country="BG")
    page.check("[name='consents.privacy_notice']")
    page.locator("#registration .actions button").click()
    page.get_by_role("button", name="Change something").click()
    expect(page.locator("[name=organisation]")).to_have_value("House of bread")
    expect(page.locator("[name='consents.privacy_notice']")).to_be_checked()
    page.fill("[name=last_name]", "Petrova")
    page.locator("#registration .actions button").click()
    expect(page.locator("#look-over")).to_contain_text("Petrova")
    page.get_by_role("button", name="Join the waiting list").click()
    page.wait_for_url("**/my/**")
    expect(page.locator("main")).to_contain_text("You are on the waiting list, at place 1")
    fits(page)
    return page.url.partition("?")[0]


def lose_the_link(journeys: Journeys, page: Page, own: str) -> Page:
    """Ask for the link again, and open the one that comes by mail."""
    page.goto(f"{journeys.service.address}{OVEN}/register/link")
    page.fill("[name=email]", MARIA)
    page.locator("main form button").click()
    expect(page.locator(".success")).to_contain_text("Please look into your mail")
    waits, again = journeys.mails(MARIA)
    assert "Your place on the waiting list: 1" in text(waits)
    assert link(waits) == own
    page.goto(link(again))
    expect(page.locator("main")).to_contain_text("You are on the waiting list, at place 1")
    return page


def let_go(page: Page, address: str) -> None:
    """Cancel the registration of the one who has the only place."""
    page.goto(f"{address}/cancel")
    page.locator("main form button.danger").click()


def take_the_offered_place(journeys: Journeys, page: Page, own: str) -> None:
    offered = journeys.mails(MARIA)[2]
    assert re.search(r"2 Apr 2024, 12:\d\d \(Eastern European Summer Time\)", text(offered))
    page.goto(link(offered))
    expect(page.locator(".offer")).to_contain_text("A place is waiting for your answer")
    fits(page)
    page.get_by_role("button", name="Yes, I take the place").click()
    expect(page.locator(".success[role=status]").first).to_contain_text("place")
    assert page.request.get(f"{own}/badge.pdf").body().startswith(b"%PDF")


def cancel_and_erase(journeys: Journeys, page: Page, own: str) -> None:
    journeys.settle()
    page.goto(f"{own}/cancel")
    page.locator("main form button.danger").click()
    expect(page.locator(".danger[role=status]")).to_be_visible()
    journeys.settle()
    page.locator("a[href$='/erase']").click()
    page.locator("main form button.danger").click()
    expect(page.locator("main")).not_to_contain_text("Maria")
    gone(page, own)


def told_of_each_thing_once(journeys: Journeys) -> None:
    told = [
        "You are on the waiting list",
        "Your personal link",
        "A place is waiting for your answer",
        "Your place is confirmed",
        "Your registration is cancelled",
        "Your data are erased",
    ]
    assert [mail["Subject"] for mail in journeys.mails(MARIA)] == [f"{each}: Visit to the oven" for each in told]
    assert [enclosed(mail) for mail in journeys.mails(MARIA)[3:]] == [
        ["application/ics", "application/pdf"],
        ["application/ics"],
        [],
    ]
    confirmed, cancelled = journeys.mails(JAN)
    assert confirmed["Subject"] == "Your place is confirmed: Visit to the oven"
    assert cancelled["Subject"] == "Your registration is cancelled: Visit to the oven"
