"""Commands that print badges and sign-in sheets to a file."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from events_service import clock
from events_service.commands.running import fail, with_database
from events_service.database import Database
from events_service.documents.badge_layouts import layout_names
from events_service.documents.badge_selection import BadgeOrder, fingerprint
from events_service.documents.badges import DEFAULT_LAYOUT
from events_service.documents.sheet_geometry import Orientation
from events_service.printing.preparing_sheets import DayPart
from events_service.printing.printed import keep_prints
from events_service.printing.printouts import Sources, badges_wanted, draw
from events_service.printing.requests import DocumentKind, PrintRequest, Selection
from events_service.printing.sources import load_sources
from events_service.settings import Settings
from events_service.typesetting.preflight import preflight, sentences
from events_service.typesetting.records import PrintingRefused
from events_service.web.i18n import LANGUAGES

OUTPUT = click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The PDF file to write."
)

FORCE = click.option("--force", is_flag=True, help="Print although a text cannot be drawn or does not fit.")

ORDER = click.option(
    "--order", default="name", show_default=True, type=click.Choice([order.value for order in BadgeOrder])
)

PERSON = click.option("--person", metavar="CODE", help="Only of the person with this badge code, once more.")

LANGUAGE_PAIR = click.option(
    "--languages",
    "chosen",
    type=(click.Choice(LANGUAGES), click.Choice(LANGUAGES)),
    help="The two that stand side by side, by default English and the host's; the same twice for one.",
)


@click.command()
@click.argument("event")
@OUTPUT
@FORCE
@click.option("--layout", default=DEFAULT_LAYOUT, show_default=True, type=click.Choice(layout_names()))
@ORDER
@click.option("--start-at", default=1, show_default=True, type=click.IntRange(1), help="First label to use.")
@click.option(
    "--shift-right", default=0.0, type=click.FloatRange(-20, 20), help="Millimetres, for a printer that is off."
)
@click.option(
    "--shift-down", default=0.0, type=click.FloatRange(-20, 20), help="Millimetres, for a printer that is off."
)
@click.option("--cut-marks/--no-cut-marks", default=None, help="Instead of what the layout says.")
@click.option("--new-or-changed", is_flag=True, help="Only badges that are new or show something else than last time.")
@PERSON
def badges(
    event: str,
    output: Path,
    layout: str,
    order: str,
    *,
    force: bool,
    new_or_changed: bool,
    person: str | None,
    **options: Any,
) -> None:
    """Print the badges of all confirmed participants of EVENT.

    Example: events-service badges harghita-2024 -o badges.pdf --layout avery-l4785 --start-at 3
    """
    request = PrintRequest(
        layout=layout,
        order=BadgeOrder(order),
        selection=Selection.NEW_OR_CHANGED if new_or_changed else Selection.ALL,
        **options,
    )

    async def record(database: Database, settings: Settings) -> None:
        await keep_prints(database, {one.key: fingerprint(one) for one in shown}, layout, clock.now())

    sources = load(event, request)
    request = only(person, request, sources)
    write(output, lambda: draw(request, sources), force=force)
    shown = badges_wanted(request, sources)
    with_database(record)


@click.command("sign-in-sheets")
@click.argument("event")
@OUTPUT
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Only the list of this day.")
@click.option("--session", "session_key", help="Only the list of this session.")
@click.option(
    "--orientation",
    default=Orientation.LANDSCAPE.value,
    show_default=True,
    type=click.Choice([orientation.value for orientation in Orientation]),
)
@click.option("--part", default="whole", show_default=True, type=click.Choice([part.value for part in DayPart]))
@click.option("--speakers-apart", is_flag=True, help="Speakers sign on a list of their own.")
@click.option("--interpreters", is_flag=True, help="An empty list for interpreters.")
@LANGUAGE_PAIR
@FORCE
def sign_in_sheets(
    event: str,
    output: Path,
    day: datetime | None,
    session_key: str | None,
    orientation: str,
    part: str,
    chosen: tuple[str, str] | None,
    *,
    speakers_apart: bool,
    interpreters: bool,
    force: bool,
) -> None:
    """Print the lists to sign of EVENT, one for each day.

    Example: events-service sign-in-sheets harghita-2024 -o sheets.pdf --day 2024-04-16
    """
    first, second = chosen or (None, None)
    request = PrintRequest(
        document=DocumentKind.SIGN_IN_SHEETS,
        day=day.date() if day else None,
        session=session_key,
        part=DayPart(part),
        orientation=Orientation(orientation),
        speakers_apart=speakers_apart,
        interpreters=interpreters,
        first_language=first,
        second_language=second,
    )
    sources = load(event, request)
    write(output, lambda: draw(request, sources), force=force)


def load(event: str, request: PrintRequest) -> Sources:
    """Load what a document is made from."""

    async def use(database: Database, settings: Settings) -> Sources:
        async with database.reading() as session:
            return await load_sources(session, settings, event, request, clock.now())

    return with_database(use, looks=True)


def only(person: str | None, request: PrintRequest, sources: Sources) -> PrintRequest:
    """Narrow a request to the person with a badge code; without a code it stays as it is."""
    if person is None:
        return request
    wanted = next((one.id for one in sources.registrations if one.badge_code == person.strip().upper()), None)
    if wanted is None:
        fail(f"Nobody who is confirmed for {sources.found.event.key} has the badge code {person}.")
    return replace(request, person=wanted)


def write(output: Path, document: Callable[[], bytes], *, force: bool) -> None:
    try:
        checked = preflight(document)
    except PrintingRefused as refusal:
        fail(str(refusal))
    for sentence in sentences(checked.misfits, str):
        click.echo(sentence, err=True)
    if checked.misfits and not force:
        fail("Nothing was written. Mend these, or print all the same with --force.")
    output.write_bytes(checked.pdf)
    click.echo(str(output))


COMMANDS = [badges, sign_in_sheets]
