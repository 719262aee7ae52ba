"""A date poll in a browser: dates are proposed, answered by a personal link on a phone, and one becomes the event."""

import re
import sqlite3
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page

from events_service.polls.links import poll_token
from events_service.settings import read_settings
from tests.browser.service import Service, opened, withheld

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def link_of(service: Service) -> str:
    """Give the personal link of the one who was asked, which stands sealed in the mail."""
    with sqlite3.connect(service.environment["EVENTS_DATABASE_URL"].partition(":///")[2]) as connection:
        ((invitee,),) = connection.execute("SELECT id FROM date_poll_invitees").fetchall()
    return f"{service.address}/polls/{poll_token(read_settings(service.environment).secret_key, UUID(invitee))}"


@pytest.mark.parametrize("javascript", [True, False], ids=["with a script", "without"])
def test_dates_are_proposed_answered_on_a_phone_and_one_becomes_the_event(
    service: Service, browser: Browser, axe: str, tmp_path: Path, javascript: bool
) -> None:
    service.run("account", "add", "maria@example.org", "--name", "Maria Petrova", "--role", "lead_partner")
    phone = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": javascript}
    page = opened(browser, service.run("sign-in-link", "maria@example.org"), **phone)
    found = []

    def look(page: Page) -> None:
        if javascript:
            found.extend(withheld(page, axe))
            assert page.evaluate("document.documentElement.scrollWidth") == 360

    page.goto(f"{service.address}/organise")
    page.get_by_role("link", name="Propose dates").click()
    page.get_by_role("button", name="More dates").click()
    assert page.locator(".dates").count() == 8
    page.get_by_label("Title").fill("Steering group")
    page.get_by_label("Time zone").select_option("Europe/Bucharest")
    for number, day in enumerate(("2024-05-07", "2024-05-08")):
        page.locator("[name=day]").nth(number).fill(day)
        page.locator("[name=begins]").nth(number).fill("10:00")
        page.locator("[name=ends]").nth(number).fill("13:00")
    page.get_by_label("People").fill("Iva Petrova <iva@example.org>")
    # The deadline was forgotten: nothing that was typed is lost.
    page.get_by_role("button", name="Ask them").click()
    assert page.locator("[name=day]").nth(1).input_value() == "2024-05-08"
    look(page)
    page.get_by_label("Answers until").fill("2024-04-20")
    page.get_by_role("button", name="Ask them").click()
    assert "0 of 1 have answered" in page.locator("main").inner_text()

    iva = opened(browser, link_of(service), **phone)
    calendar = tmp_path / "mine.ics"
    calendar.write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20240507T080000Z\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR"
    )
    iva.locator("summary", has_text="Hold your calendar").click()
    iva.get_by_label("Calendar file").set_input_files(calendar)
    iva.get_by_role("button", name="Mark what clashes").click()
    first, second = iva.locator("fieldset.option").all()
    assert ("busy" in first.inner_text(), "busy" in second.inner_text()) == (True, False)
    first.get_by_label("No", exact=True).check()
    second.get_by_label("Yes").check()
    iva.get_by_label("Remark").fill("Gladly")
    iva.get_by_role("button", name="Send my answer").click()
    assert "Thank you" in iva.locator(".success").inner_text()
    look(iva)

    page.reload()
    assert "Gladly" in page.locator("main").inner_text()
    look(page)
    page.locator("tr", has_text="Suits best").get_by_role("button").click()
    page.get_by_role("link", name="Open the event").click()
    assert re.search(r"/organise/events/steering-group-2024-05-08$", page.url)
    iva.reload()
    assert iva.get_by_role("link", name="See the event").is_visible()
    assert found == []
