"""What must hold between the values of a definition, beyond each value's own type.

The records may come from `decoding.decode`: what could not be read there is UNSET and has its own fault, so a rule that
needs it is left out here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, TypeVar

from msgspec import UNSET

from events_service.programme.codes import timezones
from events_service.programme.faults import FieldPath, Problem, choose, nearest, quoted, written
from events_service.programme.local_times import doubt
from events_service.programme.mail_checks import letter_problems, mail_problems, reminder_problems
from events_service.programme.picture_checks import description_problems
from events_service.programme.readable import known, readable
from events_service.programme.records import Event, Material, Milestone, Picture, Project, Room, Session, Venue
from events_service.programme.rooms import names_of
from events_service.programme.semesters import all_semesters
from events_service.web.i18n import gettext

NIGHT_ENDS = time(6)
"""A session that starts on a day of the event may last into the night that follows, until this hour."""

Item = TypeVar("Item")


ADDRESSES = frozenset({"new"})
"""Keys that stand for something else in the organisers' addresses."""
DAY_KEY = re.compile(r"\d{4}-\d{2}-\d{2}")
"""Keys of days as checkpoints, which no session may have."""


def project_problems(project: Project) -> Iterator[Problem]:
    """Find what does not fit within a project."""
    if known(project.starts, project.ends) and project.ends <= project.starts:
        message = gettext("the project ends on {end}, before it starts on {start}")
        yield _problem("ends", message=message.format(end=project.ends, start=project.starts))
    if known(project.partners) and not project.partners:
        yield _problem("partners", message=gettext("a project has at least its lead partner; add it"))
    yield from twice(("partners",), project.partners)
    yield from twice(("milestones",), project.milestones)
    yield from _repeated(("languages",), project.languages)
    if known(project.languages) and not project.languages:
        yield _problem("languages", message=gettext("name at least the working language, such as [en]"))
    yield from _unknown_partner(("lead_partner",), project.lead_partner, project)
    yield from _quorum_problems(project)
    for place, partner in readable(project.partners):
        yield from _repeated(("partners", place, "languages"), partner.languages)
    for place, milestone in readable(project.milestones):
        yield from _milestone_problems(("milestones", place), milestone, project)
    yield from mail_problems(project.mails)


def _quorum_problems(project: Project) -> Iterator[Problem]:
    quorum = project.steering_group.quorum if project.steering_group and known(project.steering_group) else UNSET
    if known(project.partners, quorum) and isinstance(quorum, int) and quorum > len(project.partners):
        message = gettext("{quorum} partners cannot be there: the project has {partners}; write fewer")
        message = message.format(quorum=quorum, partners=len(project.partners))
        yield _problem("steering_group", "quorum", message=message)


def left_host(host: str, events: Iterable[str]) -> Problem:
    """Say that the host of some events, by their keys, is none of the project's partners any more."""
    message = gettext("{partner} is missing, the host of {events}; put it back, or name another host there first")
    return _problem("partners", message=message.format(partner=quoted(host), events=", ".join(sorted(events))))


def event_problems(event: Event, project: Project | None) -> Iterator[Problem]:
    """Find what does not fit within an event, and between it and its project if that is known."""
    if known(event.key) and event.key in ADDRESSES:
        message = gettext("{key} is an address of this service; choose another key")
        yield _problem("key", message=message.format(key=quoted(event.key)))
    if project is not None:
        yield from _unknown_partner(("host",), event.host, project)
    yield from _day_problems(event)
    yield from _repeated(("attendance_modes",), event.attendance_modes)
    yield from _repeated(("languages",), event.languages)
    if known(event.attendance_modes) and not event.attendance_modes:
        message = gettext("name in_person, online or both, or leave the field out")
        yield _problem("attendance_modes", message=message)
    yield from _registration_problems(event)
    if event.venue is not None and known(event.venue):
        yield from _place_problems(("venue",), event.venue)
    for name, picture in (("picture", event.picture), ("image", event.image)):
        if isinstance(picture, Picture):
            yield from description_problems((name,), picture)
    yield from twice(("rooms",), event.rooms)
    yield from _rooms_of_one_name(event.rooms)
    yield from _material_problems(("materials",), event.materials)
    yield from twice(("sessions",), event.sessions)
    for place, session in readable(event.sessions):
        yield from _session_problems(("sessions", place), session, event)
        yield from _material_problems(("sessions", place, "materials"), session.materials)
    yield from mail_problems(event.mails)
    yield from twice(("reminders",), event.reminders)
    yield from reminder_problems(event)
    yield from letter_problems(event)


def _read(value: Item | None) -> Item | None:
    """Take an optional value that could not be read for one that was not given."""
    return value if known(value) else None


def _place_problems(path: FieldPath, venue: Venue) -> Iterator[Problem]:
    if known(venue.latitude, venue.longitude) and (venue.latitude is None) != (venue.longitude is None):
        missing = "latitude" if venue.latitude is None else "longitude"
        message = gettext("latitude and longitude belong together; write both or neither")
        yield _problem(*path, missing, message=message)
    for place, hours in readable(venue.opening_hours):
        if known(hours.opens, hours.closes) and hours.closes <= hours.opens:
            message = gettext("the place closes at {closes}, not after it opens at {opens}")
            message = message.format(opens=f"{hours.opens:%H:%M}", closes=f"{hours.closes:%H:%M}")
            yield _problem(*path, "opening_hours", place, "closes", message=message)


def _material_problems(path: FieldPath, materials: Sequence[Material]) -> Iterator[Problem]:
    for place, material in readable(materials):
        if known(material.link, material.file) and (material.link is None) == (material.file is None):
            yield _problem(*path, place, "link", message=gettext("give either a link or a file"))
        if known(material.file, material.name) and material.file is not None and material.name is None:
            yield _problem(*path, place, "name", message=gettext("give the name of the file, such as slides.pdf"))


def _rooms_of_one_name(rooms: Sequence[Room]) -> Iterator[Problem]:
    """Find rooms that share a name: a session names its room, and would be in both."""
    first: dict[str, int] = {}
    for place, room in readable(rooms):
        for name in names_of(room.name) if known(room.name) else ():
            if first.setdefault(name, place) != place:
                message = gettext("another room bears the name {name}; tell them apart")
                yield _problem("rooms", place, "name", message=message.format(name=quoted(name)))
                break


def _problem(*path: str | int, message: str) -> Problem:
    return Problem(path=path, message=message)


def twice(path: FieldPath, items: Sequence[Any]) -> Iterator[Problem]:
    """Find keys that two items of a list share."""
    first: dict[str, int] = {}
    for place, item in readable(items):
        if known(item.key) and first.setdefault(item.key, place) != place:
            message = gettext("the key {key} is taken by {place}; give each its own")
            message = message.format(key=quoted(item.key), place=written((*path, first[item.key])))
            yield _problem(*path, place, "key", message=message)


def _repeated(path: FieldPath, items: Sequence[Any]) -> Iterator[Problem]:
    """Find values that stand in a list more than once."""
    seen = set()
    for place, item in readable(items):
        if item in seen:
            message = gettext("{value} stands here twice; keep one").format(value=getattr(item, "value", item))
            yield _problem(*path, place, message=message)
        seen.add(item)


def _unknown_partner(path: FieldPath, key: str, project: Project) -> Iterator[Problem]:
    keys = [partner.key if known(partner) else UNSET for partner in project.partners or ()]
    if known(key, project.partners, *keys) and key not in keys:
        message = gettext("the project has no partner with the key {key}; {advice}")
        yield _problem(*path, message=message.format(key=quoted(key), advice=_which_partner(key, project)))


def _which_partner(written: str, project: Project) -> str:
    """Say which partner was most likely meant, by its key or its name in any language, and which there are."""
    meant = {partner.key: partner.key for _, partner in readable(project.partners) if known(partner.key)}
    every = ", ".join(meant)
    for _, partner in readable(project.partners):
        if known(partner.key, partner.name):
            names = [partner.name] if isinstance(partner.name, str) else partner.name.values()
            meant |= dict.fromkeys(names, partner.key)
    likely = nearest(written, meant)
    if likely is None or not every:
        return choose(written, filter(None, every.split(", ")))
    advice = gettext("did you mean {name}?").format(name=meant[likely])
    return advice + " " + gettext("The partners' keys: {keys}.").format(keys=every)


def _milestone_problems(path: FieldPath, milestone: Milestone, project: Project) -> Iterator[Problem]:
    if milestone.date is None and milestone.semester is None:
        yield _problem(*path, "date", message=gettext("give the milestone a date, or a semester such as S3"))
    day, name = _read(milestone.date), _read(milestone.semester)
    if name is None or not known(project.starts, project.ends):
        return
    found = {semester.name: semester for semester in all_semesters(project)}
    semester = found.get(name)
    if semester is None:
        message = gettext("the project has the semesters {first} to {last}; {semester} is none of them")
        message = message.format(first="S1", last=f"S{len(found)}", semester=name)
        yield _problem(*path, "semester", message=message)
    elif day is not None and not semester.starts <= day <= semester.ends:
        message = gettext("{day} is not in {semester}, which goes from {start} to {end}")
        message = message.format(day=day, semester=semester.name, start=semester.starts, end=semester.ends)
        yield _problem(*path, "date", message=message)


def _day_problems(event: Event) -> Iterator[Problem]:
    if not known(event.days):
        return
    if not event.days:
        yield _problem("days", message=gettext("name at least one day, such as [2024-04-16]"))
    yield from _repeated(("days",), event.days)
    days = list(readable(event.days))
    for (_, earlier), (place, later) in pairwise(days):
        if later < earlier:
            message = gettext("{later} stands after {earlier}; write the days in order")
            yield _problem("days", place, message=message.format(earlier=earlier, later=later))


def _registration_problems(event: Event) -> Iterator[Problem]:
    if not known(event.registration):
        return
    opens, closes = _read(event.registration.opens), _read(event.registration.closes)
    yield from _doubtful(("registration", "opens"), opens, event)
    yield from _doubtful(("registration", "closes"), closes, event)
    reply_by = _read(event.registration.reply_by)
    for field, end in _ends_of_registration(event, closes, reply_by):
        if opens is not None and end <= opens:
            message = gettext("registration closes at {end}, before it opens at {start}")
            message = message.format(end=_minute(end), start=_minute(opens))
            yield _problem("registration", field, message=message)
    if reply_by is not None and closes is not None and reply_by > closes.date():
        message = gettext("people are asked to reply by {day}, but registration closes at {end}; name an earlier day")
        yield _problem("registration", "reply_by", message=message.format(day=reply_by, end=_minute(closes)))


def _ends_of_registration(
    event: Event, closes: datetime | None, reply_by: date | None
) -> Iterator[tuple[str, datetime]]:
    """Give what ends registration, and the field to correct: its close or the day to reply by, and the last day."""
    if closes is not None:
        yield "closes", closes
    elif reply_by is not None and known(event.registration.closes):
        yield "reply_by", _midnight_after(reply_by)
    if known(event.days) and event.days and known(*event.days):
        yield "opens", _midnight_after(max(event.days))


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time())


def _session_problems(path: FieldPath, session: Session, event: Event) -> Iterator[Problem]:
    if known(session.key) and DAY_KEY.fullmatch(session.key):
        message = gettext("{key} is the checkpoint of a day; give the session a key in words")
        yield _problem(*path, "key", message=message.format(key=quoted(session.key)))
    if session.place is not None and known(session.place):
        yield from _place_problems((*path, "place"), session.place)
    yield from _doubtful((*path, "start"), session.start, event)
    yield from _doubtful((*path, "end"), session.end, event)
    if known(session.start, session.end) and session.end <= session.start:
        message = gettext("the session ends at {end}, not after its start at {start}")
        message = message.format(end=_minute(session.end), start=_minute(session.start))
        yield _problem(*path, "end", message=message)
    if not known(event.days) or not event.days or not known(*event.days):
        return
    if known(session.start) and session.start.date() not in event.days:
        yield _problem(*path, "start", message=_outside(session.start, event.days))
    elif known(session.end) and not _within(session.end, event.days):
        yield _problem(*path, "end", message=_outside(session.end, event.days))


def _within(end: datetime, days: Iterable[date]) -> bool:
    night_of = end.date() - timedelta(days=1)
    return end.date() in days or (night_of in days and end.time() <= NIGHT_ENDS)


def _outside(moment: datetime, days: Iterable[date]) -> str:
    message = gettext("{day} is none of the event's days ({days}); move the session, or add the day to days")
    return message.format(day=moment.date(), days=", ".join(str(day) for day in days))


def _doubtful(path: FieldPath, local: datetime | None, event: Event) -> Iterator[Problem]:
    """Find a time that the change of the clocks skips or repeats."""
    if local is None or not known(local, event.timezone) or event.timezone not in timezones():
        return
    if message := doubt(local, event.timezone):
        yield _problem(*path, message=message)


def _minute(local: datetime) -> str:
    return f"{local:%Y-%m-%dT%H:%M}"
