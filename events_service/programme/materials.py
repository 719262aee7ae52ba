"""What participants take home: where it stands in an event, for whom it is, and how its organisers change it.

Steps are pure, and what they make of an event is seen at once: slides wait for no release of an agenda.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.changing import Changed, decide_new
from events_service.programme.faults import FieldPath
from events_service.programme.finding import projects_by_key
from events_service.programme.loading import newest_version, save_event
from events_service.programme.organising import get_organised_event
from events_service.programme.records import Event, Key, Material, MaterialKind, MaterialReaders, Session
from events_service.programme.tables import EventRow, ProjectRow

Step = Callable[[Event], Event]
_BY_ENDING = {
    **dict.fromkeys(("pptx", "odp"), MaterialKind.PRESENTATION),
    **dict.fromkeys(("jpg", "jpeg", "png", "webp"), MaterialKind.PHOTOS),
}


class Placed(Struct, frozen=True, kw_only=True):
    """One of an event's materials, and the session that it belongs to; None: to the event as a whole."""

    session: Session | None
    material: Material

    @property
    def with_key(self) -> tuple[Key | None, Material]:
        """The key of its session with it, as `edit` takes them."""
        return self.session.key if self.session else None, self.material


def materials_of(event: Event) -> list[Placed]:
    """Give all materials of an event: its own, then those of its sessions by their hours."""
    placed = [Placed(session=None, material=each) for each in event.materials]
    return placed + [Placed(session=held, material=each) for held in event.by_hours for each in held.materials]


def materials_for(event: Event, readers: Sequence[MaterialReaders]) -> list[Placed]:
    """Give those materials that are for some readers."""
    return [each for each in materials_of(event) if each.material.readers in readers]


def number_at(event: Event, path: FieldPath) -> int | None:
    """Give the number, among all, of the one that a path into the event leads to; None where it leads elsewhere."""
    match path:
        case ("materials", int() as place, *_):
            session = None
        case ("sessions", int() as held, "materials", int() as place, *_):
            session = event.sessions[held].key
        case _:
            return None
    of_session = [number for number, each in enumerate(materials_of(event)) if each.with_key[0] == session]
    return of_session[place]


def kind_of_file(name: str) -> MaterialKind:
    """Give what a file most likely is, by the end of its name; its organiser says otherwise where it is not so."""
    return _BY_ENDING.get(name.rpartition(".")[2].lower(), MaterialKind.DOCUMENT)


def file_for(event: Event, digest: str, readers: Sequence[MaterialReaders]) -> Material | None:
    """Give the material whose file has a digest, if it is for some readers."""
    found = (each.material for each in materials_for(event, readers) if each.material.file == digest)
    return next(found, None)


def add(event: Event, session: Key | None, material: Material) -> Event:
    """Put a material behind the others of a session, or of the event as a whole."""
    return _with_lists(event, lambda key, listed: [*listed, material] if key == session else listed)


def edit(event: Event, edited: Sequence[tuple[Key | None, Material]]) -> Event:
    """Put materials, each with its session, in the place of all that there are, in this order."""
    return _with_lists(event, lambda key, _: [material for session, material in edited if session == key])


def remove(event: Event, number: int) -> Event:
    """Take out the one that stands at a number among all."""
    return edit(event, [each.with_key for place, each in enumerate(materials_of(event)) if place != number])


def raised(event: Event, number: int) -> Event:
    """Put the one at a number before the one above it, where that stands in the same list."""
    order = materials_of(event)
    if 0 < number < len(order) and order[number - 1].session == order[number].session:
        order[number - 1], order[number] = order[number], order[number - 1]
    return edit(event, [each.with_key for each in order])


def put_back(event: Event, earlier: Event) -> Event:
    """Put back where it stood what an earlier version has and this one does not."""
    now = {_reference(each.material) for each in materials_of(event)}
    before = {None: earlier.materials} | {each.key: each.materials for each in earlier.sessions}

    def filled(key: Key | None, listed: Sequence[Material]) -> list[Material]:
        merged = list(listed)
        for place, material in enumerate(before.get(key, [])):
            if _reference(material) not in now:
                merged.insert(place, material)
        return merged

    return _with_lists(event, filled)


def _reference(material: Material) -> tuple[str | None, str | None]:
    return material.file, material.link


def _with_lists(event: Event, change: Callable[[Key | None, Sequence[Material]], Sequence[Material]]) -> Event:
    """Give an event whose lists of materials are others; `change` is told the key of the session, None for its own."""
    sessions = [replace(each, materials=list(change(each.key, each.materials))) for each in event.sessions]
    return replace(event, materials=list(change(None, event.materials)), sessions=sessions)


async def change_materials(
    database: Database, key: str, account: Account, step: Step, *, version: int | None, now: datetime
) -> Changed | None:
    """Take a step with the materials that readers have, if `version` is still what they see; None where it is not.

    It is seen at once, and goes into what organisers work on, too. Raises UnknownEvent, NotAllowed.
    """
    async with database.transaction() as session:
        project = (await get_organised_event(session, key, account)).event.project
        # The project first, as everywhere.
        await session.get(ProjectRow, project, with_for_update=True)
        row = await session.get_one(EventRow, key, with_for_update=True)
        if version is not None and version != row.version:
            return None
        decided = decide_new(step(row.definition), await projects_by_key(session), account, key)
        if not decided.hindered:
            await save_event(session, decided.event, actor=account.actor, now=now)
        return Changed(
            event=decided.event,
            version=newest_version(row),
            saved=not decided.hindered,
            problems=decided.problems,
        )
