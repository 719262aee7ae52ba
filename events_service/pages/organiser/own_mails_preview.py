"""What the frame beside the form of own words shows: the mail as its reader gets it, as HTML or as text."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from litestar import MediaType, Response
from markupsafe import Markup

from events_service.mail.reading import shown_html
from events_service.mail.records import Letter
from events_service.pages.organiser.mails import FRAMED
from events_service.pages.organiser.own_mails_form import faults_in, label_of
from events_service.programme.finding import FoundEvent, Seats
from events_service.programme.records import Event, EventType, MailOccasion, OwnMails, Project
from events_service.programme.translations import languages_of_mails
from events_service.registrations.letters.own_words import OCCASIONS
from events_service.registrations.letters.previewing import NEVER, invented_reader, preview
from events_service.registrations.records import Registration
from events_service.settings import Settings
from events_service.web.decoding import uuid_in
from events_service.web.i18n import gettext

_SUBJECT = Markup('<p style="margin:0;padding:12px 16px;font-family:sans-serif"><strong>{}</strong></p>')
_PLAIN = Markup(
    '<!doctype html><html><head><meta name="color-scheme" content="light dark"></head><body style="margin:0">'
    '<pre style="margin:0;padding:16px;white-space:pre-wrap;overflow-wrap:anywhere;font:15px/1.5 sans-serif">{}</pre>'
    "</body></html>"
)


def framed(
    form: Mapping[str, Any],
    found: FoundEvent,
    occasion: MailOccasion,
    readers: Sequence[Registration],
    settings: Settings,
) -> Response[bytes]:
    """Answer with the mail for the person who is chosen, or with what is wrong with its words."""
    if sentence := _fault(found.event.mails, occasion) or _fault(found.project.mails, occasion):
        return plain_frame(sentence)
    letter = preview(OCCASIONS[occasion], found, reader_chosen(str(form.get("person") or ""), found, readers), settings)
    if form.get("view") == "text":
        return plain_frame(f"{letter.subject}\n\n{letter.text}")
    return mail_frame(letter)


def plain_frame(text: str) -> Response[bytes]:
    """Answer with plain text in the frame, such as what is wrong with the words."""
    return _answer(_PLAIN.format(text))


def mail_frame(letter: Letter) -> Response[bytes]:
    """Answer with a mail in the frame, its subject above it."""
    return _answer(_with_subject(letter))


def example_event(project: Project, today: date) -> FoundEvent:
    """Invent an event of a project, to look at its mails with."""
    event = Event(
        key="example",
        project=project.key,
        type=EventType.INTERREGIONAL_WORKSHOP,
        host=project.lead_partner,
        title=gettext("Example event"),
        timezone="UTC",
        days=[today + timedelta(days=30)],
    )
    return FoundEvent(event=event, project=project, seats=Seats(capacity=None, taken=0), version=1, changed_at=NEVER)


def reader_chosen(chosen: str, found: FoundEvent, readers: Sequence[Registration]) -> Registration:
    """Give the registered person who is chosen, else an invented one of the language that is."""
    languages = languages_of_mails(found.project)
    person = next((each for each in readers if each.id == uuid_in(chosen)), None)
    return person or invented_reader(found, chosen if chosen in languages else languages[0])


def _fault(mails: OwnMails, occasion: MailOccasion) -> str:
    problems = faults_in(mails, occasion)
    return "\n".join(f"{label_of('.'.join(map(str, each.path[-2:])))}: {each.message}" for each in problems)


def _with_subject(letter: Letter) -> str:
    head, body, rest = shown_html(letter.html).partition("<body")
    tag, end, text = rest.partition(">")
    return f"{head}{body}{tag}{end}{_SUBJECT.format(letter.subject)}{text}"


def _answer(html: str) -> Response[bytes]:
    return Response(html.encode(), media_type=MediaType.HTML, headers=FRAMED, status_code=200)
