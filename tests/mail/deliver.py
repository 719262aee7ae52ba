"""A process that delivers mail until none is due: python -m tests.mail.deliver DATABASE_URL SMTP_URL INSTANT."""

import asyncio
import sys
from datetime import datetime

from events_service.database import Database
from events_service.mail.delivering import deliver_due


async def main(database_url: str, smtp_url: str, instant: str) -> None:
    """Deliver all that is due at an instant, and print how many mails were sent."""
    database, sent = Database(database_url), 0
    while number := await deliver_due(database, smtp_url, datetime.fromisoformat(instant)):
        sent += number
    await database.close()
    print(sent)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
