"""The address of one person with access: what they do is changed, handed over or ended, and opened again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
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
from events_service.access.changing import AccountChanges, change_account, open_again
from events_service.access.ending import (
    Access,
    close_account,
    hand_over,
    list_access,
    revoke_tokens,
    sign_out_everywhere,
)
from events_service.access.guards import hosts_only
from events_service.access.records import Account, Place, Rights, joined
from events_service.database import Database
from events_service.pages.organiser.people import PATH, faults_of
from events_service.pages.organiser.task_form import TaskForm, as_typed, read_task, task_form
from events_service.programme.giving import Task, places_for, tasks_of
from events_service.web.errors import NotFound, Refusal
from events_service.web.i18n import gettext
from events_service.web.pages import page
from events_service.web.text import cleaned


class PersonPage(Struct, frozen=True, kw_only=True):
    """Somebody with access; `successors` may take over what they do."""

    access: Access
    now_does: Task
    task: TaskForm
    successors: Sequence[Account]
    typed: Mapping[str, str]
    faults: Mapping[str, str]
    refusal: str | None

    @property
    def fault_links(self) -> list[tuple[str, str]]:
        """Each fault with the id of its field."""
        return list(self.faults.items())


@get(f"{PATH}/{{person:uuid}}", guards=[hosts_only])
async def person_page(
    request: Request[Account, Any, Any], person: FromPath[UUID], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show what somebody does, and what can be done about it."""
    return await _show(request, database, person)


@post(f"{PATH}/{{person:uuid}}/{{what:str}}", guards=[hosts_only], status_code=303)
async def look_after_person(
    request: Request[Account, Any, Any],
    person: FromPath[UUID],
    what: FromPath[str],
    database: NamedDependency[Database],
) -> Response[Any]:
    """Change, hand over, close or open an account, or end what it opened; with faults, show the page again."""
    form, by, now = await request.form(), request.user, clock.now()
    async with database.reading() as session:
        access, everybody, places = await find_person(session, person, by, now)
    account = access.account
    ends = {"close": close_account, "sign-out": sign_out_everywhere, "revoke-tokens": revoke_tokens, "open": open_again}
    try:
        if what in ends:
            await ends[what](database, account.email, now=now, by=by, places=places)
        elif what == "hand-over":
            to = str(form.get("to", ""))
            colleague = next((each.account for each in everybody if str(each.account.id) == to), None)
            if colleague is None:
                raise NotFound
            await hand_over(database, account.email, colleague.email, now=now, by=by, places=places)
        elif what == "change":
            async with database.reading() as session:
                chosen = await read_task(session, form, by)
                places = await places_for(session, account, chosen)
            changes = AccountChanges(name=cleaned(str(form.get("name") or "")), **chosen.fields)
            await change_account(database, account.email, changes, now=now, by=by, places=places)
        else:
            raise NotFound
    except NotFound:
        raise
    except Refusal as refusal:
        return await _show(request, database, person, form, as_typed(form, by), refusal)
    return Redirect(f"{PATH}/{person}?done={what}", status_code=303)


async def find_person(
    session: AsyncSession, person: UUID, reader: Account, now: datetime
) -> tuple[Access, Sequence[Access], Sequence[Place]]:
    """Find somebody whose access the reader may change, and all others with their places. Raises NotFound."""
    everybody = await list_access(session, now, closed=True)
    places = await places_for(session, *(each.account for each in everybody))
    for access in everybody:
        if access.account.id == person and reader.administers(access.account, places):
            return access, everybody, places
    raise NotFound


async def _show(
    request: Request[Account, Any, Any],
    database: Database,
    person: UUID,
    form: FormMultiDict | None = None,
    chosen: Rights | None = None,
    refusal: Refusal | None = None,
) -> Response[bytes]:
    reader = request.user
    async with database.reading() as session:
        access, everybody, places = await find_person(session, person, reader, clock.now())
        (now_does,) = await tasks_of(session, [access.account])
        task = await task_form(session, reader, chosen or access.account)
    faults = faults_of(refusal)
    context = PersonPage(
        access=access,
        now_does=now_does,
        task=task,
        successors=[
            each.account
            for each in everybody
            if not each.closed and each.account.id != person and joined(each.account, access.account) is not None
            if each.account.id == reader.id or reader.administers(each.account, places)
        ],
        typed={"name": access.account.name} | {name: str(value) for name, value in (form or {}).items()},
        faults=faults,
        refusal=refusal.sentence() if refusal and not faults else None,
    )
    status = refusal.status if refusal else 200
    title = gettext("{name}: access").format(name=access.account.name)
    return page(request, "pages/organiser/person.html", context, title=title, status_code=status)


ROUTES = [person_page, look_after_person]
