"""Mail for operators: what is stuck in the outbox and why, and whether the mail server can be used."""

import asyncio

import click

from events_service import clock
from events_service.commands.running import fail, with_database
from events_service.database import Database
from events_service.mail.reading import StuckMail, stuck
from events_service.mail.server import find_way
from events_service.mail.smtp import Connection, server_of
from events_service.settings import Settings


@click.command("outbox")
@click.option("--check", is_flag=True, help="Also connect to the mail server and sign in; nothing is sent.")
def outbox_command(check: bool) -> None:
    """List the mails that have not left, with the server's words; exit 1 if any was refused or the check fails.

    Example: events-service outbox --check
    """

    async def use(database: Database, settings: Settings) -> tuple[list[StuckMail], str | None]:
        async with database.reading() as session:
            return await stuck(session), (await find_way(session, settings)).url

    mails, url = with_database(use, looks=True)
    now = clock.now()
    for mail in mails:
        hours = (now - mail.created_at).total_seconds() / 3600
        where = f"{mail.status.value:9} {hours:6.1f} h  {mail.event or '-'}"
        click.echo(f"{where}  {mail.kind}  {mail.id}  {mail.last_error or ''}")
    refused = sum(mail.refused for mail in mails)
    click.echo(f"{len(mails) - refused} waiting, {refused} refused", err=True)
    if url is None:
        fail("No mail server is set up on its page, and EVENTS_SMTP_URL is not set, so no mail leaves.")
    if check and (trouble := asyncio.run(_check(url))):
        fail(f"The mail server cannot be used: {trouble}")
    if refused:
        raise SystemExit(1)


async def _check(url: str) -> str | None:
    async with Connection(server_of(url)) as connection:
        trouble = await connection.ready()
    return trouble.text if trouble else None


COMMANDS = [outbox_command]
