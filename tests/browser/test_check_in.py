"""The check-in desk in a real browser: without JavaScript, with it, and without the network."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from events_service.database import Database
from tests.browser.door import EVENT, kept_outcomes, open_desk, open_ready_desk, sign_in, started_desk
from tests.browser.service import Service
from tests.world.people import add_person
from tests.world.service import run_apart

# What the browser does is the same on both databases.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OTHER_EVENT = "caceres-2024"
CHECK_INS = "**/api/v1/check-ins"


@pytest.fixture
def desk(start_service: Callable[..., Service]) -> Service:
    """The service on the first morning of the workshop, with four participants."""
    return started_desk(start_service)


@pytest.fixture
def signed_in(browser: Browser, desk: Service) -> Iterator[BrowserContext]:
    """A tablet that is signed in."""
    opened = browser.new_context(locale="en-GB", timezone_id="Europe/Sofia", viewport={"width": 820, "height": 1100})
    opened.set_default_timeout(15_000)
    sign_in(opened, desk)
    yield opened
    opened.close()


def go_offline(context: BrowserContext) -> None:
    """Take the network away, also from a page that is opened later: to it the browser says so only after it began."""
    context.set_offline(True)
    context.route(CHECK_INS, lambda route: route.abort())


def go_online(context: BrowserContext) -> None:
    """Bring the network back."""
    context.unroute(CHECK_INS)
    context.set_offline(False)


def scan(page: Page, code: str) -> None:
    """Type as a hand scanner does: the code, then Enter."""
    page.locator("#badge").fill(code)
    page.locator("#badge").press("Enter")


def scan_in_vain(page: Page, code: str) -> None:
    """Scan without a network, until sending has failed: of a page that closes nobody holds back what it sends."""
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/check-ins")):
        scan(page, code)


def send_scan(service: Service, context: BrowserContext, code: str) -> None:
    """Send a scan as another device of the same desk does."""
    scan = {
        "id": str(uuid4()),
        "event": EVENT,
        "badge_code": code,
        "checkpoint": "2024-04-16",
        "scanned_at": "2024-04-16T05:55:00Z",
    }
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in context.cookies())
    request = urllib.request.Request(
        f"{service.address}/api/v1/check-ins",
        data=json.dumps({"device": "other", "scans": [scan]}).encode(),
        headers={"Cookie": cookies, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200


def test_the_desk_works_without_javascript(browser: Browser, desk: Service) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    sign_in(context, desk)
    page = open_desk(context, desk)
    expect(page.locator("#badge")).to_be_focused()
    scan(page, f"{desk.address}/b/code000001".upper())
    expect(page.locator(".outcome.accepted .outcome-name")).to_have_text("Мария Петрова")
    scan(page, "code000001")
    expect(page.locator(".outcome.already")).to_be_visible()
    scan(page, "STRAY")
    expect(page.locator(".outcome.refused strong")).to_have_text("Unknown badge")
    expect(page.locator(".outcome.refused")).to_contain_text("Try once more")
    scan(page, "HTTPÖ--EXAMPLE.ORG")
    expect(page.locator(".outcome.refused")).to_contain_text("the scanner is set to another keyboard")
    page.locator("#query").fill("papadopulos")
    page.locator("#query").press("Enter")
    page.locator("#people button").first.click()
    expect(page.locator(".outcome.accepted .outcome-name")).to_have_text("Γιώργος Παπαδόπουλος")
    expect(page.locator("#present")).to_have_text("2")
    # The summary's name says whose it is, for the list has one of each.
    page.get_by_label("Take back: Γιώργος Παπαδόπουλος").click()
    page.get_by_role("button", name="Wrong person").first.click()
    expect(page.locator("#outcome")).to_contain_text("Wrong person")
    expect(page.locator("#present")).to_have_text("1")
    context.close()


@pytest.mark.parametrize("with_script", [True, False])
def test_whoever_is_on_no_list_comes_in_by_a_search_and_a_form(
    browser: Browser, desk: Service, with_script: bool
) -> None:
    context = browser.new_context(java_script_enabled=with_script, locale="en-GB")
    sign_in(context, desk)
    page = open_ready_desk(context, desk) if with_script else open_desk(context, desk)
    page.locator("#query").fill("Ana Ruiz")
    if not with_script:
        page.locator("#query").press("Enter")
    page.get_by_role("button" if with_script else "link", name="Enter “Ana Ruiz” and check in").click()
    form = page.locator("#walk-in-form" if with_script else "main")
    names = [form.get_by_label(label).input_value() for label in ("First name", "Last name")]
    assert names == ["Ana", "Ruiz"]
    if not with_script:
        form.get_by_label("E-mail address").fill("ana@example.org")
    form.get_by_label("Organisation").fill("Junta de Extremadura")
    form.get_by_label("Country").select_option("ES")
    form.get_by_label("Takes part as").select_option("press")
    if with_script:
        form.get_by_label("No", exact=True).check()
        page.set_viewport_size({"width": 360, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    form.get_by_role("button", name="Enter and check in").click()
    expect(page.locator(".outcome.accepted .outcome-name")).to_have_text("Ana Ruiz")
    expect(page.locator("#present")).to_have_text("1")
    context.close()


def test_a_scan_is_decided_on_the_device_and_sent(signed_in: BrowserContext, desk: Service) -> None:
    page = open_ready_desk(signed_in, desk)
    scan(page, "CODE000001")
    expect(page.locator(".outcome.accepted .outcome-name")).to_have_text("Мария Петрова")
    scan(page, "code000001")
    expect(page.locator(".outcome.already")).to_be_visible()
    scan(page, "CODE000004")
    expect(page.locator(".outcome.refused strong")).to_have_text("Registration cancelled")
    scan(page, "STRAY")
    expect(page.locator(".outcome.refused strong")).to_have_text("Unknown badge")
    expect(page.locator("#connection")).to_have_attribute("data-waiting", "0")
    expect(page.locator("#differences")).to_be_hidden()
    page.locator("#query").fill("lukasz")
    expect(page.locator("#people strong")).to_have_text("Łukasz Żółć")
    page.locator("#query").fill("turcanu")
    page.locator("#people button").first.click()
    expect(page.locator("#present")).to_have_text("2")
    for width in (360, 820, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Another checkpoint has its own list, and the choice stays.
    page.locator(".checkpoints a").nth(1).click()
    expect(page.locator("#present")).to_have_text("0")
    scan(page, "CODE000001")
    expect(page.locator(".outcome.accepted")).to_be_visible()
    page.reload()
    expect(page.locator("#present")).to_have_text("1")


def test_the_desk_goes_on_without_the_network_and_loses_nothing(signed_in: BrowserContext, desk: Service) -> None:
    page = open_ready_desk(signed_in, desk)
    go_offline(signed_in)
    scan(page, "CODE000001")
    expect(page.locator(".outcome.accepted .outcome-name")).to_have_text("Мария Петрова")
    expect(page.locator("#connection")).to_have_attribute("data-state", "offline")
    expect(page.locator("#connection")).to_have_attribute("data-waiting", "1")
    # A reload without the network: the page, the roster and the scan are still there.
    page.reload()
    expect(page.locator("#connection")).to_have_attribute("data-waiting", "1")
    expect(page.locator("#present")).to_have_text("1")
    scan(page, "CODE000001")
    expect(page.locator(".outcome.already")).to_be_visible()
    scan(page, "CODE000003")
    expect(page.locator(".outcome.accepted .outcome-name")).to_have_text("Ștefan Țurcanu")
    # In the meantime another device admits the same person.
    send_scan(desk, signed_in, "CODE000003")
    go_online(signed_in)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#connection")).to_have_attribute("data-waiting", "0")
    expect(page.locator("#connection")).to_have_attribute("data-state", "online")
    expect(page.locator("#differences li")).to_have_count(1)
    expect(page.locator("#differences li strong")).to_have_text("Ștefan Țurcanu")
    expect(page.locator("#differences li")).to_contain_text("while this device was offline")
    expect(page.locator("#present")).to_have_text("2")
    page.locator("#differences button").click()
    expect(page.locator("#differences")).to_be_hidden()
    assert kept_outcomes(desk) == ["accepted", "accepted", "already_checked_in", "already_checked_in"]


def test_of_two_desks_online_at_once_the_second_says_that_another_was_first(
    signed_in: BrowserContext, desk: Service
) -> None:
    # By its stream of news it would hear of the other desk before the scan, or not, as the moment falls.
    signed_in.add_init_script("delete globalThis.EventSource")
    page = open_ready_desk(signed_in, desk)
    send_scan(desk, signed_in, "CODE000003")
    scan(page, "CODE000003")
    difference = page.locator("#differences li")
    expect(difference).to_contain_text("Another desk checked this person in a moment before.")
    expect(page.locator("#differences")).not_to_contain_text("offline")
    expect(page.locator("#present")).to_have_text("1")


def test_a_scanner_set_to_another_keyboard_is_understood_or_told_about(
    signed_in: BrowserContext, desk: Service
) -> None:
    page = open_ready_desk(signed_in, desk)
    scan(page, "HTTPÖ--LOCALHOSTÖ8000-B-CODE000001")
    expect(page.locator(".outcome.accepted .outcome-name")).to_have_text("Мария Петрова")
    # On a Greek keyboard W and S are one letter; the keys are what they are.
    page.locator("#badge").focus()
    for key in ("KeyH", "KeyT", "KeyT", "KeyP", "Semicolon", "Slash", "Slash", "KeyX", "Slash", "KeyB", "Slash"):
        page.keyboard.press(key)
    for sign in "CODE000003":
        page.keyboard.press(f"Digit{sign}" if sign.isdigit() else f"Key{sign}")
    scan(page, "ΗΤΤΠ//Χ/Β/~")
    expect(page.locator(".outcome.accepted .outcome-name")).to_have_text("Ștefan Țurcanu")
    go_offline(signed_in)
    scan(page, "WIFI:S:Guest;;")
    expect(page.locator(".outcome.refused")).to_contain_text("the scanner is set to another keyboard")


def test_a_desk_left_open_overnight_goes_on_for_today_and_says_so(signed_in: BrowserContext, desk: Service) -> None:
    page = signed_in.new_page()
    page.clock.install()
    page.goto(f"{desk.address}/organise/events/{EVENT}/check-in")
    page.wait_for_selector("#desk[data-ready]")
    # A list of people that came after midnight, as it would here, would bring the service's day with it.
    with page.expect_response(lambda answer: answer.url.endswith("/roster")):
        scan(page, "CODE000001")
    expect(page.locator("#connection")).to_have_attribute("data-waiting", "0")
    go_offline(signed_in)
    page.clock.fast_forward("24:00:00")
    scan(page, "CODE000001")
    expect(page.locator(".outcome.accepted .outcome-name")).to_have_text("Мария Петрова")
    expect(page.locator("#new-day")).to_contain_text("Wednesday, 17 April 2024")
    expect(page.locator(".checkpoints [aria-current]")).to_have_attribute("data-key", "2024-04-17")
    # Whoever chooses the day before now means it.
    page.locator(".checkpoints a[data-key='2024-04-16']").click()
    expect(page.locator("#new-day")).to_be_hidden()
    scan(page, "CODE000003")
    expect(page.locator(".outcome.accepted .outcome-name")).to_have_text("Ștefan Țurcanu")
    expect(page.locator(".checkpoints [aria-current]")).to_have_attribute("data-key", "2024-04-16")
    expect(page.locator("#present")).to_have_text("2")


def test_the_desk_says_who_is_not_expected_here(signed_in: BrowserContext, desk: Service) -> None:
    async def fill() -> None:
        database = Database(desk.environment["EVENTS_DATABASE_URL"])
        await add_person(database, 5, first_name="Ana", last_name="Silva", day_modes={"2024-04-16": None})
        await database.close()

    run_apart(fill())
    page = open_ready_desk(signed_in, desk)
    first_day, second_day, visit = "2024-04-16", "2024-04-17", "visit"
    for checkpoint, note in ((first_day, "day"), (visit, "session"), (second_day, "")):
        page.locator(f".checkpoints a[data-key='{checkpoint}']").click()
        page.locator("#query").fill("silva")
        expect(page.locator("#people strong")).to_have_text("Ana Silva")
        expect(page.locator("#people .tag")).to_have_text([f"Not signed up for this {note}"] if note else [])
        page.locator("#query").fill("")
        scan(page, "CODE000005")
        box = page.locator(".outcome.accepted")
        expect(box.locator(".outcome-name")).to_have_text("Ana Silva")
        notes = [f"Not signed up for this {note}"] if note else []
        expect(box.get_by_text("Not signed up")).to_have_text(notes)
    expect(page.locator("#expected")).to_have_text("4")


def test_what_is_taken_back_without_a_network_waits_and_outlives_the_session(
    signed_in: BrowserContext, desk: Service
) -> None:
    page = open_ready_desk(signed_in, desk)
    scan(page, "CODE000001")
    take_back, outcome = page.locator("#latest .link"), page.locator("#outcome")
    expect(take_back).to_be_visible()
    expect(page.locator("#connection")).to_have_attribute("data-waiting", "0")

    go_offline(signed_in)
    take_back.click()
    page.keyboard.press("Escape")
    expect(page.locator("#present")).to_have_text("1")
    take_back.click()
    page.keyboard.press("Tab")  # the first reason has the focus
    page.keyboard.press("Enter")
    expect(outcome.locator(".outcome.already strong")).to_have_text("Taken back")
    expect(outcome).to_contain_text("Wrong person")
    expect(outcome).to_contain_text("Мария Петрова")
    expect(page.locator("#connection")).to_have_attribute("data-state", "offline")
    expect(page.locator("#connection")).to_have_attribute("data-waiting", "1")
    expect(page.locator("#present")).to_have_text("0")
    expect(page.locator("#latest li")).to_contain_text("Not sent yet")
    # With the session the list of people goes, and comes back with it.
    signed_in.clear_cookies()
    go_online(signed_in)
    for state, sentence, email in (
        ("sign_in", "Sign in again to get it back", "extremadura@example.org"),
        ("not_allowed", "Your account may not check people in here.", "desk@example.org"),
    ):
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator("#connection")).to_have_attribute("data-state", state)
        expect(page.locator("#connection")).to_contain_text(sentence)
        expect(page.locator("#scan-form")).to_be_hidden()
        expect(page.locator("#desk")).not_to_contain_text("Петрова")
        signed_in.clear_cookies()
        sign_in(signed_in, desk, email)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#connection")).to_have_attribute("data-waiting", "0")
    expect(page.locator("#present")).to_have_text("0")
    page.reload()
    expect(page.locator("#latest li")).to_contain_text("Wrong person")
    expect(page.locator("#present")).to_have_text("0")


def test_scans_leave_the_device_from_the_desk_of_another_event(signed_in: BrowserContext, desk: Service) -> None:
    open_ready_desk(signed_in, desk, OTHER_EVENT).close()
    page = open_ready_desk(signed_in, desk)
    go_offline(signed_in)
    scan_in_vain(page, "CODE000001")
    expect(page.locator(".outcome.accepted")).to_be_visible()
    page.close()
    other = open_desk(signed_in, desk, OTHER_EVENT)
    expect(other.locator("#connection")).to_have_attribute("data-waiting", "1")
    assert kept_outcomes(desk) == []
    go_online(signed_in)
    other.evaluate("dispatchEvent(new Event('online'))")
    expect(other.locator("#connection")).to_have_attribute("data-waiting", "0")
    assert kept_outcomes(desk) == ["accepted"]
    # At its own desk the scan is among the latest ones, sent.
    page = open_ready_desk(signed_in, desk)
    expect(page.locator("#latest li")).to_contain_text("Мария Петрова")
    expect(page.locator("#present")).to_have_text("1")


def test_scans_that_another_account_may_not_send_wait_and_disturb_nothing(
    signed_in: BrowserContext, desk: Service
) -> None:
    page = open_ready_desk(signed_in, desk)
    go_offline(signed_in)
    scan_in_vain(page, "CODE000001")
    expect(page.locator(".outcome.accepted")).to_be_visible()
    page.close()
    go_online(signed_in)
    signed_in.clear_cookies()
    sign_in(signed_in, desk, "extremadura@example.org")
    other = open_ready_desk(signed_in, desk, OTHER_EVENT)
    connection = other.locator("#connection")
    expect(connection).to_have_attribute("data-state", "online")
    expect(connection).to_have_attribute("data-waiting", "1")
    expect(connection).to_contain_text("Your account may not send scans from another event; sign in with one that may.")
    scan(other, "CODE000001")
    expect(other.locator(".outcome.refused strong")).to_have_text("Badge of another event")
    assert kept_outcomes(desk) == ["wrong_event"]


def test_names_leave_the_device_a_week_after_the_event_but_for_scans_not_sent(
    signed_in: BrowserContext, desk: Service
) -> None:
    open_ready_desk(signed_in, desk, OTHER_EVENT).close()
    page = open_ready_desk(signed_in, desk)
    scan(page, "CODE000001")
    expect(page.locator("#latest .link")).to_be_visible()
    expect(page.locator("#connection")).to_have_attribute("data-waiting", "0")
    go_offline(signed_in)
    scan_in_vain(page, "CODE000003")
    expect(page.locator("#connection")).to_have_attribute("data-waiting", "1")
    page.close()
    later = signed_in.new_page()
    later.clock.install(time=datetime.now(UTC) + timedelta(days=13))
    later.goto(f"{desk.address}/organise/events/{OTHER_EVENT}/check-in")
    later.wait_for_selector("#desk[data-ready]")
    assert held_events(later) == {"rosters": [OTHER_EVENT], "scans": [EVENT]}
    go_online(signed_in)
    later.evaluate("dispatchEvent(new Event('online'))")
    expect(later.locator("#connection")).to_have_attribute("data-waiting", "0")
    later.wait_for_function("navigator.locks.request('check-in-sending', () => true)")
    assert held_events(later)["scans"] == []
    assert kept_outcomes(desk) == ["accepted", "accepted"]


def held_events(page: Page) -> dict[str, list[str]]:
    """Give the events whose rosters and scans the device holds, once for each."""
    held: dict[str, list[str]] = page.evaluate(
        """async () => {
          const asked = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
          const database = await asked(indexedDB.open("check-in"));
          const store = (name) => database.transaction(name).objectStore(name);
          const scans = await asked(store("scans").getAll());
          return { rosters: await asked(store("rosters").getAllKeys()), scans: scans.map((row) => row.event) };
        }"""
    )
    return held


def test_what_the_device_keeps_names_nobody(signed_in: BrowserContext, desk: Service) -> None:
    page = open_ready_desk(signed_in, desk)
    go_offline(signed_in)
    scan(page, "CODE000001")
    expect(page.locator(".outcome.accepted")).to_be_visible()
    kept = page.evaluate(
        """async () => {
          const texts = [];
          const cache = await caches.open("check-in-page-1");
          for (const request of await cache.keys()) {
            texts.push(await (await cache.match(request)).text());
          }
          const database = await new Promise((resolve) => {
            const request = indexedDB.open("check-in");
            request.onsuccess = () => resolve(request.result);
          });
          for (const name of ["rosters", "scans"]) {
            const rows = await new Promise((resolve) => {
              const request = database.transaction(name).objectStore(name).getAll();
              request.onsuccess = () => resolve(request.result);
            });
            for (const row of rows) {
              texts.push(new TextDecoder("latin1").decode(row.data), JSON.stringify(row));
            }
          }
          const key = await new Promise((resolve) => {
            const request = database.transaction("keys").objectStore("keys").get("device");
            request.onsuccess = () => resolve(request.result);
          });
          return { texts, extractable: key.extractable };
        }"""
    )
    assert kept["extractable"] is False
    assert len(kept["texts"]) > 8
    for text in kept["texts"]:
        assert "Петрова" not in text
        assert "CODE000001" not in text
