"""Where a speaker stands and what they are told: decided from what they answered, were told, and is planned."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from events_service.programme.records import EventSpeaker, EventStatus, SessionStatus, Speaker
from events_service.speakers.accepting import as_proposed
from events_service.speakers.letters import SpeakerOccasion
from events_service.speakers.records import Answer, AskedSpeaker, Proposal, Schedule, State, schedule_of, state_of
from events_service.speakers.telling import occasion_of
from tests.world.events import WORKSHOP, found, with_session
from tests.world.times import NOW, at

ANA = EventSpeaker(key="ana", name="Ana", about={"en": "Bakes.", "bg": "Пече."})
EVENT = with_session(replace(WORKSHOP, speakers=[ANA]), "bus", speakers=[Speaker(person="ana")])
PLANNED = schedule_of(found(EVENT), "ana")
MOVED = schedule_of(found(with_session(EVENT, "bus", start=at("2024-04-16T15:00"))), "ana")
ELSEWHERE = schedule_of(found(with_session(EVENT, "bus", room="Yard")), "ana")
MORE = schedule_of(found(with_session(EVENT, "welcome", speakers=[Speaker(person="ana")])), "ana")
LATER = NOW + timedelta(hours=1)


def asked(answer: Answer | None, answered_at: datetime | None = LATER, answered: Schedule = PLANNED) -> AskedSpeaker:
    return AskedSpeaker(
        id=UUID(int=1),
        event=EVENT.key,
        key="ana",
        email="",
        language="",
        asked_at=NOW,
        answer=answer,
        answered_at=answered_at,
        answered=answered,
    )


@pytest.mark.parametrize(
    ("who", "planned", "state"),
    [
        (None, PLANNED, State.NOT_ASKED),
        (replace(asked(None), asked_at=None), PLANNED, State.NOT_ASKED),
        (asked(None, None), PLANNED, State.ASKED),
        (asked(Answer.CONFIRMED), PLANNED, State.CONFIRMED),
        (asked(Answer.CONFIRMED, NOW - timedelta(days=1)), PLANNED, State.ASKED),
        (asked(Answer.CONFIRMED), MOVED, State.ASKED_AGAIN),
        (asked(Answer.CONFIRMED), ELSEWHERE, State.CONFIRMED),
        (asked(Answer.CONFIRMED), MORE, State.ASKED_AGAIN),
        (asked(Answer.CONFIRMED, answered=MORE), PLANNED, State.CONFIRMED),
        (asked(Answer.DECLINED), MOVED, State.DECLINED),
    ],
)
def test_only_other_times_ask_who_confirmed_once_more(
    who: AskedSpeaker | None, planned: Schedule, state: State
) -> None:
    assert state_of(who, planned) is state


@pytest.mark.parametrize(
    ("told", "planned", "occasion"),
    [
        (PLANNED, PLANNED, None),
        (PLANNED, MOVED, SpeakerOccasion.MOVED),
        (PLANNED, MORE, SpeakerOccasion.MOVED),
        (PLANNED, ELSEWHERE, SpeakerOccasion.CHANGED),
        (MORE, PLANNED, SpeakerOccasion.CHANGED),
        (PLANNED, {}, SpeakerOccasion.CALLED_OFF),
        ({}, PLANNED, SpeakerOccasion.MOVED),
    ],
)
def test_what_is_told_follows_from_what_was_told(
    told: Schedule, planned: Schedule, occasion: SpeakerOccasion | None
) -> None:
    assert occasion_of(told, planned) is occasion


def test_nobody_speaks_in_what_does_not_take_place() -> None:
    assert schedule_of(found(with_session(EVENT, "bus", status=SessionStatus.CANCELLED)), "ana") == {}
    assert schedule_of(found(replace(EVENT, status=EventStatus.POSTPONED)), "ana") == {}


def test_a_proposal_changes_the_text_in_its_language_alone() -> None:
    proposal = Proposal(name="Ana Pop", organisation="", about="Bakes bread.", language="en")
    assert as_proposed(ANA, proposal) == replace(ANA, name="Ana Pop", about={"en": "Bakes bread.", "bg": "Пече."})
