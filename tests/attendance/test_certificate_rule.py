"""Who gets a certificate: whoever was there on a day, unless the event asks for more."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from events_service.attendance.certificates import (
    attended,
    certificates_of,
    day_line,
    hours_on,
    hours_text,
    working_sessions,
)
from events_service.attendance.record import reconcile
from events_service.programme.records import CertificateRule, EarlierName, SessionKind
from events_service.registrations.records import Category
from tests.world.attendance import FOUND, IVAN, MARIA, record
from tests.world.door import check_in
from tests.world.events import door_event
from tests.world.people import make_registration
from tests.world.project import PROJECT
from tests.world.times import MORNING

MADE = record(
    check_in(MARIA), check_in(MARIA, checkpoint="2024-04-17"), check_in(IVAN, checkpoint="visit"), people=(MARIA, IVAN)
)
"""Maria was there on both days and missed the visit; Ivan came for the visit on the second day alone."""


@pytest.mark.parametrize(
    ("rule", "certified"),
    [
        (CertificateRule(), [MARIA.id, IVAN.id]),
        (CertificateRule(all_days=True), [MARIA.id]),
        (CertificateRule(share_of_sessions=0.8), [IVAN.id]),
        (CertificateRule(all_days=True, share_of_sessions=1), []),
    ],
)
def test_a_certificate_asks_for_the_presence_that_the_event_asks_for(
    rule: CertificateRule, certified: list[object]
) -> None:
    assert [one.registration for one in attended(MADE, rule)] == certified


def test_a_certificate_names_the_days_that_the_person_was_there() -> None:
    days = {one.registration: [day.day for day in one.days] for one in attended(MADE, CertificateRule())}
    assert days == {MARIA.id: [16, 17], IVAN.id: [17]}


def test_a_session_for_partners_only_counts_for_them_and_for_whoever_was_there() -> None:
    welcome, visit = FOUND.event.sessions
    lecture = replace(visit, key="lecture", start=visit.start.replace(hour=10), end=visit.start.replace(hour=12))
    found = replace(
        FOUND, event=door_event(sessions=[welcome, lecture, replace(visit, kind=SessionKind.STEERING_GROUP)])
    )
    stakeholder, guest = (make_registration(number, category=Category.STAKEHOLDER) for number in (4, 5))
    facts = [check_in(person, checkpoint="lecture") for person in (MARIA, stakeholder, guest)]
    facts.append(check_in(guest, checkpoint="visit"))
    made = reconcile(found, (MARIA, stakeholder, guest), facts, [])
    expected = {total.checkpoint: total.expected for total in made.totals}
    assert (expected["lecture"], expected["visit"]) == (3, 1)
    reached = attended(made, CertificateRule(share_of_sessions=0.8))
    assert [one.registration for one in reached] == [stakeholder.id, guest.id]
    own = [working_sessions(found.event, one, who) for one, who in zip(reached, (stakeholder, guest), strict=True)]
    assert [hours_on(reached[0].days, working) for working in own] == [timedelta(hours=2), timedelta(hours=5)]
    lines = [day_line(reached[0].days[0], working, "en") for working in own]
    assert lines == ["Wednesday, 17 April 2024, 10:00–12:00", "Wednesday, 17 April 2024, 10:00–17:00"]


def test_a_certificate_names_the_host_as_it_was_called_at_the_event() -> None:
    earlier = [EarlierName(name="Harghita Council", until=date(2024, 12, 31))]
    partners = [
        replace(each, earlier_names=earlier) if each.key == FOUND.event.host else each for each in PROJECT.partners
    ]
    found = replace(FOUND, project=replace(PROJECT, partners=partners))
    people = attended(MADE, CertificateRule())
    made = certificates_of(
        found, people, [MARIA, IVAN], base_url="https://events.example.org", secret_key="secret", now=MORNING
    )
    assert {each.host for each in made} == {"Harghita Council"}


@pytest.mark.parametrize(
    ("language", "text"), [("en", "6 h 30 min"), ("bg", "6 ч 30 мин"), ("hu", "6 ó 30 p"), ("nl", "6 uur 30 min")]
)
def test_hours_are_written_as_the_language_abbreviates_them(language: str, text: str) -> None:
    assert hours_text(timedelta(hours=6, minutes=30), language).replace("\xa0", " ") == text
