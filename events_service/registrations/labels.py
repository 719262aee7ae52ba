"""The names that readers see for what a registration says: its fields, its categories, where it stands."""

from events_service.complete import for_each
from events_service.programme.records import AttendanceMode
from events_service.registrations.records import Category, PartnerProof, Registration, Status
from events_service.web.i18n import N_, NC_, gettext

FIELDS = {
    "first_name": N_("First name"),
    "last_name": N_("Last name"),
    "email": N_("E-mail address"),
    "organisation": N_("Organisation"),
    "country": N_("Country"),
    "category": N_("You take part as"),
    "language": N_("Language for mails to you"),
}
"""What the form calls the fields that say who somebody is."""

FIELDS_OF_OTHERS = {
    **FIELDS,
    "category": N_("Takes part as"),
    "language": N_("Language"),
    "attendance_mode": N_("How they take part"),
    "day_modes": N_("How they take part"),
    "wanted_ways": N_("How they take part"),
    "latin_name": N_("Name in Latin letters on the badge"),
    "sessions": N_("Sessions"),
    "answers": N_("Answers to your questions"),
}
"""What organisers read for what a registration of somebody says."""

CATEGORIES = for_each(
    Category,
    {
        Category.LEAD_PARTNER: N_("Lead partner"),
        Category.PROJECT_PARTNER: N_("Project partner"),
        Category.POLICY_AUTHORITY: N_("Associated policy authority"),
        Category.ADVISORY_PARTNER: N_("Advisory partner"),
        Category.STAKEHOLDER: N_("Stakeholder"),
        Category.EXPERT: N_("Expert"),
        Category.SPEAKER: N_("Speaker"),
        Category.PROGRAMME: N_("Programme (secretariat, contact point)"),
        Category.PRESS: N_("Press"),
        Category.OTHER: N_("Other"),
    },
)
STATUSES = for_each(
    Status,
    {
        Status.UNCONFIRMED: N_("Address not confirmed yet"),
        Status.PENDING: N_("Waiting for approval"),
        Status.OFFERED: N_("Place offered"),
        Status.CONFIRMED: N_("Confirmed"),
        Status.WAITLISTED: N_("On the waiting list"),
        Status.CANCELLED: NC_("registration", "Cancelled"),
    },
)
MODES = for_each(
    AttendanceMode,
    {
        AttendanceMode.IN_PERSON: N_("In person"),
        AttendanceMode.ONLINE: N_("Online"),
    },
)


PROOFS = for_each(
    PartnerProof,
    {
        PartnerProof.INVITATION: N_("invited by you"),
        PartnerProof.MAILBOX: N_("by the domain of their confirmed address"),
        PartnerProof.ORGANISER: N_("confirmed by you"),
        PartnerProof.EARLIER: N_("taken at their word"),
    },
)
WAITS_TO_MOVE = N_("You wait for a place: {ways}. Until one is free, you keep the place that you have.")
NOT_PROVEN = N_("says so; nothing proves it yet")


def field_name(field: str) -> str:
    """Give what organisers read for a field of a registration; one without a name stands there as it is."""
    return gettext(FIELDS_OF_OTHERS[field]) if field in FIELDS_OF_OTHERS else field


def category_name(category: Category, language: str | None = None) -> str:
    """Give a category's name in a language, by default that of the page being made."""
    return gettext(CATEGORIES[category], language)


def status_name(status: Status, language: str | None = None) -> str:
    """Give a status's name in a language, by default that of the page being made."""
    return gettext(STATUSES[status], language)


def mode_name(mode: AttendanceMode, language: str | None = None) -> str:
    """Give an attendance mode's name in a language, by default that of the page being made."""
    return gettext(MODES[mode], language)


def waits_to_move(registration: Registration) -> str:
    """Say for which way somebody waits besides the place that they have; empty where they do not."""
    if registration.wanted_ways is None:
        return ""
    return gettext(WAITS_TO_MOVE).format(ways=wanted_names(registration))


def wanted_names(registration: Registration) -> str:
    """Name the ways in which somebody who has a place waits for another."""
    wanted = registration.wanted_ways.ways - registration.ways if registration.wanted_ways else frozenset()
    return ", ".join(mode_name(way) for way in AttendanceMode if way in wanted)


def proof_name(registration: Registration) -> str:
    """Say what proves that somebody is of the partners who says so, or that nothing does."""
    return gettext(PROOFS[registration.partner_proof] if registration.partner_proof else NOT_PROVEN)
