"""Commands for accounts, sign-in links and API tokens."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import click
from msgspec import UNSET

from events_service import clock
from events_service.access.accounts import NewAccount, add_account
from events_service.access.changing import AccountChanges, change_account
from events_service.access.ending import (
    Access,
    close_account,
    list_access,
    revoke_token,
    revoke_tokens,
    sign_out_everywhere,
)
from events_service.access.records import Account, Rights, Role
from events_service.access.sign_in import make_link, make_token
from events_service.commands.running import with_database
from events_service.database import Database
from events_service.programme.giving import require_known
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
@click.option("--event", "events", multiple=True, help="Key of an event of an event manager or controller; repeatable.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day on which anything opens; left out: none.")
def add(
    email: str,
    name: str,
    role: str,
    project: str | None,
    partner: str | None,
    events: Sequence[str],
    until: datetime | None,
) -> None:
    """Add a person.

    Example: events-service account add maria@example.org --name "Maria Petrova" --role organiser --project secon
    """

    async def use(database: Database, settings: Settings) -> Account:
        new = NewAccount(
            email=email,
            name=cleaned(name),
            role=Role(role),
            project=project,
            partner=partner,
            events=tuple(events),
            until=until.date() if until else None,
        )
        await require_known(database, new)
        return await add_account(database, new, now=clock.now())

    added = with_database(use, begins=True)
    click.echo(f"{added.email} added as {added.role.value}")


@account.command("list")
def list_() -> None:
    """List all people: address, role, project, name, last sign-in.

    Example: events-service account list
    """
    for listed in with_database(_listed, looks=True):
        person, last = listed.account, listed.last_sign_in
        signed_in = f"{last:%Y-%m-%d %H:%M} UTC" if last else "never signed in"
        click.echo("\t".join((person.email, person.role.value, _where(person), person.name, signed_in)))


def _where(rights: Rights) -> str:
    """Say where somebody's role holds, and until when."""
    last = f" until {rights.until}" if rights.until else ""
    return ", ".join((rights.project or "all projects", *rights.events)) + last


@account.command("change")
@click.argument("email")
@click.option("--name", help="Full name, as it stands in reviews.")
@click.option("--role", type=click.Choice([role.value for role in Role]))
@click.option("--project", help="Key of the one project this person works for from now on; empty: all projects.")
@click.option("--partner", help="Key of the one host partner an organiser works for from now on; empty: all hosts.")
@click.option("--event", "events", multiple=True, help="Key of an event from now on; repeatable; empty: none.")
@click.option("--until", help="Last day on which anything opens, as YYYY-MM-DD; empty: for good.")
def change(
    email: str,
    name: str | None,
    role: str | None,
    project: str | None,
    partner: str | None,
    events: Sequence[str],
    until: str | None,
) -> None:
    """Change what EMAIL may do; it holds at once, also where they are signed in. What is left out stays.

    Example: events-service account change maria@example.org --role lead_partner --partner ""
    """
    if name is role is project is partner is until is None and not events:
        raise click.UsageError("Say what is to change: --name, --role, --project, --partner, --event or --until.")
    last = None if not until else click.DateTime(["%Y-%m-%d"]).convert(until, None, None).date()

    async def use(database: Database, settings: Settings) -> Account:
        changes = AccountChanges(
            name=UNSET if name is None else cleaned(name),
            role=UNSET if role is None else Role(role),
            project=UNSET if project is None else project or None,
            partner=UNSET if partner is None else partner or None,
            events=tuple(each for each in events if each) if events else UNSET,
            until=UNSET if until is None else last,
        )
        await require_known(database, changes)
        return await change_account(database, email, changes, now=clock.now())

    changed = with_database(use)
    click.echo(f"{changed.email} is {changed.role.value} of {changed.project or 'all projects'} now")


@account.command("close")
@click.argument("email")
def close(email: str) -> None:
    """Close the account of EMAIL: they are signed out everywhere and their tokens open nothing, at once.

    Example: events-service account close maria@example.org
    """

    async def use(database: Database, settings: Settings) -> Account:
        return await close_account(database, email, now=clock.now())

    click.echo(f"{with_database(use).email} has no access any more")


@account.command("sign-out")
@click.argument("email")
def sign_out(email: str) -> None:
    """Sign EMAIL out everywhere, and end sign-in links under way; their tokens stay (see `token revoke`).

    Example: events-service account sign-out maria@example.org
    """

    async def use(database: Database, settings: Settings) -> int:
        return await sign_out_everywhere(database, email, now=clock.now())

    click.echo(f"{with_database(use)} sessions ended")


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


@token.command("list")
def list_tokens() -> None:
    """List the tokens that are still good: number, address, made, good until. The tokens themselves are not kept.

    Example: events-service token list
    """
    for listed in with_database(_listed, looks=True):
        for each in listed.tokens:
            spans = f"{each.created_at:%Y-%m-%d}", f"{each.expires_at:%Y-%m-%d}"
            click.echo("\t".join((each.number, listed.account.email, *spans)))


@token.command("revoke")
@click.argument("number", required=False)
@click.option("--of", "email", help="Revoke all tokens of this address.")
def revoke(number: str | None, email: str | None) -> None:
    """Revoke the token that `token list` shows under NUMBER, or all of one person; it opens nothing from then on.

    Example: events-service token revoke 3c469e9d6c58
    """
    if (number is None) == (email is None):
        raise click.UsageError("Give the number of a token, or --of with an address.")

    async def use(database: Database, settings: Settings) -> str:
        if email is not None:
            return f"{await revoke_tokens(database, email, now=clock.now())} tokens of {email}"
        return f"A token of {(await revoke_token(database, number or '', now=clock.now())).email}"

    click.echo(f"{with_database(use)} revoked")


async def _listed(database: Database, settings: Settings) -> list[Access]:
    async with database.reading() as session:
        return await list_access(session, clock.now())


COMMANDS = [account, sign_in_link, token]
