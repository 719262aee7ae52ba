"""The whole way, as three people go it: register in Bulgarian, print, check in by the printed code, record, approve."""

from collections.abc import Callable
from datetime import UTC, datetime

import pypdfium2
import zxingcpp
from ical.calendar_stream import IcsCalendarStream
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.filling import write_who
from tests.browser.service import Service

EVENT_DAY = "2024-04-16T06:50:00Z"
VISIT_STARTS = datetime(2024, 4, 17, 11, 0, tzinfo=UTC)  # 14:00 in Bucharest, in summer time


def test_from_registration_to_the_approved_record(
    start_service: Callable[..., Service], browser: Browser, context: BrowserContext
) -> None:
    service = start_service()
    page = context.new_page()
    register(page, service)
    own_address = page.url.partition("?")[0]
    assert_calendar_holds_the_sessions(context, own_address)

    # The days pass, and the service is started anew on the same database on the morning of the event.
    service = start_service(now=EVENT_DAY)
    service.run("account", "add", "organiser@example.org", "--name", "Ilona Székely", "--role", "organiser",
                "--project", "secon", "--partner", "harghita")  # fmt: skip
    service.run("account", "add", "lead@example.org", "--name", "Ελένη Παπαδοπούλου", "--role", "lead_partner",
                "--project", "secon")  # fmt: skip

    desk = browser.new_context(locale="en-GB").new_page()
    desk.goto(service.run("sign-in-link", "organiser@example.org"))
    assert_sheet_names_the_participant(desk, service)
    code = decode_badge(desk, service)
    check_in(desk, service, code)
    submit(desk, service)

    lead = browser.new_context(locale="en-GB").new_page()
    lead.goto(service.run("sign-in-link", "lead@example.org"))
    approve(lead, service)
    assert "whole" in service.run("verify")


def register(page: Page, service: Service) -> None:
    """Register for Harghita with the study visit, on a phone, in Bulgarian."""
    page.goto(f"{service.address}/")
    assert page.locator("html").get_attribute("lang") == "bg"
    page.goto(f"{service.address}/events/harghita-2024")
    page.locator("a[href$='/register']").first.click()
    names = {"first_name": "Гергана", "last_name": "Стоянова-Илиева", "organisation": "Община Хасково"}
    write_who(page, **names, email="gergana@example.org", country="BG", category="project_partner")
    page.check("[name=sessions][value=visit]")
    page.check("[name='consents.privacy_notice']")
    page.locator("main form button:not([type=button])").last.click()
    page.locator("#look-over .actions button").first.click()
    page.wait_for_url("**/my/**")
    expect(page.locator("h1")).to_contain_text("междурегионален семинар")
    expect(page.locator("img[src$='/badge.svg']")).to_be_visible()


def assert_calendar_holds_the_sessions(context: BrowserContext, own_address: str) -> None:
    answer = context.request.get(f"{own_address}/calendar.ics")
    calendar = IcsCalendarStream.calendar_from_ics(answer.text())
    starts = {event.dtstart.astimezone(UTC) for event in calendar.events if isinstance(event.dtstart, datetime)}
    assert VISIT_STARTS in starts
    assert len(calendar.events) > 10
    assert "gergana" not in answer.text().lower()
    assert "/my/" not in answer.text()


def assert_sheet_names_the_participant(desk: Page, service: Service) -> None:
    answer = desk.request.get(
        f"{service.address}/organise/events/harghita-2024/sign-in-sheets.pdf", params={"day": "2024-04-16"}
    )
    assert answer.status == 200
    with pypdfium2.PdfDocument(answer.body()) as document:
        text = " ".join(document[0].get_textpage().get_text_range().split())
    assert "Гергана Стоянова-Илиева" in text
    assert "Co-funded by the European Union" in text


def decode_badge(desk: Page, service: Service) -> str:
    """Print the badges, render the first, and read its code with another library."""
    desk.goto(f"{service.address}/organise/events/harghita-2024/print")
    answer = desk.request.get(f"{service.address}/organise/events/harghita-2024/badges.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    with pypdfium2.PdfDocument(answer.body()) as document:
        picture = document[0].render(scale=150 / 72).to_pil()
    (code,) = {each.text for each in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)}
    return code


def check_in(desk: Page, service: Service, code: str) -> None:
    """Type the code as a hand scanner does, with a return at its end."""
    desk.goto(f"{service.address}/organise/events/harghita-2024/check-in")
    desk.locator("#badge").press_sequentially(code)
    desk.locator("#badge").press("Enter")
    expect(desk.locator(".outcome").first).to_contain_text("Гергана Стоянова-Илиева")


def submit(desk: Page, service: Service) -> None:
    desk.goto(f"{service.address}/organise/events/harghita-2024/attendance")
    expect(desk.locator("main")).to_contain_text("Гергана Стоянова-Илиева")
    desk.locator("form[action$='/submit'] button").click()
    expect(desk.locator("main")).to_contain_text("Submitted")


def approve(lead: Page, service: Service) -> None:
    lead.goto(f"{service.address}/review")
    lead.locator("a[href$='/review/events/harghita-2024']").first.click()
    expect(lead.locator("main")).to_contain_text("Гергана Стоянова-Илиева")
    lead.locator("form[action$='/approve'] button").click()
    expect(lead.locator("main")).to_contain_text("Approved")
