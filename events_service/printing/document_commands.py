"""Commands that write what is printed beside badges and sheets: lists, the agenda, place cards, door signs, totals."""

from pathlib import Path

import click

from events_service.printing.badge_selection import BadgeOrder
from events_service.printing.commands import FORCE, LANGUAGE_PAIR, ORDER, OUTPUT, PERSON, load, only, write
from events_service.printing.printouts import draw
from events_service.printing.requests import DocumentKind, PrintRequest

Pair = tuple[str, str]


@click.command()
@click.argument("event")
@OUTPUT
@LANGUAGE_PAIR
@FORCE
def participants(event: str, output: Path, chosen: Pair | None, *, force: bool) -> None:
    """Print the list of all confirmed participants of EVENT, to hand out.

    Example: events-service participants harghita-2024 -o participants.pdf --languages en el
    """
    _write_list(DocumentKind.PARTICIPANTS, event, output, chosen, force=force)


@click.command()
@click.argument("event")
@OUTPUT
@LANGUAGE_PAIR
@FORCE
def agenda(event: str, output: Path, chosen: Pair | None, *, force: bool) -> None:
    """Print the agenda of EVENT.

    Example: events-service agenda harghita-2024 -o agenda.pdf
    """
    _write_list(DocumentKind.AGENDA, event, output, chosen, force=force)


@click.command("door-signs")
@click.argument("event")
@OUTPUT
@LANGUAGE_PAIR
@FORCE
def door_signs(event: str, output: Path, chosen: Pair | None, *, force: bool) -> None:
    """Print a sign for each room and day of EVENT, with a code that opens each session.

    Example: events-service door-signs caceres-2024 -o doors.pdf
    """
    _write_list(DocumentKind.DOOR_SIGNS, event, output, chosen, force=force)


@click.command("caterer-totals")
@click.argument("event")
@OUTPUT
@LANGUAGE_PAIR
@FORCE
def caterer_totals(event: str, output: Path, chosen: Pair | None, *, force: bool) -> None:
    """Print how many people eat what and when at EVENT, and nobody's name.

    Example: events-service caterer-totals harghita-2024 -o catering.pdf
    """
    _write_list(DocumentKind.CATERER_TOTALS, event, output, chosen, force=force)


@click.command("place-cards")
@click.argument("event")
@OUTPUT
@ORDER
@PERSON
@FORCE
def place_cards(event: str, output: Path, order: str, person: str | None, *, force: bool) -> None:
    """Print a card for the place of each confirmed participant of EVENT, to fold and stand on the table.

    Example: events-service place-cards harghita-2024 -o cards.pdf --order organisation
    """
    request = PrintRequest(document=DocumentKind.PLACE_CARDS, order=BadgeOrder(order))
    sources = load(event, request)
    request = only(person, request, sources)
    write(output, lambda: draw(request, sources), force=force)


def _write_list(document: DocumentKind, event: str, output: Path, chosen: Pair | None, *, force: bool) -> None:
    first, second = chosen or (None, None)
    request = PrintRequest(document=document, first_language=first, second_language=second)
    sources = load(event, request)
    write(output, lambda: draw(request, sources), force=force)


COMMANDS = [participants, agenda, place_cards, door_signs, caterer_totals]
