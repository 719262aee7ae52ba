"""The fields that say what somebody is to do: role, project, partner, events and the last day; offered and read."""

from collections.abc import Mapping, Sequence
from datetime import date

from litestar.datastructures import FormMultiDict
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import clock
from events_service.access.records import OF_EVENTS, Account, Rights, Role
from events_service.complete import for_each
from events_service.pages.form_choices import Choice
from events_service.programme.finding import FoundEvent, all_found, list_projects, select_events
from events_service.programme.giving import ROLES, NoSuchEvent, NoSuchPartner, NoSuchProject, places_of, require_scope
from events_service.programme.listing import list_around_today, organised_by
from events_service.programme.records import Partner, Project
from events_service.programme.tables import EventRow
from events_service.programme.words import wording
from events_service.web.errors import FaultyFields, FieldFault, Refusal
from events_service.web.i18n import N_, gettext, spoken

MOST_UPCOMING, MOST_PAST = 60, 40

EXPLAINED = for_each(
    Role,
    {
        Role.LEAD_PARTNER: N_(
            "Does everything in the project, approves attendance records and decides who has access."
        ),
        Role.ORGANISER: N_("Prepares and runs all events of a partner, and makes new ones."),
        Role.EVENT_MANAGER: N_("Prepares and runs the events that you choose, and sees no others."),
        Role.CONTROLLER: N_("Reads attendance records and changes nothing."),
    },
)


class RoleChoice(Struct, frozen=True, kw_only=True):
    """A role that may be given, with what it means."""

    role: Role
    name: str
    explained: str


class TaskForm(Struct, frozen=True, kw_only=True):
    """What may be chosen, and what is: partners by their project's acronym; `all_projects` where the reader has all."""

    roles: Sequence[RoleChoice]
    projects: Sequence[Project]
    partners: Mapping[str, Sequence[Choice]]
    all_projects: bool
    events: Sequence[FoundEvent]
    chosen: Rights | None
    today: date


async def task_form(session: AsyncSession, reader: Account, chosen: Rights | None) -> TaskForm:
    """Offer what the reader may give: the events around today, and those that are chosen already."""
    now = clock.now()
    around = await list_around_today(session, organised_by(reader), now, upcoming=MOST_UPCOMING, past=MOST_PAST)
    events = {found.event.key: found for listed in around for found in listed.items}
    keys = [key for key in (chosen.events if chosen else ()) if key not in events]
    also = all_found(await session.execute(select_events().where(EventRow.key.in_(keys)))) if keys else []
    leads = reader.role is Role.LEAD_PARTNER
    projects = [project for project in await list_projects(session) if reader.sees(project.key)] if leads else []
    return TaskForm(
        roles=[
            RoleChoice(role=role, name=gettext(ROLES[role]), explained=gettext(EXPLAINED[role]))
            for role in (Role if leads else [Role.EVENT_MANAGER])
        ],
        projects=projects,
        partners={project.acronym: [_choice(partner) for partner in project.partners] for project in projects},
        all_projects=leads and reader.project is None,
        events=[*also, *events.values()],
        chosen=chosen,
        today=now.date(),
    )


def _choice(partner: Partner) -> Choice:
    return Choice(value=partner.key, name=wording(partner.name, spoken()).text)


def as_typed(form: FormMultiDict, reader: Account) -> Rights | None:
    """Give what was chosen, faulty or not, so that the form can be shown with it; None before a role was chosen."""
    role = {role.value: role for role in Role}.get(str(form.get("role", "")))
    if role is None:
        return None
    return Rights(
        role=role,
        project=str(form.get("project") or "") or reader.project,
        partner=str(form.get("partner") or "") or None if role is Role.ORGANISER else None,
        events=tuple(sorted({str(key) for key in form.getall("events", [])})) if role in OF_EVENTS else (),
        until=_day(str(form.get("until") or "")),
    )


async def read_task(session: AsyncSession, form: FormMultiDict, reader: Account) -> Rights:
    """Read what was chosen; that the reader may give it is asked where it is given. Raises FaultyFields."""
    typed = as_typed(form, reader)
    if typed is None:
        raise FaultyFields([FieldFault("role", N_("Choose what they are to do."))])
    if typed.role is Role.EVENT_MANAGER and not typed.events:
        raise FaultyFields([FieldFault("events", N_("Choose at least one event."))])
    if str(form.get("until") or "").strip() and (typed.until is None or typed.is_over(clock.now().date())):
        raise FaultyFields([FieldFault("until", N_("Choose a day from today on, or leave it empty."))])
    if typed.role is Role.EVENT_MANAGER and typed.project is None:
        typed = replace(typed, project=next((each.project for each in await places_of(session, typed.events)), None))
    try:
        await require_scope(session, typed)
    except (NoSuchProject, NoSuchPartner, NoSuchEvent) as refusal:
        raise FaultyFields([FieldFault(FIELD_OF[type(refusal)], refusal.sentence())]) from refusal
    return typed


FIELD_OF: Mapping[type[Refusal], str] = {NoSuchProject: "project", NoSuchPartner: "partner", NoSuchEvent: "events"}
"""Beside which field it stands that there is no such thing."""


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        return None
