"""Every letter to a participant is written in their language from subject to signature."""

import re
from uuid import UUID

import pytest
from msgspec.structs import replace

from events_service.mail.labels import kind_name
from events_service.mail.records import Enclosure, MailKind
from events_service.programme.funding import STATEMENT
from events_service.programme.records import AttendanceMode, Contact, Joining
from events_service.registrations.letters.invitation_letter import write_invitation
from events_service.registrations.letters.occasions import BARE, OPENINGS, SUBJECTS, Occasion
from events_service.registrations.letters.writing import Apart, write_letter
from events_service.registrations.records import (
    Category,
    ChosenSession,
    Registration,
    RegistrationId,
    Status,
)
from events_service.web.i18n import LANGUAGES, gettext
from tests.world.events import WORKSHOP, found, per_day
from tests.world.mails import SETTINGS
from tests.world.people import invitation_link
from tests.world.project import PROJECT
from tests.world.times import NOW

ENGLISH = re.compile(r"\b(?:the|your|you|please|and|with|which|somebody|everybody|this|that|have)\b", re.IGNORECASE)
TITLES = {language: f"Title-{language}" for language in LANGUAGES}
FOUND = found(
    replace(WORKSHOP, title=TITLES, sessions=[replace(session, title=TITLES) for session in WORKSHOP.sessions]),
    taken=1,
    project=replace(PROJECT, funding_statement=None),
)


def registered(language: str) -> Registration:
    return Registration(
        id=RegistrationId(UUID(int=7)),
        event=WORKSHOP.key,
        number=1,
        status=Status.WAITLISTED,
        first_name="Zoë",
        last_name="Άλφα",
        email="zoe@example.org",
        organisation="KMOP",
        country="GR",
        category=Category.EXPERT,
        language=language,
        attendance_mode=AttendanceMode.IN_PERSON,
        sessions=tuple(ChosenSession(key=session.key, status=Status.WAITLISTED) for session in WORKSHOP.sessions),
        photos=False,
        badge_code="ABC",
        created_at=NOW,
        waiting_position=3,
    )


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("occasion", Occasion)
def test_a_letter_is_in_the_participants_language_throughout(occasion: Occasion, language: str) -> None:
    letter = write_letter(occasion, FOUND, registered(language), SETTINGS)
    assert letter.language == language
    assert f'<html lang="{language}">' in letter.html
    assert letter.subject == gettext(SUBJECTS[occasion], language).format(event=f"Title-{language}")
    html = re.sub(r"<style.*?</style>|<[^>]+>", " ", letter.html, flags=re.DOTALL)
    for text in (letter.text, html):
        assert gettext(STATEMENT, language) in text
        assert text.count(f"Title-{language}") >= 1 + (
            0 if occasion in {*BARE, Occasion.THANKS} else len(WORKSHOP.sessions)
        )
        assert not ENGLISH.search(_without_values(text)), text
    assert gettext(OPENINGS[occasion], language) in letter.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_goes_on_after_its_salutation_as_the_language_has_it(language: str) -> None:
    """In German and Polish the comma goes on in small letters; all others begin a sentence."""
    for occasion in set(Occasion) - {Occasion.GROUP}:
        salutation, opening, *_ = write_letter(occasion, FOUND, registered(language), SETTINGS).text.split("\n\n")
        assert salutation.rstrip()[-1] in ",:!"
        if language not in {"de", "pl"}:
            assert opening[0].isupper(), (occasion, opening)
    goes_on = {"de": "vielen Dank", "pl": "dziękujemy"}
    if language in goes_on:
        opening = write_letter(Occasion.THANKS, FOUND, registered(language), SETTINGS).text.split("\n\n")[1]
        assert opening.startswith(goes_on[language])


def test_a_letter_greets_in_the_order_that_the_language_says_names() -> None:
    for language, name in (("hu", "Άλφα Zoë"), ("de", "Zoë Άλφα")):
        letter = write_letter(Occasion.CONFIRMED, FOUND, registered(language), SETTINGS)
        assert name in letter.text.splitlines()[0]


def test_a_confirmation_tells_in_one_mail_the_hours_and_the_way_of_each_day_and_all_that_is_needed() -> None:
    """Faults 2, 15 and 17 of the participants' page."""
    ways = {"2024-04-16": AttendanceMode.IN_PERSON, "2024-04-17": AttendanceMode.ONLINE}
    chosen = (
        ChosenSession(key="bus", status=Status.CONFIRMED),
        ChosenSession(key="steering", status=Status.WAITLISTED),
    )
    reader = replace(registered("en"), status=Status.CONFIRMED, waiting_position=None, day_modes=ways, sessions=chosen)
    event = per_day(joining=Joining(link="https://meet.example.org/workshop", note="Passcode 4711"))
    letter = write_letter(Occasion.CONFIRMED, found(event), reader, SETTINGS, Apart(places={"steering": 2}))
    lines = letter.text.splitlines()
    for line in (
        "Tuesday, 16 April 2024, 09:15–17:00 · In person",
        "Wednesday, 17 April 2024, 11:00–12:30 · Online",
        "- Study visit, 16 Apr 2024, 14:00–17:00: Confirmed",
        "- Steering group meeting, 17 Apr 2024, 11:00–12:30: On the waiting list, place 2",
        "Join online: https://meet.example.org/workshop",
        "Passcode 4711",
        "Questions? Answer this mail or write to Event desk, desk@example.org.",
    ):
        assert line in lines, letter.text
    assert any(line.startswith("Map: https://") for line in lines)
    assert letter.enclosures == (Enclosure.BADGE,)
    html = re.sub(r"<[^>]+>", "", letter.html)
    assert "09:15–17:00 · In person" in html
    assert "11:00–12:30 · Online" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_opening_below_another_sentence_begins_in_capitals(language: str) -> None:
    letter = write_letter(Occasion.WAITLISTED, FOUND, registered(language), SETTINGS, Apart(registered_by="Jan Person"))
    _, told, opening, *_ = letter.text.split("\n\n")
    assert "Jan Person" in told
    assert opening[0].isupper()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invitation_goes_on_after_its_salutation_as_the_language_has_it(language: str) -> None:
    link = invitation_link(name="Zoë", email="zoe@example.org", language=language, places=1)
    opening = write_invitation(FOUND, link, SETTINGS).text.split("\n\n")[1]
    assert opening[0].isupper() is (language != "pl")  # in German it begins with the polite pronoun


@pytest.mark.parametrize("nearest", ["event", "host", "project"])
def test_an_answer_goes_to_the_nearest_contact_that_is_named(nearest: str) -> None:
    def named(place: str) -> Contact | None:
        after = ("event", "host", "project").index(place) >= ("event", "host", "project").index(nearest)
        return Contact(name=place, email=f"{place}@example.org") if after else None

    partners = [replace(partner, contact=named("host")) for partner in PROJECT.partners]
    found = replace(
        FOUND,
        event=replace(FOUND.event, contact=named("event")),
        project=replace(PROJECT, partners=partners, contact=named("project")),
    )
    letter = write_letter(Occasion.CONFIRMED, found, registered("en"), SETTINGS)
    assert letter.reply_to == f"{nearest}@example.org"
    assert f"{nearest}@example.org" in letter.text


def test_every_kind_of_mail_has_a_name_on_the_organisers_page() -> None:
    assert {kind for kind in MailKind if kind_name(kind.value) == kind.value} == set()


def test_who_speaks_another_language_is_written_to_in_english() -> None:
    letter = write_letter(Occasion.CONFIRMED, FOUND, registered("sv"), SETTINGS)
    assert letter.language == "en"
    assert letter.subject == "Your place is confirmed: Title-en"


def _without_values(text: str) -> str:
    """Leave out what stands alike in each language: addresses, names of people, places and projects."""
    text = re.sub(r"https?://\S+|\S+@\S+", " ", text)
    for name in ("Event desk", "County Hall", "Interreg Europe"):
        text = text.replace(name, " ")
    return text
