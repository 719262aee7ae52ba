"""A participant's own page as it is used: printed, added to a calendar, and with a colleague who comes along later."""

import re
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desk import mailed, opened_desk
from tests.browser.filling import fill_in_at_harghita
from tests.browser.keys import tab_to
from tests.browser.service import Service, opened

FOLDED = ("Calendar and invitations", "Change my registration", "Colleagues", "Add to my calendar")
"""What is worked with on the page, of which paper would show an empty box."""
PHONE = {"width": 360, "height": 740}


def test_the_emblem_is_on_each_page_of_the_print_and_alone_on_none(shared: Service, browser: Browser) -> None:
    page = opened(browser, f"{shared.address}/events/harghita-2024/register")
    page.goto(fill_in_at_harghita(page, "ana@example.org"))
    for height in range(200, 300, 7):  # mm; somewhere among them the page ends just before the foot
        paper = pypdfium2.PdfDocument(page.pdf(width="210mm", height=f"{height}mm"))
        sheets = [each.get_textpage().get_text_bounded().strip() for each in paper]
        assert [each for each in sheets if "Co-funded by the European Union" not in each] == [], height
        assert [each for each in sheets if each.startswith("Co-funded by the European Union")] == [], height
        printed = "".join(sheets)
        assert [each for each in FOLDED if each in printed] == []


def test_the_calendar_button_offers_each_kind_of_program_without_a_script(shared: Service, browser: Browser) -> None:
    page = opened(browser, f"{shared.address}/events/harghita-2024/register", java_script_enabled=False, viewport=PHONE)
    page.goto(fill_in_at_harghita(page, "eva@example.org"))
    page.get_by_text("Add to my calendar").click()
    offered = [link.get_attribute("href") or "" for link in page.locator(".calendar-links a").all()]
    assert [link.partition(":")[0] for link in offered] == ["webcal", "https", "https", "https"]
    for name in ("Apple, Thunderbird and others", "Google Calendar", "Outlook.com", "Outlook for work or school"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
    address = page.get_by_label("Address to subscribe to").input_value()
    assert page.request.get(address).text().startswith("BEGIN:VCALENDAR")


def test_the_keyboard_alone_registers_on_a_laptop_and_cancels_and_two_mails_say_so(
    shared: Service, browser: Browser
) -> None:
    page = opened(browser, f"{shared.address}/events/harghita-2024", locale="el-GR")
    tab_to(page, "main a[href$='/register']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#registration")
    who = {"first_name": "Ελένη", "last_name": "Παπαδοπούλου", "email": "keys@example.org", "organisation": "ΚΜΟΠ"}
    for name, typed in who.items():
        tab_to(page, f"[name={name}]")
        page.keyboard.type(typed)
    for name, choice in {"country": "GR", "category": "stakeholder"}.items():
        tab_to(page, f"[name={name}]")
        while page.locator(f"[name={name}]").input_value() != choice:
            page.keyboard.press("ArrowDown")
    tab_to(page, "[name='consents.privacy_notice']")
    page.keyboard.press("Space")
    tab_to(page, "#registration .actions button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#look-over")
    tab_to(page, "#look-over .actions button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/**")
    expect(page.locator("main")).to_contain_text("Ελένη Παπαδοπούλου")
    tab_to(page, "main a[href$='/cancel']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cancel")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    expect(page.locator(".danger[role=status]")).to_be_visible()
    told = mailed(opened_desk(shared, browser, "harghita-2024"))
    own = [subject.partition(":")[0] for address, subject in told if address == who["email"]]
    assert own == ["Η θέση σας επιβεβαιώθηκε", "Η εγγραφή σας ακυρώθηκε"]


def test_going_back_shows_the_answers_again_and_sending_them_leads_home(shared: Service, browser: Browser) -> None:
    page = opened(browser, f"{shared.address}/events/harghita-2024/register")
    own = fill_in_at_harghita(page, "back@example.org")
    page.go_back()
    page.locator("#look-over .actions button").first.click()
    expect(page).to_have_url(re.compile(f"{re.escape(own)}($|[?])"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_colleague_is_added_later_on_a_phone_with_the_keyboard(service: Service, browser: Browser) -> None:
    service.run("load", str(with_colleagues(service)))
    page = opened(browser, f"{service.address}/events/harghita-2024/register", viewport=PHONE)
    own = fill_in_at_harghita(page, "ana@example.org")
    page.goto(f"{own}?lang=bg")
    page.get_by_role("link", name="Добавяне на колега").focus()
    page.keyboard.press("Enter")
    page.locator("[name='companions.0.first_name']").focus()
    for typed in ("Щерьо", "Ъглев", "no address"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".fault-summary")).to_be_focused()
    expect(page.locator("[name='companions.0.last_name']")).to_have_value("Ъглев")
    page.locator("[name='companions.0.email']").fill("shteryo@example.org")
    page.keyboard.press("Enter")
    expect(page.locator(".typed-address")).to_have_text("shteryo@example.org")
    page.goto(f"{own}?lang=bg")
    expect(page.locator("#party")).to_contain_text("Щерьо Ъглев")


def with_colleagues(service: Service) -> Path:
    """Give the file of the workshop in Harghita that lets two colleagues come along."""
    file = Path(service.environment["EVENTS_DATA_DIR"]).parent / "harghita.yaml"
    written = service.run("export", "harghita-2024")
    file.write_text(re.sub("^registration:\n", "registration:\n  companions: 2\n", written, flags=re.MULTILINE))
    return file
