"""What a speaker is told by mail: to look at their sessions and confirm, and what became of these."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.complete import for_each
from events_service.mail.outbox import queue
from events_service.mail.records import Letter, MailKind
from events_service.programme.funding import Funding
from events_service.programme.records import Session
from events_service.programme.rooms import where_of
from events_service.programme.speakers import sessions_with
from events_service.programme.words import FALLBACK_LANGUAGE, in_language
from events_service.registrations.letters.lines import when_of
from events_service.settings import Settings
from events_service.speakers.finding import Own
from events_service.speakers.links import speaker_link
from events_service.web.i18n import LANGUAGES, N_, gettext, speaking, spoken
from events_service.web.pages import render_text


class SpeakerOccasion(Enum):
    """Why a mail to a speaker is written."""

    ASKED = "asked"
    MOVED = "moved"
    CHANGED = "changed"
    CALLED_OFF = "called_off"


class Said(Struct, frozen=True, kw_only=True):
    """The subject, the sentence and the words of the button of an occasion."""

    subject: str
    sentence: str
    action: str


SAYING = for_each(
    SpeakerOccasion,
    {
        SpeakerOccasion.ASKED: Said(
            subject=N_("Please confirm your sessions: {title}"),
            sentence=N_("You stand in the programme as a speaker. Please look at your sessions and say if you come."),
            action=N_("Look and answer"),
        ),
        SpeakerOccasion.MOVED: Said(
            subject=N_("New times of your sessions: {title}"),
            sentence=N_("The programme has changed. These are your sessions now; please confirm them once more."),
            action=N_("Look and answer"),
        ),
        SpeakerOccasion.CHANGED: Said(
            subject=N_("Your sessions have changed: {title}"),
            sentence=N_("The programme has changed. These are your sessions now; their times stay as they were."),
            action=N_("Look at your sessions"),
        ),
        SpeakerOccasion.CALLED_OFF: Said(
            subject=N_("Your sessions do not take place: {title}"),
            sentence=N_("None of your sessions takes place as it was planned. You need not come for now."),
            action=N_("Look at your sessions"),
        ),
    },
)


class SpeakerMail(Struct, frozen=True, kw_only=True):
    """What the mail says; `sessions` are written out with day, hours in `zone`, and where they are."""

    name: str
    subject: str
    sentence: str
    sessions: Sequence[tuple[str, str]]
    title: str
    zone: str
    link: str
    action: str
    contact: str
    language: str
    funding: Funding


async def tell(session: AsyncSession, settings: Settings, own: Own, occasion: SpeakerOccasion, now: datetime) -> None:
    """Write to a speaker whose address is known, in their language."""
    with speaking(language_of(own)):
        letter = _letter(settings, own, occasion)
    await queue(session, letter, sender=settings.mail_from, now=now)


def language_of(own: Own) -> str:
    """Give the language in which a speaker is written to: their own, else the project's first that we speak."""
    return next(
        (each for each in (own.asked.language, *own.found.project.languages) if each in LANGUAGES), FALLBACK_LANGUAGE
    )


def session_line(session: Session) -> str:
    """Write when and where a session is, in the language being spoken."""
    return ", ".join(part for part in (when_of(session), where_of(session, spoken())) if part)


def _letter(settings: Settings, own: Own, occasion: SpeakerOccasion) -> Letter:
    said, found, asked, language = SAYING[occasion], own.found, own.asked, spoken()
    title = in_language(found.event.title, language)
    subject = gettext(said.subject).format(title=title)
    called_off = occasion is SpeakerOccasion.CALLED_OFF
    planned = [] if called_off else [each for each in sessions_with(found.event, own.person.key) if each.held]
    context = SpeakerMail(
        name=own.person.name,
        subject=subject,
        sentence=gettext(said.sentence),
        sessions=[(in_language(each.title, language), session_line(each)) for each in planned],
        title=title,
        zone=found.zone_name,
        link=speaker_link(settings.base_url, settings.secret_key, asked.id),
        action=gettext(said.action),
        contact=found.contact.line if found.contact else "",
        language=language,
        funding=found.funding,
    )
    return Letter(
        kind=MailKind.SPEAKER,
        recipient=asked.email,
        recipient_name=own.person.name,
        subject=subject,
        text=render_text("mails/speaker.txt", context),
        html=render_text("mails/speaker.html", context),
        language=language,
        reply_to=found.contact.email if found.contact else None,
        event=found.event.key,
        batch=asked.id,
    )
