"""Find speakers with a personal link: by their event, or by the link; and the event as they may see it."""

from collections.abc import Collection, Mapping

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.programme.finding import FoundEvent, get_any_event
from events_service.programme.organising import with_working_version
from events_service.programme.records import Event, EventSpeaker, Key
from events_service.speakers.links import read_speaker_token
from events_service.speakers.records import OPEN, AskedSpeaker, State, schedule_of, state_of
from events_service.speakers.refusals import UnknownSpeakerLink
from events_service.speakers.tables import SpeakerRow


class Own(Struct, frozen=True, kw_only=True):
    """What a personal link opens: the event as its speaker may see it, who they are there, and what they answered.

    `written` is what organisers write of them by now, released or not.
    """

    found: FoundEvent
    person: EventSpeaker
    written: EventSpeaker
    asked: AskedSpeaker

    @property
    def state(self) -> State:
        """Where their coming stands."""
        return state_of(self.asked, schedule_of(self.found, self.person.key))


class OpenAnswers(Struct, frozen=True, kw_only=True):
    """How many speakers of an event have not answered, and how many declined."""

    waiting: int = 0
    declined: int = 0


async def list_asked(session: AsyncSession, event: Key) -> dict[Key, AskedSpeaker]:
    """Give what is known of an event's speakers, by their keys."""
    rows = await session.scalars(select(SpeakerRow).where(SpeakerRow.event_key == event))
    return {row.key: asked_of(row) for row in rows}


async def count_open(session: AsyncSession, events: Collection[FoundEvent]) -> Mapping[Key, OpenAnswers]:
    """Count the answers that events wait for, by the keys of events with any speaker who was asked."""
    by_key = {found.event.key: found for found in events}
    rows = await session.scalars(
        select(SpeakerRow).where(SpeakerRow.event_key.in_(by_key), SpeakerRow.asked_at.is_not(None))
    )
    states: dict[Key, list[State]] = {}
    for row in rows:
        planned = schedule_of(by_key[row.event_key], row.key)
        if planned:
            states.setdefault(row.event_key, []).append(state_of(asked_of(row), planned))
    return {
        key: OpenAnswers(waiting=sum(each in OPEN for each in of_event), declined=of_event.count(State.DECLINED))
        for key, of_event in states.items()
    }


async def speaker_row(session: AsyncSession, secret_key: str, token: str, *, lock: bool = False) -> SpeakerRow:
    """Give the row of whoever a personal link is for. Raises UnknownSpeakerLink."""
    id_ = read_speaker_token(secret_key, token)
    row = await session.get(SpeakerRow, id_, with_for_update=lock) if id_ else None
    if row is None:
        raise UnknownSpeakerLink
    return row


async def find_row(session: AsyncSession, event: Key, key: Key, *, lock: bool = False) -> SpeakerRow | None:
    """Give the row of one of an event's speakers, None where there is none."""
    of_speaker = select(SpeakerRow).where(SpeakerRow.event_key == event, SpeakerRow.key == key)
    return await session.scalar(of_speaker.with_for_update() if lock else of_speaker)


async def get_own(session: AsyncSession, row: SpeakerRow) -> Own:
    """Give what a speaker may see: what is released, and what is worked on while they stand in that alone.

    Raises UnknownSpeakerLink for who is none of the event's speakers any more.
    """
    released = await get_any_event(session, row.event_key)
    working = await with_working_version(session, released)
    written, public = _person(working.event, row.key), _person(released.event, row.key)
    if written is None:
        raise UnknownSpeakerLink
    found = released if public else working
    return Own(found=found, person=public or written, written=written, asked=asked_of(row))


def _person(event: Event, key: Key) -> EventSpeaker | None:
    return next((each for each in event.speakers if each.key == key), None)


async def with_consents(session: AsyncSession, found: FoundEvent) -> FoundEvent:
    """Give an event whose speakers' texts are shown as they said last, and as was noted of those who said nothing."""
    if not found.event.speakers:
        return found
    said = await session.execute(
        select(SpeakerRow.key, SpeakerRow.consented).where(
            SpeakerRow.event_key == found.event.key, SpeakerRow.consented.is_not(None)
        )
    )
    consents = {key: bool(consented) for key, consented in said}
    speakers = [replace(each, agreed=consents.get(each.key, each.agreed)) for each in found.event.speakers]
    return replace(found, event=replace(found.event, speakers=speakers))


def asked_of(row: SpeakerRow) -> AskedSpeaker:
    """Make the record of a row."""
    return AskedSpeaker(
        id=row.id,
        event=row.event_key,
        key=row.key,
        email=row.email,
        language=row.language,
        asked_at=row.asked_at,
        answer=row.answer,
        answered_at=row.answered_at,
        answered=row.answered,
        remark=row.remark,
        consented=row.consented,
        proposal=row.proposal,
    )
