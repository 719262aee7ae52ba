"""Commands around the key of the seal."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import click

from events_service.commands.running import fail
from events_service.sealing.keys import LONGEST_NAME, make_key, read_key, seal_name, write_key
from events_service.settings import read_settings
from events_service.web.text import cleaned

SHORTEST_PASSPHRASE = 12


@click.group("seal-key")
def seal_key() -> None:
    """The key that approved records are sealed with.

    Example: events-service seal-key create -o /srv/keys/seal.p12
    """


@seal_key.command("create")
@click.option("--name", help="Whose seal it is, as readers of PDF show it; left out: the host of EVENTS_BASE_URL.")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write (PKCS#12); one that is there stays as it is.",
)
def create(name: str | None, output: Path) -> None:
    """Make a key with its certificate, for ten years; EVENTS_SEAL_PASSPHRASE is what opens it.

    Example: EVENTS_SEAL_PASSPHRASE=… events-service seal-key create --name "Region of Peloponnese" -o seal.p12
    """
    passphrase = os.environ.get("EVENTS_SEAL_PASSPHRASE", "")
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise click.UsageError(
            f"EVENTS_SEAL_PASSPHRASE has {len(passphrase)} characters, and {SHORTEST_PASSPHRASE} are the fewest; make"
            " one with: openssl rand -base64 24"
        )
    named = cleaned(name).strip() if name is not None else _usual_name()
    if not named or len(named) > LONGEST_NAME:
        raise click.UsageError(f"--name has {len(named)} characters; name whose seal it is in at most {LONGEST_NAME}.")
    try:
        write_key(output, make_key(named, passphrase.encode()))
    except FileExistsError:
        fail(f"{output} is there already: move it away, and keep it, for what was sealed with it.")
    key = read_key(output, passphrase.encode())
    click.echo(f"{output}: {key.signer}, certificate {key.fingerprint}")
    click.echo("Keep a copy of it, and its passphrase, away from the database and its backups.", err=True)


def _usual_name() -> str:
    return seal_name(urlsplit(read_settings(makes=False).base_url).hostname or "")


COMMANDS = [seal_key]
