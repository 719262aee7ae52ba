"""The files of a form: held while it has faults, shown with it again, and forgotten once it is accepted."""

import secrets
from collections.abc import Mapping
from typing import Any

from litestar import Request
from litestar.datastructures import FormMultiDict

from events_service import clock
from events_service.access.limits import network_of
from events_service.database import Database
from events_service.programme.finding import FoundEvent
from events_service.programme.records import QuestionKind
from events_service.registrations.asking.held_files import drop_files, hold_files
from events_service.registrations.asking.question_fields import answers_in, files_in
from events_service.registrations.records import Answer, GivenAnswer, SentFile
from events_service.web.bodies import LARGEST_BODY, take_at_most
from events_service.web.errors import FaultyFields, Refusal


def bound(request: Request[Any, Any, Any], found: FoundEvent) -> None:
    """Let a body be as large as files are only where the event asks for some."""
    asks = any(question.kind is QuestionKind.FILE for question in found.event.registration.questions)
    if not asks:
        take_at_most(request, LARGEST_BODY)


def once_of(form: FormMultiDict) -> str:
    """Give the token that a form was handed out with, a new one where it has none."""
    return str(form.get("once") or "")[:200] or secrets.token_urlsafe(16)


async def answers_on(
    request: Request[Any, Any, Any], database: Database, found: FoundEvent, form: FormMultiDict, once: str
) -> dict[str, GivenAnswer]:
    """Give the answers on a form; its files are held under `once`, so that none has to be sent again after faults.

    To remove a file that is held leaves what is kept of the registration as it is. Raises TooOften.
    """
    questions = found.event.registration.questions
    if all(question.kind is not QuestionKind.FILE for question in questions):
        return answers_in(form, questions, {})
    dropped = set()
    for question in questions:
        if form.get(f"answers.{question.key}.remove"):
            dropped |= await drop_files(database, once, question.key)
    network = network_of(request)
    files = await hold_files(database, once, await files_in(form, questions), now=clock.now(), network=network)
    answers = answers_in(form, questions, files)
    return {key: answer for key, answer in answers.items() if key not in dropped or key in files}


def shown_again(
    answers: Mapping[str, GivenAnswer], refused: Refusal | None, kept: Mapping[str, Answer] | None = None
) -> dict[str, GivenAnswer]:
    """Give what a refused form shows: what was sent without the faulty files, over what is `kept` already."""
    faults = refused.faults if isinstance(refused, FaultyFields) else []
    faulty = {fault.field for fault in faults}
    good = {
        key: answer
        for key, answer in answers.items()
        if not (isinstance(answer, SentFile) and f"answers.{key}" in faulty)
    }
    return {**(kept or {}), **good}


async def forget_files(database: Database, found: FoundEvent, once: str) -> None:
    """Forget the files of a form that was accepted."""
    if any(question.kind is QuestionKind.FILE for question in found.event.registration.questions):
        await drop_files(database, once)
