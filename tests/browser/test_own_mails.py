"""Own words in mails, in a browser: the mail stands beside the form as it is typed, and goes out as it was seen."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.service import Service, as_organiser
from tests.world.people import body

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVENT = "harghita-2024"


def test_words_are_seen_in_the_mail_as_they_are_typed_and_stand_in_the_next_one(
    service: Service, browser: Browser
) -> None:
    page = as_organiser(service, browser, viewport={"width": 1440, "height": 900})
    page.goto(f"{service.address}/organise/events/{EVENT}/mails")
    page.get_by_role("link", name="Own mail texts").click()
    page.get_by_role("link", name="Confirmed", exact=True).click()
    mail = page.frame_locator("iframe.letter")
    expect(mail.locator("body")).to_contain_text("Dear Maria Example")
    before = page.evaluate("history.length")
    page.locator('[name="text.en"]').fill("Bring boots, {first_name}!")
    expect(mail.locator("body")).to_contain_text("Bring boots, Maria!")
    page.locator('[name="text.en"]').fill("Bring {boots}!")
    expect(mail.locator("body")).to_contain_text("{boots} means nothing here.")
    page.locator('[name="text.en"]').fill("Bring boots, {first_name}!")
    page.locator("[name=view]").select_option("text")
    expect(mail.locator("pre")).to_contain_text("Bring boots, Maria!")
    assert page.evaluate("history.length") == before, "looking adds no step to the way back"
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved").wait_for()
    page.goto(f"{service.address}/organise/events/{EVENT}/release")
    page.get_by_role("button", name="Release now").click()
    page.wait_for_load_state()
    asked = body(language="en", first_name="Ана", last_name="Петрова")
    answer = page.request.post(f"{service.address}/api/v1/events/{EVENT}/registrations", data=asked)
    assert answer.status == 201
    page.goto(f"{service.address}/organise/events/{EVENT}/mails/texts/confirmed")
    page.locator("[name=person]").select_option(label="Ана Петрова (English)")
    expect(mail.locator("body")).to_contain_text("Bring boots, Ана!")
    page.goto(f"{service.address}/organise/events/{EVENT}/mails")
    page.locator("main tbody a").first.click()
    expect(mail.locator("body")).to_contain_text("Bring boots, Ана!")
