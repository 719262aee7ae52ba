"""What the fields of a project are called on its form, and where somebody is told of a change."""

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
}
"""By the name of the field in the definition; what the form does not show goes by that name."""


def label_of(path: FieldPath, project: Project) -> str:
    """Name a field for people, such as "Haskovo Municipality: Country"; a partner stands in the path by its key."""
    match path:
        case ("partners", key, *rest):
            names = {partner.key: wording(partner.name, spoken()).text for partner in project.partners}
            whose = names.get(str(key), str(key))
            return f"{whose}: {_named(tuple(rest))}" if rest else whose
    return _named(path)


def _named(path: FieldPath) -> str:
    match path:
        case ("name", str(language)):
            return f"{gettext('Name')} ({language_name(language)})"
        case ("name",) | ():
            return gettext("Name")
    name = str(path[0])
    return gettext(LABELS[name]) if name in LABELS else name
