"""How an event is published, postponed, cancelled and reopened, and what that means for people."""

from msgspec import Struct

from events_service.complete import for_each
from events_service.programme.finding import FoundEvent
from events_service.programme.records import EventAccess, EventStatus
from events_service.web.i18n import N_, gettext, number

NEXT = for_each(
    EventStatus,
    {
        EventStatus.DRAFT: (EventStatus.PUBLISHED,),
        EventStatus.PUBLISHED: (EventStatus.POSTPONED, EventStatus.CANCELLED),
        EventStatus.POSTPONED: (EventStatus.PUBLISHED, EventStatus.CANCELLED),
        EventStatus.CANCELLED: (EventStatus.PUBLISHED,),
    },
)
"""What an event may become from where it stands; never a draft again, for people have seen it."""

SEEN_BY = for_each(
    EventAccess,
    {
        EventAccess.PUBLIC: N_("Everybody finds the event in the programme and in the calendars."),
        EventAccess.LINK: N_("Whoever holds the address of the event's page sees it; the programme does not list it."),
        EventAccess.PARTNERS: N_("The project's partners see the event; nobody else does."),
    },
)
STAYS = N_("The event stays on its page and in calendars, marked as what it is; nobody can register.")


class Move(Struct, frozen=True, kw_only=True):
    """A change of status: what its button says, and what will happen, each in a sentence."""

    status: EventStatus
    action: str
    consequences: list[str]


def moves(found: FoundEvent, people: int) -> list[Move]:
    """Give the changes of status that are possible, with what each means for the `people` who registered."""
    return [
        Move(
            status=status, action=_action(found.event.status, status), consequences=_consequences(found, status, people)
        )
        for status in NEXT[found.event.status]
    ]


def _action(before: EventStatus, after: EventStatus) -> str:
    match after:
        case EventStatus.POSTPONED:
            return gettext("Postpone it")
        case EventStatus.CANCELLED:
            return gettext("Cancel the event")
    return gettext("Publish it") if before is EventStatus.DRAFT else gettext("Hold it after all")


def _consequences(found: FoundEvent, status: EventStatus, people: int) -> list[str]:
    if status is EventStatus.PUBLISHED:
        seen = gettext(SEEN_BY[found.event.access])
        if found.event.status is EventStatus.DRAFT:
            return [seen, gettext("People register as the definition says.")]
        told = gettext("Everybody who registered is told by mail that it takes place (now: {people}); places are kept.")
        days = gettext("Look at the days first: people are told them as they stand.")
        return [seen, told.format(people=number(people)), days]
    if status is EventStatus.POSTPONED:
        told = gettext(
            "Everybody who registered is told by mail that it is postponed (now: {people}); places are kept."
        )
    else:
        told = gettext("Everybody who registered is told by mail that it is cancelled (now: {people}).")
    return [gettext(STAYS), told.format(people=number(people)), gettext("It can be held after all later.")]
