"""The agenda's time grid in a real browser: by mouse, by keyboard alone, by touch on a phone, and without a script."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from events_service.programme.export import export
from events_service.programme.records import Room, Session, SessionKind
from tests.browser.keys import tab_to
from tests.browser.service import Service, opened, withheld
from tests.world.events import HARGHITA

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
AGENDA = "/organise/events/harghita-2024/agenda"
SAVED = ".grid-told"


@pytest.fixture
def agenda(service: Service, browser: Browser) -> Callable[..., Page]:
    """Open the agenda as an organiser, in a profile of its own."""
    service.run("account", "add", "maria@example.org", "--name", "Maria Petrova", "--role", "organiser")

    def open_agenda(**how: object) -> Page:
        page = opened(browser, service.run("sign-in-link", "maria@example.org"), **how)
        page.goto(service.address + AGENDA)
        return page

    return open_agenda


def block(page: Page, key: str = "welcome") -> str:
    """Give what a session's block shows of its hours."""
    return page.locator(f"[data-key={key}] .when").inner_text()


def hours(page: Page, key: str = "welcome") -> str:
    """Give when a session is, as the list says that the service has it."""
    return page.locator(f"#session-{key} .time").inner_text()


def middle(page: Page, chosen: str) -> tuple[float, float]:
    page.locator(chosen).scroll_into_view_if_needed()
    box = page.locator(chosen).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_mouse_moves_a_session_to_a_time_and_a_day_and_stretches_it(agenda: Callable[..., Page]) -> None:
    page = agenda(viewport={"width": 1200, "height": 900})
    assert block(page) == "09:15–09:45"
    x, y = middle(page, "[data-key=welcome] .when")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 30, steps=3)
    page.mouse.move(x, y + 49, steps=3)
    page.mouse.up()
    expect(page.locator(SAVED)).to_contain_text("09:15–09:45 → 09:45–10:15")
    expect(page.locator("#session-welcome .time")).to_have_text("09:45–10:15")
    assert page.url.endswith(AGENDA)
    x, y = middle(page, "[data-key=welcome] .handle")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 24, steps=4)
    page.mouse.up()
    expect(page.locator(SAVED)).to_contain_text("09:45–10:15 → 09:45–10:30")
    x, y = middle(page, "[data-key=welcome] .when")
    button = page.get_by_role("button", name="Wednesday, 17 April 2024").bounding_box()
    assert button is not None  # with this many rooms, one day is shown at a time
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(button["x"] + 20, button["y"] + 10, steps=4)
    page.mouse.up()
    expect(page.locator(SAVED)).to_contain_text("17 Apr 2024, 09:45–10:30")
    page.get_by_role("button", name="Undo this change").click()
    expect(page.locator(SAVED)).to_contain_text("→ 16 Apr 2024, 09:45–10:30")
    assert block(page) == "09:45–10:30"


def test_a_session_goes_to_another_room_by_mouse_finger_and_keys_and_is_told(
    agenda: Callable[..., Page], service: Service, tmp_path: Path
) -> None:
    rooms = [Room(key="hall", name="Main hall", capacity=80, equipment="projector"), Room(key="two", name="Room 2")]
    file = tmp_path / "rooms.yaml"
    file.write_text(export(replace(HARGHITA, rooms=rooms)))
    service.run("load", str(file))
    page = agenda(viewport={"width": 1200, "height": 900})
    assert "80 seats, projector" in page.locator(".grid-day.chosen .grid-rooms").inner_text()
    x, y = middle(page, "[data-key=welcome] .when")
    lanes = page.locator("[data-day='2024-04-16'] .grid-lanes").bounding_box()
    assert lanes is not None
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(lanes["x"] + lanes["width"] / 2, y, steps=4)
    page.mouse.up()
    expect(page.locator(SAVED)).to_contain_text("Welcome: Room Main hall → Room Room 2")
    expect(page.locator("#session-welcome .marks")).to_contain_text("Room 2")
    page.locator("[data-key=welcome] a").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#agenda-grid > [role=status]")).to_contain_text("09:15–09:45, Main hall")
    expect(page.locator(SAVED)).to_contain_text("Welcome: Room Room 2 → Room Main hall")
    phone = agenda(viewport={"width": 360, "height": 780}, has_touch=True, is_mobile=True)
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    x, y = middle(phone, "[data-key=welcome] .grip")
    beside, _ = middle(phone, ".grid-day.chosen .grid-rooms > span:nth-child(2)")
    finger = phone.context.new_cdp_session(phone)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for part in (0.4, 0.8, 1):
        at = {"x": x + part * (beside - x), "y": y}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [at]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(phone.locator(SAVED)).to_contain_text("Welcome: Room Main hall → Room Room 2")


def test_the_keyboard_alone_moves_stretches_and_opens_a_session(agenda: Callable[..., Page], axe: str) -> None:
    page = agenda(viewport={"width": 1200, "height": 900})
    tab_to(page, "[data-key=welcome], [data-key=welcome] *")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("#agenda-grid > [role=status]")).to_contain_text("Wednesday, 17 April 2024, 09:25–10:00")
    expect(page.locator(SAVED)).to_contain_text("16 Apr 2024, 09:15–09:45 → 17 Apr 2024, 09:25–10:00")
    expect(page.locator("#session-welcome .time")).to_have_text("09:25–10:00")
    assert withheld(page, axe) == []
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.partition('/organise')[0]}{AGENDA}/sessions/welcome")
    assert page.locator("#starts").input_value() == "09:25"


def test_a_finger_moves_a_session_on_a_phone_that_shows_one_day(agenda: Callable[..., Page]) -> None:
    page = agenda(viewport={"width": 360, "height": 780}, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert [each.is_visible() for each in page.locator(".grid-day").all()] == [True, False, False]
    page.get_by_role("button", name="Wednesday, 17 April 2024").tap()
    expect(page.locator(".grid-day").nth(1)).to_be_visible()
    assert [each.is_visible() for each in page.locator(".grid-day").all()] == [False, True, False]
    page.get_by_role("button", name="Tuesday, 16 April 2024").tap()
    x, y = middle(page, "[data-key=welcome] .grip")
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for down in (12, 24, 40):
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y + down}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator(SAVED)).to_contain_text("09:15–09:45 → 09:40–10:10")


def test_without_a_script_the_buttons_of_each_session_do_the_same(agenda: Callable[..., Page]) -> None:
    page = agenda(java_script_enabled=False, viewport={"width": 360, "height": 780})
    assert not page.locator("#agenda-grid").is_visible()
    row = page.locator("#session-welcome")
    row.locator("summary").click()
    row.locator("[name=minutes]").fill("10")
    row.get_by_role("button", name="Move this session").click()
    assert "09:15–09:45 → 09:25–09:55" in page.locator(".success[role=status]").inner_text()
    page.get_by_role("button", name="Undo this change").click()
    assert hours(page) == "09:15–09:45"
    page.get_by_role("link", name="Add a session", exact=True).click()
    page.fill("[id='title.en']", "Closing words")
    page.fill("#starts", "18:00")
    page.fill("#ends", "17:30")
    page.get_by_role("button", name="Save", exact=True).click()
    assert hours(page, "closing-words") == "18:00–17:30"
    assert "is none of the event's days" not in page.locator("main").inner_text()


def test_a_hundred_and_twenty_sessions_move_in_less_than_a_tenth_of_a_second(
    agenda: Callable[..., Page], service: Service, tmp_path: Path
) -> None:
    days = [date(2024, 4, 15) + timedelta(days=number) for number in range(5)]
    many = [
        Session(
            key=f"s{day:%d}-{place}",
            kind=SessionKind.TALK,
            title=f"Talk {place}",
            start=datetime.combine(day, datetime.min.time()) + timedelta(minutes=480 + 75 * (place // 3)),
            end=datetime.combine(day, datetime.min.time()) + timedelta(minutes=540 + 75 * (place // 3)),
            room=f"Room {place % 3}",
        )
        for day in days
        for place in range(24)
    ]
    file = tmp_path / "large.yaml"
    file.write_text(export(replace(HARGHITA, days=days, sessions=many)))
    service.run("load", str(file))
    page = agenda(viewport={"width": 1400, "height": 1000})
    assert page.locator(".grid-session").count() == 120
    taken = page.locator("[data-key=s17-9] a").evaluate(
        """(link) => {
          link.focus();
          const times = [];
          for (let turn = 0; turn < 9; turn += 1) {
            const began = performance.now();
            const key = ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"][turn % 4];
            link.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
            document.body.offsetHeight;
            times.push(performance.now() - began);
          }
          return times.sort((one, other) => one - other);
        }"""
    )
    print(f"a move among 120 sessions: {taken[4]:.1f} ms, {taken[-1]:.1f} ms at most")
    assert taken[4] < 100
