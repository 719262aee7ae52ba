"""Words that somebody types: of which room they are, with a limit on who guesses."""

from datetime import datetime, timedelta

from events_service.access import limits
from events_service.access.limits import Limit, TooOften
from events_service.checkin.checkpoints import Checkpoint
from events_service.checkin.in_room.confirming import point_of_words
from events_service.checkin.in_room.refusals import CodeOver
from events_service.database import Database
from events_service.programme.finding import FoundEvent
from events_service.registrations.records import Registration

GUESSES = Limit(name="room-words", most=20, span=timedelta(minutes=10))
"""How often somebody may type words that are not on the screen."""


async def require_patience(database: Database, registration: Registration, now: datetime) -> None:
    """Refuse whoever guessed too often, also when they guess right at last. Raises TooOften."""
    async with database.reading() as session:
        if await limits.is_used_up(session, GUESSES, str(registration.id), now):
            raise TooOften


async def point_of_typed(
    database: Database, secret_key: str, found: FoundEvent, registration: Registration, typed: str, *, now: datetime
) -> Checkpoint:
    """Give whose screen shows the words that somebody typed; wrong ones are counted. Raises TooOften, CodeOver."""
    try:
        return point_of_words(secret_key, found, typed, now)
    except CodeOver:
        async with database.transaction() as session:
            await limits.require(session, GUESSES, str(registration.id), now)
        raise
