"""Invitations by mail (RFC 5546, RFC 6047): what is due to a participant, and each message's text/calendar part."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from events_service.calendars.feed import assemble, write_scheduled
from events_service.calendars.lines import mailto, quoted
from events_service.calendars.records import Entry, Organizer, Status


class Method(Enum):
    """What a message asks a calendar program to do."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Participation(Enum):
    """PARTSTAT: what an attendee has said (RFC 5545 §3.2.12)."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"


class Attendee(Struct, frozen=True, kw_only=True):
    """Who is invited. With NEEDS_ACTION every mail program shows its buttons."""

    name: str
    email: str
    participation: Participation = Participation.NEEDS_ACTION


class Told(Struct, frozen=True, kw_only=True):
    """What the REQUEST that stands has told: its SEQUENCE, and where to join online."""

    sequence: int
    conference: str | None = None


def due(every: Iterable[Entry], wanted: Iterable[Entry], invited: Mapping[str, Told]) -> Iterator[tuple[Method, Entry]]:
    """Give the messages that are due to one participant.

    `every` are all entries of the event (`every_entry`), `wanted` those that the participant is to have: none after
    a withdrawal. `invited` holds, by UID, what the REQUEST that stands has told (drop a UID after its CANCEL). Words
    that change cause no mail; they reach subscribed calendars. Another address to join at does, to those alone who may
    know it: it is the same appointment, so its SEQUENCE stays and the later DTSTAMP counts.
    """
    expected = {entry.uid: entry for entry in wanted if entry.status is not Status.CANCELLED}
    for entry in every:
        told, asked = invited.get(entry.uid), expected.get(entry.uid)
        if asked is None:
            if told is not None:
                yield Method.CANCEL, entry
        elif told is None or told.sequence < asked.sequence or told.conference != asked.conference:
            yield Method.REQUEST, asked


def message(method: Method, entry: Entry, attendee: Attendee, organizer: Organizer, sent_at: datetime) -> bytes:
    """Write the iCalendar object of one message: one UID each, as RFC 5546 §3.2.2 asks.

    `organizer` is the mailbox whose mail `events-service mail-in` reads; it should be the message's sender, too, as
    mail programs warn of invitations in another's name. A participant who withdraws gets a CANCEL with the SEQUENCE
    of the REQUEST: its later DTSTAMP puts it after that (RFC 5546 §2.1.5), and a raised SEQUENCE would outrank the
    REQUEST of somebody who comes back.
    """
    cancelled = method is Method.CANCEL
    scheduled = replace(entry, organizer=organizer, alarm=None if cancelled else entry.alarm)
    if cancelled:
        scheduled = replace(scheduled, status=Status.CANCELLED, transparent=True)
    written = write_scheduled(scheduled, max(sent_at, entry.changed_at), [_attendee(attendee, cancelled)])
    return assemble([f"METHOD:{method.value}"], [written])


def media_type(method: Method) -> str:
    """Give the Content-Type of the part: its method must be that of the object (RFC 6047 §2.4)."""
    return f"text/calendar; charset=utf-8; method={method.value}"


def _attendee(attendee: Attendee, cancelled: bool) -> str:
    answer = "" if cancelled else f";PARTSTAT={attendee.participation.value};RSVP=TRUE"
    who = f"CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT{answer};CN={quoted(attendee.name)}"
    return f"ATTENDEE;{who}:{mailto(attendee.email)}"
