"""A Greek on a laptop who comes on one day and is online on the other: each day is theirs in its own way."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.filling import write_who
from tests.browser.journeys.journey import BREAD, Journeys, calendar, enclosed, fits, invited, link, text

pytestmark = pytest.mark.xdist_group("journeys")
LAPTOP = {"locale": "el-GR", "timezone_id": "Europe/Athens", "viewport": {"width": 1366, "height": 768}}
ELENI = "eleni@laptop.example.org"
TITLE = "Εργαστήριο για κοινωνικό ψωμί"
FIRST_DAY = "Τρίτη 16 Απριλίου 2024, 09:15–11:30 · Με φυσική παρουσία"
MEETING = "https://meet.example.org/bread"


def test_a_greek_on_a_laptop_comes_on_one_day_and_is_online_on_the_other(journeys: Journeys, browser: Browser) -> None:
    page = journeys.start(browser, BREAD, **LAPTOP)
    page.locator("a[href$='/register']").first.click()
    fill_in(page)
    a_visit_in_person_is_not_for_a_day_online(page)
    own = send(page)
    told_how_each_day_is(journeys, page, own)
    page.locator("#change > summary").click()
    page.check("[name='day_modes.2024-04-17'][value=absent]")
    page.locator("#change form > .actions button").click()
    expect(page.locator(".success[role=status]").first).to_contain_text("Οι αλλαγές σας αποθηκεύτηκαν")
    told_that_the_second_day_is_gone(journeys, page, own)
    page.goto(f"{own}/cancel")
    page.locator("main form button.danger").click()
    expect(page.locator(".danger[role=status]")).to_be_visible()
    told_of_the_end(journeys, page, own)


def fill_in(page: Page) -> None:
    names = {"first_name": "Ελένη", "last_name": "Παπαδοπούλου", "organisation": "Περιφέρεια Πελοποννήσου"}
    write_who(page, **names, email=ELENI, country="GR")
    page.check("[name='day_modes.2024-04-16'][value=in_person]")
    page.check("[name='day_modes.2024-04-17'][value=online]")
    page.check("[name=sessions][value=kneading]")
    page.check("[name=sessions][value=bakery]")
    page.check("[name='consents.privacy_notice']")
    page.locator("#registration .actions button").click()


def a_visit_in_person_is_not_for_a_day_online(page: Page) -> None:
    """Be told of it once, by a link that leads to the sessions; all else that was typed is still there."""
    summary = page.locator(".fault-summary")
    expect(summary).to_be_focused()
    expect(summary.locator("li")).to_have_count(1)
    expect(summary).to_contain_text("Επίσκεψη σε φούρνο")
    summary.locator("a").click()
    expect(page.locator("[name=last_name]")).to_have_value("Παπαδοπούλου")
    expect(page.locator("[name='day_modes.2024-04-17'][value=online]")).to_be_checked()
    page.uncheck("[name=sessions][value=bakery]")
    page.locator("#registration .actions button").click()


def send(page: Page) -> str:
    expect(page.locator("#look-over")).to_contain_text("Ζύμωμα")
    fits(page)
    page.locator("#look-over .actions button").first.click()
    page.wait_for_url("**/my/**")
    facts = page.locator("dl.facts").first
    expect(facts).to_contain_text("Με φυσική παρουσία")
    expect(facts).to_contain_text("Διαδικτυακά")
    expect(page.locator(f"a[href='{MEETING}']")).to_be_visible()
    return page.url.partition("?")[0]


def told_how_each_day_is(journeys: Journeys, page: Page, own: str) -> None:
    (mail,) = journeys.mails(ELENI)
    assert mail["Subject"] == f"Η θέση σας επιβεβαιώθηκε: {TITLE}"
    assert link(mail) == own
    assert FIRST_DAY in text(mail)
    assert "Τετάρτη 17 Απριλίου 2024, 14:00–18:00 · Διαδικτυακά" in text(mail)
    assert "- Ζύμωμα, 16 Απρ 2024, 10:00–11:30: Επιβεβαιώθηκε" in text(mail)
    assert f"{MEETING}\nΟ κωδικός είναι καρβέλι." in text(mail)
    # Two days of the event and one session, each an invitation of its own; the badge is for the day in the house.
    assert enclosed(mail) == ["application/ics"] * 3 + ["application/pdf"]
    assert invited(mail) == {TITLE: "REQUEST", "Ζύμωμα": "REQUEST"}
    everything = (TITLE, "Καλωσόρισμα", "Ζύμωμα", "Κλείσιμο")
    assert calendar(page, own) == dict.fromkeys(everything, "CONFIRMED")


def told_that_the_second_day_is_gone(journeys: Journeys, page: Page, own: str) -> None:
    expect(page.locator(f"a[href='{MEETING}']")).to_have_count(0)
    _, mail = journeys.mails(ELENI)
    assert mail["Subject"] == f"Η εγγραφή σας άλλαξε: {TITLE}"
    assert FIRST_DAY in text(mail)
    assert "17 Απριλίου" not in text(mail)
    assert MEETING not in text(mail)
    assert invited(mail) == {TITLE: "CANCEL"}
    kept, left = ("Καλωσόρισμα", "Ζύμωμα"), (TITLE, "Κλείσιμο")  # the last of the title is the second day
    assert calendar(page, own) == dict.fromkeys(kept, "CONFIRMED") | dict.fromkeys(left, "CANCELLED")


def told_of_the_end(journeys: Journeys, page: Page, own: str) -> None:
    _, _, mail = journeys.mails(ELENI)
    assert mail["Subject"] == f"Η εγγραφή σας ακυρώθηκε: {TITLE}"
    assert invited(mail) == {TITLE: "CANCEL", "Ζύμωμα": "CANCEL"}
    assert set(calendar(page, own).values()) == {"CANCELLED"}
