"""How often registering and what sends mail may be asked for."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.limits import Limit, TooOften, count, is_used_up, require

# A municipality or a whole conference may stand behind one address of the network, and the largest event has 2,000
# people: as many in ten minutes are a day on which registration opens, more are a flood. A mailbox gets the mail of few
# events an hour, however often its owner cancels and comes back; 20 of them are a bombardment.
FROM_ONE_NETWORK = Limit(name="register-network", most=2_000, span=timedelta(minutes=10))
FOR_ONE_EVENT = Limit(name="register-event", most=5_000, span=timedelta(hours=1), clears=True)
TO_ONE_MAILBOX = Limit(name="mail-address", most=20, span=timedelta(hours=1))
SENT_AGAIN = Limit(name="register-again", most=30, span=timedelta(hours=1))
FILES_FROM_ONE_NETWORK = Limit(name="files-network", most=500, span=timedelta(hours=1))
# Whoever tries addresses to learn which are registered is stopped after few; an office seldom errs as often.
KNOWN_FROM_ONE_NETWORK = Limit(name="known-network", most=15, span=timedelta(hours=1))
KNOWN_TO_ONE_MAILBOX = Limit(name="known-address", most=1, span=timedelta(hours=1))
LINKS_TO_ONE_MAILBOX = Limit(name="link-address", most=3, span=timedelta(hours=1))
LINKS_FROM_ONE_NETWORK = Limit(name="link-network", most=50, span=timedelta(hours=1))


async def is_flooded(session: AsyncSession, event: str, mailbox: str, now: datetime) -> bool:
    """Count one more mail that anybody can cause to a mailbox, and tell whether it has had enough of them."""
    return await count(session, LINKS_TO_ONE_MAILBOX, f"{event}:{mailbox}", now) > LINKS_TO_ONE_MAILBOX.most


async def require_few(
    session: AsyncSession, *, event: str, mailboxes: Iterable[str], network: str | None, once: str | None, now: datetime
) -> None:
    """Count what an abuser would repeat, for each person: from one network, for one event, to one mailbox.

    What is sent again under the same `once`, as by a double click or a program without an answer, counts no more
    unless that never ends. Raises TooOften.
    """
    if await is_used_up(session, KNOWN_FROM_ONE_NETWORK, network, now):
        raise TooOften  # whatever the address, lest the limit itself tell which are known
    if once and 1 < await count(session, SENT_AGAIN, f"{event}:{once}", now) <= SENT_AGAIN.most:
        return
    for mailbox in sorted(mailboxes):  # in one order, lest two wait for each other
        await require(session, FROM_ONE_NETWORK, network, now)
        await require(session, FOR_ONE_EVENT, event, now)
        await require(session, TO_ONE_MAILBOX, mailbox, now)
