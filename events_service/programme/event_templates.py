"""What an event of each type usually holds: sessions at sensible hours, in the project's languages."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from enum import Enum

from msgspec import Struct

from events_service.complete import for_each
from events_service.programme.keys import free_key
from events_service.programme.records import (
    AttendanceMode,
    EventType,
    Session,
    SessionAccess,
    SessionKind,
)
from events_service.programme.words import FALLBACK_LANGUAGE
from events_service.web.i18n import LANGUAGES, N_, gettext

K = SessionKind


class Template(Enum):
    """What a new event begins with, where it is no copy of another."""

    WORKSHOP = "workshop"
    STUDY_VISIT = "study_visit"
    STAFF_EXCHANGE = "staff_exchange"
    STAKEHOLDER_GROUP = "stakeholder_group"
    STEERING_GROUP = "steering_group"
    ONLINE_MEETING = "online_meeting"
    FINAL_EVENT = "final_event"


class Slot(Struct, frozen=True):
    """A session of a template: the day, counted from 0, its hours, what it is, and its title in English."""

    day: int
    starts: str
    ends: str
    kind: SessionKind
    title: str
    attendance: bool = False


class Beginning(Struct, frozen=True, kw_only=True):
    """A template: what it is for in one line, the type of its events, how people take part, and its sessions."""

    name: str
    about: str
    type: EventType
    ways: tuple[AttendanceMode, ...] = (AttendanceMode.IN_PERSON,)
    slots: tuple[Slot, ...]

    @property
    def in_person(self) -> bool:
        """Whether people come to a place."""
        return AttendanceMode.IN_PERSON in self.ways


_ARRIVAL = N_("Registration and coffee")
_SIGN_IN = N_("Sign-in")
_WELCOME = N_("Welcome")
_COFFEE = N_("Coffee break")
_LUNCH = N_("Lunch")
_BUS = N_("Bus to the visit")
_VISIT = N_("Study visit")
_BACK = N_("Bus back")
_DINNER = N_("Networking dinner")
_STEERING = N_("Steering group meeting")
_LESSONS = N_("What we take home")
_NEXT = N_("Conclusions and next steps")
_DISCUSSION = N_("Discussion")
_REPORT = N_("Where the project stands")

_TWO_DAYS = (
    Slot(0, "08:45", "09:15", K.REGISTRATION, _ARRIVAL),
    Slot(0, "09:15", "09:45", K.TALK, _WELCOME),
    Slot(0, "09:45", "11:00", K.TALK, N_("Good practices of the partners")),
    Slot(0, "11:00", "11:30", K.BREAK, _COFFEE),
    Slot(0, "11:30", "13:00", K.WORKSHOP, N_("Work in groups")),
    Slot(0, "13:00", "14:00", K.MEAL, _LUNCH),
    Slot(0, "14:00", "14:30", K.TRANSFER, _BUS),
    Slot(0, "14:30", "17:00", K.STUDY_VISIT, _VISIT, attendance=True),
    Slot(0, "17:00", "17:30", K.TRANSFER, _BACK),
    Slot(0, "19:30", "22:00", K.SOCIAL, _DINNER),
    Slot(1, "09:00", "09:15", K.REGISTRATION, _SIGN_IN),
    Slot(1, "09:15", "10:45", K.DISCUSSION, _LESSONS),
    Slot(1, "10:45", "11:15", K.BREAK, _COFFEE),
    Slot(1, "11:15", "12:45", K.STEERING_GROUP, _STEERING, attendance=True),
    Slot(1, "12:45", "13:00", K.TALK, _NEXT),
    Slot(1, "13:00", "14:00", K.MEAL, _LUNCH),
)

BEGINNINGS = for_each(
    Template,
    {
        Template.WORKSHOP: Beginning(
            name=N_("Interregional workshop"),
            about=N_("Two days with talks, work in groups, a study visit and the steering group."),
            type=EventType.INTERREGIONAL_WORKSHOP,
            slots=_TWO_DAYS,
        ),
        Template.STUDY_VISIT: Beginning(
            name=N_("Study visit"),
            about=N_("One day with two visits, the way there and back, and time to talk about them."),
            type=EventType.STUDY_VISIT,
            slots=(
                Slot(0, "08:45", "09:15", K.REGISTRATION, _ARRIVAL),
                Slot(0, "09:15", "09:45", K.TALK, _WELCOME),
                Slot(0, "09:45", "10:15", K.TRANSFER, _BUS),
                Slot(0, "10:15", "12:30", K.STUDY_VISIT, _VISIT, attendance=True),
                Slot(0, "12:30", "13:45", K.MEAL, _LUNCH),
                Slot(0, "14:00", "16:00", K.STUDY_VISIT, N_("Second study visit"), attendance=True),
                Slot(0, "16:00", "16:30", K.TRANSFER, _BACK),
                Slot(0, "16:30", "17:30", K.DISCUSSION, _LESSONS),
            ),
        ),
        Template.STAFF_EXCHANGE: Beginning(
            name=N_("Staff exchange"),
            about=N_("Two days at a colleague's workplace."),
            type=EventType.STAFF_EXCHANGE,
            slots=(
                Slot(0, "09:00", "09:30", K.TALK, _WELCOME),
                Slot(0, "09:30", "12:30", K.WORKSHOP, N_("At work with the hosts"), attendance=True),
                Slot(0, "12:30", "13:30", K.MEAL, _LUNCH),
                Slot(0, "13:30", "16:30", K.STUDY_VISIT, _VISIT, attendance=True),
                Slot(1, "09:00", "12:00", K.WORKSHOP, N_("At work with the hosts"), attendance=True),
                Slot(1, "12:00", "13:00", K.MEAL, _LUNCH),
                Slot(1, "13:00", "14:30", K.DISCUSSION, _LESSONS),
            ),
        ),
        Template.STAKEHOLDER_GROUP: Beginning(
            name=N_("Regional stakeholder group meeting"),
            about=N_("Two hours with the stakeholders of the region."),
            type=EventType.STAKEHOLDER_GROUP,
            slots=(
                Slot(0, "13:45", "14:00", K.REGISTRATION, _SIGN_IN),
                Slot(0, "14:00", "14:15", K.TALK, _WELCOME),
                Slot(0, "14:15", "14:45", K.TALK, _REPORT),
                Slot(0, "14:45", "15:45", K.DISCUSSION, _DISCUSSION),
                Slot(0, "15:45", "16:00", K.TALK, _NEXT),
            ),
        ),
        Template.STEERING_GROUP: Beginning(
            name=N_("Steering group meeting"),
            about=N_("Half a day for the partners alone."),
            type=EventType.STEERING_GROUP,
            slots=(
                Slot(0, "08:45", "09:00", K.REGISTRATION, _SIGN_IN),
                Slot(0, "09:00", "09:15", K.TALK, _WELCOME),
                Slot(0, "09:15", "10:45", K.STEERING_GROUP, _REPORT, attendance=True),
                Slot(0, "10:45", "11:15", K.BREAK, _COFFEE),
                Slot(0, "11:15", "12:45", K.STEERING_GROUP, N_("Decisions"), attendance=True),
                Slot(0, "12:45", "13:00", K.STEERING_GROUP, _NEXT),
                Slot(0, "13:00", "14:00", K.MEAL, _LUNCH),
            ),
        ),
        Template.ONLINE_MEETING: Beginning(
            name=N_("Online meeting"),
            about=N_("Two hours on the screen; no place is needed."),
            type=EventType.ONLINE_MEETING,
            ways=(AttendanceMode.ONLINE,),
            slots=(
                Slot(0, "10:00", "10:15", K.TALK, _WELCOME),
                Slot(0, "10:15", "11:00", K.TALK, _REPORT),
                Slot(0, "11:00", "11:45", K.DISCUSSION, _DISCUSSION),
                Slot(0, "11:45", "12:00", K.TALK, _NEXT),
            ),
        ),
        Template.FINAL_EVENT: Beginning(
            name=N_("Final event"),
            about=N_("One day for the public, in the hall and online, with results and a panel."),
            type=EventType.FINAL_EVENT,
            ways=(AttendanceMode.IN_PERSON, AttendanceMode.ONLINE),
            slots=(
                Slot(0, "09:00", "09:30", K.REGISTRATION, _ARRIVAL),
                Slot(0, "09:30", "10:00", K.TALK, _WELCOME),
                Slot(0, "10:00", "11:00", K.TALK, N_("What the project achieved")),
                Slot(0, "11:00", "11:30", K.BREAK, _COFFEE),
                Slot(0, "11:30", "13:00", K.TALK, N_("Good practices of the partners")),
                Slot(0, "13:00", "14:00", K.MEAL, _LUNCH),
                Slot(0, "14:00", "15:30", K.DISCUSSION, N_("Panel discussion")),
                Slot(0, "15:30", "16:00", K.TALK, _NEXT),
            ),
        ),
    },
)


def sessions_of(template: Template, days: Sequence[date], languages: Iterable[str]) -> list[Session]:
    """Give the sessions of a template on an event's days, titled in each of the languages that we speak.

    What a template has on a day that the event does not is left out.
    """
    spoken = [language for language in languages if language in LANGUAGES] or [FALLBACK_LANGUAGE]
    sessions: dict[str, Session] = {}
    for slot in BEGINNINGS[template].slots:
        if slot.day >= len(days):
            continue
        key = free_key(slot.title, sessions)
        sessions[key] = Session(
            key=key,
            kind=slot.kind,
            title={language: gettext(slot.title, language) for language in spoken},
            start=_at(days[slot.day], slot.starts),
            end=_at(days[slot.day], slot.ends),
            access=SessionAccess.PARTNERS if slot.kind is K.STEERING_GROUP else SessionAccess.OPEN,
            attendance=slot.attendance,
        )
    return list(sessions.values())


def _at(day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour))
