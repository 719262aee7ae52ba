"""The privacy notice of an event (GDPR Art. 13), filled in from the definitions, with the version that a person saw."""

from events_service.programme.finding import FoundEvent
from events_service.programme.records import Contact
from events_service.programme.words import in_language
from events_service.registrations.records import Notice, Section
from events_service.web.i18n import country_name, gettext, short_day, speaking, spoken

NEEDS_KEPT_DAYS = 30
"""Days after an event until dietary and access needs are removed."""

PHONES_KEPT_DAYS = 30
"""Days after an event until it is forgotten with whose phone somebody confirmed to be in a room."""


def privacy_notice(found: FoundEvent, language: str | None = None) -> Notice:
    """Write the notice: the host partner is the controller, and the definitions say how long evidence is kept."""
    language = language or spoken()
    with speaking(language):
        return Notice(event=found.event.key, language=language, sections=_sections(found, language))


def _sections(found: FoundEvent, language: str) -> list[Section]:
    project = found.project
    controller = f"{in_language(found.host.name, language)}, {country_name(found.host.country)}"
    return [
        Section(
            heading=gettext("Who is responsible"),
            text=gettext("The controller is {controller}, which hosts this event. {contact}").format(
                controller=controller, contact=_contact(found.contact)
            ),
        ),
        Section(
            heading=gettext("What for, and why we may"),
            text=gettext(
                "We use your data to prepare and hold this event and to prove that it took place, because the project"
                " {project} is paid from public money and must show who took part. The legal basis is a task carried"
                " out in the public interest and the legal duties of the project (GDPR Art. 6(1)(c) and (e)); for"
                " photos and for dietary or access needs it is your consent (Art. 6(1)(a) and 9(2)(a)), which you can"
                " withdraw."
            ).format(project=project.acronym),
        ),
        Section(
            heading=gettext("Which data"),
            text=_which_data(found, language),
        ),
        Section(heading=gettext("How long"), text=_retention(found)),
        Section(
            heading=gettext("Who receives them"),
            text=gettext(
                "The organisers and the lead partner; for checks the programme {programme}, its joint secretariat, the"
                " controllers and auditors. Nobody else, and nobody outside the European Economic Area."
            ).format(programme=project.programme),
        ),
        Section(
            heading=gettext("How they are protected"),
            text=gettext(
                "Only the staff of this event can see them. Dietary and access needs are encrypted, and each look at"
                " them is recorded. Your badge shows a code that opens nothing."
            ),
        ),
        Section(
            heading=gettext("Your rights"),
            text=gettext(
                "You may see, correct and download your data on your personal page, ask for their erasure or"
                " restriction, object, withdraw a consent at any time, and complain to the data protection authority of"
                " your country."
            ),
        ),
    ]


def _which_data(found: FoundEvent, language: str) -> str:
    text = gettext(
        "Your name, e-mail address, organisation, country and category, the language and sessions you chose,"
        " your consents, whether you were checked in or signed, and, only if you agree, dietary and access"
        " needs."
    )
    asked = found.event.registration
    if asked.mode_per_day:
        text += " " + gettext("How you take part on each day.")
    if asked.questions:
        # In quotation marks, for a question ends with a mark of its own, and the Greek one is our semicolon.
        labels = ", ".join(f"“{in_language(question.label, language)}”" for question in asked.questions)
        text += " " + gettext("Your answers to the organisers' questions: {questions}.").format(questions=labels)
    if asked.companions:
        text += " " + gettext(
            "If a colleague registered you: who it was; they see your name and the state of your place."
        )
    return (
        text
        + " "
        + gettext(
            "If you confirm with your phone that you are in a room: when, and, by a cookie, that this phone is yours;"
            " which phone it was is forgotten {days} days after the event."
        ).format(days=PHONES_KEPT_DAYS)
    )


def _contact(contact: Contact | None) -> str:
    if contact is None:
        return ""
    return gettext("Contact: {name}, {email}.").format(name=contact.name, email=contact.email)


def _retention(found: FoundEvent) -> str:
    retention = found.project.retention
    needs = gettext("Dietary and access needs are removed {days} days after the event.").format(days=NEEDS_KEPT_DAYS)
    if retention is None:
        kept = gettext("As long as the programme's rules ask for evidence of this event.")
    else:
        kept = gettext("Until {day}, as the programme's rules ask.").format(day=short_day(retention.until))
    return f"{kept} {needs}"
