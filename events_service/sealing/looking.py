"""A look into a file that somebody holds, by a process apart: whatever it is, the service goes on."""

from pathlib import Path

from events_service.apart.asking import NotDone, run_apart
from events_service.apart.working import Ended, Limits
from events_service.sealing.examining import LIMITS, Examined, Harm, examine, examine_at


async def look_into(file: bytes | Path, limits: Limits = LIMITS) -> Examined:
    """Examine a file, given or where it lies; one that comes to no end is damaged, or takes too much."""
    try:
        if isinstance(file, bytes):
            return await run_apart(examine, file, limits=limits)
        return await run_apart(examine_at, str(file), limits=limits)
    except NotDone as error:
        return Examined(harm=Harm.DAMAGED if error.ended in {Ended.RAISED, Ended.CRASHED} else Harm.TOO_MUCH)
