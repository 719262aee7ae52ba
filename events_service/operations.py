"""What operators and their tools ask: is the service alive, and its figures in Prometheus' text format."""

import time
from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from msgspec import Struct
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from events_service import clock
from events_service.access.limits import network_of
from events_service.checkin.tables import CheckInRow
from events_service.database import Database
from events_service.mail.tables import MailRow, SendingRow
from events_service.programme.tables import EventRow
from events_service.registrations.tables import RegistrationRow
from events_service.secrets import equal
from events_service.settings import Settings
from events_service.web.errors import SignInNeeded

LOOPBACK = frozenset({"127.0.0.1", "::1"})


class Health(Struct, frozen=True, kw_only=True):
    """Whether the service can work: `database` is "ok", "unreachable", or "not_writable" as on a full disk.

    `seconds` is how long it took to find out.
    """

    status: str
    database: str
    seconds: float


@get(
    "/health",
    summary="Liveness, with the state of the database",
    responses={503: ResponseSpec(Health, description="The database does not answer.", generate_examples=False)},
)
async def health(database: NamedDependency[Database]) -> Response[Health]:
    """Ask the database for a row, and write where it writes; 503 when it does not answer, or takes nothing."""
    started, failing = time.perf_counter(), "unreachable"
    try:
        async with database.reading() as session:
            await session.execute(text("SELECT 1"))
        failing = "not_writable"
        await database.probe_writing()
    except (SQLAlchemyError, OSError):
        broken = Health(status="failing", database=failing, seconds=round(time.perf_counter() - started, 6))
        return Response(broken, status_code=503, headers={"Cache-Control": "no-store"})
    alive = Health(status="ok", database="ok", seconds=round(time.perf_counter() - started, 6))
    return Response(alive, headers={"Cache-Control": "no-store"})


@get("/metrics", media_type="text/plain; version=0.0.4", include_in_schema=False)
async def metrics(
    request: Request[Any, Any, Any], database: NamedDependency[Database], settings: NamedDependency[Settings]
) -> str:
    """Count what the database holds, so that the figures are the same from every server of a group.

    They are for whoever has the token, and without one for this machine alone. Raises SignInNeeded.
    """
    if not _may_count(request, settings.metrics_token):
        raise SignInNeeded
    async with database.reading() as session:
        lines: list[str] = []
        for name, help_, column in (
            ("events_service_events", "Events by status.", EventRow.status),
            ("events_service_registrations", "Registrations by status.", RegistrationRow.status),
            ("events_service_check_ins", "Scans by outcome.", CheckInRow.outcome),
            ("events_service_mails", "Mails by status; refused ones need somebody to act.", MailRow.status),
            (
                "events_service_mail_sendings",
                "Times that a mail server was handed a mail; an unanswered one may have arrived, and went once more.",
                SendingRow.verdict,
            ),
        ):
            rows = await session.execute(select(column, func.count()).group_by(column).order_by(column))
            lines += _family(name, help_, [(f'{{{column.key}="{value.value}"}}', count) for value, count in rows])
        waiting = select(func.min(MailRow.created_at)).where(MailRow.due_at.is_not(None))
        oldest = await session.scalar(waiting)
    age = (clock.now() - oldest).total_seconds() if oldest else 0
    lines += _family("events_service_oldest_waiting_mail_seconds", "Age of the oldest waiting mail.", [("", age)])
    return "\n".join(lines) + "\n"


def _may_count(request: Request[Any, Any, Any], token: str | None) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if token is not None:
        return scheme.lower() == "bearer" and equal(given.strip(), token)
    # What a proxy passes on was asked elsewhere, though the proxy itself is here.
    passed_on = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    return network_of(request) in LOOPBACK and not passed_on


def _family(name: str, help_: str, samples: Sequence[tuple[str, float]]) -> list[str]:
    return [f"# HELP {name} {help_}", f"# TYPE {name} gauge", *(f"{name}{labels} {value}" for labels, value in samples)]


ROUTES = [health, metrics]
