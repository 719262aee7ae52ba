"""The year of a project: the events of all its partners, month by month, of a calendar year or of a semester."""

import calendar
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.records import Account
from events_service.programme.finding import FoundEvent, all_found, in_projects_of, select_events
from events_service.programme.records import EventType, Partner, Project
from events_service.programme.semesters import all_semesters
from events_service.programme.tables import EventRow

COLOURS = 12
"""How many partners have a colour of their own; with more of them some share one, and their names tell them apart."""


class Span(Struct, frozen=True, kw_only=True):
    """What is shown: both days included; `asked` is the part of the address that asks for it, `name` S3 or 2024."""

    asked: str
    name: str
    first: date
    last: date
    is_semester: bool


class Bar(Struct, frozen=True, kw_only=True):
    """The days of an event within a month, from 1; `colour` is the number of its host's."""

    found: FoundEvent
    first: int
    last: int
    colour: int


class Proposal(Struct, frozen=True, kw_only=True):
    """Days that are proposed for an event of a host and not chosen yet; `address` is where, for who may look there."""

    host: str
    type: EventType
    title: str
    days: Sequence[date]
    address: str | None


class ProposedBar(Struct, frozen=True, kw_only=True):
    """Proposed days within a month, as those of an event."""

    proposal: Proposal
    first: int
    last: int
    colour: int


class Month(Struct, frozen=True, kw_only=True):
    """A month with its events in order, then what is proposed; `first` is its first day, `days` how many it has."""

    first: date
    days: int
    bars: tuple[Bar, ...]
    proposed: tuple[ProposedBar, ...] = ()


class Hosting(Struct, frozen=True, kw_only=True):
    """A line of the legend: a partner, its colour, and how many events it hosts in what is shown."""

    partner: Partner
    colour: int
    events: int


def spans_of(project: Project) -> list[Span]:
    """Give all that can be shown of a project: its calendar years, then its semesters."""
    years = [
        Span(
            asked=f"year={year}",
            name=str(year),
            first=max(date(year, 1, 1), project.starts.replace(day=1)),
            last=min(date(year, 12, 31), _month_end(project.ends)),
            is_semester=False,
        )
        for year in range(project.starts.year, project.ends.year + 1)
    ]
    semesters = [
        Span(asked=f"semester={each.name}", name=each.name, first=each.starts, last=each.ends, is_semester=True)
        for each in all_semesters(project)
    ]
    return years + semesters


def chosen_span(spans: list[Span], year: str | None, semester: str | None, today: date) -> Span:
    """Give the span that was asked for, else the calendar year of today, or the nearest one that the project has."""
    for span in spans:
        if span.name == (semester if span.is_semester else year):
            return span
    years = [span for span in spans if not span.is_semester]
    return min(years, key=lambda span: abs(int(span.name) - today.year))


def months_of(
    project: Project, events: Iterable[FoundEvent], span: Span, proposals: Sequence[Proposal] = ()
) -> list[Month]:
    """Cut a span into months, each with the events and proposals that have a day in it and in the span."""
    colours, shown = _colours(project), list(events)
    months: list[Month] = []
    first = span.first.replace(day=1)
    while first <= span.last:
        end = _month_end(first)
        within = max(first, span.first), min(end, span.last)
        bars = [bar for found in shown if (bar := _bar(found, *within, colours[found.event.host]))]
        proposed = [line for each in proposals if (line := _proposed(each, *within, colours[each.host]))]
        months.append(Month(first=first, days=end.day, bars=tuple(bars), proposed=tuple(proposed)))
        first = end + timedelta(days=1)
    return months


def legend_of(project: Project, events: Iterable[FoundEvent]) -> list[Hosting]:
    """Give a line for each partner, in the project's order."""
    colours, hosts = _colours(project), [found.event.host for found in events]
    return [
        Hosting(partner=partner, colour=colours[partner.key], events=hosts.count(partner.key))
        for partner in project.partners
    ]


async def list_in_span(session: AsyncSession, account: Account, project: str, span: Span) -> list[FoundEvent]:
    """Give the events of a span that an account finds in its lists, drafts among them, by first day."""
    conditions: list[ColumnElement[bool]] = [
        *in_projects_of(account),
        EventRow.project_key == project,
        EventRow.first_day <= span.last,
        EventRow.last_day >= span.first,
    ]
    return all_found(await session.execute(select_events().where(*conditions)))


def _colours(project: Project) -> dict[str, int]:
    return {partner.key: number % COLOURS for number, partner in enumerate(project.partners)}


def _bar(found: FoundEvent, first: date, last: date, colour: int) -> Bar | None:
    days = [day.day for day in found.event.days if first <= day <= last]
    return Bar(found=found, first=min(days), last=max(days), colour=colour) if days else None


def _proposed(proposal: Proposal, first: date, last: date, colour: int) -> ProposedBar | None:
    days = [day.day for day in proposal.days if first <= day <= last]
    return ProposedBar(proposal=proposal, first=min(days), last=max(days), colour=colour) if days else None


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
