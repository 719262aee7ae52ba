"""JSON addresses of registrations: register; and for organisers list, decide on, change and cancel."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, QueryParameter
from msgspec import UNSET, Struct, UnsetType

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.limits import network_of
from events_service.access.records import Account
from events_service.database import LARGEST_INTEGER, Database
from events_service.programme.finding import get_event
from events_service.programme.organising import get_organised_event
from events_service.registrations.asking.application import decode_application, decode_changes
from events_service.registrations.asking.file_kinds import LARGEST_FORM
from events_service.registrations.asking.form_files import bound
from events_service.registrations.finding import get_registration, list_registrations
from events_service.registrations.places.applying import Receipt, apply_for_place, receipt
from events_service.registrations.places.approval import approve, decline
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.change import change
from events_service.registrations.places.register import Registered
from events_service.registrations.records import (
    Application,
    Changes,
    ChosenSession,
    Registration,
    RegistrationId,
    Status,
)
from events_service.settings import Settings
from events_service.web.decoding import decode_json
from events_service.web.openapi import json_body, refused

LARGEST_JSON = LARGEST_FORM * 4 // 3
"""What a form may be, its files written in base64 (RFC 4648 §4)."""
REFUSALS = {404: refused("There is no such registration."), 422: refused("Faulty fields, one entry for each.")}


class AcceptedCompanion(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a colleague's registration; only they are sent the link to it."""

    id: RegistrationId
    status: Status
    sessions: tuple[ChosenSession, ...]
    waiting_position: int | UnsetType = UNSET


class Accepted(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The answer to whoever registered. `manage_url` is theirs alone: it changes and cancels the registration."""

    id: RegistrationId
    status: Status
    manage_url: str
    calendar_url: str
    badge_code: str
    sessions: tuple[ChosenSession, ...]
    waiting_position: int | UnsetType = UNSET
    companions: tuple[AcceptedCompanion, ...] = ()


class RegistrationList(Struct, frozen=True, kw_only=True):
    """A page of registrations in the order of arrival; `next` is the `after` of the page that follows."""

    items: list[Registration]
    next: str | None


@post(
    "/api/v1/events/{event:str}/registrations",
    operation_class=json_body(Application),
    request_max_body_size=LARGEST_JSON,
    responses={
        404: refused("There is no such event."),
        409: refused("Registered already, closed or not open yet, or full without a waiting list."),
        429: refused("Asked for too often, from one network or for one address."),
        422: refused("Faulty fields, one entry for each; or the Idempotency-Key came with another body."),
    },
    tags=["registrations"],
)
async def register_by_api(
    request: Request[Account | None, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
    idempotency_key: Annotated[str | None, HeaderParameter(name="Idempotency-Key", max_length=200)] = None,
) -> Response[Accepted]:
    """Register for an event; the same Idempotency-Key with the same body gives the same registration again.

    Where the event asks people to confirm their address, the answer is "pending" whether the address is known or not,
    its id and code are a receipt that opens nothing, and `manage_url` says so; the personal link comes by mail.
    """
    async with database.reading() as session:
        found = await get_event(session, event, request.user)
    bound(request, found)
    application = decode_application(decode_json(await request.body()))
    asked = Asked(
        application=application,
        account=request.user,
        once=idempotency_key or None,
        network=network_of(request) if request.user is None else None,
    )
    registered = await apply_for_place(database, settings, found, asked, now=clock.now())
    if registered is None:
        answer = to_be_confirmed(settings, event, receipt(settings, event, asked))
    else:
        answer = accepted(registered, settings)
    return Response(answer, status_code=201, headers={"Cache-Control": "no-store"})


def accepted(registered: Registered, settings: Settings) -> Accepted:
    """Give the answer for a registration that was made."""
    registration = registered.registration
    manage_url = f"{settings.base_url}/my/{registered.token}"
    return Accepted(
        id=registration.id,
        status=registration.status,
        manage_url=manage_url,
        calendar_url=f"{manage_url}/calendar.ics",
        badge_code=registration.badge_code,
        sessions=registration.sessions,
        waiting_position=registration.waiting_position or UNSET,
        companions=tuple(
            AcceptedCompanion(
                id=each.id, status=each.status, sessions=each.sessions, waiting_position=each.waiting_position or UNSET
            )
            for each in registered.companions
        ),
    )


def to_be_confirmed(settings: Settings, event: str, given: Receipt) -> Accepted:
    """Give the answer where the address is to be confirmed; the personal link comes by mail alone."""
    return Accepted(
        id=RegistrationId(given.id),
        status=Status.PENDING,
        manage_url=f"{settings.base_url}/events/{event}/register/sent",
        calendar_url=f"{settings.base_url}/events/{event}/calendar.ics",
        badge_code=given.badge_code,
        sessions=(),
    )


@get(
    "/api/v1/events/{event:str}/registrations",
    guards=[organisers_only],
    responses={404: refused("There is no such event."), 422: refused("Faulty parameters.")},
    tags=["registrations"],
)
async def list_by_api(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    limit: Annotated[int, QueryParameter(ge=1, le=1000)] = 100,
    after: Annotated[int, QueryParameter(ge=0, le=LARGEST_INTEGER)] = 0,
    status: Annotated[Status | None, QueryParameter()] = None,
) -> Response[RegistrationList]:
    """List an event's registrations in the order of arrival, all or those of one status."""
    async with database.reading() as session:
        await get_organised_event(session, event, request.user)
        statuses = None if status is None else [status]
        items = await list_registrations(session, event, statuses=statuses, after=after, limit=limit + 1)
    following = str(items[limit - 1].number) if len(items) > limit else None
    return Response(RegistrationList(items=items[:limit], next=following), headers={"Cache-Control": "no-store"})


@patch(
    "/api/v1/registrations/{id:uuid}",
    guards=[organisers_only],
    operation_class=json_body(Changes),
    request_max_body_size=LARGEST_JSON,
    responses={**REFUSALS, 409: refused("The address is registered already, or the registration is cancelled.")},
    tags=["registrations"],
)
async def change_by_api(
    request: Request[Account, Any, Any],
    id: FromPath[UUID],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Registration:
    """Change some fields of a registration; what is left out stays."""
    async with database.reading() as session:
        registration = await get_registration(session, id)
        await get_organised_event(session, registration.event, request.user)
    changes = decode_changes(decode_json(await request.body()))
    return await change(database, settings, id, changes, now=clock.now(), account=request.user)


@delete(
    "/api/v1/registrations/{id:uuid}",
    guards=[organisers_only],
    responses={404: REFUSALS[404]},
    tags=["registrations"],
)
async def cancel_by_api(
    request: Request[Account, Any, Any],
    id: FromPath[UUID],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> None:
    """Cancel a registration; its seat goes to whoever waited longest. The record of it stays."""
    await cancel(database, settings, id, now=clock.now(), account=request.user)


@post(
    "/api/v1/registrations/{id:uuid}/approve",
    guards=[organisers_only],
    status_code=200,
    responses={404: REFUSALS[404], 409: refused("It does not wait for approval.")},
    tags=["registrations"],
)
async def approve_by_api(
    request: Request[Account, Any, Any],
    id: FromPath[UUID],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Registration:
    """Accept a pending registration; it takes its turn for a seat."""
    return await approve(database, settings, id, account=request.user, now=clock.now())


@post(
    "/api/v1/registrations/{id:uuid}/decline",
    guards=[organisers_only],
    status_code=200,
    responses={404: REFUSALS[404], 409: refused("It does not wait for approval.")},
    tags=["registrations"],
)
async def decline_by_api(
    request: Request[Account, Any, Any],
    id: FromPath[UUID],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Registration:
    """Decline a pending registration."""
    return await decline(database, settings, id, account=request.user, now=clock.now())


ROUTES = [
    register_by_api,
    list_by_api,
    change_by_api,
    cancel_by_api,
    approve_by_api,
    decline_by_api,
]
