"""Which hosts there are to choose from for something new, in the words of the reader's language."""

from collections.abc import Sequence

from events_service.access.records import Account
from events_service.pages.form_choices import Choice
from events_service.programme.records import Project
from events_service.programme.words import in_language
from events_service.web.i18n import spoken


def hosts_of(projects: Sequence[Project], account: Account) -> list[Choice]:
    """Give the partners that an account may prepare events of, its own first."""
    hosts = [
        (partner.key != account.partner, project, partner)
        for project in projects
        for partner in project.partners
        if account.hosts(project.key, partner.key)
    ]
    several = len({project.key for _, project, _ in hosts}) > 1
    return [
        Choice(
            value=f"{project.key}/{partner.key}",
            name=in_language(partner.name, spoken()) + (f" ({project.acronym})" if several else ""),
        )
        for _, project, partner in sorted(hosts, key=lambda each: each[0])
    ]
