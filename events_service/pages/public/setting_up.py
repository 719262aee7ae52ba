"""The address that sets up an empty service: who its first lead partner is, and their project."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from events_service import clock
from events_service.access.accounts import LONGEST_NAME, FaultyAddress, FaultyName
from events_service.database import Database
from events_service.mailboxes import is_address
from events_service.pages.organiser.project_form import ProjectFields, Typed, begun, shown, typed_in
from events_service.pages.organiser.project_reading import read_project
from events_service.pages.public.signing_in import welcome
from events_service.programme.records import Project
from events_service.programme.setting_up import Person, find_prepared, set_up
from events_service.settings import Settings
from events_service.web.browsers import browser_of
from events_service.web.decoding import MISSING, UNFIT
from events_service.web.i18n import gettext
from events_service.web.pages import page
from events_service.web.text import unfit

PERSON = ("person", "email")


class SettingUpPage(Struct, frozen=True, kw_only=True):
    """Who sets the service up, and the project; `prepared` are those loaded before: then none is asked for."""

    typed: Mapping[str, str]
    faults: Mapping[str, str]
    form: ProjectFields
    prepared: list[Project]


@get("/setup/{token:str}")
async def setting_up_page(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Ask who is the first lead partner, and about the project."""
    async with database.reading() as session:
        prepared = await find_prepared(session, settings, token)
    return _show(request, begun(), {}, prepared)


@post("/setup/{token:str}")
async def set_up_by_form(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Set the service up, sign the browser in and go on to the first event; or show the form again."""
    async with database.reading() as session:
        prepared = await find_prepared(session, settings, token)
    form = await request.form()
    typed = typed_in(form)
    if form.get("partner"):
        return _show(request, typed, {}, prepared)
    faults, project = _faults_of_person(typed.texts), None
    if not prepared:
        read = read_project(typed, None, ())
        faults, project = faults | dict(read.faults), read.project
    if faults:
        return _show(request, typed, faults, prepared)
    person = Person(email=typed.texts["email"], name=typed.texts["person"], browser=await browser_of(request))
    signed_in = await set_up(
        database,
        settings,
        token,
        person=person,
        project=project,
        now=clock.now(),
    )
    return welcome(signed_in, settings, "/organise?done=set-up" if prepared else "/organise/events/new?done=project")


def _faults_of_person(typed: Mapping[str, str]) -> dict[str, str]:
    name, email = (typed.get(field, "") for field in PERSON)
    faults: dict[str, str] = {}
    if not name:
        faults["person"] = gettext(MISSING)
    elif len(name) > LONGEST_NAME:
        faults["person"] = FaultyName().sentence()
    elif character := unfit(name):
        faults["person"] = gettext(UNFIT).format(character=character)
    if not email:
        faults["email"] = gettext(MISSING)
    elif not is_address(email):
        faults["email"] = FaultyAddress(email=email).sentence()
    return faults


def _show(
    request: Request[Any, Any, Any], typed: Typed, faults: Mapping[str, str], prepared: list[Project]
) -> Response[bytes]:
    context = SettingUpPage(typed=typed.texts, faults=faults, form=shown(typed, faults), prepared=prepared)
    return page(
        request,
        "pages/public/set_up.html",
        context,
        title=gettext("Set up this service"),
        status_code=422 if faults else 200,
        headers={"Cache-Control": "no-store"},
    )


ROUTES = [setting_up_page, set_up_by_form]
