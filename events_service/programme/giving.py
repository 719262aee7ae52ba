"""What an account may be narrowed to: projects, partners and events that there are, and where events belong."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from msgspec import UNSET, Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.changing import AccountChanges
from events_service.access.records import Place, Rights, Role
from events_service.complete import for_each
from events_service.database import Database
from events_service.programme.finding import projects_by_key
from events_service.programme.records import Project
from events_service.programme.tables import EventRow
from events_service.programme.words import wording
from events_service.web.errors import Refusal
from events_service.web.i18n import N_, gettext, short_day, spoken


class NoSuchProject(Refusal):
    """An account is to work for a project that there is not."""

    status = 422
    slug = "no-such-project"
    message = N_("There is no project {key}. There are: {known}.")


class NoSuchPartner(Refusal):
    """An account is to work for a partner that no project of it has."""

    status = 422
    slug = "no-such-partner"
    message = N_("There is no partner {key} in that project. There are: {known}.")


class NoSuchEvent(Refusal):
    """An account is to work for an event that its project does not have."""

    status = 422
    slug = "no-such-event"
    message = N_("There is no event {key} in that project.")


async def require_known(database: Database, given: Rights | AccountChanges) -> None:
    """Refuse to narrow an account to what there is not. Raises NoSuchProject, NoSuchPartner, NoSuchEvent."""
    async with database.reading() as session:
        await require_scope(session, given)


async def require_scope(session: AsyncSession, given: Rights | AccountChanges) -> None:
    """Do so where other things are read along with it. Raises NoSuchProject, NoSuchPartner, NoSuchEvent."""
    projects = await projects_by_key(session)
    events = given.events or ()
    places = {place.event: place for place in await places_of(session, events)}
    _require_partner(given, projects)
    for key in events:
        place = places.get(key)
        if place is None or given.project not in {None, UNSET, place.project}:
            raise NoSuchEvent(key=key)


def _require_partner(given: Rights | AccountChanges, projects: dict[str, Project]) -> None:
    project, partner = given.project or None, given.partner or None
    if project is not None and project not in projects:
        raise NoSuchProject(key=project, known=_listed(projects))
    possible = [projects[project]] if project else list(projects.values())
    partners = {each.key for one in possible for each in one.partners}
    if partner is not None and partner not in partners:
        raise NoSuchPartner(key=partner, known=_listed(sorted(partners)))


def _listed(keys: Collection[str]) -> str:
    return ", ".join(keys) or "–"


async def places_of(session: AsyncSession, keys: Collection[str]) -> list[Place]:
    """Give where events belong, by key; of an event that there is not, nothing."""
    if not keys:
        return []
    query = select(EventRow.key.label("event"), EventRow.project_key.label("project"), EventRow.host)
    rows = await session.execute(query.where(EventRow.key.in_(keys)).order_by(EventRow.key))
    return [Place(**row) for row in rows.mappings()]


async def places_for(session: AsyncSession, *people: Rights) -> list[Place]:
    """Give where the events of some people belong; one statement, however many they are."""
    return await places_of(session, {key for each in people for key in each.events})


ROLES = for_each(
    Role,
    {
        Role.LEAD_PARTNER: N_("Lead partner"),
        Role.ORGANISER: N_("Organiser"),
        Role.EVENT_MANAGER: N_("Event manager"),
        Role.CONTROLLER: N_("Controller"),
    },
)


class Task(Struct, frozen=True, kw_only=True):
    """What somebody does, in words: the role, where it holds, and the last day."""

    role: str
    where: tuple[str, ...]
    until: date | None

    @property
    def sentence(self) -> str:
        """All of it on one line."""
        last = [gettext("until {day}").format(day=short_day(self.until))] if self.until else []
        return " · ".join([self.role, ", ".join(self.where), *last])


async def tasks_of(session: AsyncSession, people: Sequence[Rights]) -> list[Task]:
    """Say what each of some people does, in the language being spoken; two statements, however many they are."""
    projects = await projects_by_key(session)
    keys = {key for each in people for key in each.events}
    rows = (
        await session.execute(select(EventRow.key, EventRow.definition).where(EventRow.key.in_(keys))) if keys else ()
    )
    titles = {key: wording(definition.title, spoken()).text for key, definition in rows}
    return [_task(each, projects, titles) for each in people]


def _task(rights: Rights, projects: Mapping[str, Project], titles: Mapping[str, str]) -> Task:
    project = projects.get(rights.project) if rights.project else None
    where = [project.acronym if project else rights.project or gettext("all projects")]
    if rights.partner:
        partners = [partner for one in ([project] if project else projects.values()) for partner in one.partners]
        names = [wording(partner.name, spoken()).text for partner in partners if partner.key == rights.partner]
        where.append(next(iter(names), rights.partner))
    where += [titles.get(key, key) for key in rights.events]
    return Task(role=gettext(ROLES[rights.role]), where=tuple(where), until=rights.until)
