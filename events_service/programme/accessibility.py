"""The accessibility statement of a project's lead partner, after the model of Implementing Decision (EU) 2018/1523."""

from msgspec import Struct

from events_service.complete import for_each
from events_service.programme.enforcement import BODIES, COMMISSION, Body
from events_service.programme.records import Assessment, Compliance, Contact, Partner, Project
from events_service.programme.words import Wording, spoken_wording
from events_service.web.i18n import N_, gettext, short_day

STATUSES = for_each(
    Compliance,
    {
        Compliance.FULL: N_("This website is fully compliant with EN 301 549 (WCAG 2.1, level AA)."),
        Compliance.PARTIAL: N_(
            "This website is partially compliant with EN 301 549 (WCAG 2.1, level AA), because of what is listed below."
        ),
        Compliance.NON_COMPLIANT: N_(
            "This website is not compliant with EN 301 549 (WCAG 2.1, level AA), because of what is listed below."
        ),
    },
)
METHODS = for_each(
    Assessment,
    {
        Assessment.SELF: N_("This statement was prepared on {day}, by a self-assessment."),
        Assessment.THIRD_PARTY: N_("This statement was prepared on {day}, by an assessment of a third party."),
    },
)


class Statement(Struct, frozen=True, kw_only=True):
    """What a project's lead partner says of the pages' accessibility; `status` None: no statement was made yet.

    `enforcement` is the body of its country where it is known; `commission` helps to find it where not. `is_complete`
    tells whether it was made, and names whom to turn to.
    """

    project: str
    acronym: str
    body: Wording | None
    site: str
    status: str | None
    limits: list[Wording]
    prepared: list[str]
    contact: Contact | None
    enforcement: Body | None
    commission: Body
    is_complete: bool


def lead_partner_of(project: Project) -> Partner:
    """Give the partner that answers for a project's pages."""
    return next(partner for partner in project.partners if partner.key == project.lead_partner)


def statement_of(project: Project, site: str) -> Statement:
    """Fill in the model for a project; nothing is said that its definition does not hold."""
    lead, made = lead_partner_of(project), project.accessibility
    contact = (made.feedback if made else None) or project.contact or lead.contact
    return Statement(
        project=project.key,
        acronym=project.acronym,
        body=spoken_wording(lead.name),
        site=site,
        status=gettext(STATUSES[made.status]) if made else None,
        limits=[shown for limit in (made.limits if made else []) if (shown := spoken_wording(limit))],
        prepared=_prepared(project),
        contact=contact,
        enforcement=BODIES.get(lead.country),
        commission=COMMISSION,
        is_complete=made is not None and contact is not None,
    )


def _prepared(project: Project) -> list[str]:
    made = project.accessibility
    if made is None:
        return []
    said = [gettext(METHODS[made.assessment]).format(day=short_day(made.prepared))]
    if made.reviewed:
        said.append(gettext("It was last reviewed on {day}.").format(day=short_day(made.reviewed)))
    return said
