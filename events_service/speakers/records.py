"""What is known of an event's speaker beyond the definition, and where their coming stands. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from uuid import UUID

from msgspec import Struct

from events_service.complete import for_each
from events_service.programme.finding import FoundEvent
from events_service.programme.records import EventStatus, Key, Session
from events_service.programme.rooms import where_of
from events_service.programme.speakers import sessions_with
from events_service.web.i18n import N_, gettext

LONGEST_REMARK = 1000


class Answer(Enum):
    """What a speaker says of coming."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"


class State(Enum):
    """Where a speaker's coming stands; whoever confirmed other hours than those that hold now is asked again."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    ASKED_AGAIN = "asked_again"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


STATES = for_each(
    State,
    {
        State.NOT_ASKED: N_("Not asked"),
        State.ASKED: N_("Asked"),
        State.ASKED_AGAIN: N_("Asked again: the time changed"),
        State.CONFIRMED: N_("Confirmed"),
        State.DECLINED: N_("Declined"),
    },
)
OPEN = frozenset({State.ASKED, State.ASKED_AGAIN})
"""States in which an answer is waited for."""


class Who(Struct, frozen=True, kw_only=True):
    """One of an event's speakers, by the keys of both."""

    event: Key
    key: Key


class Contact(Struct, frozen=True, kw_only=True):
    """Where, and in which language, a speaker is written to; both may be empty."""

    email: str
    language: str


class Hours(Struct, frozen=True, kw_only=True):
    """When a session is, as instants in UTC, and in which room or other place, in English."""

    starts: datetime
    ends: datetime
    where: str = ""


Schedule = dict[Key, Hours]
"""The sessions in which somebody speaks and that take place, by key."""


class Proposal(Struct, frozen=True, kw_only=True):
    """What a speaker proposes to write of them; `language` is that of the text."""

    name: str
    organisation: str
    about: str
    language: str


class AskedSpeaker(Struct, frozen=True, kw_only=True):
    """Somebody with a personal link. `answered` are the hours that their answer was to; `told` those last told.

    `consented`: whether their text and picture may be shown, by their own word; None where they said nothing.
    """

    id: UUID
    event: Key
    key: Key
    email: str
    language: str
    asked_at: datetime | None = None
    answer: Answer | None = None
    answered_at: datetime | None = None
    answered: Mapping[Key, Hours] = {}
    remark: str = ""
    consented: bool | None = None
    proposal: Proposal | None = None


def schedule_of(found: FoundEvent, key: Key) -> Schedule:
    """Give the sessions of one of the event's speakers; none where the event does not take place."""
    if found.event.status in {EventStatus.CANCELLED, EventStatus.POSTPONED}:
        return {}
    return {each.key: _hours(found, each) for each in sessions_with(found.event, key) if each.held}


def _hours(found: FoundEvent, session: Session) -> Hours:
    starts, ends = (each.replace(tzinfo=found.zone).astimezone(UTC) for each in (session.start, session.end))
    return Hours(starts=starts, ends=ends, where=where_of(session, "en"))


def state_of(asked: AskedSpeaker | None, now_planned: Schedule) -> State:
    """Tell where the coming of a speaker stands whose sessions are planned so now."""
    if asked is None or asked.asked_at is None:
        return State.NOT_ASKED
    if asked.answer is None or asked.answered_at is None or asked.answered_at < asked.asked_at:
        return State.ASKED
    if asked.answer is Answer.DECLINED:
        return State.DECLINED
    return State.ASKED_AGAIN if other_times(asked.answered, now_planned) else State.CONFIRMED


def other_times(before: Mapping[Key, Hours], after: Mapping[Key, Hours]) -> bool:
    """Tell whether any session is at other hours than before, or was not among them; another room is no other time."""
    return any(
        key not in before or (before[key].starts, before[key].ends) != (hours.starts, hours.ends)
        for key, hours in after.items()
    )


def state_name(state: State) -> str:
    """Give a state its name in the language of the page being made."""
    return gettext(STATES[state])
