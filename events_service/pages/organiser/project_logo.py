"""Addresses of a project's logo: its lead partner sends it, and everybody sees it beside the emblem."""

import base64
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import replace

from events_service import clock
from events_service.access.guards import lead_partners_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.files.keeping import Sender, find_files
from events_service.files.pictures import LARGEST_PICTURE, LOGO, PictureRefused, form_of, keep_picture, picture_in
from events_service.files.store import store_of
from events_service.pages.organiser.sent import text_sent
from events_service.pages.shown_pictures import FOR_GOOD
from events_service.programme.changing_project import change_project, get_led_project
from events_service.programme.finding import get_project
from events_service.programme.records import Project
from events_service.settings import Settings
from events_service.web.errors import NotFound
from events_service.web.i18n import gettext
from events_service.web.pages import page

LARGEST_FORM = LARGEST_PICTURE + 1_000_000
NOTHING = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR4nGNgAAIAAAUAAXpeqz8AAAAASUVORK5CYII="
)
"""A PNG of one pixel that nobody sees: what stands on pages of a service that was not sent the logo."""


class LogoPage(Struct, frozen=True, kw_only=True):
    """The logo of a project; `here`: its file is kept. `before` is the one that was taken out just now."""

    project: Project
    here: bool
    fault: str = ""
    before: str = ""


@get("/organise/projects/{project:str}/logo", guards=[lead_partners_only])
async def logo_page(
    request: Request[Account, Any, Any], project: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show the logo of a project, and the form that changes it. Raises UnknownProject, NotAllowed."""
    return await _show(request, database, project, before=request.query_params.get("before", ""))


@post("/organise/projects/{project:str}/logo", guards=[lead_partners_only], request_max_body_size=LARGEST_FORM)
async def change_logo(
    request: Request[Account, Any, Any],
    project: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Keep the logo that was sent, take it out, or put it back. Raises UnknownProject, NotAllowed."""
    async with database.reading() as session:
        led = (await get_led_project(session, project, request.user)).definition
    form = await request.form()
    sent, do = form.get("logo"), text_sent(form, "do")
    if do == "remove":
        logo = None
    elif do == "back":
        async with database.reading() as session:
            logo = next(iter(await find_files(session, [text_sent(form, "file")])), None)
    elif isinstance(sent, UploadFile) and sent.filename:
        sender = Sender(actor=request.user.actor, subject=f"project:{project}", now=clock.now())
        try:
            logo = (await keep_picture(database, store_of(settings), await sent.read(), LOGO, sender)).digest
        except PictureRefused as refused:
            return await _show(request, database, project, fault=refused.sentence())
    else:
        return await _show(request, database, project, fault=gettext("Choose a file first."))
    await change_project(database, request.user, began=led, changed=replace(led, logo=logo), now=clock.now())
    done = {"remove": f"out&before={led.logo or ''}", "back": "back"}.get(do, "saved")
    return Redirect(f"/organise/projects/{project}/logo?done={done}", status_code=303)


@get("/projects/{project:str}/logo/{digest:str}/{name:str}")
async def logo_in_width(
    project: FromPath[str],
    digest: FromPath[str],
    name: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Send the logo of a project, such as 480.png. Raises UnknownProject, NotFound."""
    form = form_of(name)
    async with database.reading() as session:
        found = await get_project(session, project)
        here = bool(await find_files(session, [digest]))
    if found.logo != digest:
        raise NotFound
    content = await picture_in(store_of(settings), digest, form) if here else NOTHING
    kept = f"public, {FOR_GOOD}" if here else "no-store"
    media_type = form.kind.media_type if here else "image/png"
    return Response(content, media_type=media_type, headers={"Cache-Control": kept})


async def _show(
    request: Request[Account, Any, Any],
    database: Database,
    project: str,
    *,
    fault: str = "",
    before: str = "",
) -> Response[bytes]:
    async with database.reading() as session:
        led = (await get_led_project(session, project, request.user)).definition
        here = bool(led.logo and await find_files(session, [led.logo]))
    context = LogoPage(project=led, here=here, fault=fault, before=before)
    title = gettext("Logo of {project}").format(project=led.acronym)
    return page(request, "pages/organiser/project_logo.html", context, title=title, status_code=422 if fault else 200)


ROUTES = [logo_page, change_logo, logo_in_width]
