"""A Bulgarian on a phone of 360 px, with a colleague and limited sessions: from the programme to the erased data."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.filling import write_who
from tests.browser.journeys.journey import BREAD, Journeys, calendar, enclosed, fits, gone, invited, link, text

pytestmark = pytest.mark.xdist_group("journeys")
PHONE = {"locale": "bg-BG", "timezone_id": "Europe/Sofia", "viewport": {"width": 360, "height": 740}}
TOUCHED = {"has_touch": True, "is_mobile": True}
TITLE = "Работилница за социален хляб"
GERGANA, SHTERYO = "gergana@phone.example.org", "shteryo@phone.example.org"


def test_a_bulgarian_on_a_phone_goes_from_the_programme_to_the_erased_data(
    journeys: Journeys, browser: Browser
) -> None:
    page = journeys.start(browser, "/", **PHONE, **TOUCHED)
    go(page, f"a[href='{BREAD}']")
    go(page, "a[href$='/register']")
    fill_in(page)
    own = look_over_and_send(page)
    told_of_all_in_one_mail(journeys, page, own)
    change(page)
    told_of_the_change(journeys, page, own)
    cancel_and_erase(journeys, page, own)
    told_of_the_end(journeys)


def go(page: Page, selector: str) -> None:
    """Tap on what leads to another page, and look at what comes."""
    with page.expect_navigation():
        page.locator(selector).first.tap()
    fits(page)


def fill_in(page: Page) -> None:
    names = {"first_name": "Гергана", "last_name": "Стоянова-Илиева", "organisation": "Община „Изток“ & Co"}
    write_who(page, **names, email=GERGANA, country="BG")
    for day in ("2024-04-16", "2024-04-17"):
        page.locator(f"[name='day_modes.{day}'][value=in_person]").tap()
    for session in ("kneading", "bakery"):
        page.locator(f"[name=sessions][value={session}]").tap()
    page.locator("#companions button[value=add]").tap()
    page.fill("[name='companions.0.first_name']", "Щерьо")
    page.fill("[name='companions.0.last_name']", "Ъглев")
    page.fill("[name='companions.0.email']", SHTERYO)
    page.locator("[name='consents.privacy_notice']").tap()
    fits(page)
    go(page, "#registration .actions button")


def look_over_and_send(page: Page) -> str:
    """See that everything is there on the page before the last, send it, and give the personal page's address."""
    given = page.locator("#look-over")
    for what in ("Стоянова-Илиева", GERGANA, "Месене", "Посещение на пекарна", "Щерьо", SHTERYO):
        expect(given).to_contain_text(what)
    go(page, "#look-over .actions button")
    expect(page.locator("h1")).to_have_text(TITLE)
    expect(page.locator("img[src$='/badge.svg']")).to_be_visible()
    return page.url.partition("?")[0]


def told_of_all_in_one_mail(journeys: Journeys, page: Page, own: str) -> None:
    (mail,) = journeys.mails(GERGANA)
    assert mail["Subject"] == f"Мястото Ви е потвърдено: {TITLE}"
    assert link(mail) == own
    days = ("вторник, 16 април 2024 г., 09:15–11:30", "сряда, 17 април 2024 г., 14:00–18:00")
    sessions = ("Месене, 16.04.2024 г., 10:00–11:30", "Посещение на пекарна, 17.04.2024 г., 14:00–17:00")
    told = [*(f"{day} · Присъствено" for day in days), *(f"- {each}: Потвърдена" for each in sessions)]
    assert [line for line in told if line not in text(mail)] == []
    assert "Мелница, Strada Morii 3" in text(mail)
    assert "desk@example.org" in text(mail)
    # Two days and two sessions, each an invitation of its own, and the badge.
    assert enclosed(mail) == ["application/ics"] * 4 + ["application/pdf"]
    assert invited(mail) == dict.fromkeys((TITLE, "Месене", "Посещение на пекарна"), "REQUEST")
    everything = (TITLE, "Добре дошли", "Месене", "Посещение на пекарна", "Заключителни думи")
    assert calendar(page, own) == dict.fromkeys(everything, "CONFIRMED")
    assert page.request.get(f"{own}/badge.pdf").body().startswith(b"%PDF")
    (theirs,) = journeys.mails(SHTERYO)
    assert "Гергана Стоянова-Илиева" in text(theirs)
    assert link(theirs) != own


def change(page: Page) -> None:
    """Give the visit to the bakery back."""
    page.locator("#change > summary").tap()
    page.locator("[name=sessions][value=bakery]").tap()
    fits(page)
    go(page, "#change form > .actions button")
    expect(page.locator(".success[role=status]").first).to_contain_text("са запазени")


def told_of_the_change(journeys: Journeys, page: Page, own: str) -> None:
    _, mail = journeys.mails(GERGANA)
    assert mail["Subject"] == f"Регистрацията Ви е променена: {TITLE}"
    assert "- Месене, 16.04.2024 г., 10:00–11:30: Потвърдена" in text(mail)
    assert "пекарна" not in text(mail)
    assert invited(mail) == {"Посещение на пекарна": "CANCEL"}
    assert calendar(page, own)["Посещение на пекарна"] == "CANCELLED"


def cancel_and_erase(journeys: Journeys, page: Page, own: str) -> None:
    """Cancel by the page's last buttons, then leave nothing behind: the page is gone with the data."""
    page.goto(own)
    go(page, "a[href$='/cancel']")
    go(page, "main form button.danger")
    expect(page.locator(".danger[role=status]")).to_be_visible()
    journeys.settle()
    go(page, "a[href$='/erase']")
    go(page, "main form button.danger")
    expect(page.locator("main")).not_to_contain_text("Гергана")
    gone(page, own)


def told_of_the_end(journeys: Journeys) -> None:
    cancelled, erased = journeys.mails(GERGANA)[2:]
    assert cancelled["Subject"] == f"Регистрацията Ви е отменена: {TITLE}"
    assert invited(cancelled) == dict.fromkeys((TITLE, "Месене"), "CANCEL")
    assert erased["Subject"] == f"Данните Ви са изтрити: {TITLE}"
    assert len(journeys.mails(SHTERYO)) == 1
