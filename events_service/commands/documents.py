"""Commands that write what is printed beside badges and sheets: lists, the agenda, place cards, door signs, totals."""

from pathlib import Path

import click

from events_service.commands.badges_and_sheets import FORCE, LANGUAGE_PAIR, ORDER, OUTPUT, PERSON, load, only, write
from events_service.documents.badge_selection import BadgeOrder
from events_service.printing.printouts import draw
from events_service.printing.requests import DocumentKind, PrintRequest


def _list_command(document: DocumentKind, name: str, sentence: str, example: str) -> click.Command:
    """Make the command that prints a document which takes an event and two languages, and nothing else."""

    @click.command(name, help=f"{sentence}\n\nExample: events-service {name} {example}")
    @click.argument("event")
    @OUTPUT
    @LANGUAGE_PAIR
    @FORCE
    def command(event: str, output: Path, chosen: tuple[str, str] | None, *, force: bool) -> None:
        first, second = chosen or (None, None)
        request = PrintRequest(document=document, first_language=first, second_language=second)
        sources = load(event, request)
        write(output, lambda: draw(request, sources), force=force)

    return command


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


COMMANDS = [
    _list_command(
        DocumentKind.PARTICIPANTS,
        "participants",
        "Print the list of all confirmed participants of EVENT, to hand out.",
        "harghita-2024 -o participants.pdf --languages en el",
    ),
    _list_command(
        DocumentKind.AGENDA,
        "agenda",
        "Print the agenda of EVENT.",
        "harghita-2024 -o agenda.pdf",
    ),
    place_cards,
    _list_command(
        DocumentKind.DOOR_SIGNS,
        "door-signs",
        "Print a sign for each room and day of EVENT, with a code that opens each session.",
        "caceres-2024 -o doors.pdf",
    ),
    _list_command(
        DocumentKind.CATERER_TOTALS,
        "caterer-totals",
        "Print how many people eat what and when at EVENT, and nobody's name.",
        "harghita-2024 -o catering.pdf",
    ),
]
