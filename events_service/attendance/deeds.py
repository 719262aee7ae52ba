"""What somebody with access did, by the audit log: in words, the latest first, as far as it is the reader's to know.

It stands here for the reason for which own_data.py does: no room before this one knows of all that can be done.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.accounts import actor_names
from events_service.access.records import Account
from events_service.attendance.actions import in_words
from events_service.programme.finding import projects_by_key
from events_service.programme.tables import EventRow
from events_service.programme.words import in_language
from events_service.registrations.tables import InvitationLinkRow, RegistrationRow
from events_service.web.decoding import uuid_in
from events_service.web.i18n import spoken

AT_ONCE = 50


class About(Struct, frozen=True, kw_only=True):
    """To what or whom something was done, and its page where the reader may open it."""

    name: str = ""
    href: str | None = None


class Deed(Struct, frozen=True, kw_only=True):
    """What somebody did; `count` is to how many, where that was counted."""

    at: datetime
    what: str
    about: About
    count: str


class Deeds(Struct, frozen=True, kw_only=True):
    """A page of what somebody did, and the position before which the next one goes on; None: that is all."""

    items: Sequence[Deed]
    next: int | None


async def deeds_of(
    session: AsyncSession, person: Account, reader: Account, before: int | None = None, *, limit: int = AT_ONCE
) -> Deeds:
    """Give what a person did, from an entry of the log on; five statements, however much it is."""
    entries, following = await audit.done_by(session, person.actor, before=before, limit=limit)
    about = await _subjects(session, reader, {entry.subject for entry in entries})
    items = [
        Deed(
            at=entry.at,
            what=in_words(entry.action),
            about=about.get(entry.subject, About()),
            count=next((entry.facts[name] for name in COUNTED if name in entry.facts), ""),
        )
        for entry in entries
    ]
    return Deeds(items=items, next=following)


COUNTED = ("scans", "marks", "sessions", "tokens", "recipients")
"""What the facts of an entry that is about several things count."""


async def _subjects(session: AsyncSession, reader: Account, subjects: Collection[str]) -> Mapping[str, About]:
    ids = _by_kind(subjects)
    registrations = await _registrations(session, ids.get("registration", ()))
    links = await _links(session, ids.get("invitation", ()))
    keys = {*ids.get("event", ()), *(key for key, _ in registrations.values()), *links.values()}
    events = await _events(session, reader, keys)
    about = {f"event:{key}": events[key] for key in ids.get("event", ()) if key in events}
    about |= {
        f"registration:{id_}": About(
            name=f"{name} · {events[key].name}", href=f"{events[key].href}/registrations/{id_}"
        )
        for id_, (key, name) in registrations.items()
        if key in events and events[key].href
    }
    about |= {f"invitation:{id_}": events[key] for id_, key in links.items() if key in events}
    about |= {subject: About(name=name) for subject, name in (await actor_names(session, subjects)).items()}
    if "project" in ids:
        projects = await projects_by_key(session)
        about |= {f"project:{key}": About(name=projects[key].acronym) for key in ids["project"] if key in projects}
    return about


def _by_kind(subjects: Iterable[str]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for kind, _, id_ in (subject.partition(":") for subject in subjects):
        kinds.setdefault(kind, []).append(id_)
    return kinds


async def _events(session: AsyncSession, reader: Account, keys: Iterable[str]) -> dict[str, About]:
    """Name those events that the reader may find; those that they organise or check have a page for them."""
    query = select(EventRow.key, EventRow.project_key, EventRow.host, EventRow.definition)
    named: dict[str, About] = {}
    for key, project, host, event in await session.execute(query.where(EventRow.key.in_(sorted(keys)))):
        if reader.organises(project, host, key):
            named[key] = About(name=in_language(event.title, spoken()), href=f"/organise/events/{key}")
        elif reader.sees_event(project, key):
            named[key] = About(name=in_language(event.title, spoken()))
    return named


async def _registrations(session: AsyncSession, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    query = select(
        RegistrationRow.id, RegistrationRow.event_key, RegistrationRow.first_name, RegistrationRow.last_name
    ).where(RegistrationRow.id.in_(_uuids(ids)))
    return {str(id_): (key, f"{first} {last}".strip()) for id_, key, first, last in await session.execute(query)}


async def _links(session: AsyncSession, ids: Iterable[str]) -> dict[str, str]:
    query = select(InvitationLinkRow.id, InvitationLinkRow.event_key)
    return {str(id_): key for id_, key in await session.execute(query.where(InvitationLinkRow.id.in_(_uuids(ids))))}


def _uuids(ids: Iterable[str]) -> list[UUID]:
    return [known for id_ in ids if (known := uuid_in(id_))]
