"""docs/decisions.md: every test that it names exists, and what it says our own parts cost is so."""

import ast
import re

import pytest

from tests.world.service import ROOT

PAGE = (ROOT / "docs" / "decisions.md").read_text()
SECTIONS = {title.strip(): text for title, _, text in (part.partition("\n") for part in PAGE.split("\n## ")[1:])}
WATCHED = [title for title in SECTIONS if "Without a library" not in title]


def functions_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("title", WATCHED)
def test_each_decision_names_the_test_that_ends_it(title: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", SECTIONS[title].partition("- Until one fails")[2])
    assert named
    for path, test in named:
        assert test in functions_in(path), f"{path} has no {test}"


@pytest.mark.parametrize("title", WATCHED)
def test_what_a_decision_costs_is_right_within_a_fifth(title: str) -> None:
    said = re.search(r"^- (\d+) lines: ((?:`[\w/.]+`,?\s*)+)", SECTIONS[title], re.MULTILINE)
    assert said
    lines = sum(
        len((ROOT / "events_service" / path).read_text().splitlines()) for path in re.findall(r"`([^`]+)`", said[2])
    )
    assert abs(int(said[1]) - lines) <= lines / 5, f"{title}: {lines} lines"


def test_every_test_of_a_library_is_named_by_a_decision() -> None:
    watching = {name for name in functions_in("tests/test_libraries.py") if name.startswith("test_")}
    assert watching == set(re.findall(r"`tests/test_libraries\.py::(\w+)`", PAGE))


def test_every_file_that_the_page_names_exists() -> None:
    for path in re.findall(r"`((?:tests|[a-z_]+)/[\w/.]+\.py)(?:::\w+)?`", PAGE):
        assert (ROOT / path).is_file() or (ROOT / "events_service" / path).is_file(), path
