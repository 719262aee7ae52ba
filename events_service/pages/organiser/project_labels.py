"""What the fields of a project are called on its form, and where somebody is told of a change."""

from collections.abc import Sequence

from events_service.programme.faults import FieldPath
from events_service.programme.records import Project
from events_service.programme.words import wording
from events_service.web.i18n import N_, gettext, language_name, spoken

LABELS = {
    "acronym": N_("Short name"),
    "programme": N_("Programme"),
    "reference": N_("Reference"),
    "starts": N_("First day"),
    "ends": N_("Last day"),
    "languages": N_("Languages"),
    "lead_partner": N_("Lead partner"),
    "partners": N_("Partners"),
    "retention": N_("Last payment"),
    "contact": N_("Contact"),
    "website": N_("Website"),
    "funding_statement": N_("Funding statement"),
    "color": N_("Colour"),
    "colors": N_("Other colours for kinds of events"),
    "embed_origins": N_("Sites that show the events"),
    "milestones": N_("Newsletters and reports"),
    "accessibility": N_("Accessibility statement"),
    "earlier_names": N_("Earlier names"),
    "domains": N_("Where its people have their mail"),
    "imprint": N_("Imprint"),
    "mails": N_("Own mail texts"),
    "logo": N_("Logo"),
    "country": N_("Country"),
    "short_name": N_("Short name"),
    "subdivision": N_("Region, as a code"),
    "steering_group": N_("Quorum of the steering group"),
    "retention.years": N_("Years to keep evidence"),
    "working": N_("Working language"),
    "lead": N_("Lead partner"),
    "person": N_("Your name"),
    "email": N_("Your e-mail address"),
}
"""By the name of the field in the definition, or on the form alone; what no form shows goes by that name."""
_OF_CONTACT = {"name": N_("Name"), "email": N_("E-mail address"), "phone": N_("Telephone")}


def label_of(path: FieldPath, project: Project) -> str:
    """Name a field for people, such as "Haskovo Municipality: Country"; a partner stands in the path by its key."""
    match path:
        case ("partners", key, *rest):
            names = {partner.key: wording(partner.name, spoken()).text for partner in project.partners}
            whose = names.get(str(key), str(key))
            return f"{whose}: {_named(tuple(rest))}" if rest else whose
    return _named(path)


def label_of_field(field: str, rows: Sequence[str]) -> str:
    """Name a field of the form, one of a partner by the place of its row among the `rows` as they stand there."""
    match field.split("."):
        case ["partners", row, *rest] if row in rows and rest:
            whose = gettext("Partner {number}").format(number=rows.index(row) + 1)
            return f"{whose}, {_named(tuple(rest))}"
    return _named(tuple(field.split(".")))


def _named(path: FieldPath) -> str:
    match path:
        case ("contact", str(part)) if part in _OF_CONTACT:
            return f"{gettext(LABELS['contact'])}, {gettext(_OF_CONTACT[part])}"
        case ("name", str(language)):
            return f"{gettext('Name')} ({language_name(language)})"
        case ("name",) | ():
            return gettext("Name")
    name, dotted = str(path[0]), ".".join(map(str, path))
    label = LABELS.get(dotted, LABELS.get(name))
    return gettext(label) if label else name
