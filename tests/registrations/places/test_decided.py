"""What is decided of an application, case by case: the whole decision, why it is refused, and what is faulty in it."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from events_service.programme.finding import FoundEvent, Seats
from events_service.programme.records import AttendanceMode, Event, EventAccess, EventStatus
from events_service.registrations.asking.questions import Settled
from events_service.registrations.places.decided import Decided, Newcomer
from events_service.registrations.places.deciding import closed_now, decide
from events_service.registrations.places.forgetting import TIME_TO_CONFIRM
from events_service.registrations.records import (
    Application,
    Category,
    Companion,
    Consents,
    InvitationLink,
    PartnerProof,
    Status,
)
from events_service.registrations.refusals import (
    EventFull,
    EventNotHeld,
    HeldAlready,
    InvitationFull,
    NotOpenYet,
    NotPublished,
    RegistrationClosed,
    TooFewSeats,
)
from events_service.web.errors import FaultyFields, Refusal
from tests.world.events import FIRST_DAY, SECOND_DAY, WORKSHOP, found, per_day, with_session
from tests.world.people import application, invitation_link
from tests.world.questions import QUESTIONS
from tests.world.times import NOW

ANA = Companion(first_name="Ana", last_name="Popescu", email="Ana@Example.org")
LINK = invitation_link()
BEFORE, AFTER = NOW - timedelta(days=60), NOW + timedelta(days=43)
"""Before registration opens, and when it has closed but the event has not begun."""


def with_rules(event: Event = WORKSHOP, **rules: Any) -> Event:
    return replace(event, registration=replace(event.registration, **rules))


def seated(event: Event, taken: int) -> FoundEvent:
    """Give an event that has seats taken, and as many in each of its sessions as there are."""
    seats = {one.key: Seats(capacity=one.capacity, taken=one.capacity or 0) for one in event.sessions}
    return replace(found(event, taken=taken), session_seats=seats)


def test_a_decision_says_all_that_is_written() -> None:
    asked = application(
        1,
        email="Jan@Example.org",
        sessions=["steering", "bus", "bus"],
        day_modes={SECOND_DAY: AttendanceMode.ONLINE},
        companions=[replace(ANA, category=Category.STAKEHOLDER)],
    )
    decided = decide(found(with_rules(per_day(), companions=1)), asked, replace(LINK, places=3), NOW)
    colleague = decided.colleagues[0].application
    days = {FIRST_DAY: AttendanceMode.IN_PERSON, SECOND_DAY: AttendanceMode.ONLINE}
    nothing = Settled(answers={}, files={})
    assert decided == Decided(
        status=Status.WAITLISTED,
        first=Newcomer(
            application=asked,
            email_folded="jan@example.org",
            day_modes=days,
            attendance_mode=AttendanceMode.IN_PERSON,
            sessions=("bus", "steering"),
            proof=PartnerProof.INVITATION,
            answers=nothing,
        ),
        colleagues=(
            Newcomer(
                application=colleague,
                email_folded="ana@example.org",
                day_modes=days,
                attendance_mode=AttendanceMode.IN_PERSON,
                sessions=("bus",),
                proof=None,
                answers=nothing,
            ),
        ),
        link=LINK.id,
        confirm_by=None,
    )
    assert (colleague.first_name, colleague.organisation, colleague.country) == ("Ana", asked.organisation, "BE")
    assert colleague.consents == Consents(privacy_notice=False)
    assert asked.consents.privacy_notice


@pytest.mark.parametrize(
    ("rules", "by_organiser", "status", "confirm_by"),
    [
        ({}, False, Status.WAITLISTED, None),
        ({"approval": True}, False, Status.PENDING, None),
        ({"approval": True, "waiting_list": False}, False, Status.PENDING, None),
        ({"confirm_address": True}, False, Status.UNCONFIRMED, NOW + TIME_TO_CONFIRM),
        ({"confirm_address": True, "approval": True}, False, Status.UNCONFIRMED, NOW + TIME_TO_CONFIRM),
        ({"confirm_address": True, "approval": True}, True, Status.WAITLISTED, None),
    ],
)
def test_the_rules_say_in_which_state_people_arrive(
    rules: dict[str, bool], by_organiser: bool, status: Status, confirm_by: Any
) -> None:
    decided = decide(found(with_rules(**rules)), application(1), None, NOW, by_organiser=by_organiser)
    assert (decided.status, decided.confirm_by) == (status, confirm_by)


@pytest.mark.parametrize(
    ("event", "taken", "link", "now", "refusal"),
    [
        (WORKSHOP, 0, None, BEFORE, NotOpenYet),
        (WORKSHOP, 0, None, AFTER, RegistrationClosed),
        (WORKSHOP, 0, None, AFTER + timedelta(days=30), HeldAlready),
        (WORKSHOP, 0, LINK, AFTER + timedelta(days=30), HeldAlready),
        (replace(WORKSHOP, status=EventStatus.DRAFT), 0, LINK, NOW, NotPublished),
        (replace(WORKSHOP, status=EventStatus.POSTPONED), 0, LINK, NOW, EventNotHeld),
        (replace(WORKSHOP, status=EventStatus.CANCELLED), 0, None, NOW, EventNotHeld),
        (with_rules(waiting_list=False), 10, None, NOW, EventFull),
        (with_rules(waiting_list=False), 0, replace(LINK, places=4, taken=4), NOW, InvitationFull),
        (WORKSHOP, 10, None, NOW, None),
        (WORKSHOP, 0, replace(LINK, places=4, taken=4), NOW, None),
        (with_rules(waiting_list=False, approval=True), 10, None, NOW, None),
        (WORKSHOP, 0, LINK, BEFORE, None),
        (WORKSHOP, 0, LINK, AFTER, None),
        (WORKSHOP, 0, None, NOW, None),
    ],
)
def test_a_closed_form_and_a_refused_application_have_the_same_reason(
    event: Event, taken: int, link: InvitationLink | None, now: Any, refusal: type[Refusal] | None
) -> None:
    its = found(event, taken=taken)
    assert type(closed_now(its, link, now)) is (refusal or type(None))
    if refusal is None:
        decide(its, application(1), link, now)
    else:
        with pytest.raises(refusal):
            decide(its, application(1), link, now)


@pytest.mark.parametrize("event", [WORKSHOP, with_rules(approval=True), with_rules(confirm_address=True)])
@pytest.mark.parametrize("now", [BEFORE, AFTER])
def test_an_organiser_enters_people_outside_the_window(event: Event, now: Any) -> None:
    asked = application(1, consents=Consents(privacy_notice=False))
    assert decide(found(event), asked, None, now, by_organiser=True).status is Status.WAITLISTED


def test_a_party_that_cannot_wait_comes_whole_or_not_at_all() -> None:
    event = with_rules(companions=3, waiting_list=False)
    party = application(1, companions=[ANA])
    assert len(decide(found(event, taken=8), party, None, NOW).colleagues) == 1
    with pytest.raises(TooFewSeats, match="left: 1"):
        decide(found(event, taken=9), party, None, NOW)


PARTNERS = replace(WORKSHOP, access=EventAccess.PARTNERS)
PARTIES = with_rules(companions=1)


@pytest.mark.parametrize(
    ("event", "changes", "fields"),
    [
        (WORKSHOP, {"consents": Consents(privacy_notice=False)}, ["consents.privacy_notice"]),
        (WORKSHOP, {"dietary_needs": "halal"}, ["consents.special_needs"]),
        (WORKSHOP, {"attendance_mode": AttendanceMode.ONLINE}, ["attendance_mode"]),
        (WORKSHOP, {"day_modes": {FIRST_DAY: None}}, ["day_modes"]),
        (per_day(), {"day_modes": {FIRST_DAY: None, SECOND_DAY: None}}, ["day_modes"]),
        (per_day(), {"day_modes": {FIRST_DAY: None}, "sessions": ["bus"]}, ["sessions"]),
        (WORKSHOP, {"sessions": ["moon", "bus"]}, ["sessions"]),
        (WORKSHOP, {"category": Category.PRESS, "sessions": ["steering", "bus"]}, ["sessions"]),
        (with_rules(questions=QUESTIONS), {}, ["answers.stay"]),
        (WORKSHOP, {"answers": {"moon": "yes"}}, ["answers.moon"]),
        (PARTNERS, {"category": Category.PRESS}, ["category"]),
        (WORKSHOP, {"companions": [ANA]}, ["companions"]),
        (
            PARTIES,
            {"companions": [replace(ANA, first_name="Jan", last_name="Person 1", email="PERSON1@example.org")]},
            ["companions.0.email"],
        ),
        (PARTIES, {"companions": [replace(ANA, sessions=["moon"])]}, ["companions.0.sessions"]),
        (PARTIES, {"companions": [replace(ANA, answers={"moon": True})]}, ["companions.0.answers.moon"]),
        (
            with_rules(PARTNERS, companions=1),
            {"companions": [replace(ANA, category=Category.PRESS)]},
            ["companions.0.category"],
        ),
        (
            WORKSHOP,
            {"dietary_needs": "halal", "sessions": ["moon"], "answers": {"moon": "yes"}},
            ["consents.special_needs", "answers.moon", "sessions"],
        ),
    ],
)
def test_each_fault_stands_at_its_field(event: Event, changes: dict[str, Any], fields: list[str]) -> None:
    with pytest.raises(FaultyFields) as refused:
        decide(found(event), application(1, **changes), None, NOW)
    assert [fault.field for fault in refused.value.faults] == fields


@pytest.mark.parametrize(
    ("email", "changes", "fields"),
    [
        (None, {}, []),
        ("person1@example.org", {}, []),
        ("PERSON1@example.org", {}, []),
        ("other@example.org", {}, ["email"]),
        ("person1@example.org", {"companions": [ANA]}, ["companions"]),
    ],
)
def test_a_personal_invitation_is_for_one_address_alone(
    email: str | None, changes: dict[str, Any], fields: list[str]
) -> None:
    asked, link = application(1, **changes), replace(LINK, email=email)
    if not fields:
        assert decide(found(PARTIES), asked, link, NOW).link == LINK.id
        return
    with pytest.raises(FaultyFields) as refused:
        decide(found(PARTIES), asked, link, NOW)
    assert [fault.field for fault in refused.value.faults] == fields


@pytest.mark.parametrize(
    ("event", "asked", "faulty"),
    [
        (WORKSHOP, application(1, sessions=["bus"]), False),
        (with_rules(waiting_list=False), application(1, sessions=["bus"]), True),
        (with_rules(waiting_list=False), application(1, sessions=[]), False),
        (with_session(with_rules(waiting_list=False), "bus", capacity=None), application(1, sessions=["bus"]), False),
    ],
)
def test_a_full_session_is_refused_where_nobody_can_wait(event: Event, asked: Application, faulty: bool) -> None:
    if not faulty:
        decide(seated(event, 0), asked, None, NOW)
        return
    with pytest.raises(FaultyFields) as refused:
        decide(seated(event, 0), asked, None, NOW)
    assert [fault.field for fault in refused.value.faults] == ["sessions"]
