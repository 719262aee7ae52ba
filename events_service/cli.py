"""The command line front door: all rooms' commands, and those that run the service."""

import os
import sys

import click
import uvicorn

from events_service import clock
from events_service.access import commands as access_commands
from events_service.calendars import commands as calendar_commands
from events_service.command_line import with_database
from events_service.database import Database
from events_service.programme import commands as programme_commands
from events_service.settings import FaultySetting, Settings
from events_service.web.errors import Refusal


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="events-service")
def commands() -> None:
    """Event and workshop manager for interregional projects.

    Example: events-service demo --port 8000
    """


def _run_server(host: str, port: int, workers: int) -> None:
    """Run the server; its processes read the same environment."""
    uvicorn.run(
        "events_service.app:asgi",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=True,
        lifespan="on",
    )


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Server processes.")
@click.option("--database", "database_url", help="Database URL; overrides EVENTS_DATABASE_URL.")
def serve(host: str, port: int, workers: int, database_url: str | None) -> None:
    """Bring the database up to date and serve.

    Example: events-service serve --port 8000 --workers 2 --database postgresql+asyncpg://events@db/events
    """
    if database_url:
        os.environ["EVENTS_DATABASE_URL"] = database_url
    os.environ.setdefault("EVENTS_BASE_URL", f"http://{host}:{port}")

    async def nothing(database: Database, settings: Settings) -> None:
        """Opening the database is what brings it up to date."""

    with_database(nothing)
    click.echo(f"Serving at http://{host}:{port}/ — press Ctrl+C to stop.", err=True)
    _run_server(host, port, workers)


for command in (
    *programme_commands.COMMANDS,
    *calendar_commands.COMMANDS,
    *access_commands.COMMANDS,
):
    commands.add_command(command)


def main() -> None:
    """Run a command: exit 0 done, 1 what it checked is faulty, 2 used wrongly; a fault is one line, no traceback."""
    try:
        clock.set_by_hand()
        commands()
    except Refusal as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(1)
    except (FaultySetting, ValueError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except OSError as error:
        click.echo(f"{error.filename or 'The system'}: {error.strerror or error}", err=True)
        sys.exit(1)
