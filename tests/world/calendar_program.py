"""A calendar program that follows RFC 5546 to the letter: what it shows after messages and refreshed feeds."""

from datetime import date, datetime

import icalendar
from msgspec import Struct


class Shown(Struct, frozen=True, kw_only=True):
    """One entry in the program's calendar."""

    rank: tuple[int, datetime]
    starts: datetime | date
    ends: datetime | date
    status: str
    summary: str
    location: str


Shelf = dict[str, Shown]
"""What the program holds, by UID."""


def receive(shelf: Shelf, octets: bytes) -> None:
    """Apply a message that came by mail, whatever the order in which messages arrive (RFC 5546 §2.1.5)."""
    calendar = icalendar.Calendar.from_ical(octets)
    assert calendar["METHOD"] in {"REQUEST", "CANCEL"}
    assert len({event["UID"] for event in calendar.events}) == 1
    for event in calendar.events:
        if calendar["METHOD"] == "CANCEL":
            assert event["STATUS"] == "CANCELLED"
        _put(shelf, event)


def refresh(shelf: Shelf, octets: bytes) -> None:
    """Apply a subscribed feed: newer revisions replace older ones, and what the feed lost is gone."""
    calendar = icalendar.Calendar.from_ical(octets)
    assert calendar["METHOD"] == "PUBLISH"
    for uid in shelf.keys() - {str(event["UID"]) for event in calendar.events}:
        del shelf[uid]
    for event in calendar.events:
        _put(shelf, event)


def _put(shelf: Shelf, event: icalendar.Event) -> None:
    rank = (int(event.get("SEQUENCE", 0)), event["DTSTAMP"].dt)
    known = shelf.get(str(event["UID"]))
    if known is None or rank > known.rank:
        shelf[str(event["UID"])] = Shown(
            rank=rank,
            starts=event.start,
            ends=event.end,
            status=str(event["STATUS"]),
            summary=str(event["SUMMARY"]),
            location=str(event.get("LOCATION", "")),
        )
