"""An organiser with nothing but a phone of 360 px: a new event, its forms, and the desk, with scripts or without."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.journeys.journey import fits
from tests.browser.service import Service, as_organiser
from tests.world.people import body

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_organiser_prepares_an_event_and_decides_on_people_by_touch(
    service: Service, browser: Browser, *, scripts: bool
) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    page = as_organiser(service, browser, **phone, java_script_enabled=scripts)
    event = begun(page, service)
    formed(page, service, event)
    decided(page, service, event)


def tap(page: Page, role: Literal["link", "button"], name: str) -> None:
    """Tap on what leads to another page, and see that it fits a phone and a thumb."""
    with page.expect_navigation():
        page.get_by_role(role, name=name, exact=True).first.tap()
    fits(page)


def begun(page: Page, service: Service) -> str:
    """Part 3: begin an event from the template of its type, and give its address."""
    page.goto(f"{service.address}/organise")
    tap(page, "link", "New event")
    page.locator("[name=title]").fill("Bread and law")
    page.locator("[name='days.0']").fill("2030-06-04")
    page.locator("[name='venue.name']").fill("Bakery")
    page.locator("label.choice", has_text="Study visit").first.tap()
    tap(page, "button", "Create the draft event")
    expect(page.get_by_text("The draft is saved")).to_be_visible()
    return page.url.partition("/edit")[0]


def formed(page: Page, service: Service, event: str) -> None:
    """Part 4: a faulty field comes back with what was typed, a mended one is saved, and the event is published."""
    tap(page, "link", "Registration")
    page.locator("[name=capacity]").fill("many")
    page.locator("[name='registration.approval']").tap()
    tap(page, "button", "Save")
    expect(page.locator("#fault-capacity")).to_be_visible()
    expect(page.locator("[name=capacity]")).to_have_value("many")
    page.locator("[name=capacity]").fill("12")
    tap(page, "button", "Save")
    expect(page.get_by_text("Saved").first).to_be_visible()
    page.goto(f"{event}/edit")
    tap(page, "link", "Publish it")
    tap(page, "button", "Publish it")
    expect(page.get_by_text("Published").first).to_be_visible()


def decided(page: Page, service: Service, event: str) -> None:
    """Part 8: of two people who ask for a place one is ticked, looked at, and approved."""
    api = f"{service.address}/api/v1/events/{event.rpartition('/')[2]}/registrations"
    for number, name in enumerate(("Berg", "Nowak")):
        answer = page.request.post(api, data=body(last_name=name, email=f"p{number}@example.org"))
        assert answer.status == 201, answer.text()
    page.goto(f"{event}/registrations")
    fits(page)
    page.get_by_label("Tick Jan Nowak").tap()
    page.locator("select[name=what]").select_option("approve")
    tap(page, "button", "Look at what will happen")
    expect(page.locator("tbody th a")).to_have_text(["Jan Nowak"])
    tap(page, "button", "Do this, and tell them by mail")
    tap(page, "link", "← Back to the list")
    expect(page.locator("#found [data-label=Status]").filter(has_text="Confirmed")).to_have_count(1)
