"""Who pays: the statement that every page for participants shows beside the EU emblem."""

from collections.abc import Iterable

from msgspec import Struct

from events_service.programme.records import Project
from events_service.programme.words import Wording, wording
from events_service.web.i18n import N_, gettext, spoken

STATEMENT = N_("Co-funded by the European Union")


class Funding(Struct, frozen=True, kw_only=True):
    """What stands beside the emblem: the statement in full, then a line for each programme with its projects.

    `logo` is the address of the project's own, where they are one and it has one, and `logo_name` what it is.
    """

    statement: Wording
    programmes: tuple[str, ...] = ()
    logo: str = ""
    logo_name: str = ""


def funding_of(projects: Iterable[Project], language: str | None = None) -> Funding:
    """Give the funding footer of a page about these projects, by default in the language of the page being made."""
    language, projects = language or spoken(), list(projects)
    statements: list[Wording] = []
    lines: dict[str, list[str]] = {}
    for project in projects:
        statement = project.funding_statement
        statements.append(wording(statement, language) if statement else Wording(gettext(STATEMENT, language)))
        lines.setdefault(project.programme, []).append(f"{project.acronym} ({project.reference})")
    programmes = tuple(f"{programme} · {', '.join(names[:5])}" for programme, names in lines.items())
    first = next(iter(statements), Wording(gettext(STATEMENT, language)))
    shown = projects[0] if len(projects) == 1 and projects[0].logo else None
    return Funding(
        statement=first,
        programmes=programmes,
        logo=f"/projects/{shown.key}/logo/{shown.logo}/480.png" if shown else "",
        logo_name=gettext("Logo of {project}", language).format(project=shown.acronym) if shown else "",
    )
