"""How registration stands, decided for one instant after another."""

from datetime import UTC, date, datetime

import pytest

from events_service.programme.records import EventStatus, Registration
from events_service.programme.registration_state import Openness, registration_state
from tests.world.events import found, shown_event


@pytest.mark.parametrize(
    ("now", "openness"),
    [
        # Bucharest is two hours ahead of UTC in February, three in April.
        ("2024-02-01T06:59:59", Openness.NOT_YET),
        ("2024-02-01T07:00:00", Openness.OPEN),
        ("2024-04-10T20:58:59", Openness.OPEN),
        ("2024-04-10T20:59:00", Openness.CLOSED),
        ("2024-04-17T20:59:59", Openness.CLOSED),
        ("2024-04-17T21:00:00", Openness.OVER),
    ],
)
def test_the_window_opens_and_closes_by_the_clock_at_the_event(now: str, openness: Openness) -> None:
    state = registration_state(found(), datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert state.openness is openness


def test_without_a_window_registration_is_open_until_the_event_is_over() -> None:
    one = found(shown_event(registration=Registration(), days=[date(2024, 4, 16)]))
    assert registration_state(one, datetime(2024, 4, 16, 20, 59, tzinfo=UTC)).openness is Openness.OPEN
    assert registration_state(one, datetime(2024, 4, 16, 21, tzinfo=UTC)).openness is Openness.OVER


@pytest.mark.parametrize(
    ("taken", "waiting_list", "openness", "free"),
    [
        (9, True, Openness.OPEN, 1),
        (10, True, Openness.WAITING_LIST, 0),
        (10, False, Openness.FULL, 0),
        (12, False, Openness.FULL, 0),
    ],
)
def test_a_full_event_has_a_waiting_list_or_none(taken: int, waiting_list: bool, openness: Openness, free: int) -> None:
    one = found(shown_event(registration=Registration(waiting_list=waiting_list)), taken=taken)
    state = registration_state(one, datetime(2024, 4, 1, tzinfo=UTC))
    assert (state.openness, state.free) == (openness, free)
    assert state.accepts == (openness is not Openness.FULL)


@pytest.mark.parametrize("status", [EventStatus.DRAFT, EventStatus.POSTPONED, EventStatus.CANCELLED])
def test_nobody_registers_for_what_is_not_held(status: EventStatus) -> None:
    state = registration_state(found(shown_event(status=status)), datetime(2024, 4, 1, tzinfo=UTC))
    assert state.openness is Openness.NOT_HELD
    assert not state.accepts


def test_an_event_without_a_limit_has_no_number_of_places_left() -> None:
    assert (
        registration_state(found(shown_event(capacity=None), taken=500), datetime(2024, 4, 1, tzinfo=UTC)).free is None
    )
