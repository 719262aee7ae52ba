"""Addresses where lead partners and organisers see who works with them, and invite colleagues by mail."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import clock
from events_service.access.accounts import NewAccount, checked_name, require_address
from events_service.access.ending import Access, list_access
from events_service.access.guards import hosts_only
from events_service.access.records import Account, Place, Rights
from events_service.database import Database
from events_service.mail.inviting import invite, invite_again
from events_service.pages.organiser.task_form import TaskForm, as_typed, read_task, task_form
from events_service.programme.giving import Task, places_for, tasks_of
from events_service.programme.inviting import (
    ColleagueInvitation,
    list_invitations,
    may_look_after,
    take_back_invitation,
)
from events_service.settings import Settings
from events_service.web.errors import FaultyFields, FieldFault, NotFound, Refusal
from events_service.web.i18n import gettext
from events_service.web.pages import page
from events_service.web.text import cleaned

PATH = "/organise/people"


class Person(Struct, frozen=True, kw_only=True):
    """Somebody with access and what they do; `mine`: the reader may change it."""

    access: Access
    task: Task
    mine: bool


class Invited(Struct, frozen=True, kw_only=True):
    """Somebody who is invited and to what; `expired`: the link works no more."""

    invitation: ColleagueInvitation
    task: Task
    expired: bool


class PeoplePage(Struct, frozen=True, kw_only=True):
    """Those with access whom the reader sees, and those who are invited."""

    people: Sequence[Person]
    closed: Sequence[Person]
    invited: Sequence[Invited]
    reader: Account


class InvitePage(Struct, frozen=True, kw_only=True):
    """The form that invites a colleague, with what was typed and what is wrong with it."""

    task: TaskForm
    typed: Mapping[str, str]
    faults: Mapping[str, str]
    refusal: str | None

    @property
    def fault_links(self) -> list[tuple[str, str]]:
        """Each fault with the id of its field."""
        return list(self.faults.items())


@get(PATH, guards=[hosts_only])
async def people_page(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Response[bytes]:
    """List the people whom the reader answers for, what each does, and who is invited."""
    now, reader = clock.now(), request.user
    async with database.reading() as session:
        everybody = await list_access(session, now, closed=True)
        invitations = await list_invitations(session)
        places = await places_for(session, *(each.account for each in everybody), *invitations)
        shown = [each for each in everybody if _is_shown(each, reader, places)]
        invited = [each for each in invitations if may_look_after(reader, each, places)]
        tasks = await tasks_of(session, [*(each.account for each in shown), *invited])
    people = [
        Person(access=access, task=task, mine=reader.administers(access.account, places))
        for access, task in zip(shown, tasks, strict=False)
    ]
    context = PeoplePage(
        people=[each for each in people if not each.access.closed],
        closed=[each for each in people if each.access.closed],
        invited=[
            Invited(invitation=each, task=task, expired=each.expires_at <= now)
            for each, task in zip(invited, tasks[len(shown) :], strict=True)
        ],
        reader=reader,
    )
    return page(request, "pages/organiser/people.html", context, title=gettext("People with access"))


def _is_shown(each: Access, reader: Account, places: Sequence[Place]) -> bool:
    person = each.account
    if person.id == reader.id or reader.administers(person, places):
        return True
    return not each.closed and person.project is None and reader.leads_for_good


@get(f"{PATH}/invite", guards=[hosts_only])
async def invite_page(request: Request[Account, Any, Any], database: NamedDependency[Database]) -> Response[bytes]:
    """Ask who is to be invited, and to what."""
    return await _form(request, database)


@post(f"{PATH}/invite", guards=[hosts_only], status_code=303)
async def invite_by_form(
    request: Request[Account, Any, Any], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[Any]:
    """Invite somebody; with faults, show the form again as it was filled in."""
    form = await request.form()
    typed = as_typed(form, request.user)
    email, name = str(form.get("email") or "").strip(), cleaned(str(form.get("name") or ""))
    try:
        async with database.reading() as session:
            chosen = await _read(session, form, request.user, name, email)
        new = NewAccount(email=email, name=name, **chosen.fields)
        await invite(database, settings, new, by=request.user, now=clock.now())
    except Refusal as refusal:
        return await _form(request, database, form, typed, refusal)
    return Redirect(f"{PATH}?done=invited", status_code=303)


async def _read(session: AsyncSession, form: FormMultiDict, reader: Account, name: str, email: str) -> Rights:
    """Read what somebody is invited to. Raises FaultyFields with all faults of the form."""
    faults: list[FieldFault] = []
    for check, written, field in ((checked_name, name, "name"), (require_address, email, "email")):
        try:
            check(written)
        except Refusal as refusal:
            faults.append(FieldFault(field, refusal.sentence()))
    try:
        chosen = await read_task(session, form, reader)
    except FaultyFields as refusal:
        raise FaultyFields([*faults, *refusal.faults]) from refusal
    if faults:
        raise FaultyFields(faults)
    return chosen


@post(f"{PATH}/invitations/{{invitation:uuid}}/{{what:str}}", guards=[hosts_only], status_code=303)
async def look_after_invitation(
    request: Request[Account, Any, Any],
    invitation: FromPath[UUID],
    what: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Redirect:
    """Send an invitation again, or take it back."""
    match what:
        case "send-again":
            await invite_again(database, settings, invitation, by=request.user, now=clock.now())
        case "take-back":
            await take_back_invitation(database, invitation, by=request.user, now=clock.now())
        case _:
            raise NotFound
    return Redirect(f"{PATH}?done={what}", status_code=303)


FIELD_OF = {
    "faulty-address": "email",
    "account-exists": "email",
    "invited-already": "email",
    "faulty-name": "name",
    "no-events": "events",
}
"""Beside which field a refusal stands, by its slug."""


def faults_of(refusal: Refusal | None) -> dict[str, str]:
    """Give the sentence beside each field that a refusal is about."""
    if isinstance(refusal, FaultyFields):
        return {fault.field: gettext(fault.message) for fault in refusal.faults}
    return {FIELD_OF[refusal.slug]: refusal.sentence()} if refusal and refusal.slug in FIELD_OF else {}


async def _form(
    request: Request[Account, Any, Any],
    database: Database,
    form: FormMultiDict | None = None,
    chosen: Rights | None = None,
    refusal: Refusal | None = None,
) -> Response[bytes]:
    async with database.reading() as session:
        task = await task_form(session, request.user, chosen)
    faults = faults_of(refusal)
    context = InvitePage(
        task=task,
        typed={name: str(value) for name, value in form.items()} if form is not None else {},
        faults=faults,
        refusal=refusal.sentence() if refusal and not faults else None,
    )
    status = refusal.status if refusal else 200
    title = gettext("Invite a colleague")
    return page(request, "pages/organiser/invite_colleague.html", context, title=title, status_code=status)


ROUTES = [people_page, invite_page, invite_by_form, look_after_invitation]
