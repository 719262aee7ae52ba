"""The web front door: all addresses in one application, with what stands around each of them."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Litestar, Request, Response, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException, ValidationException
from litestar.middleware import DefineMiddleware
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp

from events_service import operations
from events_service.access.guards import Authentication
from events_service.api.routes import API, examples
from events_service.background import working_in_background
from events_service.calendars.remembering import remembering
from events_service.database import Database
from events_service.dav.routes import DAV
from events_service.pages.routes import PAGES
from events_service.programme.words import spoken_wording
from events_service.registrations.asking.address_hint import likely_address
from events_service.secrets import unlock
from events_service.settings import Settings, read_settings, resource_dir
from events_service.web.bodies import LARGEST_BODY, BoundedRequest
from events_service.web.decoding import answer_faulty_parameters
from events_service.web.errors import Refusal, answer_fault, answer_http_exception, answer_refusal
from events_service.web.methods import answer_options
from events_service.web.openapi import Documented
from events_service.web.pages import environment
from events_service.web.security import refuse_foreign_forms, secured


def create_app(settings: Settings | None = None, *, besides: Sequence[Any] = ()) -> Litestar:
    """Make the application for a database that is up to date; pages `besides` are those that only a demo has."""
    return equip(assemble(besides), settings or read_settings())


def equip(app: Litestar, settings: Settings) -> Litestar:
    """Give an application the database and the settings that it serves from now on."""
    database = Database(settings.database_url)
    unlock(database, settings.secret_key)
    app.state.database = database
    app.state.settings = settings
    return app


def assemble(besides: Sequence[Any] = ()) -> Litestar:
    """Put all addresses together, which takes half a second and asks for no database yet."""
    environment().filters["words"] = spoken_wording
    environment().filters["likely_address"] = likely_address
    return Litestar(
        route_handlers=[
            Router(path="/", route_handlers=[*PAGES, *DAV, *besides], include_in_schema=False),
            Router(path="/", route_handlers=[*API, *operations.ROUTES]),
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
        middleware=[DefineMiddleware(Authentication, exclude="^/(static/|metrics$)")],
        before_request=_answer_before_handlers,
        request_class=BoundedRequest,
        request_max_body_size=LARGEST_BODY,
        exception_handlers={
            Refusal: answer_refusal,
            ValidationException: answer_faulty_parameters,
            HTTPException: answer_http_exception,
            Exception: answer_fault,
        },
        lifespan=[working_in_background],
        openapi_config=_openapi(),
        logging_config=None,
        compression_config=CompressionConfig(backend="brotli", minimum_size=1000, exclude_opt_key="encodes_itself"),
    )


async def _answer_before_handlers(request: Request[Any, Any, Any]) -> Response[Any] | None:
    """Asynchronous although it waits for nothing: the framework would run it in a thread otherwise, at each request."""
    return answer_options(request) or refuse_foreign_forms(request)


def _database_of(state: State) -> Database:
    database: Database = state["database"]
    return database


def _settings_of(state: State) -> Settings:
    settings: Settings = state["settings"]
    return settings


def asgi() -> ASGIApp:
    """Give what a server runs."""
    return front(create_app())


def front(app: Litestar) -> ASGIApp:
    """Put around the application what answers before it: its security headers, and feeds that have not changed."""
    return remembering(secured(app, app.state), app.state)


def openapi_document() -> str:
    """Give the OpenAPI document of the JSON API, as it is served, in a fixed order of keys."""
    document = msgspec.json.encode(assemble().openapi_schema.to_schema(), order="sorted")
    return msgspec.json.format(document, indent=2).decode() + "\n"


def _openapi() -> Documented:
    return Documented(
        title="events-service",
        version="1",
        description="Events, registrations, check-ins and attendance records of interregional projects.",
        path="/schema",
        render_plugins=[JsonRenderPlugin()],
        handlers=[*API, *operations.ROUTES],
        read_examples=examples,
        components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
    )
