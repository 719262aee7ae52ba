"""How a person's name is printed: as it is written, with a line in Latin letters below it where it is in others."""

from events_service.documents.latin_letters import latin
from events_service.typesetting.lettering import undrawable
from events_service.web.text import composed


def latin_line(name: str, written: str) -> str:
    """Give the line below a name: as the person writes it in Latin letters, else by rule; none where it is the name."""
    line = written or latin(name)
    return line if composed(line) != composed(name) else ""


def on_one_line(name: str, line: str) -> str:
    """Give the name for a list, which has no room for the line below: the line itself where no font draws the name."""
    return line if in_place_of(name, line) else name


def in_place_of(name: str, line: str) -> bool:
    """Tell whether the Latin line is printed in the name's place: no installed font draws the name, but the line.

    Where none draws the line either it is no help: the name stays, and preflight names its letters.
    """
    return bool(line and undrawable(name) and not undrawable(line))
