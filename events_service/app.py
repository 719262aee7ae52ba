"""The web front door: all rooms' addresses in one application, with what stands around each of them."""

import asyncio
import contextlib
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import msgspec
from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException, ValidationException
from litestar.middleware import DefineMiddleware
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp

from events_service import clock, operations
from events_service.access.guards import Authentication
from events_service.api import attendance as attendance_api
from events_service.api import check_ins as checkin_api
from events_service.api import events as programme_api
from events_service.api import registrations as registrations_api
from events_service.attendance.enclosing import certificate_of
from events_service.attendance.finding import is_attested
from events_service.attendance.thanking import thank_due
from events_service.attendance.vanished import list_vanished
from events_service.calendars.remembering import remembering
from events_service.checkin.finding import list_arrived
from events_service.database import Database
from events_service.dav import calendars
from events_service.mail.outbox import deliver_due
from events_service.mail.records import Enclosure
from events_service.pages.organiser import (
    agenda_import,
    calendar,
    certificates,
    definition,
    events,
    group_mail,
    printing,
)
from events_service.pages.organiser import attendance as attendance_pages
from events_service.pages.organiser import check_in as checkin_pages
from events_service.pages.organiser import entering as registrations_entering_pages
from events_service.pages.organiser import importing as registrations_import_pages
from events_service.pages.organiser import invitations as registrations_invitation_pages
from events_service.pages.organiser import mails as mail_pages
from events_service.pages.organiser import needs as registrations_needs_pages
from events_service.pages.organiser import registration as registrations_organiser_pages
from events_service.pages.organiser import registrations as registrations_list_pages
from events_service.pages.participant import badge as printing_pages
from events_service.pages.participant import calendar_choices, choices, confirming, new_address, unsubscribing
from events_service.pages.participant import own_registration as own_registration_pages
from events_service.pages.public import badge
from events_service.pages.public import calendars as calendar_pages
from events_service.pages.public import programme as programme_pages
from events_service.pages.public import registering as registrations_pages
from events_service.pages.public import signing_in as access_pages
from events_service.pages.review import records
from events_service.printing.enclosing import badge_of
from events_service.printing.jobs import work_due as print_due
from events_service.programme.words import spoken_wording
from events_service.registrations.asking.held_files import drop_held_due
from events_service.registrations.letters import own_calendar
from events_service.registrations.letters.day_before import remind_due
from events_service.registrations.letters.group_mail import write_due
from events_service.registrations.letters.sent_once_more import mailbox_of
from events_service.registrations.letters.telling import tell_of_changes
from events_service.registrations.places.forgetting import forget_due
from events_service.registrations.places.promised import with_promised
from events_service.registrations.places.waiting_list import promote_due
from events_service.registrations.privacy.retention import forget_invited_due, remove_needs_due
from events_service.settings import Settings, read_settings, resource_dir
from events_service.web.decoding import answer_faulty_parameters
from events_service.web.errors import Refusal, answer_fault, answer_http_exception, answer_refusal
from events_service.web.openapi import Documented
from events_service.web.pages import environment
from events_service.web.security import refuse_foreign_forms, secured

logger = logging.getLogger(__name__)
TICK_SECONDS = 2.0

PAGES = [
    *access_pages.ROUTES,
    *programme_pages.ROUTES,
    *events.ROUTES,
    *definition.ROUTES,
    *calendar_pages.ROUTES,
    *calendar.ROUTES,
    *agenda_import.ROUTES,
    *calendars.ROUTES,
    *mail_pages.ROUTES,
    *printing_pages.ROUTES,
    *printing.ROUTES,
    *own_calendar.ROUTES,
    *calendar_choices.ROUTES,
    *own_registration_pages.ROUTES,
    *confirming.ROUTES,
    *choices.ROUTES,
    *new_address.ROUTES,
    *group_mail.ROUTES,
    *unsubscribing.ROUTES,
    *certificates.ROUTES,
    *registrations_pages.ROUTES,
    *checkin_pages.ROUTES,
    *badge.ROUTES,
    *attendance_pages.ROUTES,
    *records.ROUTES,
    *registrations_list_pages.ROUTES,
    *registrations_entering_pages.ROUTES,
    *registrations_organiser_pages.ROUTES,
    *registrations_import_pages.ROUTES,
    *registrations_needs_pages.ROUTES,
    *registrations_invitation_pages.ROUTES,
]
API: list[Any] = [
    *attendance_api.ROUTES,
    *checkin_api.ROUTES,
    *operations.ROUTES,
    *programme_api.ROUTES,
    *registrations_api.ROUTES,
]


def create_app(settings: Settings | None = None) -> Litestar:
    """Make the application for a database that is up to date."""
    settings = settings or read_settings()
    database = Database(settings.database_url)
    environment().filters["words"] = spoken_wording
    app = Litestar(
        route_handlers=[
            Router(path="/", route_handlers=PAGES, include_in_schema=False),
            Router(path="/", route_handlers=API),
            create_static_files_router(
                path="/static",
                directories=[resource_dir("templates") / "static"],
                include_in_schema=False,
                cache_control=None,
            ),
        ],
        dependencies={
            "database": Provide(_database_of, sync_to_thread=False),
            "settings": Provide(_settings_of, sync_to_thread=False),
        },
        middleware=[DefineMiddleware(Authentication, exclude="^/static/")],
        before_request=refuse_foreign_forms,
        exception_handlers={
            Refusal: answer_refusal,
            ValidationException: answer_faulty_parameters,
            HTTPException: answer_http_exception,
            Exception: answer_fault,
        },
        lifespan=[_work_in_background(database, settings)],
        openapi_config=_openapi(),
        logging_config=None,
        compression_config=CompressionConfig(backend="brotli", minimum_size=1000, exclude_opt_key="encodes_itself"),
    )
    app.state.database = database
    app.state.settings = settings
    # What a room knows that one above it asks for: who was checked in, who was there at all and where that no longer
    # counts, which seats are promised, and where mail goes.
    app.state.arrivals = list_arrived
    app.state.attested = is_attested
    app.state.vanished = list_vanished
    app.state.with_promised = with_promised
    app.state.mailbox_of = mailbox_of
    return app


def _database_of(state: State) -> Database:
    return state["database"]  # type: ignore[no-any-return]


def _settings_of(state: State) -> Settings:
    return state["settings"]  # type: ignore[no-any-return]


def asgi() -> ASGIApp:
    """Give what a server runs."""
    return front(create_app())


def front(app: Litestar) -> ASGIApp:
    """Put around the application what answers before it: its security headers, and feeds that have not changed."""
    return remembering(secured(app), app.state)


def openapi_document() -> str:
    """Give the OpenAPI document of the JSON API, as it is served, in a fixed order of keys."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(read_settings({"EVENTS_DATA_DIR": folder}))
        document = msgspec.json.encode(app.openapi_schema.to_schema(), order="sorted")
    return msgspec.json.format(document, indent=2).decode() + "\n"


def _openapi() -> Documented:
    return Documented(
        title="events-service",
        version="1",
        description="Events, registrations, check-ins and attendance records of interregional projects.",
        path="/schema",
        render_plugins=[JsonRenderPlugin()],
        components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
    )


def _work_in_background(database: Database, settings: Settings) -> Any:
    """Give the lifespan that does what is due: deliver mail, print batches.

    It needs nothing that another process would not see.
    """

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        task = asyncio.create_task(_work_side_by_side(database, settings))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            await database.close()

    return lifespan


async def _work_side_by_side(database: Database, settings: Settings) -> None:
    """Print long batches and talk to the mail server beside the rest, so that nothing waits for them."""
    await asyncio.gather(
        _work(database, settings), _print_batches(database, settings), _deliver_mail(database, settings)
    )


async def _deliver_mail(database: Database, settings: Settings) -> None:
    enclosers = {
        Enclosure.BADGE: partial(badge_of, database, settings),
        Enclosure.CERTIFICATE: partial(certificate_of, database, settings),
    }
    while settings.smtp_url:
        try:
            while await deliver_due(
                database, settings.smtp_url, clock.now(), sender=settings.mail_from, enclosers=enclosers
            ):
                pass
        except Exception:
            logger.exception("mail could not be delivered; it is tried again")
        await asyncio.sleep(TICK_SECONDS)


async def _print_batches(database: Database, settings: Settings) -> None:
    while True:
        try:
            while await print_due(database, settings, clock.now()):
                pass
        except Exception:
            logger.exception("a batch could not be printed")
        await asyncio.sleep(TICK_SECONDS)


async def _work(database: Database, settings: Settings) -> None:
    jobs = [
        partial(promote_due, database, settings),
        partial(tell_of_changes, database, settings),
        partial(remove_needs_due, database),
        partial(forget_invited_due, database),
        partial(forget_due, database),
        partial(drop_held_due, database),
        partial(remind_due, database, settings),
        partial(thank_due, database, settings),
        partial(write_due, database, settings),
    ]
    while True:
        for job in jobs:
            try:
                await job(clock.now())
            except Exception:  # one that fails keeps none of the others back
                logger.exception("%s failed; it is tried again", job.func.__name__)
        await asyncio.sleep(TICK_SECONDS)
