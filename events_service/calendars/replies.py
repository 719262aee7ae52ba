"""Replies to invitations that come back by mail (RFC 5546 §3.2.3, RFC 6047)."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any
from urllib.parse import unquote

import icalendar
from icalendar.error import BrokenCalendarProperty
from msgspec import Struct

from events_service.calendars.invitations import Participation
from events_service.web.text import cleaned

LARGEST_MESSAGE = 1_000_000
"""Octets of a message that is read; a reply has some thousand."""


class NotAReply(ValueError):
    """A message cannot be read as a reply to an invitation; the text says why."""


class Reply(Struct, frozen=True, kw_only=True):
    """What an attendee answered. Addresses are in lower case; `sender` is the message's From, which anybody can write.

    `sequence` is that of the invitation which is answered, `stamp` the instant of the answer, `name` what the attendee
    is called in it (CN).
    """

    uid: str
    sequence: int
    stamp: datetime
    attendee: str
    participation: Participation
    sender: str
    comment: str = ""
    name: str = ""


def read_reply(message: bytes) -> Reply:
    """Read one mail message. Raises NotAReply."""
    if len(message) > LARGEST_MESSAGE:
        raise NotAReply(f"the message is larger than {LARGEST_MESSAGE:,} octets, so it is no reply to an invitation")
    parsed = message_from_bytes(message, policy=policy.default)
    event = _replying_event(_calendar_part(parsed))
    attendee = _only_attendee(event)
    try:
        participation = Participation(str(attendee.params.get("PARTSTAT", "NEEDS-ACTION")).upper())
    except ValueError as error:
        raise NotAReply(f"the answer {attendee.params['PARTSTAT']!r} is none that an invitation can get") from error
    uid = cleaned(str(_only(event, "UID", ""))).strip()
    if not uid:
        raise NotAReply("the reply does not say to which invitation (UID)")
    return Reply(
        uid=uid,
        sequence=_sequence(event),
        stamp=_stamp(event),
        attendee=_mailbox(str(attendee)),
        participation=participation,
        sender=cleaned(parseaddr(str(parsed.get("From", "")))[1].lower()),
        comment=cleaned(str(_all(event, "COMMENT")[0] if "COMMENT" in event else ""))[:1000],
        name=" ".join(cleaned(str(attendee.params.get("CN", ""))).split())[:200],
    )


def supersedes(reply: Reply, sequence: int, answered_at: datetime | None) -> bool:
    """Tell whether a reply counts: it answers the invitation as it stands, and it is not older than the last answer.

    An answer to an earlier time or place says nothing of the present one (RFC 5546 §2.1.5).
    """
    return reply.sequence >= sequence and (answered_at is None or reply.stamp >= answered_at)


def _calendar_part(message: EmailMessage) -> bytes:
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return content
    raise NotAReply("the message holds no calendar part, so it is no reply to an invitation")


def _replying_event(octets: bytes) -> icalendar.Event:
    try:
        calendar = icalendar.Calendar.from_ical(octets)
        events = calendar.events
    except Exception as error:  # of whatever kind: a name of a zone, for one, is looked for as a file's
        raise NotAReply("the calendar part of the message cannot be read") from error
    method = str(_only(calendar, "METHOD", "")).upper()
    if method != "REPLY":
        raise NotAReply(f"the message's method is {method or 'missing'}, not REPLY")
    if len(events) != 1:
        raise NotAReply(f"a reply holds one entry, this one {len(events)}")
    return events[0]


def _all(event: icalendar.Component, name: str) -> list[Any]:
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def _only(event: icalendar.Component, name: str, missing: object = None) -> Any:
    """Give a property that stands once at most where it stands (RFC 5545 §3.6). Raises NotAReply."""
    found = _all(event, name)
    if len(found) > 1:
        raise NotAReply(f"a reply has one {name}, this one {len(found)}")
    return found[0] if found else missing


def _only_attendee(event: icalendar.Event) -> icalendar.vCalAddress:
    attendees = _all(event, "ATTENDEE")
    if len(attendees) != 1:
        raise NotAReply(f"a reply names one attendee, this one {len(attendees)}")
    attendee: icalendar.vCalAddress = attendees[0]
    return attendee


def _mailbox(address: str) -> str:
    scheme, _, mailbox = address.partition(":")
    if scheme.lower() != "mailto" or "@" not in mailbox:
        raise NotAReply(f"the attendee {address!r} is no mailbox")
    return cleaned(unquote(mailbox)).strip().lower()


def _sequence(event: icalendar.Event) -> int:
    given = _only(event, "SEQUENCE", 0)
    try:
        return int(given)
    except ValueError as error:
        raise NotAReply("the reply's SEQUENCE is not a number") from error


def _stamp(event: icalendar.Event) -> datetime:
    try:
        instant = getattr(_only(event, "DTSTAMP"), "dt", None)
    except BrokenCalendarProperty:
        instant = None
    if not isinstance(instant, datetime):
        raise NotAReply("the reply does not say when it was given (DTSTAMP)")
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
