"""Who pays: the statement that every page for participants shows beside the EU emblem."""

from collections.abc import Iterable

from msgspec import Struct

from events_service.programme.records import Project
from events_service.programme.words import in_language
from events_service.web.i18n import N_, gettext, spoken

STATEMENT = N_("Co-funded by the European Union")


class Funding(Struct, frozen=True, kw_only=True):
    """What stands beside the emblem: the statement in full, then a line for each programme with its projects."""

    statement: str
    programmes: tuple[str, ...] = ()


def funding_of(projects: Iterable[Project], language: str | None = None) -> Funding:
    """Give the funding footer of a page about these projects, by default in the language of the page being made."""
    language = language or spoken()
    statements: list[str] = []
    lines: dict[str, list[str]] = {}
    for project in projects:
        statement = project.funding_statement
        statements.append(in_language(statement, language) if statement else gettext(STATEMENT, language))
        lines.setdefault(project.programme, []).append(f"{project.acronym} ({project.reference})")
    programmes = tuple(f"{programme} · {', '.join(names[:5])}" for programme, names in lines.items())
    return Funding(statement=next(iter(statements), gettext(STATEMENT, language)), programmes=programmes)
