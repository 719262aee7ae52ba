"""What the forms about parts of a project have in common: texts by language, rows, and the project that was sent."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from msgspec import UNSET, Struct
from msgspec.structs import asdict

from events_service.pages.organiser.edit_faults import field_of
from events_service.pages.organiser.edit_parts import Typed, rows_in, without_empty_rows
from events_service.programme.checks import project_problems
from events_service.programme.decoding import decode
from events_service.programme.faults import Problem
from events_service.programme.records import Project, Words
from events_service.programme.translations import reworded
from events_service.programme.trees import mapping_of
from events_service.web.decoding import MISSING
from events_service.web.i18n import gettext

Item = TypeVar("Item")

WAS = "was"
"""The hidden field in a row that says which one it was."""
GONE = "gone"
"""The box in a row that takes it out."""


class ProjectPart(Struct, frozen=True, kw_only=True):
    """A form about a project, at /edit/{key}.

    `typed` gives what stands in its fields for a project, `fields` the project's fields as a sent form has them, to be
    read as those of a definition. `tidied` gives a sent form without the rows that were left empty or taken out.
    `about` says what it is for; the template of its fields bears its key.
    """

    key: str
    title: str
    about: str
    typed: Callable[[Project], dict[str, str]]
    fields: Callable[[Project, Typed], dict[str, Any]]
    tidied: Callable[[Typed], dict[str, str]] = dict


class ReadPart(Struct, frozen=True, kw_only=True):
    """The project that a sent part makes, or None and a sentence beside each field that hinders it."""

    project: Project | None
    faults: Mapping[str, str]


def read_part(part: ProjectPart, before: Project, typed: Typed) -> ReadPart:
    """Read a sent part of a project; what the part does not show stays as it was `before`."""
    # A definition leaves out a mapping that is empty.
    kept = {name: value for name, value in asdict(before).items() if value != {}}
    sent = {name: value for name, value in part.fields(before, typed).items() if value != {}}
    cleared = {name: None for name in part.fields(before, typed) if name not in sent}
    decoded = decode(mapping_of(kept | sent | cleared), Project)
    problems = decoded.problems
    if decoded.record is not UNSET:
        problems += project_problems(decoded.record)
    faults = faults_of(problems, before, typed)
    return ReadPart(project=None if faults else decoded.record, faults=faults)


def faults_of(problems: Sequence[Problem], project: Project, typed: Typed) -> dict[str, str]:
    """Give one sentence for each field of a part that hinders a project; an empty one is to be filled in."""
    found: dict[str, str] = {}
    for problem in problems:
        name = in_language_of(field_of(problem.path, typed, project), typed, project.languages)
        empty = bool(name) and not typed.get(name)
        found.setdefault(name, gettext(MISSING) if empty else problem.message)
    return found


def in_language_of(name: str, typed: Typed, languages: Sequence[str]) -> str:
    """Give the field that is shown for a text by language: that of the first language which there is one for."""
    within = [field for field in typed if field == name or field.startswith(f"{name}.")] if name else []
    ordered = [field for code in languages for field in within if field.endswith(f".{code}")]
    return name if name in typed else next(iter(ordered or within), name)


def typed_by_language(name: str, words: Words | None, project: Project) -> dict[str, str]:
    """Give what stands in the fields of a text, one for each language that a project has or the text is in."""
    texts = {project.languages[0]: words} if isinstance(words, str) else words or {}
    return {f"{name}.{code}": texts.get(code, "") for code in dict.fromkeys([*project.languages, *texts])}


def read_by_language(
    name: str, before: Words | None, project: Project, typed: Typed, *, required: bool = False
) -> Words | None:
    """Give a text as its fields have it; one that stood for all languages does so until there is another beside it."""
    main, begins = project.languages[0], f"{name}."
    sent = {field.removeprefix(begins): text for field, text in typed.items() if field.startswith(begins)}
    earlier = {main: before} if isinstance(before, str) else before or {}
    # What a field drops from a text of a file stays: breaks in a field of one line, blanks at the ends.
    texts = {code: earlier[code] if _shown(earlier.get(code)) == _shown(text) else text for code, text in sent.items()}
    return reworded(before, texts, main, required=required)


def _shown(text: str | None) -> str | None:
    return None if text is None else "".join(text.splitlines()).strip()


def tidied_rows(typed: Typed, name: str, kept: Collection[str] = ()) -> dict[str, str]:
    """Give a form without the rows of a list that were left empty or taken out."""
    gone = [f"{field.removesuffix(GONE)}" for field in typed if field.startswith(f"{name}.") and field.endswith(GONE)]
    left = {field: value for field, value in typed.items() if not any(field.startswith(each) for each in gone)}
    return without_empty_rows(left, name, kept)


def numbers_in(typed: Typed, name: str) -> range:
    """Give the numbers of a list's rows."""
    return range(rows_in(typed, name))


def row_before(typed: Typed, row: str, before: Sequence[Item]) -> Item | None:
    """Give what stood in a row when its form was opened: rows above it may have been taken out since."""
    was = typed.get(f"{row}.{WAS}", "")
    return before[int(was)] if was.isdecimal() and len(was) < 5 and int(was) < len(before) else None


def lines_in(typed: Typed, name: str) -> list[str]:
    """Give the lines of a field that takes one thing on each."""
    return [line.strip() for line in typed.get(name, "").splitlines() if line.strip()]
