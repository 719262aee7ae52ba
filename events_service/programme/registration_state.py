"""Whether people can register for an event now: decided from its definition, its places and the instant."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum

from msgspec import Struct

from events_service.programme.finding import FoundEvent, Seats
from events_service.programme.records import AttendanceMode, EventStatus


class Openness(Enum):
    """What somebody who wants to register meets; NOT_HELD stands for drafts, postponed and cancelled events."""

    NOT_YET = "not_yet"
    OPEN = "open"
    WAITING_LIST = "waiting_list"
    FULL = "full"
    CLOSED = "closed"
    OVER = "over"
    NOT_HELD = "not_held"


class RegistrationState(Struct, frozen=True, kw_only=True):
    """How registration stands. `opens` and `closes` are where the definition names them; `free` None: no limit.

    `promised`: there are free places, and all of them are kept for those who wait.
    `by_way` are the places in each way to attend, where they are counted apart; `free` is of all ways together then.
    `reply_day` is the day to reply by, else the one on which registration closes.
    """

    openness: Openness
    opens: datetime | None
    closes: datetime | None
    reply_day: date | None
    free: int | None
    promised: bool
    by_way: Mapping[AttendanceMode, Seats] = {}

    @property
    def accepts(self) -> bool:
        """Tell whether the form takes registrations."""
        return self.openness in {Openness.OPEN, Openness.WAITING_LIST}


def registration_state(found: FoundEvent, now: datetime) -> RegistrationState:
    """Say how registration for an event stands at an instant."""
    opens = found.event.registration.opens
    opens, closes = opens and opens.replace(tzinfo=found.zone), closes_at(found)
    reply_day = found.event.registration.reply_by or (closes.date() if closes else None)
    return RegistrationState(
        openness=_openness(found, opens, closes, now),
        opens=opens,
        closes=closes,
        reply_day=reply_day,
        free=found.open_seats,
        promised=found.all_promised,
        by_way=found.seats_by_way,
    )


def closes_at(found: FoundEvent) -> datetime | None:
    """Give when registration closes: as the definition says, else with the end of the day to reply by, if it has one.

    None: at the end of the event's last day.
    """
    rules = found.event.registration
    if rules.closes is not None:
        return rules.closes.replace(tzinfo=found.zone)
    if rules.reply_by is not None:
        return datetime.combine(rules.reply_by + timedelta(days=1), time(), found.zone)
    return None


def begin_of(found: FoundEvent) -> datetime:
    """Give when the event begins: with its first session, or with its first day where the agenda is not known."""
    if held := found.event.held_sessions:
        return min(planned.start for planned in held).replace(tzinfo=found.zone)
    return datetime.combine(min(found.event.days), time(), found.zone)


def end_of(found: FoundEvent) -> datetime:
    """Give the midnight that ends the event's last day where it takes place."""
    return datetime.combine(max(found.event.days) + timedelta(days=1), time(), found.zone)


def _openness(found: FoundEvent, opens: datetime | None, closes: datetime | None, now: datetime) -> Openness:
    if found.event.status is not EventStatus.PUBLISHED:
        return Openness.NOT_HELD
    if now >= end_of(found):
        return Openness.OVER
    if closes is not None and now >= closes:
        return Openness.CLOSED
    if opens is not None and now < opens:
        return Openness.NOT_YET
    if found.open_seats == 0:
        return Openness.WAITING_LIST if found.event.registration.waiting_list else Openness.FULL
    return Openness.OPEN
