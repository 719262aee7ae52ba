"""Nobody is asked at night where they live, no offer ends at night, and whoever is next has time to be asked, too."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from events_service.programme.finding import FoundEvent, Seats
from events_service.programme.registration_state import begin_of
from events_service.registrations.own_zone import zone_of
from events_service.registrations.places.turns import AtOnce, Later, Offer, offer_at_any_time, turn
from tests.world.events import WORKSHOP
from tests.world.project import PROJECT

SOFIA, NEW_YORK = "Europe/Sofia", "America/New_York"
BEGINS = datetime(2024, 4, 16, 6, 15, tzinfo=UTC)
FOUND = FoundEvent(
    event=WORKSHOP,
    project=PROJECT,
    seats=Seats(capacity=10, taken=0),
    version=1,
    changed_at=datetime(2024, 1, 1, tzinfo=UTC),
)
ZONES = st.sampled_from([SOFIA, NEW_YORK, "Asia/Kathmandu", "Pacific/Kiritimati", "Europe/Lisbon", "Australia/Sydney"])
# Both changes of the clocks lie within these months.
MOMENTS = st.integers(0, 275 * 24 * 60).map(lambda past: datetime(2024, 3, 1, tzinfo=UTC) + timedelta(minutes=past))
LEFT = st.timedeltas(timedelta(hours=-5), timedelta(days=30))


def sofia(written: str) -> datetime:
    """Give an instant from what a clock in Sofia shows."""
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(SOFIA))


def test_by_day_an_offer_lasts_as_long_as_the_event_says() -> None:
    assert turn(sofia("2024-03-01T09:00"), 8, SOFIA, BEGINS) == Offer(until=sofia("2024-03-01T17:00"))


@pytest.mark.parametrize("now", ["2024-03-01T21:00", "2024-03-01T23:59", "2024-03-02T00:00", "2024-03-02T07:59"])
def test_at_night_nobody_is_asked_before_eight(now: str) -> None:
    assert turn(sofia(now), 8, SOFIA, BEGINS) == Later(at=sofia("2024-03-02T08:00"))


def test_the_night_is_that_of_the_participant() -> None:
    now = datetime(2024, 3, 1, 9, tzinfo=UTC)  # eleven in Sofia, four in New York
    assert isinstance(turn(now, 8, SOFIA, BEGINS), Offer)
    assert turn(now, 8, NEW_YORK, BEGINS) == Later(at=datetime(2024, 3, 1, 13, tzinfo=UTC))


def test_an_offer_that_would_end_at_night_lasts_until_ten_in_the_morning() -> None:
    assert turn(sofia("2024-03-01T18:00"), 8, SOFIA, BEGINS) == Offer(until=sofia("2024-03-02T10:00"))


def test_near_the_event_an_offer_takes_half_of_the_time_that_is_left() -> None:
    assert turn(sofia("2024-04-15T09:15"), 48, SOFIA, sofia("2024-04-15T19:15")) == Offer(
        until=sofia("2024-04-15T14:15")
    )


def test_the_evening_before_an_offer_ends_when_the_night_does_or_begins() -> None:
    begins = sofia("2024-04-16T09:15")
    assert turn(sofia("2024-04-15T18:00"), 48, SOFIA, begins) == Offer(until=sofia("2024-04-16T08:00"))
    begins = sofia("2024-04-16T07:15")
    assert turn(sofia("2024-04-15T18:00"), 48, SOFIA, begins) == Offer(until=sofia("2024-04-15T20:59"))


def test_when_there_is_no_time_to_ask_any_more_the_place_is_theirs_at_once() -> None:
    begins = sofia("2024-04-16T09:15")
    assert turn(sofia("2024-04-16T07:30"), 48, SOFIA, begins) == AtOnce()
    assert turn(sofia("2024-04-16T02:00"), 48, SOFIA, begins) == AtOnce()
    assert turn(sofia("2024-04-17T11:00"), 48, SOFIA, begins) == AtOnce()


@given(MOMENTS, st.integers(1, 336), ZONES, LEFT)
def test_whatever_the_hour_nobody_is_disturbed_and_everybody_can_answer(
    now: datetime, hours: int, zone: str, left: timedelta
) -> None:
    begins = now + left
    its = turn(now, hours, zone, begins)
    if isinstance(its, Offer):
        assert not is_night(now, zone)
        assert not is_night(its.until, zone)
        assert now + timedelta(hours=1) <= its.until < begins
    if isinstance(its, Later):
        assert is_night(now, zone)
        assert not is_night(its.at, zone)
        assert now < its.at <= now + timedelta(hours=12)
        assert not isinstance(turn(its.at, hours, zone, begins), Later)


def is_night(moment: datetime, zone: str) -> bool:
    return not time(8) <= moment.astimezone(ZoneInfo(zone)).time() < time(21)


@given(MOMENTS, st.integers(1, 336), ZONES, LEFT)
def test_an_organiser_may_ask_at_night_but_no_offer_ends_then(
    now: datetime, hours: int, zone: str, left: timedelta
) -> None:
    its = offer_at_any_time(now, hours, zone, now + left)
    if isinstance(its, Offer):
        assert not is_night(its.until, zone)
        assert now + timedelta(hours=1) <= its.until < now + left


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("BG", "Europe/Sofia"),
        ("ES", "Europe/Madrid"),
        ("PT", "Europe/Lisbon"),
        ("US", "America/New_York"),
        ("UA", "Europe/Kyiv"),
        ("AU", "Australia/Sydney"),
        ("XK", "Europe/Belgrade"),
        ("ZZ", "Europe/Bucharest"),
    ],
)
def test_a_participant_lives_in_their_countrys_main_zone_or_where_the_event_is(country: str, zone: str) -> None:
    assert zone_of(country, FOUND) == zone


def test_an_event_begins_with_its_first_session_or_its_first_day() -> None:
    assert begin_of(FOUND) == BEGINS
    without = replace(FOUND, event=replace(WORKSHOP, sessions=[]))
    assert begin_of(without) == datetime.combine(WORKSHOP.days[0], time(), ZoneInfo("Europe/Bucharest"))
