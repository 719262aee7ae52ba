"""Write to a group of participants: who is meant, what each of them reads, and the sending, which goes on by itself."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.database import Database
from events_service.mail import outbox
from events_service.mail.personal_links import without_personal_links
from events_service.mail.records import Letter, MailKind
from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.placeholders import filled, unknown_in
from events_service.registrations.finding import get_registrations, list_registrations
from events_service.registrations.holding import lock
from events_service.registrations.letters.group_records import Audience, Draft, GroupText, Mailing, Recipients
from events_service.registrations.letters.group_tables import GroupMailRow
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.letters.own_choices import silent_at
from events_service.registrations.letters.own_words import paragraphs_of, values_for
from events_service.registrations.letters.writing import Apart, Wording, language_of, write_letter
from events_service.registrations.records import Registration
from events_service.settings import Settings
from events_service.web.decoding import unfit_faults
from events_service.web.errors import FaultyFields, FieldFault, Refusal
from events_service.web.fold import bare
from events_service.web.i18n import LANGUAGES, N_

AT_ONCE = 50
"""Copies that are written in one transaction, so that no registration waits for long."""

LONGEST = 20_000


class NobodyMeant(Refusal):
    """The choice of people leaves nobody."""

    status = 409
    slug = "nobody-meant"
    message = N_("Nobody is left to write to. Choose other people.")


def meant(registrations: Collection[Registration], audience: Audience, arrived: Collection[UUID]) -> list[Registration]:
    """Give the registrations that an audience means."""
    organisation = bare(audience.organisation.strip())
    chosen = frozenset(audience.chosen)
    return [
        each
        for each in registrations
        if each.status in audience.statuses
        and (not chosen or each.id in chosen)
        and audience.mode in {None, each.attendance_mode}
        and audience.category in {None, each.category}
        and audience.language in {None, language_of(each)}
        and organisation in bare(each.organisation)
        and (audience.arrived is None or audience.arrived == (each.id in arrived))
        and (audience.session is None or audience.session in each.living_sessions)
    ]


async def recipients(session: AsyncSession, event: str, draft: Draft, arrived: Collection[UUID]) -> Recipients:
    """Give who gets a mail; who wants no news is left out unless it is about the event itself."""
    listed = await list_registrations(session, event, statuses=draft.audience.statuses)
    chosen = meant(listed, draft.audience, arrived)
    silent = set() if draft.to_everybody else await silent_at(session, event)
    reached = [each for each in chosen if each.id not in silent]
    return Recipients(
        ids=[each.id for each in reached],
        languages=dict(Counter(language_of(each) for each in reached)),
        unsubscribed=len(chosen) - len(reached),
    )


def faults_of(texts: Mapping[str, GroupText]) -> list[FieldFault]:
    """Say what is wrong with the texts: none at all, half a one, too long, or a placeholder that means nothing."""
    faults = []
    if not texts:
        faults.append(FieldFault("body.en", N_("Write a subject and a text in at least one language.")))
    for language, text in texts.items():
        if not text.subject:
            faults.append(FieldFault(f"subject.{language}", N_("Write a subject for this language, too.")))
        if not text.body:
            faults.append(FieldFault(f"body.{language}", N_("Write a text for this language, too.")))
        if len(text.subject) > 200 or len(text.body) > LONGEST:
            faults.append(FieldFault(f"body.{language}", N_("This is too long for a mail; please shorten it.")))
        faults += unfit_faults(f"subject.{language}", text.subject) + unfit_faults(f"body.{language}", text.body)
        if unknown_in(text.subject + text.body):
            faults.append(
                FieldFault(f"body.{language}", N_("Something in braces means nothing here; use those named below."))
            )
    return faults


def text_for(draft: Draft, language: str) -> tuple[str, GroupText]:
    """Give the text that a reader of a language gets and its language: theirs, else English, else the first."""
    for candidate in (language, LANGUAGES[0], *draft.texts):
        if candidate in draft.texts:
            return candidate, draft.texts[candidate]
    raise FaultyFields(faults_of({}))


def write(
    draft: Draft, found: FoundEvent, registration: Registration, settings: Settings, batch: UUID | None
) -> Letter:
    """Write one person's copy. Placeholders are names and nothing more: no text that is typed is ever carried out."""
    language, text = text_for(draft, language_of(registration))
    values = values_for(found, registration, language)
    wording = Wording(subject=filled(text.subject, values), paragraphs=paragraphs_of(filled(text.body, values)))
    reader = replace(registration, language=language)
    letter = write_letter(Occasion.GROUP, found, reader, settings, Apart(wording=wording))
    return replace(letter, batch=batch)


async def send_test(
    database: Database, settings: Settings, found: FoundEvent, mailing: Mailing, sample: Registration, *, now: datetime
) -> int:
    """Send the organiser a copy in each language that was written, as if they were the sample person; give how many.

    The sample person's name is not in it: nobody would find it there when they have their data erased.
    """
    account, draft = mailing.account, mailing.draft
    first_name, _, last_name = account.name.partition(" ")
    async with database.transaction() as session:
        for language in draft.texts:
            myself = replace(sample, first_name=first_name, last_name=last_name, language=language)
            letter = write(draft, found, myself, settings, None)
            own = replace(
                letter,
                kind=MailKind.TEST,
                recipient=account.email,
                recipient_name=account.name,
                registration=None,
                unsubscribe=None,
                # The links in it are the sample person's: whoever tests must not be able to use them.
                text=without_personal_links(letter.text),
                html=without_personal_links(letter.html),
            )
            await outbox.queue(session, own, sender=settings.mail_from, now=now)
    return len(draft.texts)


async def send(
    database: Database, event: str, mailing: Mailing, arrived: Collection[UUID], *, id_: UUID, now: datetime
) -> int:
    """Decide who gets a mail, once for each `id_`, and give how many people do. Raises FaultyFields, NobodyMeant."""
    account, draft = mailing.account, mailing.draft
    if faults := faults_of(draft.texts):
        raise FaultyFields(faults)
    async with database.transaction() as session:
        await lock(session, event)  # of two clicks at once, the second waits here and finds the first
        if (sent := await session.get(GroupMailRow, id_)) is not None:
            return sent.people
        chosen = await recipients(session, event, draft, arrived)
        if not chosen.ids:
            raise NobodyMeant
        session.add(
            GroupMailRow(
                id=id_,
                event_key=event,
                account_id=account.id,
                draft=draft,
                people=len(chosen.ids),
                remaining=chosen.ids,
                created_at=now,
            )
        )
        await audit.append(
            session,
            audit.Entry(
                at=now,
                actor=account.actor,
                action="mail.group",
                subject=f"event:{event}",
                facts={"people": str(len(chosen.ids)), "batch": str(id_)},
            ),
        )
        return len(chosen.ids)


async def write_due(database: Database, settings: Settings, now: datetime) -> int:
    """Go on writing the copies of what organisers sent, and give how many were written."""
    unfinished = select(GroupMailRow.id).where(GroupMailRow.finished_at.is_(None)).order_by(GroupMailRow.id)
    async with database.reading() as session:
        ids = (await session.scalars(unfinished)).all()
    written = 0
    for id_ in ids:
        while copies := await _write_some(database, settings, id_, now):
            written += copies
    return written


async def _write_some(database: Database, settings: Settings, id_: UUID, now: datetime) -> int:
    """Write some copies and strike their readers off in one transaction: nobody is missed, and nobody gets two."""
    async with database.transaction() as session:
        row = await session.get(GroupMailRow, id_, with_for_update={"skip_locked": True}, populate_existing=True)
        if row is None or row.finished_at is not None:
            return 0
        found = await get_any_event(session, row.event_key)
        now_due, row.remaining = row.remaining[:AT_ONCE], row.remaining[AT_ONCE:]
        people = await get_registrations(session, now_due)
        letters = [write(row.draft, found, person, settings, id_) for person in people if person.erased_at is None]
        await outbox.queue_all(session, letters, sender=settings.mail_from, now=now)
        if not row.remaining:
            row.finished_at = now
        return len(now_due)
