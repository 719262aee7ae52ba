"""The house keeps its order where no linter looks: pages are thin, and nothing is handed upwards by name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "events_service"
STATE = {"database", "settings"}
"""What the application's state may hold: what every handler is given."""


DOORS = ("pages", "api", "dav")


def modules(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


USE_CASES = [
    path
    for path in modules(".")
    if not {*DOORS, "commands", "typesetting", "documents"} & set(path.relative_to(ROOT).parts)
]
MOST_PARAMETERS = 6
MOST_LINES = 350
VOCABULARIES = {"programme/records.py"}
"""What definition files may say, each field with what it means: one list, which nobody reads from end to end."""


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


@pytest.mark.parametrize("path", modules(*DOORS), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_page_opens_a_transaction(path: Path) -> None:
    opened = [
        call.lineno for call in calls(path) if isinstance(call.func, ast.Attribute) and call.func.attr == "transaction"
    ]
    assert opened == []


@pytest.mark.parametrize("path", USE_CASES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_done_is_told_in_six_parameters(path: Path) -> None:
    """A use case takes what it is about, and how, as one record; so do the steps of it, and what it is decided by.

    So no function of a room takes more than MOST_PARAMETERS, be it public or private. Doors are called with the parts
    of a request, commands with their options, and a drawing is told where, what and how: they are left out.
    """
    long = [f"{each.name} takes {number}" for each, number in _parameters(path) if number > MOST_PARAMETERS]
    assert long == []


def _parameters(path: Path) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, len([*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs])


def test_the_applications_state_hands_nothing_upwards() -> None:
    held = set()
    for path in modules("."):
        text = path.read_text()
        held |= {one or other for one, other in re.findall(r"app\.state(?:\.(\w+)|\[\"(\w+)\"\])", text)}
    assert held == STATE


def test_every_room_and_every_module_says_what_it_is_for() -> None:
    silent = [path for path in modules(".") if path.parent.name != "versions" and not _opening(path)]
    assert silent == []


def _opening(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text()))


def test_no_module_grows_past_what_one_reads_at_a_sitting() -> None:
    """About 250 lines are meant; past that, there is a second idea in it."""
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in modules(".")}
    read = {name: lines for name, lines in lengths.items() if "versions/" not in name and name not in VOCABULARIES}
    assert {name: lines for name, lines in read.items() if lines > MOST_LINES} == {}


@pytest.mark.parametrize(
    "path", sorted((ROOT.parent / "templates" / "static").glob("*.css")), ids=lambda path: path.name
)
def test_every_rule_of_a_stylesheet_is_closed(path: Path) -> None:
    """What follows an open rule would be read as part of it, and a browser says nothing."""
    rules = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    assert rules.count("{") == rules.count("}") > 0
