"""An organiser's own words in letters: each reader in their language, ours where they are missing, nothing run."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from events_service.programme.checks import event_problems, project_problems
from events_service.programme.export import export
from events_service.programme.placeholders import Placeholder, filled, unknown_in
from events_service.programme.records import MailOccasion, OwnWords, Words
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.letters.own_words import OCCASIONS, STANDING, Standing
from events_service.registrations.letters.previewing import invented_reader, preview
from events_service.registrations.letters.writing import write_letter
from events_service.settings import Settings
from tests.world.events import event, found
from tests.world.people import make_registration
from tests.world.project import PROJECT

CONFIRMED = MailOccasion.CONFIRMED
OURS = {"en": "Your place is confirmed.", "bg": "Мястото Ви е потвърдено."}
PROJECTS = {"en": "The project greets you.", "bg": "Проектът Ви поздравява."}


@pytest.mark.parametrize(
    ("events", "projects", "language", "read", "unread"),
    [
        pytest.param(None, None, "bg", OURS["bg"], PROJECTS["bg"], id="nobody wrote anything"),
        pytest.param({"en": "Hello!", "bg": "Здравейте!"}, None, "bg", "Здравейте!", OURS["bg"], id="own language"),
        pytest.param({"en": "Hello!"}, None, "bg", OURS["bg"], "Hello!", id="missing: ours in the reader's language"),
        pytest.param({"en": "Hello!"}, PROJECTS, "bg", PROJECTS["bg"], OURS["bg"], id="missing: the project's"),
        pytest.param({"en": "Hello!"}, PROJECTS, "en", "Hello!", PROJECTS["en"], id="the event's before the project's"),
        pytest.param("Hello!", PROJECTS, "bg", "Hello!", PROJECTS["bg"], id="one text for all"),
    ],
)
def test_each_reads_own_words_in_their_language_or_ours(
    settings: Settings, events: Words | None, projects: Words | None, language: str, read: str, unread: str
) -> None:
    at = found(
        event(mails={CONFIRMED: OwnWords(text=events)} if events else {}),
        project=replace(PROJECT, mails={CONFIRMED: OwnWords(text=projects)} if projects else {}),
    )
    letter = write_letter(Occasion.CONFIRMED, at, make_registration(language=language), settings)
    for written in (letter.text, letter.html):
        assert read in written
        assert unread not in written


@pytest.mark.parametrize("occasion", MailOccasion)
def test_own_words_take_nothing_away_that_must_be_there(settings: Settings, occasion: MailOccasion) -> None:
    own = found(event(mails={occasion: OwnWords(subject="Boots for {first_name}", text="Bring <b>boots</b>, {name}!")}))
    reader, kind = invented_reader(own, "en"), OCCASIONS[occasion]
    without, letter = (preview(kind, at, reader, settings) for at in (found(event()), own))
    assert letter.subject == "Boots for Maria"
    assert "Bring &lt;b&gt;boots&lt;/b&gt;, Maria Example!" in letter.html
    ours, rest = without.text.split("\n\n")[1], without.text.split("\n\n")[2:]
    assert (ours in letter.text) == (STANDING[kind] is Standing.ABOVE)
    assert all(each in letter.text for each in rest)
    assert (letter.enclosures, letter.reply_to) == (without.enclosures, without.reply_to)


@pytest.mark.parametrize(
    ("text", "values", "becomes"),
    [
        ("{first_name}, {event}", {Placeholder.FIRST_NAME: "{event}", Placeholder.EVENT: "E"}, "{event}, E"),
        ("{ name } {}", {Placeholder.NAME: "N"}, "{ name } {}"),
        ("{{name}}", {Placeholder.NAME: "N"}, "{N}"),
    ],
)
def test_a_text_is_filled_in_once_and_only_where_it_says_so(
    text: str, values: Mapping[Placeholder, str], becomes: str
) -> None:
    assert filled(text, values) == becomes


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("{name} {event}", None),
        ("{manage_url}", "{manage_url}"),
        ("{0.__class__}", "{0.__class__}"),
        ("{name!r}", "{name!r}"),
        ("{}", "{}"),
        ("a { b", None),
    ],
)
def test_what_means_nothing_in_braces_is_found(text: str, strange: str | None) -> None:
    assert unknown_in(text) == strange


def test_a_definition_says_where_own_words_are_wrong() -> None:
    mails = {CONFIRMED: OwnWords(subject={"bg": "one\ntwo"}, text={"en": "{secret}"})}
    wrong = {
        ("mails", "confirmed", "subject", "bg"): "A subject is one line of up to 200 characters; shorten it.",
        ("mails", "confirmed", "text", "en"): "{secret} means nothing here. Use one of these: {name} {first_name}"
        " {last_name} {organisation} {event} {days} {place} {host}.",
    }
    assert {each.path: each.message for each in event_problems(event(mails=mails), PROJECT)} == wrong
    assert {each.path: each.message for each in project_problems(replace(PROJECT, mails=mails))} == wrong


def test_own_words_stand_in_the_definition_file() -> None:
    written = export(event(mails={CONFIRMED: OwnWords(subject={"en": "Boots"}, text="Bring boots.")}))
    assert "mails:\n  confirmed:\n    subject: {en: Boots}\n    text: Bring boots.\n" in written
