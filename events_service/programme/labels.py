"""The names that readers see for kinds of events, sessions and milestones, and for an event's status."""

from enum import Enum

from events_service.complete import for_each
from events_service.programme.faults import quoted
from events_service.programme.records import (
    EventStatus,
    EventType,
    MaterialKind,
    MaterialReaders,
    MilestoneKind,
    Session,
    SessionKind,
)
from events_service.programme.words import in_language
from events_service.web.i18n import N_, NC_, gettext, spoken

KINDS: dict[Enum, str] = {
    **for_each(
        EventType,
        {
            EventType.KICK_OFF: N_("Kick-off"),
            EventType.INTERREGIONAL_WORKSHOP: N_("Interregional workshop"),
            EventType.STUDY_VISIT: N_("Study visit"),
            EventType.STAFF_EXCHANGE: N_("Staff exchange"),
            EventType.PEER_REVIEW: N_("Peer review"),
            EventType.POLICY_LEARNING: N_("Policy-learning event"),
            EventType.STEERING_GROUP: N_("Steering group meeting"),
            EventType.STAKEHOLDER_GROUP: N_("Stakeholder group meeting"),
            EventType.COMMUNICATION: N_("Communication event"),
            EventType.FINAL_EVENT: N_("Final event"),
            EventType.ONLINE_MEETING: N_("Online meeting"),
        },
    ),
    **for_each(
        SessionKind,
        {
            SessionKind.TALK: N_("Talk"),
            SessionKind.DISCUSSION: N_("Discussion"),
            SessionKind.WORKSHOP: N_("Workshop"),
            SessionKind.PEER_REVIEW: N_("Peer review"),
            SessionKind.STUDY_VISIT: N_("Study visit"),
            SessionKind.STEERING_GROUP: N_("Steering group meeting"),
            SessionKind.BREAK: N_("Break"),
            SessionKind.MEAL: N_("Meal"),
            SessionKind.TRANSFER: N_("Transfer"),
            SessionKind.SOCIAL: N_("Social programme"),
            SessionKind.REGISTRATION: NC_("session", "Registration"),
        },
    ),
    **for_each(
        MilestoneKind,
        {
            MilestoneKind.NEWSLETTER: N_("Newsletter"),
            MilestoneKind.GOOD_PRACTICE_REPORT: N_("Good practice report"),
            MilestoneKind.FIELD_RESEARCH: N_("Field research report"),
            MilestoneKind.OTHER: N_("Milestone"),
        },
    ),
}

STATUSES = for_each(
    EventStatus,
    {
        EventStatus.DRAFT: N_("Draft"),
        EventStatus.PUBLISHED: N_("Published"),
        EventStatus.POSTPONED: N_("Postponed"),
        EventStatus.CANCELLED: NC_("event", "Cancelled"),
    },
)
MATERIALS = for_each(
    MaterialKind,
    {
        MaterialKind.PRESENTATION: N_("Presentation"),
        MaterialKind.PHOTOS: N_("Photos"),
        MaterialKind.RECORDING: N_("Recording"),
        MaterialKind.DOCUMENT: N_("Document"),
    },
)


def kind_name(kind: EventType | SessionKind | MilestoneKind, language: str | None = None) -> str:
    """Give the name of a kind in a language, by default that of the page being made."""
    return gettext(KINDS[kind], language)


def session_named(session: Session) -> str:
    """Name a session within a sentence, by its title in the language of the page being made."""
    return quoted(in_language(session.title, spoken()))


READERS = for_each(
    MaterialReaders,
    {
        MaterialReaders.EVERYBODY: N_("Everybody who sees the event"),
        MaterialReaders.PARTICIPANTS: N_("Participants who have a place"),
        MaterialReaders.PARTNERS: N_("Participants of the project's partners"),
    },
)


def material_name(kind: MaterialKind) -> str:
    """Give the word for what a link of the materials leads to, in the language of the page being made."""
    return gettext(MATERIALS[kind])


def status_name(status: EventStatus, language: str | None = None) -> str:
    """Give the word for an event's status, by default in the language of the page being made."""
    return gettext(STATUSES[status], language)
