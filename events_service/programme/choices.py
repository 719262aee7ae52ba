"""What a reader may narrow the programme to: types, countries and projects that there are."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from events_service.programme.finding import Filter
from events_service.programme.labels import kind_name
from events_service.programme.records import EventType, Project
from events_service.web.alphabet import alphabetical
from events_service.web.i18n import country_name, gettext, spoken

MILESTONES = "milestone"
"""Stands among the types of events, for what the projects publish."""


class Choice(Struct, frozen=True, kw_only=True):
    """One value of a filter."""

    value: str
    label: str
    chosen: bool


class Choices(Struct, frozen=True, kw_only=True):
    """The filter of the programme; `active` tells that something is chosen. One project alone is no choice."""

    types: list[Choice]
    countries: list[Choice]
    projects: list[Choice]
    active: bool


def narrowed_by(asked: Mapping[str, str], projects: Sequence[Project]) -> Filter:
    """Read the filter from an address; what is not among the choices narrows nothing."""
    offered = choices(projects, Filter())

    def known(value: str | None, listed: list[Choice]) -> str | None:
        return next((choice.value for choice in listed if choice.value == value), None)

    return Filter(
        type=known(asked.get("type"), offered.types),
        country=known(asked.get("country", "").upper(), offered.countries),
        project=known(asked.get("project"), offered.projects),
    )


def choices(projects: Sequence[Project], narrowed: Filter) -> Choices:
    """Give all choices in the language of the page being made: countries are those that have a partner."""
    types = [(kind.value, kind_name(kind)) for kind in EventType] + [(MILESTONES, gettext("Newsletters and reports"))]
    countries = {partner.country: country_name(partner.country) for project in projects for partner in project.partners}
    key = alphabetical(spoken())
    return Choices(
        types=_offer(types, narrowed.type),
        countries=_offer(sorted(countries.items(), key=lambda pair: key(pair[1])), narrowed.country),
        projects=_offer([(project.key, project.acronym) for project in projects], narrowed.project),
        active=narrowed != Filter(),
    )


def whose_milestones(projects: Sequence[Project], narrowed: Filter) -> list[Project]:
    """Give the projects whose milestones stand in the narrowed programme; a milestone has no country."""
    if narrowed.country is not None or narrowed.type not in {None, MILESTONES}:
        return []
    return [project for project in projects if narrowed.project in {None, project.key}]


def _offer(pairs: Sequence[tuple[str, str]], chosen: str | None) -> list[Choice]:
    return [Choice(value=value, label=label, chosen=value == chosen) for value, label in pairs]
