"""The cycle of a registration form: read, tried, and led on, or shown again as it was sent with what is wrong.

Registering, entering by hand, changing and correcting go through it alike, so that nothing typed is lost in any.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from litestar import Request
from litestar.datastructures import FormMultiDict
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from msgspec import Struct, field

from events_service.database import Database
from events_service.programme.finding import FoundEvent
from events_service.registrations.asking.form_files import answers_on, bound, forget_files, once_of, shown_again
from events_service.registrations.asking.question_fields import too_large
from events_service.registrations.records import Answer, GivenAnswer
from events_service.web.errors import NotFound, Refusal


def new_once() -> str:
    """Make the token that a form is handed out with, so that sending it again does nothing again."""
    return secrets.token_urlsafe(16)


class Filled(Struct, frozen=True, kw_only=True):
    """What a form shows; whatever is None, as it stands without the form."""

    once: str = field(default_factory=new_once)
    typed: Mapping[str, str] | None = None
    chosen: Sequence[str] | None = None
    answers: Mapping[str, GivenAnswer] | None = None
    refused: Refusal | None = None


class Sent(Struct, frozen=True, kw_only=True):
    """A form as it was sent, and why it was refused; `form` is None where it was too large to be read."""

    form: FormMultiDict | None
    once: str
    answers: Mapping[str, GivenAnswer] = {}
    refused: Refusal | None = None

    @property
    def chosen(self) -> list[str]:
        """The sessions that were ticked."""
        return [str(key) for key in self.form.getall("sessions", [])] if self.form is not None else []

    @property
    def status(self) -> int:
        """The status of the answer that shows it again."""
        return self.refused.status if self.refused else 200

    def filled(self, typed: Mapping[str, str], kept: Mapping[str, Answer] | None = None) -> Filled:
        """Give what is shown again: what was `typed` and ticked, and the good answers over those that are `kept`.

        What could not be read is shown fresh, for the browser to fill in with what it kept.
        """
        if self.form is None:
            return Filled(refused=self.refused)
        return Filled(
            once=self.once,
            typed=typed,
            chosen=self.chosen,
            answers=shown_again(self.answers, self.refused, kept),
            refused=self.refused,
        )


Attempt = Callable[[FormMultiDict, Sent], Awaitable[str | None]]
"""Does what a form asks for and gives the address that follows, or None where the form itself goes on."""


async def go_through(
    request: Request[Any, Any, Any],
    database: Database,
    found: FoundEvent,
    attempt: Attempt,
    refusals: type[Refusal] = Refusal,
) -> str | Sent:
    """Read a form and try it: give the address to go on to, or the form to be shown again.

    Its files are held while it has faults and forgotten once it is accepted. What is none of `refusals`, and what is
    not there at all, is raised.
    """
    bound(request, found)
    try:
        form = await request.form()
    except RequestEntityTooLarge:
        refused: Refusal = too_large(found.event.registration.questions)
        if not isinstance(refused, refusals):
            raise refused from None
        return Sent(form=None, once=new_once(), refused=refused)
    sent = Sent(form=form, once=once_of(form))
    try:
        sent = Sent(form=form, once=sent.once, answers=await answers_on(request, database, found, form, sent.once))
        address = await attempt(form, sent)
    except NotFound:
        raise
    except refusals as refusal:
        return Sent(form=form, once=sent.once, answers=sent.answers, refused=refusal)
    if address is None:
        return sent
    await forget_files(database, found, sent.once)
    return address
