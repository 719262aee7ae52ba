"""The form of what a project publishes: its newsletters, reports and studies, with their days or semesters."""

from typing import Any

from events_service.pages.organiser.edit_parts import Typed
from events_service.pages.organiser.project_parts import (
    ProjectPart,
    numbers_in,
    read_by_language,
    tidied_rows,
    typed_by_language,
)
from events_service.programme.keys import free_key
from events_service.programme.records import Milestone, MilestoneKind, MilestoneState, Project
from events_service.web.i18n import N_

AT = "milestones"
_CHOSEN = ("key", "kind", "state")
"""What stands in a row that nobody has filled in."""


def _typed(project: Project) -> dict[str, str]:
    typed: dict[str, str] = {}
    for number, milestone in enumerate(project.milestones):
        at = f"{AT}.{number}"
        typed |= {
            f"{at}.key": milestone.key,
            f"{at}.kind": milestone.kind.value,
            f"{at}.state": milestone.state.value,
            f"{at}.date": milestone.date.isoformat() if milestone.date else "",
            f"{at}.semester": milestone.semester or "",
            f"{at}.link": milestone.link or "",
            **typed_by_language(f"{at}.title", milestone.title, project),
            **typed_by_language(f"{at}.summary", milestone.summary, project),
        }
    return typed


def _tidied(typed: Typed) -> dict[str, str]:
    return tidied_rows(typed, AT, _CHOSEN)


def _fields(project: Project, typed: Typed) -> dict[str, Any]:
    before = {milestone.key: milestone for milestone in project.milestones}
    numbers = numbers_in(typed, AT)
    taken = {typed.get(f"{AT}.{number}.key", "") for number in numbers}
    milestones = []
    for number in numbers:
        key = typed.get(f"{AT}.{number}.key", "")
        milestone = _milestone(f"{AT}.{number}", before.get(key), project, typed)
        milestone["key"] = key if key in before else free_key(milestone["title"] or "", taken, "milestone")
        taken.add(milestone["key"])
        milestones.append(milestone)
    return {AT: milestones}


def _milestone(at: str, before: Milestone | None, project: Project, typed: Typed) -> dict[str, Any]:
    summary = read_by_language(f"{at}.summary", before.summary if before else None, project, typed)
    title = read_by_language(f"{at}.title", before.title if before else None, project, typed, required=True)
    semester = typed.get(f"{at}.semester", "").upper()
    return {
        "kind": typed.get(f"{at}.kind") or MilestoneKind.OTHER.value,
        "state": typed.get(f"{at}.state") or MilestoneState.PLANNED.value,
        "date": typed.get(f"{at}.date") or None,
        "semester": (f"S{semester}" if semester.isdecimal() else semester) or None,
        "link": typed.get(f"{at}.link") or None,
        "title": title,
        "summary": summary,
    }


MILESTONES = ProjectPart(
    key="milestones",
    title=N_("Newsletters and reports"),
    about=N_("What the project publishes and when: it stands in the programme and in calendars between the events."),
    typed=_typed,
    fields=_fields,
    tidied=_tidied,
)
