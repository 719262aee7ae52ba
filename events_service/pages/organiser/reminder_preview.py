"""The address that shows a reminder as its words are typed, as the person who is chosen gets it."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.mail.personal_links import without_personal_links
from events_service.pages.organiser.own_mails_form import label_of, typed_in
from events_service.pages.organiser.own_mails_preview import mail_frame, plain_frame, reader_chosen
from events_service.pages.organiser.readers import readers_at
from events_service.programme.mail_checks import words_problems
from events_service.programme.organising import get_working_event
from events_service.programme.records import Project
from events_service.programme.translations import languages_of_mails
from events_service.registrations.letters.group_mail import write
from events_service.registrations.letters.group_records import Audience, Draft, GroupText
from events_service.settings import Settings
from events_service.web.i18n import gettext


@post("/organise/events/{event:str}/mails/reminders/{reminder:str}/preview", guards=[organisers_only], status_code=200)
async def preview_reminder(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    reminder: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show the mail with the words as they are typed, to the person who is chosen. Nothing is saved."""
    form = await request.form()
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        people = await readers_at(session, event)
    typed = typed_in(form, found.project)
    if sentence := _fault(typed, found.project):
        return plain_frame(sentence)
    draft = Draft(audience=Audience(), texts=_texts(typed, found.project))
    if not draft.texts:
        return plain_frame(gettext("Write a subject and a text in at least one language."))
    reader = reader_chosen(str(form.get("person") or ""), found, people)
    letter = write(draft, found, reader, settings, None)
    if form.get("view") == "text":
        return plain_frame(f"{letter.subject}\n\n{without_personal_links(letter.text)}")
    return mail_frame(replace(letter, html=without_personal_links(letter.html)))


def _texts(typed: Mapping[str, str], project: Project) -> dict[str, GroupText]:
    return {
        code: GroupText(subject=typed[f"subject.{code}"], body=typed[f"text.{code}"])
        for code in languages_of_mails(project)
        if typed[f"subject.{code}"] and typed[f"text.{code}"]
    }


def _fault(typed: Mapping[str, str], project: Project) -> str:
    """Say what is wrong with the words, a line for each field."""
    subject, text = (
        {code: typed[f"{part}.{code}"] for code in languages_of_mails(project)} for part in ("subject", "text")
    )
    return "\n".join(
        f"{label_of('.'.join(map(str, each.path)))}: {each.message}" for each in words_problems((), subject, text)
    )


ROUTES = [preview_reminder]
