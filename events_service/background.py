"""What the service does by itself: mail leaves, batches are printed, and what falls due is done."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial

from litestar import Litestar
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import configure_mappers

from events_service import clock
from events_service.attendance.enclosing import enclosed
from events_service.attendance.sealed import seal_due
from events_service.attendance.thanking import thank_due
from events_service.checkin.finding import list_arrived
from events_service.checkin.helping import forget_devices_due
from events_service.checkin.in_room.phones import forget_phones_due
from events_service.database import Database
from events_service.files.keeping import remove_stray, remove_unused
from events_service.files.store import store_of
from events_service.mail.delivering import deliver_due
from events_service.mail.outbox import seal_left
from events_service.mail.server import find_way
from events_service.polls.choosing import forget_asked_due
from events_service.printing.jobs import work_due as print_due
from events_service.registrations.asking.held_files import drop_held_due
from events_service.registrations.letters.day_before import remind_due
from events_service.registrations.letters.group_mail import write_due
from events_service.registrations.letters.scheduled import send_reminders
from events_service.registrations.letters.still_waiting import tell_who_waits
from events_service.registrations.letters.telling import tell_of_changes
from events_service.registrations.places.forgetting import forget_due
from events_service.registrations.places.waiting_list import promote_due
from events_service.registrations.privacy.retention import forget_invited_due, forget_stray_due, remove_needs_due
from events_service.settings import Settings
from events_service.speakers.telling import forget_speakers_due, tell_speakers
from events_service.web.errors import out_of_reach
from events_service.web.warming import warm_up

logger = logging.getLogger(__name__)
TICK_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 60.0


@asynccontextmanager
async def working_in_background(app: Litestar) -> AsyncIterator[None]:
    """Do what is due while the application serves: deliver mail, print batches.

    It needs nothing that another process would not see.
    """
    database: Database = app.state.database
    task = asyncio.create_task(_work_side_by_side(database, app.state.settings))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await database.close()


async def _work_side_by_side(database: Database, settings: Settings) -> None:
    """Print long batches and talk to the mail server beside the rest, so that nothing waits for them.

    The first readers wait for nothing either that could be made before they come.
    """
    await asyncio.gather(
        _work(database, settings),
        _print_batches(database, settings),
        _deliver_mail(database, settings),
        _seal_mails(database),
        _remove_stray_files(database, settings),
        asyncio.to_thread(configure_mappers),
        asyncio.to_thread(warm_up),
    )


async def _seal_mails(database: Database) -> None:
    """Seal what an older version left in clear, once."""
    with contextlib.suppress(SQLAlchemyError, OSError):  # the next start does it
        await seal_left(database)


async def _remove_stray_files(database: Database, settings: Settings) -> None:
    """Remove what uploads left that broke off with the service itself, once."""
    with contextlib.suppress(SQLAlchemyError, OSError):  # the next start does it
        await remove_stray(database, store_of(settings))


async def _deliver_mail(database: Database, settings: Settings) -> None:
    await _again_and_again("mail", partial(deliver_once, database, settings))


async def deliver_once(database: Database, settings: Settings) -> None:
    """Deliver all that is due by the mail server that is set up now, if there is one."""
    async with database.reading() as session:
        way = await find_way(session, settings)
    enclose = partial(enclosed, database, settings)
    while way.url and await deliver_due(database, way.url, clock.now(), sender=way.sender, enclose=enclose):
        pass


async def _print_batches(database: Database, settings: Settings) -> None:
    async def print_all() -> None:
        while await print_due(database, settings, clock.now()):
            pass

    await _again_and_again("printing", print_all)


async def _work(database: Database, settings: Settings) -> None:
    await _again_and_again("what is due", partial(work_once, database, settings, Resting()))


async def _again_and_again(name: str, work: Callable[[], Awaitable[object]]) -> None:
    """Do some work for ever, what fails less and less often; an outage of the database is said once."""
    pause, away = TICK_SECONDS, False
    while True:
        try:
            await work()
            pause, away = TICK_SECONDS, False
        except Exception as error:
            pause = longer(pause)
            if not out_of_reach(error):
                logger.exception("%s could not be done; it is tried again in %g seconds", name, pause)
            elif not away:
                logger.error("%s waits: the database cannot be reached (%s)", name, type(error).__name__)
            away = out_of_reach(error)
        await asyncio.sleep(pause)


def longer(pause: float) -> float:
    """Give the seconds to wait after another fault in a row."""
    return min(2 * pause, LONGEST_PAUSE_SECONDS)


class Resting:
    """The jobs that failed: each rests, twice as long after each fault in a row, whatever the others do."""

    def __init__(self) -> None:
        self._until: dict[str, tuple[datetime, float]] = {}

    def rests(self, job: str, now: datetime) -> bool:
        """Whether a job is not to be tried yet."""
        return job in self._until and now < self._until[job][0]

    def failed(self, job: str, now: datetime) -> float:
        """Let a job rest that failed just now; gives for how many seconds."""
        pause = longer(self._until[job][1] if job in self._until else TICK_SECONDS)
        self._until[job] = (now + timedelta(seconds=pause), pause)
        return pause

    def went_well(self, job: str) -> None:
        """Forget that a job ever failed."""
        self._until.pop(job, None)


async def work_once(database: Database, settings: Settings, resting: Resting | None = None) -> None:
    """Do what is due besides printing and mail: each job once that does not rest, whatever becomes of the others."""
    resting = resting or Resting()
    jobs = [
        partial(promote_due, database, settings),
        partial(tell_of_changes, database, settings),
        partial(remove_needs_due, database),
        partial(forget_invited_due, database),
        partial(forget_stray_due, database),
        partial(forget_devices_due, database),
        partial(forget_phones_due, database),
        partial(forget_due, database),
        partial(forget_asked_due, database),
        partial(forget_speakers_due, database),
        partial(tell_speakers, database, settings),
        partial(drop_held_due, database),
        partial(remove_unused, database, store_of(settings)),
        partial(remind_due, database, settings),
        partial(tell_who_waits, database, settings),
        partial(thank_due, database, settings),
        partial(seal_due, database, settings),
        partial(send_reminders, database, list_arrived),
        partial(write_due, database, settings),
    ]
    for job in jobs:
        name, now = job.func.__name__, clock.now()
        if resting.rests(name, now):
            continue
        try:
            await job(now)
            resting.went_well(name)
        except Exception as error:  # one that fails keeps none of the others back
            if out_of_reach(error):  # neither can the others do anything
                raise
            logger.exception("%s failed; it is tried again in %g seconds", name, resting.failed(name, now))
