"""Telling of the review: each step is mailed to the host's organisers and the lead partner, with what to do and where.

The mails leave the house with the digest of the record that the step is about, and the head of the audit log: a copy
that nobody here can change, which `verify --against` reads.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.accounts import list_accounts
from events_service.access.records import Account, Role
from events_service.attendance.records import Action
from events_service.complete import for_each
from events_service.mail.outbox import queue_all
from events_service.mail.records import Letter, MailKind
from events_service.programme.finding import FoundEvent
from events_service.programme.funding import Funding, funding_of
from events_service.programme.words import in_language
from events_service.settings import Settings
from events_service.web.i18n import N_, day_range, gettext, or_english, speaking
from events_service.web.pages import render_text

KINDS = for_each(
    Action,
    {
        Action.SUBMIT: MailKind.RECORD_SUBMITTED,
        Action.RETURN: MailKind.RECORD_RETURNED,
        Action.APPROVE: MailKind.RECORD_APPROVED,
    },
)
SUBJECTS = for_each(
    Action,
    {
        Action.SUBMIT: N_("Attendance record submitted: {event}"),
        Action.RETURN: N_("Attendance record returned: {event}"),
        Action.APPROVE: N_("Attendance record approved: {event}"),
    },
)
SENTENCES = for_each(
    Action,
    {
        Action.SUBMIT: N_("{name} has submitted the attendance record. It waits for the lead partner's answer."),
        Action.RETURN: N_("{name} has returned the attendance record for correction."),
        Action.APPROVE: N_("{name} has approved the attendance record."),
    },
)


class Taken(Struct, frozen=True, kw_only=True):
    """A step that was taken: who took which one when on which record, and why they returned it.

    `head` is the position and the digest of its entry in the audit log.
    """

    action: Action
    by: Account
    at: datetime
    digest: str
    head: str
    reason: str | None = None


class StepText(Struct, frozen=True, kw_only=True):
    """What the letter's templates are filled with."""

    language: str
    subject: str
    name: str
    sentence: str
    reason: str | None
    event: str
    days: str
    url: str
    digest: str
    head: str
    funding: Funding


def concerned(accounts: Iterable[Account], found: FoundEvent, took_part: Collection[UUID]) -> list[Account]:
    """Give whom a step of the review concerns: its organisers, the lead partner, and who took an earlier step.

    An organiser of all hosts hears of the events that they submitted: not of every event there is.
    """
    project, host, key = found.event.project, found.event.host, found.event.key
    return [
        account
        for account in accounts
        if account.reviews(project)
        or (
            account.organises(project, host, key)
            and (key in account.events or account.partner == host or account.id in took_part)
        )
    ]


def language_of(account: Account, found: FoundEvent) -> str:
    """Give the language that somebody is written to in: their partner's first, else the project's."""
    own = account.partner or (found.project.lead_partner if account.role is Role.LEAD_PARTNER else None)
    spoken = [language for partner in found.project.partners if partner.key == own for language in partner.languages]
    return or_english(next(iter([*spoken, *found.project.languages]), None))


def write_step(reader: Account, found: FoundEvent, taken: Taken, settings: Settings) -> Letter:
    """Write the letter on a step to one reader, with the page where they go on."""
    event, language = found.event, language_of(reader, found)
    place = "review/events/{}" if reader.reviews(event.project) else "organise/events/{}/attendance"
    with speaking(language):
        title = in_language(event.title, language)
        text = StepText(
            language=language,
            subject=gettext(SUBJECTS[taken.action]).format(event=title),
            name=reader.name,
            sentence=gettext(SENTENCES[taken.action]).format(name=taken.by.name),
            reason=taken.reason,
            event=title,
            days=day_range(min(event.days), max(event.days)),
            url=f"{settings.base_url}/{place.format(event.key)}",
            digest=taken.digest,
            head=taken.head,
            funding=funding_of([found.project], language),
        )
        return Letter(
            kind=KINDS[taken.action],
            recipient=reader.email,
            recipient_name=reader.name,
            subject=text.subject,
            text=render_text("mails/review_step.txt", text),
            html=render_text("mails/review_step.html", text),
            language=language,
            reply_to=None if taken.by.id == reader.id else taken.by.email,
            event=event.key,
        )


async def tell_of_step(
    session: AsyncSession, settings: Settings, found: FoundEvent, taken: Taken, earlier: Collection[UUID]
) -> None:
    """Queue the letters on a step, in the transaction that takes it; `earlier` are the accounts of those before it."""
    readers = concerned(await list_accounts(session, taken.at), found, {*earlier, taken.by.id})
    letters = [write_step(reader, found, taken, settings) for reader in readers]
    await queue_all(session, letters, sender=settings.mail_from, now=taken.at)
