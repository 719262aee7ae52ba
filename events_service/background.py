"""What the service does by itself: mail leaves, batches are printed, and what falls due is done."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from litestar import Litestar

from events_service import clock
from events_service.attendance.enclosing import enclosed
from events_service.attendance.thanking import thank_due
from events_service.database import Database
from events_service.mail.outbox import deliver_due
from events_service.printing.jobs import work_due as print_due
from events_service.registrations.asking.held_files import drop_held_due
from events_service.registrations.letters.day_before import remind_due
from events_service.registrations.letters.group_mail import write_due
from events_service.registrations.letters.telling import tell_of_changes
from events_service.registrations.places.forgetting import forget_due
from events_service.registrations.places.waiting_list import promote_due
from events_service.registrations.privacy.retention import forget_invited_due, remove_needs_due
from events_service.settings import Settings

logger = logging.getLogger(__name__)
TICK_SECONDS = 2.0


def working_in_background(database: Database, settings: Settings) -> Any:
    """Give the lifespan that does what is due: deliver mail, print batches.

    It needs nothing that another process would not see.
    """

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        task = asyncio.create_task(_work_side_by_side(database, settings))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            await database.close()

    return lifespan


async def _work_side_by_side(database: Database, settings: Settings) -> None:
    """Print long batches and talk to the mail server beside the rest, so that nothing waits for them."""
    await asyncio.gather(
        _work(database, settings), _print_batches(database, settings), _deliver_mail(database, settings)
    )


async def _deliver_mail(database: Database, settings: Settings) -> None:
    enclose = partial(enclosed, database, settings)
    while settings.smtp_url:
        try:
            while await deliver_due(
                database, settings.smtp_url, clock.now(), sender=settings.mail_from, enclose=enclose
            ):
                pass
        except Exception:
            logger.exception("mail could not be delivered; it is tried again")
        await asyncio.sleep(TICK_SECONDS)


async def _print_batches(database: Database, settings: Settings) -> None:
    while True:
        try:
            while await print_due(database, settings, clock.now()):
                pass
        except Exception:
            logger.exception("a batch could not be printed")
        await asyncio.sleep(TICK_SECONDS)


async def _work(database: Database, settings: Settings) -> None:
    while True:
        await work_once(database, settings)
        await asyncio.sleep(TICK_SECONDS)


async def work_once(database: Database, settings: Settings) -> None:
    """Do what is due besides printing and mail: each job once, whatever becomes of the others."""
    jobs = [
        partial(promote_due, database, settings),
        partial(tell_of_changes, database, settings),
        partial(remove_needs_due, database),
        partial(forget_invited_due, database),
        partial(forget_due, database),
        partial(drop_held_due, database),
        partial(remind_due, database, settings),
        partial(thank_due, database, settings),
        partial(write_due, database, settings),
    ]
    for job in jobs:
        try:
            await job(clock.now())
        except Exception:  # one that fails keeps none of the others back
            logger.exception("%s failed; it is tried again", job.func.__name__)
