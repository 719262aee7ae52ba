"""A helper's phone, from the organiser's code to the end of the desk in the middle of work."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.door import kept_outcomes, open_desk, sign_in, started_desk
from tests.browser.service import Service

# What the browser does is the same on both databases.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_phone_scans_for_a_desk_and_forgets_everybody_when_it_is_closed(
    browser: Browser, start_service: Callable[..., Service]
) -> None:
    service = started_desk(start_service)
    office = browser.new_context(locale="en-GB")
    sign_in(office, service)
    desk = open_desk(office, service)
    desk.get_by_role("link", name="Helpers at the door").click()
    desk.get_by_label("Name of the desk").fill("Entrance B")
    desk.get_by_role("button", name="Make the code").click()
    link = desk.get_by_label("Link for Entrance B").input_value()
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", link.rpartition("/")[2])

    phone = browser.new_context(locale="en-GB", viewport={"width": 360, "height": 640})
    page = phone.new_page()
    page.goto(link)
    page.get_by_role("button", name="Open the desk on this device").click()
    page.wait_for_selector("#desk[data-ready]")
    page.evaluate("navigator.serviceWorker.ready")
    page.fill("#query", "пе")
    expect(page.locator("#people li")).to_have_count(0)
    page.fill("#query", "petro")
    expect(page.locator("#people strong")).to_have_count(1)
    page.fill("#badge", "code000001")
    page.keyboard.press("Enter")
    expect(page.locator("#outcome")).to_contain_text("Мария Петрова")
    expect(page.locator("#connection")).to_have_attribute("data-waiting", "0")

    phone.set_offline(True)
    page.reload()  # the page that the device keeps
    page.wait_for_selector("#desk[data-ready]")
    page.fill("#badge", "code000002")
    page.keyboard.press("Enter")
    expect(page.locator("#outcome")).to_contain_text("Παπαδόπουλος")
    desk.goto(f"{service.address}/organise/events/harghita-2024/helpers")
    desk.get_by_role("button", name="Close the desk Entrance B now").click()
    phone.set_offline(False)
    expect(page.locator("#connection")).to_contain_text("This desk is closed")
    expect(page.locator("#connection")).to_have_attribute("data-waiting", "0")
    expect(page.locator("#desk")).not_to_contain_text("Παπαδόπουλος")
    assert kept_outcomes(service) == ["accepted", "accepted"]
    desk.reload()
    expect(desk.locator("main")).to_contain_text("Entrance B: sent after the desk was closed")
    phone.close()
    office.close()
