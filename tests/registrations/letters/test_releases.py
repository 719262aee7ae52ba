"""With a release the mails go at once: to those whose facts change, to all, or to nobody, with the organiser's line."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from events_service.database import Database
from events_service.programme.changing import change
from events_service.programme.records import Event, EventStatus, SessionStatus
from events_service.programme.release_records import Reach, Wish
from events_service.programme.releasing import release
from events_service.programme.version_changes import changes_between
from events_service.registrations.letters.concerned import concern, who_chose
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.letters.telling import letter_due, tell_of_changes
from events_service.registrations.records import ChosenSession, Registration, Status
from events_service.settings import Settings
from tests.world.events import WORKSHOP, event, found, load, with_session
from tests.world.mails import kinds_to, mails, plain_text
from tests.world.people import ask, make_registration
from tests.world.staff import ORGANISER
from tests.world.times import NOW, at

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
NO_BUS = with_session(WORKSHOP, "bus", status=SessionStatus.CANCELLED)
LATER_BUS = with_session(WORKSHOP, "bus", start=at("2024-04-16T15:00"), end=at("2024-04-16T16:30"))
OTHER_WORDS = with_session(WORKSHOP, "welcome", title="Good morning")
ON_THE_BUS = make_registration(sessions=(ChosenSession(key="bus", status=Status.CONFIRMED),))
WITHOUT = make_registration(sessions=())


async def released(database: Database, changed: Event, wish: Wish) -> None:
    """Change the workshop on its pages and release it."""
    version = (await change(database, "workshop", ORGANISER, version=1, changed=changed, now=NOW)).version
    assert version is not None
    assert (await release(database, "workshop", ORGANISER, version=version, wish=wish, now=NOW)).done


@pytest.mark.parametrize(
    ("after", "reader", "reach", "occasion"),
    [
        (NO_BUS, ON_THE_BUS, Reach.AFFECTED, Occasion.SESSION_CANCELLED),
        (NO_BUS, ON_THE_BUS, Reach.ALL, Occasion.SESSION_CANCELLED),
        (NO_BUS, ON_THE_BUS, Reach.NOBODY, None),
        (OTHER_WORDS, WITHOUT, Reach.AFFECTED, None),
        (OTHER_WORDS, WITHOUT, Reach.ALL, Occasion.PROGRAMME_RELEASED),
        (OTHER_WORDS, WITHOUT, Reach.NOBODY, None),
        (event(status=EventStatus.CANCELLED), WITHOUT, Reach.ALL, Occasion.CALLED_OFF),
    ],
)
def test_who_gets_which_letter(after: Event, reader: Registration, reach: Reach, occasion: Occasion | None) -> None:
    later = replace(found(after), version=2)
    due = letter_due(found(WORKSHOP), later, reader, Wish(reach=reach, note={"en": "Rain"}))
    assert (due.occasion if due else None) is occasion
    assert due is None or due.note == {"en": "Rain"}


def test_who_knows_the_version_already_gets_no_letter_about_it() -> None:
    assert letter_due(found(OTHER_WORDS), found(OTHER_WORDS), WITHOUT, Wish(reach=Reach.ALL)) is None


def test_a_release_says_how_many_each_change_concerns_and_who_loses_a_session() -> None:
    people = [ON_THE_BUS, make_registration(number=2, sessions=())]
    told = {each.id: found(WORKSHOP) for each in people}
    after = with_session(replace(NO_BUS, title="Else"), "welcome", room="Attic", title="Good morning")
    concerned = concern(found(after), told, people)
    reached = {(each.session, each.kind.value): concerned.reached_by(each) for each in changes_between(WORKSHOP, after)}
    assert reached == {
        (None, "event"): 0, ("welcome", "room"): 2, ("welcome", "other"): 0, ("bus", "cancelled"): 1,
    }  # fmt: skip
    assert (concerned.people, concerned.affected) == (2, 2)
    assert who_chose(people, "bus") == [ON_THE_BUS]


async def test_those_concerned_are_told_at_once_in_their_language_with_the_line(
    database: Database, settings: Settings
) -> None:
    await load(database)
    first = await ask(database, settings, 1, sessions=["bus"], language="de")
    second = await ask(database, settings, 2, sessions=[], language="en")
    note = {"en": "The bus was late.", "de": "Der Bus kam zu spät."}
    await released(database, NO_BUS, Wish(note=note))
    assert await tell_of_changes(database, settings, NOW) >= 1
    (mail,) = await mails(database, {"session_cancelled"})
    written = plain_text(mail)
    assert "Der Bus kam zu spät." in written
    assert "16.04.2024, 14:00–17:00" in written
    assert await kinds_to(database, first.registration.id) == ["confirmed", "session_cancelled"]
    assert await tell_of_changes(database, settings, NOW + timedelta(hours=1)) == 0
    assert "session_cancelled" not in await kinds_to(database, second.registration.id)


@pytest.mark.parametrize(
    ("reach", "kinds"), [(Reach.ALL, ["confirmed", "programme_released"]), (Reach.NOBODY, ["confirmed"])]
)
async def test_all_or_nobody_is_told_of_mere_words_and_nobody_twice(
    database: Database, settings: Settings, reach: Reach, kinds: list[str]
) -> None:
    await load(database)
    person = await ask(database, settings, 1, sessions=["bus"], language="en")
    await released(database, OTHER_WORDS, Wish(reach=reach, note={"en": "Read it anew."}))
    for minutes in (0, 1, 20):
        await tell_of_changes(database, settings, NOW + timedelta(minutes=minutes))
    assert await kinds_to(database, person.registration.id) == kinds
    for mail in await mails(database, {"programme_released"}):
        assert "Read it anew." in plain_text(mail)
        assert "Welcome" in plain_text(mail)
        assert "Good morning, Title" in plain_text(mail)


async def test_who_was_told_nothing_of_a_release_is_not_told_of_it_later(
    database: Database, settings: Settings
) -> None:
    await load(database)
    person = await ask(database, settings, 1, sessions=["bus"], language="en")
    await released(database, LATER_BUS, Wish(reach=Reach.NOBODY))
    await tell_of_changes(database, settings, NOW)
    await load(database, with_session(LATER_BUS, "bus", room="Gate 2"), now=NOW)
    await tell_of_changes(database, settings, NOW + timedelta(hours=1))
    assert await kinds_to(database, person.registration.id) == ["confirmed", "programme_changed"]
    (mail,) = await mails(database, {"programme_changed"})
    assert "14:00" not in plain_text(mail)
