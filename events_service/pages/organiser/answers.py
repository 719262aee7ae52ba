"""Addresses where organisers say whose the answers are that came from another address than the invited one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.pages.titles import titled
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.registrations.letters.answering import Decision, decide_answer
from events_service.registrations.letters.stray_answers import StrayAnswer, list_stray
from events_service.registrations.refusals import NotInvited, OutdatedAnswer
from events_service.settings import Settings
from events_service.web.decoding import uuid_in
from events_service.web.errors import Refusal
from events_service.web.i18n import gettext
from events_service.web.pages import page


class AnswersPage(Struct, frozen=True, kw_only=True):
    """The answers that wait; `refusal` says why the last one could not be decided."""

    found: FoundEvent
    base: str
    answers: Sequence[StrayAnswer]
    refusal: str | None


@get("/organise/events/{event:str}/answers", guards=[organisers_only])
async def answers_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """List the answers from other addresses, with whose they may be."""
    return await _show(request, database, event)


@post("/organise/events/{event:str}/answers/{answer:uuid}", guards=[organisers_only], status_code=303)
async def decide(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    answer: FromPath[UUID],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Enter an answer as that of the chosen person, or set it aside where none is chosen."""
    chosen = uuid_in((await request.form()).get("registration"))
    try:
        decision = Decision(answer=answer, registration=chosen)
        await decide_answer(database, settings, event, decision, account=request.user, now=clock.now())
    except (NotInvited, OutdatedAnswer) as refusal:
        return await _show(request, database, event, refusal)
    return Redirect(f"{answers_of(event)}?done={'entered' if chosen else 'aside'}", status_code=303)


def answers_of(event: str) -> str:
    """Give the address of an event's answers from other addresses."""
    return f"/organise/events/{event}/answers"


async def _show(
    request: Request[Account, Any, Any], database: Database, event: str, refusal: Refusal | None = None
) -> Response[bytes]:
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        answers = await list_stray(session, found)
    context = AnswersPage(
        found=found,
        base=answers_of(event),
        answers=answers,
        refusal=refusal.sentence() if refusal else None,
    )
    status = refusal.status if refusal else 200
    title = titled(gettext("Answers from other addresses"), found)
    return page(request, "pages/organiser/answers.html", context, title=title, status_code=status)


ROUTES = [answers_page, decide]
