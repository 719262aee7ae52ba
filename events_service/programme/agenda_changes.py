"""What two versions of an agenda differ in, and what two people changed in different ways, in words for organisers."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from operator import attrgetter
from textwrap import shorten
from typing import Any

from msgspec import Struct

from events_service.programme.field_names import ACCESS_NAMES, EVENT_FIELDS, FIELD_NAMES, STATUS_NAMES, name_among
from events_service.programme.labels import kind_name, status_name
from events_service.programme.merging import Conflict
from events_service.programme.records import (
    Event,
    EventStatus,
    EventType,
    Session,
    SessionAccess,
    SessionKind,
    SessionStatus,
)
from events_service.programme.rooms import where_of
from events_service.programme.speakers import with_names
from events_service.programme.version_changes import ChangeKind, VersionChange, changes_between
from events_service.programme.words import in_language
from events_service.web.i18n import clock_time, gettext, ngettext, short_day, spoken

MOST_TOLD = 6
"""Changes that are told one by one; of more, the number."""

LONGEST = 200
"""Letters of a text of which the old and the new stand side by side."""


def differences(before: Event, after: Event) -> list[str]:
    """Say what became of each session between two versions, in the order of the agenda; of many, the number."""
    changes = [change for change in changes_between(before, after) if change.session is not None]
    told = [in_a_sentence(change, before, after) for change in changes]
    if len(told) <= MOST_TOLD:
        return told
    more = len(told) - MOST_TOLD + 1
    rest = ngettext("and {number} more change", "and {number} more changes", more).format(number=more)
    return [*told[: MOST_TOLD - 1], rest]


def in_a_sentence(change: VersionChange, before: Event, after: Event) -> str:
    """Say one change of two versions: what it is about, and from what to what."""
    written = in_words(change, before, after)
    match change.kind:
        case ChangeKind.NEW:
            sentence = gettext("{session}: new, {when}")
            return sentence.format(session=written.about, when=written.after)
        case ChangeKind.GONE:
            return gettext("{session}: taken out").format(session=written.about)
        case ChangeKind.CANCELLED:
            return gettext("{session}: cancelled").format(session=written.about)
        case ChangeKind.BACK:
            return gettext("{session}: takes place again").format(session=written.about)
        case ChangeKind.OTHER:
            fields = ", ".join(_field(name) for name in change.fields)
            return gettext("{session}: changed in {fields}").format(session=written.about, fields=fields)
    return gettext("{session}: {before} → {after}").format(
        session=written.about, before=written.before, after=written.after
    )


class WrittenChange(Struct, frozen=True, kw_only=True):
    """A change in the language being spoken: what it is about, how it was, and how it is."""

    about: str
    before: str
    after: str


def in_words(change: VersionChange, before: Event, after: Event) -> WrittenChange:
    """Write one change of two versions in the language being spoken."""
    if change.session is None:
        (field,) = change.fields
        was, is_ = (_written(attrgetter(field)(event)) for event in (before, after))
        return WrittenChange(about=event_field(field), before=was, after=is_)
    then, now = (_session_of(event, change.session) for event in (before, after))
    known = now or then
    about = _title(known) if known else change.session
    return WrittenChange(about=about, before=_side(change, then, then, now), after=_side(change, now, then, now))


def field_by_field(change: VersionChange, before: Event, after: Event) -> list[WrittenChange]:
    """Write one change like `in_words`, but each field of a session's other words by itself, long texts cut off."""
    if change.kind is not ChangeKind.OTHER or change.session is None:
        return [in_words(change, before, after)]
    about = in_words(change, before, after).about
    then, now = (_session_of(with_names(event), change.session) for event in (before, after))
    return [
        WrittenChange(
            about=f"{about}, {_field(name)}",
            before=shorten(_written(getattr(then, name)), LONGEST, placeholder=" …"),
            after=shorten(_written(getattr(now, name)), LONGEST, placeholder=" …"),
        )
        for name in change.fields
    ]


def event_field(name: str) -> str:
    """Name a field of the event, dotted where it lies deeper, as its form does."""
    return gettext(name_among(EVENT_FIELDS, name) or name)


def _side(change: VersionChange, session: Session | None, then: Session | None, now: Session | None) -> str:
    """Write one side of a session's change: as it was, or as it is."""
    if session is None:
        return gettext("Not on the agenda")
    match change.kind:
        case ChangeKind.ROOM:
            place = where_of(session, spoken())
            return place if session.place else f"{gettext('Room')} {place or _written(None)}"
        case ChangeKind.CANCELLED | ChangeKind.BACK:
            return _when(session) if session.held else gettext(STATUS_NAMES[session.status])
        case ChangeKind.MOVED if then and now and then.start.date() == now.start.date():
            return _hours(session)
    return _when(session)


def _session_of(event: Event, key: str) -> Session | None:
    return next((session for session in event.sessions if session.key == key), None)


def conflicts_in_words(conflicts: Sequence[Conflict], event: Event) -> list[str]:
    """Say of each field that two changed in different ways what was saved, and what was about to be."""
    titles = {session.key: _title(session) for session in event.sessions}
    sentences = []
    for conflict in conflicts:
        _, key, *fields = (*conflict.path, "", "")
        where = titles.get(str(key), str(key))
        if isinstance(name := fields[0], str) and name in FIELD_NAMES:
            where = f"{where}, {_field(name)}"
        sentence = gettext("{field}: somebody saved “{saved}” meanwhile, you wanted “{changed}”")
        sentences.append(
            sentence.format(field=where, saved=_written(conflict.saved), changed=_written(conflict.changed))
        )
    return sentences


def _field(name: str) -> str:
    return gettext(FIELD_NAMES[name])


def _title(session: Session) -> str:
    return in_language(session.title, spoken())


def _when(session: Session) -> str:
    return f"{short_day(session.start)}, {_hours(session)}"


def _hours(session: Session) -> str:
    return f"{clock_time(session.start)}–{clock_time(session.end)}"


def _written(value: Any) -> str:
    match value:
        case Enum():
            text = _word_of(value)
        case bool():
            text = gettext("yes") if value else gettext("no")
        case datetime():
            text = f"{short_day(value)}, {clock_time(value)}"
        case date():
            text = short_day(value)
        case dict() | str():
            text = in_language(value, spoken())
        case list():
            text = ", ".join(map(_written, value))
        case Session():
            text = _when(value)
        case None:
            text = ""
        case _:
            text = _named(value)
    return text or "–"


def _word_of(value: Enum) -> str:
    match value:
        case SessionKind() | EventType():
            return kind_name(value)
        case SessionAccess():
            return gettext(ACCESS_NAMES[value])
        case SessionStatus():
            return gettext(STATUS_NAMES[value])
        case EventStatus():
            return status_name(value)
    return str(value.value)


def _named(value: Any) -> str:
    """Write what has fields of its own by the one that people know it by."""
    for name in ("title", "label", "name", "link"):
        if words := getattr(value, name, None):
            return in_language(words, spoken())
    return "" if isinstance(value, Struct) else str(value)
