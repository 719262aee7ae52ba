"""The reporting semesters of a project: six months each, counted from the project's first month."""

from datetime import date, timedelta

from msgspec import Struct

from events_service.programme.records import Project


class Semester(Struct, frozen=True, kw_only=True):
    """A reporting period, both days included; `name` is S1, S2 …"""

    name: str
    starts: date
    ends: date


def all_semesters(project: Project) -> list[Semester]:
    """Give the semesters in order; the last one ends with the project, however short it is."""
    found: list[Semester] = []
    while not found or found[-1].ends < project.ends:
        name = f"S{len(found) + 1}"
        starts, ends = span(project, name)
        found.append(Semester(name=name, starts=starts, ends=ends))
    return found


def span(project: Project, semester: str) -> tuple[date, date]:
    """Give the first and the last day of a semester such as S3; the last one may end early, with the project."""
    number = int(semester.removeprefix("S"))
    first = _months_later(project.starts, 6 * (number - 1))
    last = _months_later(project.starts, 6 * number) - timedelta(days=1)
    return first, max(first, min(last, project.ends))


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    # A project that starts on the 31st has semesters that start on the 28th, so that every month has the day.
    return date(day.year + years, month + 1, min(day.day, 28) if months else day.day)
