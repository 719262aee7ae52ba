"""What stands beside the form of letters of invitation: people to look with, fields by language, the letter itself."""

import base64
from collections.abc import Sequence
from datetime import date
from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.database import Database
from events_service.documents.invitation_letters import invitation_letters
from events_service.pages.form_choices import Choice
from events_service.pages.organiser.edit_faults import label_of
from events_service.pages.organiser.edit_letters import LETTERS, words_field
from events_service.pages.organiser.edit_parts import Typed
from events_service.pages.organiser.mails import FRAMED
from events_service.pages.organiser.own_mails_form import explained, readers_to_choose
from events_service.pages.organiser.own_mails_preview import plain_frame, reader_chosen
from events_service.pages.organiser.readers import readers_at
from events_service.printing.beside import NotPrinted, beside
from events_service.printing.invitation_letters import (
    SUBJECTS,
    TEXTS,
    Issued,
    LetterWish,
    VisaDetails,
    letter_of,
)
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_working_event
from events_service.programme.record_checks import read_record
from events_service.programme.records import LetterKind
from events_service.programme.translations import languages_of_mails
from events_service.registrations.records import Registration
from events_service.settings import Settings
from events_service.typesetting.picture import first_page
from events_service.web.i18n import gettext, language_name, translator

NUMBER = "K7QX9M2EXAMPLE"
"""Stands in the place of a number in a letter that is only looked at."""

_BORN = date(1980, 2, 3)
_PICTURE = Markup(
    '<!doctype html><html><head><meta name="color-scheme" content="light dark"></head><body style="margin:0">'
    '<img style="display:block;width:100%" alt="{}" src="data:image/png;base64,{}"></body></html>'
)


class LetterLanguage(Struct, frozen=True, kw_only=True):
    """The fields of own words in one language: their names, and what we say there."""

    code: str
    name: str
    subject: str
    text: str
    our_subject: str
    our_text: str


class BesideLetters(Struct, frozen=True, kw_only=True):
    """What the form of letters offers besides its own fields."""

    kinds: Sequence[Choice]
    languages: dict[str, Sequence[LetterLanguage]]
    people: Sequence[Choice]
    placeholders: Sequence[tuple[str, str]]


def beside_letters(found: FoundEvent, people: Sequence[Registration]) -> BesideLetters:
    """Give what stands beside the form."""
    names = {LetterKind.MISSION: "letters.words.mission", LetterKind.VISA: "letters.words.visa"}
    return BesideLetters(
        kinds=[Choice(value=kind.value, name=gettext(LETTERS.labels[names[kind]])) for kind in LetterKind],
        languages={
            kind.value: [
                LetterLanguage(
                    code=code,
                    name=language_name(code),
                    subject=words_field(kind, "subject", code),
                    text=words_field(kind, "text", code),
                    our_subject=gettext(SUBJECTS[kind], code),
                    our_text=gettext(TEXTS[kind], code),
                )
                for code in languages_of_mails(found.project)
            ]
            for kind in LetterKind
        },
        people=readers_to_choose(people, found.project),
        placeholders=explained(),
    )


@post("/organise/events/{event:str}/letters/preview", guards=[organisers_only], status_code=200)
async def preview_letter(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Show a letter as the form has it, to the person who is chosen. Nothing is saved."""
    form = await request.form()
    typed: Typed = {name: str(value).replace("\r\n", "\n").strip() for name, value in form.multi_items()}
    async with database.reading() as session:
        found = await get_working_event(session, event, request.user)
        people = await readers_at(session, event)
    read = read_record(LETTERS.fields(found.event, found.project, typed), {found.project.key: found.project})
    if read.problems or read.event is None or read.event.letters is None:
        faults = [f"{label_of(LETTERS, each.path, found.event)}: {each.message}" for each in read.problems]
        return plain_frame("\n".join(faults) or gettext("Fill in the letterhead, and the letter is shown here."))
    reader = reader_chosen(typed.get("person", ""), found, people)
    kind = LetterKind.VISA if typed.get("kind") == LetterKind.VISA.value else LetterKind.MISSION
    visa = VisaDetails(born=_BORN, nationality=reader.country, passport="X0000000") if kind is LetterKind.VISA else None
    wish = LetterWish(kind=kind, visa=visa)
    issued = Issued(number=NUMBER, at=clock.now())
    letter = letter_of(replace(found, event=read.event), reader, issued, wish, settings.base_url)
    try:
        picture = await beside(lambda: first_page(invitation_letters([letter], translator)))
    except NotPrinted as refused:
        return plain_frame(refused.sentence())
    said = f"{letter.subject}. {' '.join(letter.paragraphs)}"
    html = _PICTURE.format(said, base64.b64encode(picture).decode())
    return Response(html.encode(), media_type="text/html", headers=FRAMED)


ROUTES = [preview_letter]
