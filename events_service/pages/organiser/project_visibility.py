"""The form of how a project is shown: who pays, its colours in calendars, and which sites show its events."""

from typing import Any

from events_service.pages.organiser.edit_parts import Typed
from events_service.pages.organiser.project_parts import ProjectPart, lines_in, read_by_language, typed_by_language
from events_service.programme.records import EventType, Project
from events_service.web.i18n import N_


def _typed(project: Project) -> dict[str, str]:
    colors = {f"colors.{kind.value}": project.colors.get(kind, "") for kind in EventType}
    return {
        **typed_by_language("funding_statement", project.funding_statement, project),
        "color": project.color or "",
        **colors,
        "embed_origins": "\n".join(project.embed_origins),
    }


def _fields(project: Project, typed: Typed) -> dict[str, Any]:
    return {
        "funding_statement": read_by_language("funding_statement", project.funding_statement, project, typed),
        "color": typed.get("color") or None,
        "colors": {kind.value: color for kind in EventType if (color := typed.get(f"colors.{kind.value}"))},
        "embed_origins": lines_in(typed, "embed_origins"),
    }


VISIBILITY = ProjectPart(
    key="visibility",
    title=N_("Funding and colours"),
    about=N_("What stands beside the emblem, colours in calendars, and sites that show the events."),
    typed=_typed,
    fields=_fields,
)
