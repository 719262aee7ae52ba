"""Addresses where the lead partner changes what belongs to a project besides its basics, each part on its own form."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import lead_partners_only
from events_service.access.records import Account
from events_service.complete import for_each
from events_service.database import Database
from events_service.pages.form_choices import Choice
from events_service.pages.organiser.edit_parts import Typed, rows_in
from events_service.pages.organiser.project import PROJECT_PARTS, Overtaken, began_of, overtaken_in
from events_service.pages.organiser.project_labels import label_of
from events_service.pages.organiser.project_parts import ProjectPart, faults_of, read_part
from events_service.pages.organiser.sent import text_sent
from events_service.programme.changing_project import change_project, get_led_project
from events_service.programme.codes import colors
from events_service.programme.labels import kind_name
from events_service.programme.records import (
    Assessment,
    Compliance,
    EventType,
    MilestoneKind,
    MilestoneState,
    Partner,
    Project,
)
from events_service.programme.words import in_language
from events_service.web.errors import NotFound
from events_service.web.i18n import LANGUAGES, N_, gettext, language_name, spoken
from events_service.web.pages import page

PARTS = {part.key: part for part in PROJECT_PARTS}
STATES = for_each(
    MilestoneState,
    {MilestoneState.PLANNED: N_("Planned"), MilestoneState.PUBLISHED: N_("Published")},
)
COMPLIANCES = for_each(
    Compliance,
    {
        Compliance.FULL: N_("Fully compliant"),
        Compliance.PARTIAL: N_("Partially compliant"),
        Compliance.NON_COMPLIANT: N_("Not compliant"),
    },
)
ASSESSMENTS = for_each(
    Assessment,
    {Assessment.SELF: N_("By ourselves"), Assessment.THIRD_PARTY: N_("By a third party")},
)


class NamedPartner(Struct, frozen=True, kw_only=True):
    """A partner as the form of the offices names it."""

    key: str
    name: str


class ProjectPartPage(Struct, frozen=True, kw_only=True):
    """A part of a project as a form. `began` is the project that it began from, as JSON.

    `languages` are those of its texts, the working language first; `chosen` what its lists offer, by what for.
    `meanwhile` names what somebody else changed and is kept; `overtaken` what both changed, so that nothing is saved.
    """

    project: Project
    part: ProjectPart
    began: str
    typed: Typed
    languages: Sequence[Choice]
    offered: Mapping[str, Sequence[Choice]]
    partners: Sequence[NamedPartner]
    faults: Mapping[str, str] = {}
    fault_links: Sequence[tuple[str, str]] = ()
    meanwhile: Sequence[str] = ()
    overtaken: Sequence[Overtaken] = ()

    def rows(self, name: str) -> int:
        """Count the rows of a list that are filled in."""
        return rows_in(self.typed, name)

    def touched(self, beginning: str, but: str = "") -> bool:
        """Whether anything stands in fields that begin so, or is wrong with them: what folds them up is open then."""
        names = [*(name for name, text in self.typed.items() if text), *self.faults]
        return any(name.startswith(beginning) and name != but for name in names)


@get("/organise/projects/{project:str}/edit/{part:str}", guards=[lead_partners_only])
async def project_part_page(
    request: Request[Account, Any, Any],
    project: FromPath[str],
    part: FromPath[str],
    database: NamedDependency[Database],
) -> Response[bytes]:
    """Show a part of a project as a form. Raises UnknownProject, NotAllowed, NotFound."""
    chosen = _part(part)
    async with database.reading() as session:
        found = (await get_led_project(session, project, request.user)).definition
    asked = request.query_params
    also = [field for field in dict.fromkeys(asked.getall("also", [])) if field in Project.__struct_fields__]
    meanwhile = [label_of((field,), found) for field in also]
    return _show(request, chosen, found, chosen.typed(found), meanwhile=meanwhile)


@post("/organise/projects/{project:str}/edit/{part:str}", guards=[lead_partners_only])
async def save_project_part(
    request: Request[Account, Any, Any],
    project: FromPath[str],
    part: FromPath[str],
    database: NamedDependency[Database],
) -> Response[Any]:
    """Save a part of a project, or show its form again with what hinders that. Raises as the form's page."""
    chosen = _part(part)
    async with database.reading() as session:
        await get_led_project(session, project, request.user)
    form = await request.form()
    began = began_of(str(form.get("began", "")), project)
    typed = chosen.tidied({name: text_sent(form, name) for name in form if name != "began"})
    read = read_part(chosen, began, typed)
    if read.project is None:
        return _show(request, chosen, began, typed, faults=read.faults)
    changed = await change_project(database, request.user, began=began, changed=read.project, now=clock.now())
    if changed.saved:
        also = "".join(f"&also={field}" for field in dict.fromkeys(str(path[0]) for path in changed.meanwhile))
        return Redirect(f"/organise/projects/{project}/edit/{part}?done=saved{also}", status_code=303)
    if changed.problems:
        return _show(request, chosen, began, typed, faults=faults_of(changed.problems, changed.project, typed))
    # Who was overtaken has been told now: what the others saved stands in the form, and saving again is meant.
    meanwhile = list(dict.fromkeys(label_of(path, changed.before) for path in changed.meanwhile))
    overtaken = overtaken_in(changed, began)
    mine = chosen.typed(changed.project)
    return _show(request, chosen, changed.before, mine, meanwhile=meanwhile, overtaken=overtaken)


def _part(key: str) -> ProjectPart:
    if key not in PARTS:
        raise NotFound
    return PARTS[key]


def _offered() -> dict[str, Sequence[Choice]]:
    return {
        "types": [Choice(value=each.value, name=kind_name(each)) for each in EventType],
        "kinds": [Choice(value=each.value, name=kind_name(each)) for each in MilestoneKind],
        "states": [Choice(value=each.value, name=gettext(words)) for each, words in STATES.items()],
        "compliances": [Choice(value=each.value, name=gettext(words)) for each, words in COMPLIANCES.items()],
        "assessments": [Choice(value=each.value, name=gettext(words)) for each, words in ASSESSMENTS.items()],
        "colors": [Choice(value=each, name=each) for each in sorted(colors())],
    }


def _named_fault(field: str, sentence: str, project: Project) -> str:
    return f"{label_of(tuple(field.split('.')), project)}: {sentence}" if field else sentence


def _named(partner: Partner) -> NamedPartner:
    return NamedPartner(key=partner.key, name=in_language(partner.name, spoken()))


def _show(
    request: Request[Account, Any, Any],
    part: ProjectPart,
    began: Project,
    typed: Typed,
    *,
    faults: Mapping[str, str] = {},
    meanwhile: Sequence[str] = (),
    overtaken: Sequence[Overtaken] = (),
) -> Response[bytes]:
    context = ProjectPartPage(
        project=began,
        part=part,
        began=msgspec.json.encode(began).decode(),
        typed=typed,
        languages=[Choice(value=code, name=language_name(code)) for code in began.languages or LANGUAGES[:1]],
        offered=_offered(),
        partners=[_named(partner) for partner in began.partners],
        faults=faults,
        fault_links=[
            (name or "project-form", _named_fault(name, sentence, began)) for name, sentence in faults.items()
        ],
        meanwhile=meanwhile,
        overtaken=overtaken,
    )
    status = 422 if faults else 409 if overtaken else 200
    title = f"{gettext(part.title)} – {began.acronym}"
    return page(request, f"pages/organiser/project/{part.key}.html", context, title=title, status_code=status)


ROUTES = [project_part_page, save_project_part]
