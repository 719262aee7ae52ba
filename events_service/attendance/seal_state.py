"""Whether an approved record is sealed, and if not, what it waits for."""

import asyncio
from collections.abc import Collection
from enum import Enum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.actions import Action as Deed
from events_service.attendance.records import Action, Review, ReviewState
from events_service.attendance.sealed_tables import SealedRecordRow
from events_service.attendance.tables import ReviewStepRow
from events_service.complete import for_each
from events_service.sealing.keys import SealKeyRefused, find_key, key_path
from events_service.settings import Settings
from events_service.web.i18n import N_, gettext


class SealState(Enum):
    """Where the seal of an approved record stands."""

    SEALED = "sealed"
    WAITING = "waiting"
    NO_KEY = "no_key"


SENTENCES = for_each(
    SealState,
    {
        SealState.SEALED: N_("The record is approved and sealed. Nothing remains to be done."),
        SealState.WAITING: N_("The record is approved, and sealed by itself within minutes: there is nothing to do."),
        SealState.NO_KEY: N_(
            "The record is approved, but not sealed: the service has no key for seals that it can use. Whoever runs it"
            " puts the key back, or makes one with “events-service seal-key create”; then it is sealed by itself."
        ),
    },
)

_S, _R = SealedRecordRow, ReviewStepRow


async def seal_states(session: AsyncSession, settings: Settings, events: Collection[str]) -> dict[str, SealState]:
    """Give where the seal of each event's last approval stands; events whose record was never approved are left out."""
    approved = (
        select(_R.event_key, func.max(_R.position).label("position"))
        .where(_R.action == Action.APPROVE, _R.event_key.in_(events))
        .group_by(_R.event_key)
        .subquery()
    )
    rows = await session.execute(
        select(approved.c.event_key, _S.serial).outerjoin(
            _S, (_S.event_key == approved.c.event_key) & (_S.position == approved.c.position)
        )
    )
    sealed = {event: serial is not None for event, serial in rows}
    if all(sealed.values()):
        return dict.fromkeys(sealed, SealState.SEALED)
    unsealed = SealState.WAITING if await has_key(session, settings) else SealState.NO_KEY
    return {event: SealState.SEALED if each else unsealed for event, each in sealed.items()}


async def seal_state(session: AsyncSession, settings: Settings, event: str) -> SealState | None:
    """Give where the seal of an event's last approval stands, None where there was none."""
    return (await seal_states(session, settings, [event])).get(event)


async def unsealed_because(session: AsyncSession, settings: Settings, review: Review) -> str:
    """Say why an approved record is not sealed, "" where it is, or is not approved."""
    if review.state is not ReviewState.APPROVED:
        return ""
    state = await seal_state(session, settings, review.event)
    return "" if state is None or state is SealState.SEALED else gettext(SENTENCES[state])


async def has_key(session: AsyncSession, settings: Settings) -> bool:
    """Tell whether there is a key to seal with, or will be once it is needed; makes none."""
    if settings.seal_key is None and not key_path(settings).exists():
        return not await was_made(session)
    try:
        await asyncio.to_thread(find_key, settings)
    except SealKeyRefused:
        return False
    return True


async def was_made(session: AsyncSession) -> bool:
    """Tell whether this service made a key by itself before: it does so once."""
    made = select(audit.EntryRow.position).where(audit.EntryRow.action == Deed.SEAL_KEY_MADE.value).limit(1)
    return await session.scalar(made) is not None
