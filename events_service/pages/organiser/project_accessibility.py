"""The form of a project's accessibility statement, after the model of Implementing Decision (EU) 2018/1523."""

from typing import Any

from events_service.pages.organiser.edit_parts import Typed
from events_service.pages.organiser.project_parts import (
    WAS,
    ProjectPart,
    numbers_in,
    read_by_language,
    row_before,
    tidied_rows,
    typed_by_language,
)
from events_service.programme.records import Assessment, Project
from events_service.web.i18n import N_

AT = "accessibility"
LIMITS = f"{AT}.limits"
_CONTACT = ("name", "email", "phone")


def _typed(project: Project) -> dict[str, str]:
    made = project.accessibility
    if made is None:
        return {f"{AT}.status": "", f"{AT}.assessment": Assessment.SELF.value, f"{AT}.prepared": ""}
    typed = {
        f"{AT}.status": made.status.value,
        f"{AT}.assessment": made.assessment.value,
        f"{AT}.prepared": made.prepared.isoformat(),
        f"{AT}.reviewed": made.reviewed.isoformat() if made.reviewed else "",
        **{f"{AT}.feedback.{name}": getattr(made.feedback, name, None) or "" for name in _CONTACT},
    }
    for number, limit in enumerate(made.limits):
        typed |= {
            **typed_by_language(f"{LIMITS}.{number}.text", limit, project),
            f"{LIMITS}.{number}.{WAS}": str(number),
        }
    return typed


def _tidied(typed: Typed) -> dict[str, str]:
    return tidied_rows(typed, LIMITS, {WAS})


def _fields(project: Project, typed: Typed) -> dict[str, Any]:
    """Give the statement; a form that is empty, but for who assessed the pages, takes it out."""
    if not any(value for field, value in typed.items() if field.startswith(AT) and field != f"{AT}.assessment"):
        return {AT: None}
    before = project.accessibility.limits if project.accessibility else []
    contact = {name: typed.get(f"{AT}.feedback.{name}") or None for name in _CONTACT}
    needed = {"name": contact["name"] or "", "email": contact["email"] or ""}
    return {
        AT: {
            "status": typed.get(f"{AT}.status", ""),
            "assessment": typed.get(f"{AT}.assessment") or Assessment.SELF.value,
            "prepared": typed.get(f"{AT}.prepared", ""),
            "reviewed": typed.get(f"{AT}.reviewed") or None,
            "feedback": contact | needed if any(contact.values()) else None,
            "limits": [
                read_by_language(f"{row}.text", row_before(typed, row, before), project, typed, required=True)
                for row in (f"{LIMITS}.{number}" for number in numbers_in(typed, LIMITS))
            ],
        }
    }


ACCESSIBILITY = ProjectPart(
    key="accessibility",
    title=N_("Accessibility statement"),
    about=N_("What public bodies say of their pages, as Implementing Decision (EU) 2018/1523 wants it."),
    typed=_typed,
    fields=_fields,
    tidied=_tidied,
)
