"""What whoever is asked is told by mail: the dates to answer to, a reminder, and what became of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum
from uuid import UUID

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.complete import for_each
from events_service.mail.outbox import queue_all
from events_service.mail.records import Attachment, Letter, MailKind
from events_service.polls.entries import options_file
from events_service.polls.links import poll_token
from events_service.polls.records import FoundPoll, Invitee, Option
from events_service.settings import Settings
from events_service.web.i18n import N_, clock_time, gettext, long_day, speaking, zone_name
from events_service.web.pages import render_text

FILE_NAME = "dates.ics"


class PollOccasion(Enum):
    """Why a mail about a poll is written."""

    ASKED = "asked"
    REMINDED = "reminded"
    CHOSEN = "chosen"
    CALLED_OFF = "called_off"


class Said(Struct, frozen=True, kw_only=True):
    """The subject and the sentence of an occasion."""

    subject: str
    sentence: str


SAYING = for_each(
    PollOccasion,
    {
        PollOccasion.ASKED: Said(
            subject=N_("Which date suits you? {title}"),
            sentence=N_("{name} proposes dates and asks which of them suit you. Please answer by {deadline}."),
        ),
        PollOccasion.REMINDED: Said(
            subject=N_("Your answer is missing: {title}"),
            sentence=N_("{name} still waits for your answer to these dates. Please answer by {deadline}."),
        ),
        PollOccasion.CHOSEN: Said(
            subject=N_("The date is fixed: {title}"),
            sentence=N_(
                "{name} has fixed the date. In the calendar file it is confirmed, and the others are cancelled."
            ),
        ),
        PollOccasion.CALLED_OFF: Said(
            subject=N_("No date was chosen: {title}"),
            sentence=N_("{name} has taken back these dates. In the calendar file all of them are cancelled."),
        ),
    },
)


class PollMail(Struct, frozen=True, kw_only=True):
    """What the mail says; `dates` are written out with their hours, `zone` is whose hours these are."""

    name: str
    subject: str
    sentence: str
    title: str
    note: str
    dates: Sequence[str]
    zone: str
    link: str
    action: str
    open: bool
    language: str


async def tell(
    session: AsyncSession,
    settings: Settings,
    found: FoundPoll,
    to: Iterable[Invitee],
    occasion: PollOccasion,
    now: datetime,
) -> None:
    """Write to some of those who were asked, with all dates as a calendar file."""
    content = await options_file(session, found, settings.base_url)
    dates = Attachment(name=FILE_NAME, media_type="text/calendar", content=content)
    with speaking(found.poll.language):
        letters = [_letter(settings, found, each, occasion, dates) for each in to]
    await queue_all(session, letters, sender=settings.mail_from, now=now)


def written_out(option: Option) -> str:
    """Write a date in full with its hours, in the language being spoken."""
    starts, ends = option.starts, option.ends
    until = "" if len(option.days) == 1 else f"{long_day(option.days[-1])}, "
    return f"{long_day(starts.date())}, {clock_time(starts)} – {until}{clock_time(ends)}"


def zone_of(found: FoundPoll) -> str:
    """Write the zone of a poll's hours, as it is called at its first date."""
    return zone_name(found.poll.timezone, found.poll.options[0].starts)


def _letter(settings: Settings, found: FoundPoll, to: Invitee, occasion: PollOccasion, dates: Attachment) -> Letter:
    said, chosen = SAYING[occasion], found.poll.option(found.chosen or "")
    subject = gettext(said.subject).format(title=found.poll.title)
    link = f"{settings.base_url}/polls/{poll_token(settings.secret_key, to.id)}"
    context = PollMail(
        name=to.name,
        subject=subject,
        sentence=gettext(said.sentence).format(name=found.asked_by, deadline=long_day(found.poll.deadline)),
        title=found.poll.title,
        note=found.poll.note if occasion is PollOccasion.ASKED else "",
        dates=[written_out(each) for each in ([chosen] if chosen else found.poll.options)],
        zone=zone_of(found),
        link=f"{settings.base_url}/events/{chosen.key}" if chosen else link,
        action=gettext("See the event") if chosen else gettext("Answer"),
        open=occasion is not PollOccasion.CALLED_OFF,
        language=found.poll.language,
    )
    return Letter(
        kind=MailKind.DATE_POLL,
        recipient=to.email,
        recipient_name=to.name,
        subject=subject,
        text=render_text("mails/date_poll.txt", context),
        html=render_text("mails/date_poll.html", context),
        language=found.poll.language,
        reply_to=found.reply_to,
        attachments=(dates,),
        batch=batch_of(to.id),
        secret=True,
    )


def batch_of(invitee: UUID) -> UUID:
    """Give what marks the mails to one person in the outbox, so that they go with what is known of them."""
    return invitee
