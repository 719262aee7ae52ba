"""Answer by a personal link: come or not, say what may be shown, propose other words, see and erase what is kept."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.database import Database
from events_service.mail.outbox import withdraw_batch
from events_service.mail.own_mails import SentMail, mails_of
from events_service.programme.records import EventSpeaker
from events_service.settings import Settings
from events_service.speakers.finding import Own, get_own, speaker_row
from events_service.speakers.noting import note
from events_service.speakers.records import LONGEST_REMARK, Answer, AskedSpeaker, Proposal, schedule_of
from events_service.speakers.tables import SpeakerRow

ACTOR = "speaker"


class OwnSpeakerData(Struct, frozen=True, kw_only=True):
    """All that is kept of a speaker (GDPR Art. 15 and 20): what the programme says of them, and what it does not."""

    event: str
    public: EventSpeaker
    me: AskedSpeaker
    mails: list[SentMail]


async def my_sessions(session: AsyncSession, settings: Settings, token: str) -> Own:
    """Give what a personal link opens. Raises UnknownSpeakerLink."""
    return await get_own(session, await speaker_row(session, settings.secret_key, token))


async def answer(
    database: Database, settings: Settings, token: str, given: Answer, remark: str, *, now: datetime
) -> None:
    """Take an answer to the sessions as they are planned now, or another one in its place.

    Raises UnknownSpeakerLink.
    """
    async with database.transaction() as session:
        row = await speaker_row(session, settings.secret_key, token, lock=True)
        own = await get_own(session, row)
        row.answer, row.answered_at, row.remark = given, now, remark.strip()[:LONGEST_REMARK]
        row.answered = row.told = schedule_of(own.found, row.key)
        row.told_version = own.found.version
        await note(session, "speaker.answer", row, ACTOR, now, answer=given.value)


async def correct(
    database: Database, settings: Settings, token: str, wanted: Proposal, consented: bool, *, now: datetime
) -> None:
    """Keep what a speaker wants to be written of them until an organiser accepts it; their consent holds at once.

    Raises UnknownSpeakerLink.
    """
    async with database.transaction() as session:
        row = await speaker_row(session, settings.secret_key, token, lock=True)
        own = await get_own(session, row)
        row.proposal = wanted if differs(wanted, own.written) else None
        row.consented = consented
        await note(session, "speaker.correct", row, ACTOR, now)


def differs(wanted: Proposal, person: EventSpeaker) -> bool:
    """Tell whether a proposal would change anything that is written of a speaker."""
    about = text_in(person, wanted.language)
    return (wanted.name, wanted.organisation, wanted.about) != (person.name, person.organisation or "", about)


def text_in(person: EventSpeaker, language: str) -> str:
    """Give the short text on a speaker in one language, empty where there is none in it."""
    return person.about if isinstance(person.about, str) else (person.about or {}).get(language, "")


async def own_data(session: AsyncSession, settings: Settings, token: str) -> OwnSpeakerData:
    """Collect all that is kept of a speaker. Raises UnknownSpeakerLink."""
    own = await my_sessions(session, settings, token)
    return OwnSpeakerData(
        event=own.found.event.key,
        public=own.person,
        me=own.asked,
        mails=await mails_of(session, own.asked.id),
    )


async def forget_me(database: Database, settings: Settings, token: str, *, now: datetime) -> None:
    """Erase a speaker's address and answer with the mails to them; their name stays in what is published.

    Their text is not shown any more. Raises UnknownSpeakerLink.
    """
    async with database.transaction() as session:
        row = await speaker_row(session, settings.secret_key, token, lock=True)
        await note(session, "speaker.forget", row, ACTOR, now)
        await forget(session, row)
        row.consented = False


async def forget(session: AsyncSession, row: SpeakerRow) -> None:
    """Drop all that is known of a speaker beyond the programme, but whether their text may be shown."""
    await withdraw_batch(session, row.id)
    row.email = row.language = row.remark = ""
    row.asked_at = row.answered_at = row.answer = row.proposal = None
    row.told, row.answered = {}, {}
