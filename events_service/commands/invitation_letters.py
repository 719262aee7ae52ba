"""The command that writes letters of invitation to a file."""

from pathlib import Path
from uuid import UUID

import click

from events_service import clock
from events_service.commands.badges_and_sheets import FORCE, OUTPUT, PERSON, write
from events_service.commands.running import fail, with_database
from events_service.database import Database
from events_service.documents.invitation_letters import invitation_letters
from events_service.documents.letter_records import InvitationLetter
from events_service.printing.giving_letters import Made, issue, prepare_orders
from events_service.programme.records import LetterKind
from events_service.registrations.finding import find_by_badge_code
from events_service.settings import Settings
from events_service.web.i18n import translator


@click.command("invitation-letter")
@click.argument("event")
@OUTPUT
@PERSON
@FORCE
def invitation_letter(event: str, output: Path, person: str | None, *, force: bool) -> None:
    """Print the letters of invitation of EVENT for mission orders: of all who come, each in their language.

    A letter for a visa needs a passport's number, which only its holder gives, on their personal page.

    Example: events-service invitation-letter harghita-2024 -o letters.pdf --person K7QX9M2ABC
    """
    now = clock.now()

    async def use(database: Database, settings: Settings) -> list[InvitationLetter]:
        only = await _only(database, event, person) if person else None
        return await prepare_orders(database, settings, event, only, now=now)

    async def keep(database: Database, settings: Settings) -> None:
        made = Made(people=[UUID(letter.key) for letter in prepared], kind=LetterKind.MISSION)
        await issue(database, settings, event, made, now=now)

    prepared = with_database(use, looks=True)
    write(output, lambda: invitation_letters(prepared, translator), force=force)
    with_database(keep)


async def _only(database: Database, event: str, code: str) -> list[UUID]:
    async with database.reading() as session:
        registration = await find_by_badge_code(session, code.strip().upper())
    if registration is None or registration.event != event:
        fail(f"Nobody at {event} has the badge code {code}. The list of registrations has the codes.")
    return [registration.id]


COMMANDS = [invitation_letter]
