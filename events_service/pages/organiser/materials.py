"""Addresses where organisers give materials to an event and its sessions: files and links, each for some readers."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Stream
from msgspec import Struct
from msgspec.structs import replace

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.files.keeping import KnownFile, find_files
from events_service.files.receiving import LARGEST_DOCUMENT
from events_service.pages.form_choices import Choice
from events_service.pages.organiser.edit_parts import shown_words
from events_service.pages.organiser.materials_form import MOST_OCTETS, edited, sent_materials
from events_service.pages.organiser.sent import number_sent, text_sent
from events_service.pages.shown_materials import described, send_material
from events_service.pages.titles import titled
from events_service.programme.changing import Changed
from events_service.programme.faults import Problem, written
from events_service.programme.file_uses import files_in
from events_service.programme.finding import FoundEvent
from events_service.programme.labels import READERS, material_name
from events_service.programme.materials import (
    Placed,
    Step,
    add,
    change_materials,
    edit,
    file_for,
    materials_of,
    number_at,
    put_back,
    raised,
    remove,
)
from events_service.programme.organising import read_organised_event
from events_service.programme.records import Event, Key, Material, MaterialKind, MaterialReaders
from events_service.programme.versions import get_version
from events_service.programme.words import in_language
from events_service.settings import Settings
from events_service.web.i18n import gettext, short_day, spoken
from events_service.web.pages import page

ADDING = ("link", "title", "session", "kind", "readers")
LARGEST_FORM = 4 * LARGEST_DOCUMENT + 1_000_000
"""Octets of a form that brings several files."""


class Row(Struct, frozen=True, kw_only=True):
    """One of the materials as a row of the form; `href` is where its organisers look at it, None where it is lost.

    `fault` is what hinders it from being saved.
    """

    placed: Placed
    title: str
    href: str | None
    note: str
    first: bool
    fault: str


class MaterialsPage(Struct, frozen=True, kw_only=True):
    """The materials of an event. `faults` are what hinders, each with what it is about; `removed` the version before.

    `free` is how many megabytes its files may still have; `typed` is what stands in the form that adds some.
    """

    found: FoundEvent
    rows: Sequence[Row]
    places: Sequence[Choice]
    kinds: Sequence[Choice]
    readers: Sequence[Choice]
    typed: Mapping[str, str]
    free: int
    largest: int = LARGEST_DOCUMENT
    removed: int | None = None
    overtaken: bool = False
    faults: Sequence[tuple[str, str]] = ()

    @property
    def fault_links(self) -> list[tuple[str, str]]:
        """Each fault of a row with the id of its field."""
        return [(f"{number}.title", row.fault) for number, row in enumerate(self.rows) if row.fault]


@get("/organise/events/{event:str}/materials", guards=[organisers_only])
async def materials_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show the materials that readers of an event have."""
    return await _show(request, database, event)


@post("/organise/events/{event:str}/materials", guards=[organisers_only], request_max_body_size=LARGEST_FORM)
async def change_materials_by_form(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Change what the list says, take one out or put it back, or add files and a link.

    Raises UnknownEvent, NotAllowed.
    """
    found = await read_organised_event(database, event, request.user)
    form = await request.form()
    do, _, rest = text_sent(form, "do").partition(".")
    number = int(rest) if rest.isdecimal() and len(rest) < 10 else 0
    version, faults = number_sent(form, "version"), list[tuple[str, str]]()
    step: Step
    if do == "add":
        added, faults = await sent_materials(database, settings, found, request.user, form)
        version, step = None, _adding(added, text_sent(form, "session") or None)
    elif do == "back":
        async with database.reading() as session:
            earlier = await get_version(session, event, number)
        version, step = None, lambda now: put_back(now, earlier)
    else:
        typed = edited(found, form)
        others = {"up": raised, "remove": remove}
        step = (lambda now: others[do](edit(now, typed), number)) if do in others else (lambda now: edit(now, typed))
    changed = await change_materials(database, event, request.user, step, version=version, now=clock.now())
    if changed is None:
        return await _show(request, database, event, overtaken=True)
    if faults or changed.problems:
        typed_in = {name: text_sent(form, name) for name in ADDING} if do == "add" else {}
        given = None if changed.saved else changed
        return await _show(request, database, event, given=given, typed=typed_in, faults=faults)
    removed = f"&removed={found.version}" if do == "remove" else ""
    return Redirect(f"/organise/events/{event}/materials?done=saved{removed}", status_code=303)


@get("/organise/events/{event:str}/materials/{digest:str}", guards=[organisers_only])
async def material_for_organisers(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    digest: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes] | Stream:
    """Send a file of the materials to those who prepare the event. Raises UnknownEvent, NotAllowed, NotFound."""
    found = await read_organised_event(database, event, request.user)
    material = file_for(found.event, digest, tuple(MaterialReaders))
    return await send_material(database, settings, material, public=False)


def _adding(added: Sequence[Material], session: Key | None) -> Step:
    def step(event: Event) -> Event:
        for material in added:
            event = add(event, session, material)
        return event

    return step


async def _show(
    request: Request[Account, Any, Any],
    database: Database,
    event: str,
    *,
    overtaken: bool = False,
    given: Changed | None = None,
    typed: Mapping[str, str] = {},
    faults: Sequence[tuple[str, str]] = (),
) -> Response[bytes]:
    """Show the page as it is saved, or with what was `given` and could not be."""
    found = await read_organised_event(database, event, request.user)
    async with database.reading() as session:
        known = await find_files(session, set(files_in(found.event)))
    context = MaterialsPage(
        found=found,
        rows=_rows(replace(found, event=given.event), known, given.problems) if given else _rows(found, known),
        places=[
            Choice(value=each.key, name=f"{short_day(each.start.date())}, {in_language(each.title, spoken())}")
            for each in found.event.by_hours
        ],
        kinds=[Choice(value=each.value, name=material_name(each)) for each in MaterialKind],
        readers=[Choice(value=each.value, name=gettext(words)) for each, words in READERS.items()],
        typed=typed or dict.fromkeys(ADDING, "") | {"session": request.query_params.get("session", "")},
        free=max(0, MOST_OCTETS - sum(each.octets for each in known.values())) // 1_000_000,
        removed=number_sent(request.query_params, "removed"),
        overtaken=overtaken,
        faults=[*faults, *_elsewhere(given)] if given else faults,
    )
    title, status = titled(gettext("Materials"), found), 422 if faults or given or overtaken else 200
    return page(request, "pages/organiser/materials.html", context, title=title, status_code=status)


def _elsewhere(given: Changed) -> list[tuple[str, str]]:
    """Give what hinders saving and belongs to none of the rows."""
    problems = [each for each in given.problems if number_at(given.event, each.path) is None]
    return [(written(each.path), each.message) for each in problems]


def _rows(found: FoundEvent, known: Mapping[str, KnownFile], problems: Sequence[Problem] = ()) -> list[Row]:
    rows: list[Row] = []
    faults = {number_at(found.event, each.path): each.message for each in problems}
    for placed in materials_of(found.event):
        material = placed.material
        here = known.get(material.file) if material.file else None
        lost = material.file is not None and here is None
        base = f"/organise/events/{found.event.key}/materials"
        rows.append(
            Row(
                placed=placed,
                title=shown_words(material.title, found.project),
                href=None if lost else f"{base}/{material.file}" if material.file else material.link,
                note=described(here) if here else "",
                first=not rows or rows[-1].placed.session != placed.session,
                fault=faults.get(len(rows), ""),
            )
        )
    return rows


ROUTES = [materials_page, change_materials_by_form, material_for_organisers]
