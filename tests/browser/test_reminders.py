"""A reminder in a browser: written and seen as a participant gets it, and it moves along where the event moves."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.service import Service, as_organiser

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVENT = "harghita-2024"


def test_a_reminder_is_written_seen_and_moves_along_with_the_event(service: Service, browser: Browser) -> None:
    page = as_organiser(service, browser, viewport={"width": 1440, "height": 900})
    page.goto(f"{service.address}/organise/events/{EVENT}/mails/reminders")
    page.get_by_role("link", name="Add a reminder").click()
    mail = page.frame_locator("iframe.letter")
    expect(mail.locator("body")).to_contain_text("Write a subject and a text")
    page.locator('[name="subject.en"]').fill("Practical information")
    page.locator('[name="text.en"]').fill("Bring boots, {first_name}!")
    expect(mail.locator("body")).to_contain_text("Bring boots, Maria!")
    page.locator("[name=person]").select_option(value="bg")
    expect(mail.locator("body")).to_contain_text("Bring boots, Maria!")
    page.get_by_role("button", name="Save", exact=True).click()
    row = page.locator("main tbody tr")
    expect(row).to_contain_text("7 days before the first day")
    expect(row).to_contain_text("9 Apr 2024")
    page.goto(f"{service.address}/organise/events/{EVENT}/edit/basics")
    for number, day in enumerate(("2024-05-14", "2024-05-15", "2024-05-16")):
        page.locator(f'[name="days.{number}"]').fill(day)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved").first.wait_for()
    page.goto(f"{service.address}/organise/events/{EVENT}/mails/reminders")
    expect(row).to_contain_text("7 May 2024")
