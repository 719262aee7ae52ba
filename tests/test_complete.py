"""Tables keyed by an enum: complete, or the service does not start; and no table of ours forgets to say so."""

import ast
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest

from events_service.complete import Incomplete, for_each, for_some

SOURCES = Path(__file__).parent.parent / "events_service"


class Season(Enum):
    SUMMER = "summer"
    WINTER = "winter"


class Weather(Enum):
    SUN = "sun"


def test_a_table_for_each_kind_gives_what_was_put_in() -> None:
    table = for_each(Season, {Season.SUMMER: 30, Season.WINTER: -5})
    assert dict(table) == {Season.SUMMER: 30, Season.WINTER: -5}


def test_a_table_that_lacks_a_kind_is_refused_with_its_name() -> None:
    with pytest.raises(Incomplete, match="Season has none for WINTER"):
        for_each(Season, {Season.SUMMER: 30})


@pytest.mark.parametrize("make", [for_each, for_some])
def test_a_key_of_another_enum_or_a_text_is_refused(make: object) -> None:
    table = {Season.SUMMER: 30, Season.WINTER: -5}
    for strange in (Weather.SUN, "summer"):
        with pytest.raises(Incomplete, match="which are none"):
            make(Season, table | {strange: 20})


def test_a_table_for_some_kinds_may_leave_others_out() -> None:
    assert dict(for_some(Season, {Season.SUMMER: 30})) == {Season.SUMMER: 30}


def test_every_table_keyed_by_an_enum_says_whether_it_is_complete() -> None:
    enums = {name for name, _ in _enums()}
    forgotten = [
        f"{path.relative_to(SOURCES)}:{table.lineno}"
        for path, table in _tables()
        if any(name in enums for key in table.keys for name in _names_before_a_dot(key))
    ]
    assert not forgotten, "wrap in for_each(Enum, {…}), or for_some where kinds are left out on purpose"


def test_no_table_writes_the_kinds_of_an_enum_as_texts() -> None:
    enums = list(_enums())
    mirrors = [
        f"{path.relative_to(SOURCES)}:{table.lineno} {name}"
        for path, table in _tables()
        for name, kinds in enums
        if _mirrors({key.value for key in table.keys if isinstance(key, ast.Constant)}, kinds)
    ]
    assert not mirrors, "key the table by the enum itself"


def _mirrors(keys: set[object], kinds: set[object]) -> bool:
    shared = len(keys & kinds)
    return shared >= 2 and 2 * shared >= len(keys) and 2 * shared >= len(kinds)


def _tables() -> Iterator[tuple[Path, ast.Dict]]:
    """The dict literals of each module outside its functions that no call checks."""
    for path in sorted(SOURCES.rglob("*.py")):
        for statement in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value:
                yield from ((path, table) for table in _unchecked(statement.value))


def _unchecked(value: ast.AST) -> Iterator[ast.Dict]:
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in {"for_each", "for_some"}:
        return
    if isinstance(value, ast.Dict):
        yield value
    for part in ast.iter_child_nodes(value):
        yield from _unchecked(part)


def _enums() -> Iterator[tuple[str, set[object]]]:
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases):
                values = (part.value for part in node.body if isinstance(part, ast.Assign))
                yield node.name, {value.value for value in values if isinstance(value, ast.Constant)}


def _names_before_a_dot(key: ast.expr | None) -> set[str]:
    """The enums that a key is of: Category in Category.PRESS and in Category.PRESS.value."""
    dotted = (node.value for node in ast.walk(key) if isinstance(node, ast.Attribute)) if key else ()
    return {value.id for value in dotted if isinstance(value, ast.Name)}
