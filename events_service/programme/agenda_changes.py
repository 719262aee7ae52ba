"""What two versions of an agenda differ in, and what two people changed in different ways, in words for organisers."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from events_service.complete import for_each
from events_service.programme.labels import kind_name
from events_service.programme.merging import Conflict
from events_service.programme.records import Event, Session, SessionAccess, SessionKind, SessionStatus, Venue
from events_service.programme.words import in_language
from events_service.web.i18n import N_, NC_, clock_time, gettext, ngettext, short_day, spoken

MOST_TOLD = 6
"""Changes that are told one by one; of more, the number."""

FIELD_NAMES = {
    "kind": N_("Kind"),
    "title": N_("Title"),
    "status": N_("Status"),
    "description": N_("Description"),
    "start": N_("Begin"),
    "end": N_("End"),
    "room": N_("Room"),
    "place": N_("Place"),
    "speakers": N_("Speakers"),
    "capacity": N_("Places"),
    "access": N_("Who may come"),
    "attendance": N_("Attendance is taken"),
    "online": N_("Online"),
    "in_person": N_("In person"),
    "joining": N_("How to join online"),
}
"""What people call a session's fields."""

ACCESS_NAMES = for_each(
    SessionAccess,
    {SessionAccess.OPEN: N_("Everybody at the event"), SessionAccess.PARTNERS: N_("The project's partners only")},
)
STATUS_NAMES = for_each(
    SessionStatus,
    {SessionStatus.PLANNED: N_("Takes place"), SessionStatus.CANCELLED: NC_("session", "Cancelled")},
)


def differences(before: Event, after: Event) -> list[str]:
    """Say what became of each session between two versions, in the order of the agenda; of many, the number."""
    then, now = ({session.key: session for session in event.sessions} for event in (before, after))
    either = sorted((then | now).values(), key=lambda session: (session.start, session.end))
    told = [sentence for session in either for sentence in _difference(then.get(session.key), now.get(session.key))]
    if len(told) <= MOST_TOLD:
        return told
    more = len(told) - MOST_TOLD + 1
    rest = ngettext("and {number} more change", "and {number} more changes", more).format(number=more)
    return [*told[: MOST_TOLD - 1], rest]


def _difference(before: Session | None, after: Session | None) -> Iterator[str]:
    if before is None or after is None:
        if after is not None:
            yield gettext("{session}: new, {when}").format(session=_title(after), when=_when(after))
        if before is not None:
            yield gettext("{session}: taken out").format(session=_title(before))
        return
    if before == after:
        return
    changed = {name for name in Session.__struct_fields__ if getattr(before, name) != getattr(after, name)}
    if "status" in changed:
        sentence = gettext("{session}: takes place again") if after.held else gettext("{session}: cancelled")
        yield sentence.format(session=_title(after))
    if changed & {"start", "end"}:
        same_day = before.start.date() == after.start.date()
        yield _from_to(after, *((_hours if same_day else _when)(session) for session in (before, after)))
    if "room" in changed:
        rooms = (_written(before.room), _written(after.room))
        yield _from_to(after, *(f"{gettext('Room')} {room}" for room in rooms))
    if others := [_field(name) for name in FIELD_NAMES if name in changed - {"status", "start", "end", "room"}]:
        sentence = gettext("{session}: changed in {fields}")
        yield sentence.format(session=_title(after), fields=", ".join(others))


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


def _from_to(session: Session, before: str, after: str) -> str:
    return gettext("{session}: {before} → {after}").format(session=_title(session), before=before, after=after)


def _title(session: Session) -> str:
    return in_language(session.title, spoken())


def _when(session: Session) -> str:
    return f"{short_day(session.start)}, {_hours(session)}"


def _hours(session: Session) -> str:
    return f"{clock_time(session.start)}–{clock_time(session.end)}"


def _written(value: Any) -> str:
    match value:
        case SessionKind():
            text = kind_name(value)
        case SessionAccess():
            text = gettext(ACCESS_NAMES[value])
        case SessionStatus():
            text = gettext(STATUS_NAMES[value])
        case bool():
            text = gettext("yes") if value else gettext("no")
        case datetime():
            text = f"{short_day(value)}, {clock_time(value)}"
        case dict() | str():
            text = in_language(value, spoken())
        case list():
            text = ", ".join(speaker.name for speaker in value)
        case Session():
            text = _when(value)
        case Venue():
            text = in_language(value.name, spoken())
        case None:
            text = ""
        case _:
            text = str(getattr(value, "link", value))
    return text or "–"
