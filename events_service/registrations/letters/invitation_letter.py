"""The mail that brings somebody their personal invitation link."""

from msgspec import Struct

from events_service.mail.records import Letter, MailKind
from events_service.programme.finding import FoundEvent
from events_service.programme.funding import Funding, funding_of
from events_service.programme.places import address_line
from events_service.programme.words import in_language
from events_service.registrations.records import InvitationLink
from events_service.registrations.tokens import invitation_token
from events_service.settings import Settings
from events_service.web.i18n import day_range, gettext, instant_named, long_day, or_english, speaking
from events_service.web.pages import render_text


class InvitationText(Struct, frozen=True, kw_only=True):
    """What the letter's templates are filled with."""

    language: str
    subject: str
    name: str
    event: str
    days: str
    place: str
    reply_by: str | None
    valid_until: str | None
    url: str
    contact: str | None
    funding: Funding


def write_invitation(found: FoundEvent, link: InvitationLink, settings: Settings) -> Letter:
    """Write the letter of a personal link in the language it was made for."""
    event = found.event
    language = or_english(link.language)
    with speaking(language):
        title = in_language(event.title, language)
        text = InvitationText(
            language=language,
            subject=gettext("You are invited: {event}").format(event=title),
            name=link.name,
            event=title,
            days=day_range(min(event.days), max(event.days)),
            place=address_line(found.event, language),
            reply_by=long_day(event.registration.reply_by) if event.registration.reply_by else None,
            valid_until=instant_named(link.expires_at, event.timezone) if link.expires_at else None,
            url=invitation_address(settings, link),
            contact=found.contact.line if found.contact else None,
            funding=funding_of([found.project], language),
        )
        return Letter(
            kind=MailKind.INVITATION_LINK,
            recipient=link.email or "",
            recipient_name=link.name,
            subject=text.subject,
            text=render_text("mails/invitation.txt", text),
            html=render_text("mails/invitation.html", text),
            language=language,
            reply_to=found.contact.email if found.contact else None,
            event=event.key,
        )


def invitation_address(settings: Settings, link: InvitationLink) -> str:
    """Give the address that the link is."""
    token = invitation_token(settings.secret_key, link.id)
    return f"{settings.base_url}/events/{link.event}/register?invitation={token}"
