"""Letters of invitation: who may have one, whose words stand in it, and that its number tells whether it is genuine."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from events_service.cli import commands
from events_service.database import Database
from events_service.printing.giving_letters import Hindrance, hindrance
from events_service.printing.invitation_letters import Issued, LetterWish, VisaDetails, letter_of
from events_service.programme.checks import event_problems
from events_service.programme.records import AttendanceMode, Event, EventStatus, InvitationLetters, LetterKind, OwnWords
from events_service.registrations.records import Status
from tests.world.events import event, found, load
from tests.world.letters import LETTERS
from tests.world.paper import page_texts
from tests.world.people import add_person, make_registration
from tests.world.project import PROJECT
from tests.world.service import run_apart

BEFORE = datetime(2024, 3, 1, 9, tzinfo=UTC)
AFTER = datetime(2024, 4, 19, 9, tzinfo=UTC)
VISA = VisaDetails(born=date(1980, 2, 3), nationality="RS", passport="012345678")


@pytest.mark.parametrize(
    ("person", "changes", "now", "why"),
    [
        ({}, {}, BEFORE, None),
        ({}, {}, AFTER, Hindrance.OVER),
        ({}, {"status": EventStatus.POSTPONED}, BEFORE, Hindrance.NOT_HELD),
        ({}, {"status": EventStatus.DRAFT}, BEFORE, Hindrance.NOT_HELD),
        ({"status": Status.WAITLISTED}, {}, BEFORE, Hindrance.NO_PLACE),
        ({"status": Status.CANCELLED}, {}, BEFORE, Hindrance.NO_PLACE),
        ({"attendance_mode": AttendanceMode.ONLINE}, {}, BEFORE, Hindrance.ONLINE),
    ],
)
def test_a_letter_is_for_who_has_a_place_in_person_at_an_event_that_will_be_held(
    person: dict[str, Any], changes: dict[str, Any], now: datetime, why: Hindrance | None
) -> None:
    assert hindrance(found(event(**changes)), make_registration(**person), now) is why


def written(language: str, kind: LetterKind, letters: InvitationLetters = LETTERS, **visa: Any) -> str:
    """Give all that a letter says."""
    issued, wish = Issued(number="K7QX9M2", at=BEFORE), LetterWish(kind=kind, language=language, **visa)
    letter = letter_of(found(event(letters=letters)), make_registration(), issued, wish, "https://events.example.org")
    facts = [f"{label}: {value}" for label, value in letter.facts]
    return "\n".join((letter.subject, *letter.paragraphs, *facts, letter.costs, letter.sender.function))


def test_own_words_stand_in_the_languages_in_which_they_are_written_and_ours_in_the_others() -> None:
    own = {LetterKind.MISSION: OwnWords(subject={"bg": "Покана"}, text={"bg": "Каним {first_name}.\n\nДобре дошли."})}
    letters = replace(LETTERS, words=own)
    bulgarian = written("bg", LetterKind.MISSION, letters)
    assert bulgarian.startswith("Покана\nКаним Мария.\nДобре дошли.\n")
    assert "Кмет" in bulgarian
    assert written("en", LetterKind.MISSION, letters).startswith("Invitation: 3rd interregional workshop\nWe invite")
    assert written("bg", LetterKind.VISA, letters) == written("bg", LetterKind.VISA)


def test_what_is_given_for_a_visa_stands_in_that_letter_alone() -> None:
    plain, visa = written("en", LetterKind.MISSION), written("en", LetterKind.VISA, visa=VISA)
    for line in ("Date of birth: 3 February 1980", "Nationality: Serbia", "Passport number: 012345678"):
        assert line in visa
        assert line.partition(":")[0] not in plain


def test_a_placeholder_that_means_nothing_is_told_with_its_place() -> None:
    own = {LetterKind.VISA: OwnWords(text={"en": "Dear {nobody}"})}
    (problem,) = event_problems(event(letters=replace(LETTERS, words=own)), PROJECT)
    assert problem.path == ("letters", "words", "visa", "text", "en")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_letters_are_printed_by_a_command_that_says_what_is_missing(
    database_url: str, tmp_path: Any, set_clock: Any
) -> None:
    async def fill(defined: Event) -> None:
        database = Database(database_url)
        await load(database, defined)
        if defined.letters:
            await add_person(database, event_key="workshop", language="el")
            await add_person(database, 2, event_key="workshop", status=Status.WAITLISTED)
        await database.close()

    environment = {
        "EVENTS_DATABASE_URL": database_url,
        "EVENTS_DATA_DIR": str(tmp_path / "data"),
        "EVENTS_SECRET_KEY": "k" * 32,
    }
    arguments = ["invitation-letter", "workshop", "-o", str(tmp_path / "letters.pdf")]
    set_clock(BEFORE.isoformat())
    run_apart(fill(event()))
    refused = CliRunner().invoke(commands, arguments, env=environment)
    assert str(refused.exception).startswith("This event gives no letters of invitation yet")
    run_apart(fill(event(letters=LETTERS)))
    printed = []
    for _ in range(2):
        done = CliRunner().invoke(commands, arguments, env=environment)
        assert (done.exit_code, done.output) == (0, f"{tmp_path / 'letters.pdf'}\n")
        printed.append((tmp_path / "letters.pdf").read_bytes())
    assert printed[0] == printed[1]
    (text,) = page_texts(printed[0])
    assert "Regional Council of Harghita" in text
    unknown = CliRunner().invoke(commands, [*arguments, "--person", "NOBODY"], env=environment)
    assert "Nobody at workshop has the badge code NOBODY" in unknown.output
