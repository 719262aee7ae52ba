"""Who pays: the statement that every page for participants shows beside the EU emblem."""

from collections.abc import Iterable

from msgspec import Struct

from events_service.programme.records import Project
from events_service.programme.words import Wording, wording
from events_service.web.i18n import N_, gettext, spoken

STATEMENT = N_("Co-funded by the European Union")


class Funding(Struct, frozen=True, kw_only=True):
    """What stands beside the emblem: the statement in full, then a line for each programme with its projects."""

    statement: Wording
    programmes: tuple[str, ...] = ()


def funding_of(projects: Iterable[Project], language: str | None = None) -> Funding:
    """Give the funding footer of a page about these projects, by default in the language of the page being made."""
    language = language or spoken()
    statements: list[Wording] = []
    lines: dict[str, list[str]] = {}
    for project in projects:
        statement = project.funding_statement
        statements.append(wording(statement, language) if statement else Wording(gettext(STATEMENT, language)))
        lines.setdefault(project.programme, []).append(f"{project.acronym} ({project.reference})")
    programmes = tuple(f"{programme} · {', '.join(names[:5])}" for programme, names in lines.items())
    return Funding(statement=next(iter(statements), Wording(gettext(STATEMENT, language))), programmes=programmes)
