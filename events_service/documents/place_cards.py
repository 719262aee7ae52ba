"""Place cards: names that stand on the table and are read from both sides."""

from collections.abc import Callable, Sequence

from events_service.documents.badge_layouts import read_layout
from events_service.documents.badges import AS_DESIGNED, BadgeOptions, print_labels
from events_service.documents.records import Badge, BadgeEvent


def place_cards(
    event: BadgeEvent,
    people: Sequence[Badge],
    options: BadgeOptions = AS_DESIGNED,
    progress: Callable[[int], None] = lambda done: None,
) -> bytes:
    """Print a place card for each person as a PDF. Raises FundingStatementMissing, NothingToPrint, NoSuchLabel."""
    return print_labels(event, people, read_layout("tent", "place_cards"), options, progress)
