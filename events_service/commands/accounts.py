"""Commands for accounts, sign-in links and API tokens."""

from datetime import timedelta

import click

from events_service import clock
from events_service.access.accounts import NewAccount, add_account, list_accounts
from events_service.access.records import Account, Role
from events_service.access.sign_in import make_link, make_token
from events_service.commands.running import with_database
from events_service.database import Database
from events_service.settings import Settings
from events_service.web.text import cleaned


@click.group()
def account() -> None:
    """People who work with the service.

    Example: events-service account add maria@example.org --name "Maria Petrova" --role organiser
    """


@account.command("add")
@click.argument("email")
@click.option("--name", required=True, help="Full name, as it stands in reviews.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--project", help="Key of the one project this person works for; left out: all projects.")
@click.option("--partner", help="Key of the one host partner an organiser works for; left out: all hosts.")
def add(email: str, name: str, role: str, project: str | None, partner: str | None) -> None:
    """Add a person.

    Example: events-service account add maria@example.org --name "Maria Petrova" --role organiser --project secon
    """

    async def use(database: Database, settings: Settings) -> Account:
        return await add_account(
            database,
            NewAccount(email=email, name=cleaned(name), role=Role(role), project=project, partner=partner),
            now=clock.now(),
        )

    added = with_database(use)
    click.echo(f"{added.email} added as {added.role.value}")


@account.command("list")
def list_() -> None:
    """List all people: address, role, project, name.

    Example: events-service account list
    """

    async def use(database: Database, settings: Settings) -> list[Account]:
        return await list_accounts(database)

    for listed in with_database(use):
        click.echo("\t".join((listed.email, listed.role.value, listed.project or "all projects", listed.name)))


@click.command("sign-in-link")
@click.argument("email")
def sign_in_link(email: str) -> None:
    """Print a link that signs EMAIL in once, within half an hour.

    Example: events-service sign-in-link maria@example.org
    """

    async def use(database: Database, settings: Settings) -> str:
        return await make_link(database, settings.base_url, email, clock.now())

    click.echo(with_database(use))


@click.group()
def token() -> None:
    """Tokens for the JSON API.

    Example: events-service token create maria@example.org --days 30
    """


@token.command("create")
@click.argument("email")
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 3650), help="How long it is good for.")
def create(email: str, days: int) -> None:
    """Print a token for the JSON API; it is shown this once.

    Example: events-service token create maria@example.org --days 30
    """

    async def use(database: Database, settings: Settings) -> str:
        return await make_token(database, email, timedelta(days=days), clock.now())

    click.echo(with_database(use))


COMMANDS = [account, sign_in_link, token]
