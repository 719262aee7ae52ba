"""Registering in a browser, from the event's page to the cancelled registration, in three languages and scripts."""

import re
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.desk import mailed, opened_desk
from tests.browser.filling import write_who
from tests.browser.service import Service

PDF = {"name": "practice.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}
# What the browser does is the same on both databases: on PostgreSQL goes the whole way, once.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who registers, in what language and on what width, with some words that the pages must show them.

    `mails` are the subjects of what they are told: of a place, a change, and when they have cancelled.
    """

    language: str
    locale: str
    width: int
    first_name: str
    last_name: str
    country: str
    colleague: tuple[str, str]
    question: str
    absent: str
    faulty: str
    saved: str
    mails: tuple[str, str, str]


PEOPLE = [
    Person(
        language="bg",
        locale="bg-BG",
        width=360,
        first_name="Гергана",
        last_name="Стоянова-Илиева",
        country="BG",
        colleague=("Щерьо", "Ъглев"),
        question="Къде ще отседнете?",
        absent="Не в този ден",
        faulty="един имейл адрес",
        saved="са запазени",
        mails=(
            "Мястото Ви е потвърдено: Семинар по социална икономика",
            "Регистрацията Ви е променена: Семинар по социална икономика",
            "Регистрацията Ви е отменена: Семинар по социална икономика",
        ),
    ),
    Person(
        language="el",
        locale="el-GR",
        width=1280,
        first_name="Ελένη",
        last_name="Παπαδοπούλου",
        country="GR",
        colleague=("Χρήστος", "Ψαράς"),
        question="Πού θα μείνετε;",
        absent="Όχι αυτή την ημέρα",
        faulty="ηλεκτρονικ",
        saved="Οι αλλαγές σας αποθηκεύτηκαν",
        mails=(
            "Η θέση σας επιβεβαιώθηκε: Εργαστήριο κοινωνικής οικονομίας",
            "Η εγγραφή σας άλλαξε: Εργαστήριο κοινωνικής οικονομίας",
            "Η εγγραφή σας ακυρώθηκε: Εργαστήριο κοινωνικής οικονομίας",
        ),
    ),
    Person(
        language="hu",
        locale="hu-HU",
        width=1280,
        first_name="Ágnes",
        last_name="Őry-Szűcs",
        country="HU",
        colleague=("Gyöngyvér", "Űrhegyi"),
        question="Hol fog megszállni?",
        absent="Ezen a napon nem",
        faulty="e-mail",
        saved="módosítás",
        mails=(
            "A helyét visszaigazoltuk: Műhelymunka a szociális gazdaságról",
            "A regisztrációja módosult: Műhelymunka a szociális gazdaságról",
            "A regisztrációja törölve: Műhelymunka a szociális gazdaságról",
        ),
    ),
]


@pytest.mark.parametrize(
    ("database_url", "person"),
    list(zip(("postgresql", "sqlite", "sqlite"), PEOPLE, strict=True)),
    ids=[person.language for person in PEOPLE],
    indirect=["database_url"],
)
def test_the_whole_way_of_a_registration(asking: Service, browser: Browser, person: Person) -> None:
    context = browser.new_context(locale=person.locale, viewport={"width": person.width, "height": 800})
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{asking.address}/events/asking-2024")
    page.locator("a[href$='/register']").first.click()
    assert page.locator("html").get_attribute("lang") == person.language
    expect(page.get_by_text(person.question, exact=True)).to_be_visible()
    questions_appear_as_they_are_asked(page)
    fill_in(page, person)
    add_a_colleague(page, person)
    no_sideways_scrolling(page)
    a_fault_is_shown_and_nothing_lost(page, person)
    typing_survives_a_closed_page(page, person)
    send_twice(page)
    expect(page.locator("main")).to_contain_text(" ".join(person.colleague))
    expect(page.locator("dl.facts").first).to_contain_text(person.absent)
    assert page.evaluate("localStorage.length") == 0
    own = page.url.partition("?")[0]
    change(page, person)
    calendar_and_badge_are_there(context, own)
    page.goto(f"{own}/cancel")
    page.locator("main form button").last.click()
    page.goto(own)
    expect(page.locator(".danger[role=status]")).to_be_visible()
    desk = opened_desk(asking, browser, "asking-2024")
    assert registered(desk) == {"cancelled": 1, "confirmed": 1}
    address, confirmed = f"{person.language}@example.org", person.mails[0]
    assert mailed(desk) == [
        (address, confirmed),
        ("colleague@example.org", confirmed),
        *((address, subject) for subject in person.mails[1:]),
    ]
    # The answer 422 to a faulty form is the only thing that a browser may complain of.
    assert [each for each in complaints if "422" not in each] == []
    context.close()


def questions_appear_as_they_are_asked(page: Page) -> None:
    arrival = page.locator("[name='answers.arrival']")
    expect(arrival).to_be_hidden()
    page.check("[name='answers.stay'][value=hotel]")
    expect(arrival).to_be_visible()
    page.check("[name='answers.stay'][value=own]")
    expect(arrival).to_be_hidden()
    page.check("[name='answers.practice'][value=yes]")
    expect(page.locator("[name='answers.slides']")).to_be_visible()


def fill_in(page: Page, person: Person) -> None:
    names = {"first_name": person.first_name, "last_name": person.last_name, "organisation": "Община „Изток“ & Co"}
    write_who(page, **names, email="no address", country=person.country)
    page.check("[name='day_modes.2024-04-16'][value=online]")
    page.check("[name='day_modes.2024-04-17'][value=absent]")
    page.check("[name='answers.tables'][value=markets]")
    page.fill("[name='answers.wish']", person.question)
    page.fill("[name=dietary_needs]", "a secret diet")
    page.check("[name='consents.special_needs']")
    page.check("[name='consents.privacy_notice']")
    page.set_input_files("[name='answers.slides']", PDF)


def add_a_colleague(page: Page, person: Person) -> None:
    page.click("#companions button[value=add]")
    expect(page.locator(".colleague input").first).to_be_focused()
    page.fill("[name='companions.0.first_name']", person.colleague[0])
    page.fill("[name='companions.0.last_name']", person.colleague[1])
    page.fill("[name='companions.0.email']", "colleague@example.org")
    page.click("#companions button[value=add]")
    page.click("#companions button[value=remove-1]")
    expect(page.locator(".colleague")).to_have_count(1)
    expect(page.locator("[name='companions.0.email']")).to_have_value("colleague@example.org")


def no_sideways_scrolling(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def a_fault_is_shown_and_nothing_lost(page: Page, person: Person) -> None:
    page.locator("[name=organisation]").press("Enter")
    summary = page.locator(".fault-summary")
    expect(summary).to_contain_text(re.compile(person.faulty, re.IGNORECASE))
    summary.locator("a[href='#email']").click()
    expect(page.locator("#email")).to_have_value("no address")
    expect(page.locator("[name='companions.0.last_name']")).to_have_value(person.colleague[1])
    expect(page.locator(".question .kept")).to_contain_text("practice.pdf")


def typing_survives_a_closed_page(page: Page, person: Person) -> None:
    page.fill("[name=email]", f"{person.language}@example.org")
    wait_until_kept(page, f"{person.language}@example.org")
    assert "secret diet" not in page.evaluate("JSON.stringify(localStorage)")
    page.goto(page.url.partition("#")[0])
    expect(page.locator("#draft")).to_be_visible()
    expect(page.locator("[name=last_name]")).to_have_value("")
    expect(page.locator(".colleague")).to_have_count(0)
    page.click("#draft [data-draft=take]")
    expect(page.locator("[name=last_name]")).to_have_value(person.last_name)
    expect(page.locator("[name='companions.0.first_name']")).to_have_value(person.colleague[0])
    expect(page.locator("[name='answers.tables'][value=markets]")).to_be_checked()
    expect(page.locator("[name='day_modes.2024-04-17'][value=absent]")).to_be_checked()
    expect(page.locator("[name='answers.slides']")).to_be_visible()
    expect(page.locator("[name=dietary_needs]")).to_have_value("")
    page.check("[name='consents.privacy_notice']")


def wait_until_kept(page: Page, text: str) -> None:
    """Wait for the draft to hold a text; asked for again and again, since the page allows no eval."""
    for _ in range(100):
        if text in page.evaluate("JSON.stringify(localStorage)"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"the draft never held {text}")


def send_twice(page: Page) -> None:
    page.locator("#registration .actions button").click()
    page.locator("#look-over .actions button").first.dblclick()
    page.wait_for_url("**/my/**")


def change(page: Page, person: Person) -> None:
    page.locator("#change > summary").click()
    page.check("[name='day_modes.2024-04-17'][value=in_person]")
    page.check("[name='answers.stay'][value=hotel]")
    page.fill("[name='answers.arrival']", "2024-04-15")
    page.locator("#change form > .actions button").click()
    expect(page.locator(".success[role=status]").first).to_contain_text(re.compile(person.saved, re.IGNORECASE))
    expect(page.locator("dl.facts").first).to_contain_text("2024")


def calendar_and_badge_are_there(context: BrowserContext, own: str) -> None:
    assert "BEGIN:VCALENDAR" in context.request.get(f"{own}/calendar.ics").text()
    assert context.request.get(f"{own}/badge.pdf").body().startswith(b"%PDF")


def registered(desk: Page) -> dict[str, int]:
    """Count the registrations by their states, as the organiser sees them."""
    table = desk.request.get(desk.url.replace("/mails", "/registrations.csv")).text()
    states = [line.split(",")[1] for line in table.splitlines()[1:] if line.split(",")[0].isdecimal()]
    return {state: states.count(state) for state in sorted(set(states))}


@on_sqlite
def test_a_new_start_forgets_what_was_typed(asking: Service, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{asking.address}/events/asking-2024/register")
    page.fill("[name=last_name]", "Иванова")
    wait_until_kept(page, "Иванова")
    page.reload()
    expect(page.locator("[name=last_name]")).to_have_value("")
    page.click("#draft [data-draft=leave]")
    expect(page.locator("#draft")).to_be_hidden()
    expect(page.locator("[name=last_name]")).to_have_value("")
    page.reload()
    expect(page.locator("[name=last_name]")).to_have_value("")


@on_sqlite
def test_a_draft_with_somebody_else_s_colleague_is_offered_and_never_put_in_by_itself(
    asking: Service, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{asking.address}/events/asking-2024/register")
    fill_in(page, PEOPLE[0])
    add_a_colleague(page, PEOPLE[0])
    page.fill("[name=email]", "first@example.org")
    wait_until_kept(page, "first@example.org")
    page.goto(f"{asking.address}/events/asking-2024/register")
    expect(page.locator("#draft")).to_be_visible()
    expect(page.locator(".colleague")).to_have_count(0)
    expect(page.locator("[name=last_name]")).to_have_value("")
    expect(page.locator("[name='day_modes.2024-04-17'][value=absent]")).not_to_be_checked()
    fill_in(page, PEOPLE[1])
    expect(page.locator("#draft")).to_be_hidden()
    page.fill("[name=email]", "second@example.org")
    page.check("[name='answers.stay'][value=own]")
    page.locator("#registration .actions button").click()
    page.locator("#look-over .actions button").first.click()
    page.wait_for_url("**/my/**")
    expect(page.locator("main")).not_to_contain_text("Щерьо")
    assert page.evaluate("localStorage.length") == 0


@on_sqlite
def test_who_mistyped_their_address_goes_on_in_the_same_tab_and_nobody_else_sees_it(
    asking: Service, context: BrowserContext, tmp_path: Path
) -> None:
    confirming = (Path(__file__).parent / "asking-event.yaml").read_text().replace("mode_per_day", "confirm_address")
    (tmp_path / "confirming.yaml").write_text(confirming.replace("key: asking-2024", "key: confirming-2024"))
    asking.run("load", str(tmp_path / "confirming.yaml"))
    page = context.new_page()
    page.goto(f"{asking.address}/events/confirming-2024/register")
    names = {"first_name": "Гергана", "last_name": "Илиева", "organisation": "Община Изток"}
    write_who(page, **names, email="gergana@exampel.org", country="BG")
    page.check("[name='answers.stay'][value=own]")
    page.check("[name='consents.privacy_notice']")
    wait_until_kept(page, "gergana@exampel.org")
    page.locator("#registration .actions button").click()
    page.locator("#look-over .actions button").first.click()
    expect(page.locator(".typed-address")).to_have_text("gergana@exampel.org")
    assert page.evaluate("localStorage.length") == 0
    page.locator("main a.button").first.click()
    page.click("#draft [data-draft=take]")
    expect(page.locator("[name=last_name]")).to_have_value("Илиева")
    expect(page.locator("[name=email]")).to_have_value("gergana@exampel.org")
    other = context.new_page()
    other.goto(f"{asking.address}/events/confirming-2024/register")
    expect(other.locator("#registration")).to_be_visible()
    expect(other.locator("#draft")).to_be_hidden()


@on_sqlite
def test_all_of_it_works_without_javascript(asking: Service, browser: Browser) -> None:
    context = browser.new_context(locale="el-GR", java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(f"{asking.address}/events/asking-2024/register")
    expect(page.locator("[name='answers.arrival']")).to_be_visible()
    expect(page.locator(".condition").first).to_contain_text("Πού θα μείνετε;")
    fill_in(page, PEOPLE[1])
    page.fill("[name=email]", "eleni@example.org")
    page.check("[name='answers.stay'][value=own]")
    page.click("#companions button[value=add]")
    expect(page.locator(".question .kept")).to_contain_text("practice.pdf")
    page.fill("[name='companions.0.first_name']", "Χρήστος")
    page.fill("[name='companions.0.last_name']", "Ψαράς")
    page.fill("[name='companions.0.email']", "christos@example.org")
    page.check("[name='answers.practice'][value=yes]")
    page.locator("#registration .actions button").click()
    expect(page.locator("#look-over")).to_contain_text("practice.pdf")
    page.locator("#look-over .actions button").first.click()
    page.wait_for_url("**/my/**")
    expect(page.locator("main")).to_contain_text("Χρήστος Ψαράς")
    expect(page.locator("dl.facts").first).to_contain_text("practice.pdf")
    told = PEOPLE[1].mails[0]
    desk = opened_desk(asking, browser, "asking-2024")
    assert mailed(desk) == [("eleni@example.org", told), ("christos@example.org", told)]
    context.close()
