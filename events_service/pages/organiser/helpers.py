"""Addresses where organisers let helpers check in: a link for a day or session, who holds it, and its end."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.door_helpers import TAKEN_LATE, Helper, link_token
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.checkin.checkpoints import CheckpointKind, checkpoints_of
from events_service.checkin.helping import (
    SENTENCES,
    Kept,
    NewHelper,
    ends_at,
    get_helper,
    list_kept,
    make_helper,
    revoke_helper,
)
from events_service.checkin.roster import name_of, name_of_key
from events_service.database import Database
from events_service.pages.form_choices import Choice
from events_service.pages.titles import titled
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.settings import Settings
from events_service.typesetting import qr
from events_service.web.decoding import convert
from events_service.web.errors import FaultyFields
from events_service.web.i18n import gettext, spoken
from events_service.web.pages import page
from events_service.web.security import PRIVATE


class KeptShown(Struct, frozen=True, kw_only=True):
    """A desk with the title of where it checks in; `is_open` as of now."""

    kept: Kept
    checkpoint: str
    is_open: bool


class HelpersPage(Struct, frozen=True, kw_only=True):
    """An event's desks that helpers keep, and the form for another; `choices` are days and sessions not yet over."""

    found: FoundEvent
    base: str
    shown: Sequence[KeptShown]
    choices: Sequence[Choice]
    typed: Mapping[str, str]
    faults: Mapping[str, str]
    taken_late_days: int

    @property
    def fault_links(self) -> list[tuple[str, str]]:
        """Each fault with the id of its field, for the summary on top."""
        return list(self.faults.items())


class LinkPage(Struct, frozen=True, kw_only=True):
    """A helper's link, large enough to be scanned from a screen or a sheet; `picture` is its code's address."""

    found: FoundEvent
    base: str
    helper: Helper
    checkpoint: str
    address: str
    picture: str


@get("/organise/events/{event:str}/helpers", guards=[organisers_only])
async def helpers_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """List the desks that helpers keep, with what came of them, and the form for another."""
    return await _show(request, database, event)


@post("/organise/events/{event:str}/helpers", guards=[organisers_only], status_code=303)
async def make(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[Any]:
    """Make a desk and show its link; with faults, show the form again as it was filled in."""
    form = await request.form()
    typed = {name: str(form.get(name) or "") for name in ("name", "checkpoint", "devices")}
    devices = typed["devices"].strip()
    number = int(devices) if devices.isascii() and devices.isdigit() and len(devices) < 4 else devices
    try:
        new = convert({**typed, "devices": number}, NewHelper, SENTENCES)
        helper = await make_helper(database, event, new, account=request.user, now=clock.now())
    except FaultyFields as refusal:
        return await _show(request, database, event, form, refusal)
    return Redirect(f"{_base(event)}/{helper.id}?done=made", status_code=303)


@get("/organise/events/{event:str}/helpers/{helper:uuid}", guards=[organisers_only])
async def link_page(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    helper: FromPath[UUID],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show the link of a desk as a large code, to be scanned from the screen or printed."""
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        made = await get_helper(session, event, helper)
    address = f"{settings.base_url}/helper/{link_token(settings.secret_key, made.id)}"
    context = LinkPage(
        found=found,
        base=_base(event),
        helper=made,
        checkpoint=name_of_key(found.event, made.checkpoint, spoken()),
        address=address,
        picture=f"data:image/svg+xml;base64,{base64.b64encode(qr.svg(address, made.name).encode()).decode()}",
    )
    return page(request, "pages/organiser/helper_link.html", context, title=titled(made.name, found), headers=PRIVATE)


@post("/organise/events/{event:str}/helpers/{helper:uuid}/close", guards=[organisers_only], status_code=303)
async def close(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    helper: FromPath[UUID],
    database: NamedDependency[Database],
) -> Redirect:
    """Close a desk at once."""
    await revoke_helper(database, event, helper, account=request.user, now=clock.now())
    return Redirect(f"{_base(event)}?done=closed", status_code=303)


def _base(event: str) -> str:
    return f"/organise/events/{event}/helpers"


async def _show(
    request: Request[Account, Any, Any],
    database: Database,
    event: str,
    form: FormMultiDict | None = None,
    refused: FaultyFields | None = None,
) -> Response[bytes]:
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        kept = await list_kept(session, event)
    now = clock.now()
    faults = refused.faults if refused else []
    context = HelpersPage(
        found=found,
        base=_base(event),
        shown=[
            KeptShown(
                kept=each,
                checkpoint=name_of_key(found.event, each.helper.checkpoint, spoken()),
                is_open=each.helper.is_open(now),
            )
            for each in kept
        ],
        choices=[
            Choice(
                value=point.key,
                name=_whole_day(name_of(point, spoken()))
                if point.kind is CheckpointKind.DAY
                else name_of(point, spoken()),
            )
            for point in checkpoints_of(found.event)
            if (ends := ends_at(found, point.key)) and ends > now
        ],
        typed={name: str(value) for name, value in form.items()} if form is not None else {"devices": "3"},
        faults={fault.field: gettext(fault.message) for fault in reversed(faults)},
        taken_late_days=TAKEN_LATE.days,
    )
    status = refused.status if refused else 200
    title = titled(gettext("Helpers at the door"), found)
    return page(request, "pages/organiser/helpers.html", context, title=title, status_code=status, headers=PRIVATE)


def _whole_day(day: str) -> str:
    return gettext("{day}: arrival and all sessions").format(day=day)


ROUTES = [helpers_page, make, link_page, close]
