"""How to join online, the picture and the colour: from the definition into entries, for those who may know."""

from datetime import date

import icalendar
import pytest
from msgspec.structs import replace

from events_service.calendars.entries import Grain, Reader, every_entry, of_event, of_project
from events_service.calendars.feed import write
from events_service.calendars.images import image_of
from events_service.calendars.invitations import Method, Told, due
from events_service.calendars.records import Entry, Feed, Image
from events_service.programme.joining import color_of
from events_service.programme.records import Event, EventAccess, EventStatus, EventType, Joining, Picture, SessionKind
from events_service.programme.revisions import revise_milestones
from tests.world.events import HARGHITA, with_session
from tests.world.project import WITH_MILESTONES
from tests.world.revisions import loaded
from tests.world.times import LOADED_AT

LINK = "https://meet.example.org/harghita"
ROOM_2 = "https://meet.example.org/room-2"
HYBRID = replace(
    with_session(HARGHITA, "dinner", kind=SessionKind.TALK, joining=Joining(link=ROOM_2)),
    joining=Joining(link=LINK, note={"en": "Passcode: 4711", "bg": "Парола: 4711"}),
    image="https://example.org/harghita.png",
)
PUBLIC = Reader(language="en", base_url="https://events.example.org")
ONLINE = replace(PUBLIC, online=frozenset(HARGHITA.days))


def conferences(event: Event, reader: Reader, grain: Grain = Grain.SESSIONS) -> dict[str, str | None]:
    return {entry.summary: entry.conference for entry in of_event(event, loaded(event), reader, grain)}


def test_the_public_feed_says_nothing_of_an_address_to_join_at() -> None:
    for grain in Grain:
        entries = of_event(HYBRID, loaded(HYBRID), PUBLIC, grain)
        octets = write(Feed(name="x", language="en", url="https://events.example.org/", entries=tuple(entries)))
        assert b"CONFERENCE" not in octets
        assert b"meet.example.org" not in octets.replace(b"\r\n ", b"")
        assert b"4711" not in octets


def test_who_takes_part_online_gets_the_address_of_each_session_that_can_be_followed() -> None:
    assert conferences(HYBRID, ONLINE) == {
        "Welcome": LINK,
        "Networking dinner": ROOM_2,
        "Study visit; bus, boots & rain": None,
        "3rd interregional workshop": LINK,
    }
    followed = with_session(HYBRID, "visit", online=True)
    assert conferences(followed, ONLINE)["Study visit; bus, boots & rain"] == LINK
    assert conferences(with_session(HYBRID, "welcome", online=False), ONLINE)["Welcome"] is None
    assert conferences(HYBRID, ONLINE, Grain.EVENTS) == {"3rd interregional workshop": LINK}


def test_who_is_online_on_one_day_gets_the_address_of_that_day_only() -> None:
    one_day = replace(PUBLIC, online=frozenset({date(2024, 4, 18)}))
    assert conferences(HYBRID, one_day)["Welcome"] is None
    assert [entry.conference for entry in of_event(HYBRID, loaded(HYBRID), one_day, Grain.DAYS)] == [None, None, LINK]


def test_an_address_that_the_organiser_makes_public_is_in_the_public_feed() -> None:
    public = replace(HYBRID, joining=Joining(link=LINK, public=True))
    assert conferences(public, PUBLIC)["Welcome"] == LINK
    assert conferences(public, PUBLIC)["Networking dinner"] is None


def test_readers_of_one_process_do_not_see_what_was_kept_for_others() -> None:
    for reader, link in ((ONLINE, LINK), (PUBLIC, None), (ONLINE, LINK)):
        assert conferences(HYBRID, reader)["Welcome"] == link


def test_nobody_is_told_how_to_join_what_does_not_take_place() -> None:
    off = replace(HYBRID, status=EventStatus.CANCELLED)
    assert set(conferences(off, ONLINE).values()) == {None}


def test_the_description_says_how_to_join_for_programs_that_do_not_know_conference() -> None:
    (welcome, *_) = of_event(HYBRID, loaded(HYBRID), replace(ONLINE, language="bg"))
    assert f"{LINK}\nПарола: 4711" in welcome.description
    assert f'<a href="{LINK}">{LINK}</a>' in (welcome.html or "")


def test_conference_and_image_and_colour_are_written_as_rfc_7986_says() -> None:
    entries = of_event(HYBRID, loaded(HYBRID), replace(ONLINE, color="darkgreen"))
    octets = write(Feed(name="x", language="en", url="https://events.example.org/", entries=tuple(entries)))
    (welcome, *_) = icalendar.Calendar.from_ical(octets).events
    assert str(welcome["CONFERENCE"]) == LINK
    assert dict(welcome["CONFERENCE"].params) == {"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"]}
    assert (str(welcome["IMAGE"]), welcome["IMAGE"].params["VALUE"]) == ("https://example.org/harghita.png", "URI")
    assert str(welcome["COLOR"]) == "darkgreen"


def test_a_picture_that_was_sent_for_calendars_is_had_by_programs_unless_partners_alone_see_the_event() -> None:
    sent = Picture(file="5" * 64, description={"en": "The emblem", "bg": "Знакът"})
    shown = replace(HARGHITA, image=sent)
    address = f"https://events.example.org/events/harghita-2024/pictures/{'5' * 64}/480.jpg"
    assert image_of(shown, "https://events.example.org", "bg") == Image(address=address, description="Знакът")
    assert image_of(replace(shown, access=EventAccess.PARTNERS), "https://events.example.org", "bg") is None
    elsewhere = replace(HARGHITA, image="https://example.org/a.png", access=EventAccess.PARTNERS)
    assert image_of(elsewhere, "", "bg") == Image(address="https://example.org/a.png")


def test_an_event_takes_its_own_colour_else_that_of_its_type_else_its_project_s() -> None:
    project = replace(WITH_MILESTONES, color="navy", colors={EventType.STUDY_VISIT: "gold"})
    assert color_of(HARGHITA, WITH_MILESTONES) is None
    assert color_of(HARGHITA, project) == "navy"
    assert color_of(replace(HARGHITA, type=EventType.STUDY_VISIT), project) == "gold"
    assert color_of(replace(HARGHITA, color="tomato", type=EventType.STUDY_VISIT), project) == "tomato"
    milestones = of_project(project, revise_milestones(project, {}, LOADED_AT), PUBLIC)
    assert {entry.color for entry in milestones} == {"navy"}


@pytest.mark.parametrize(("reader", "told"), [(ONLINE, 5), (PUBLIC, 0)])
def test_another_address_is_mailed_to_those_who_join_and_stays_the_same_appointment(reader: Reader, told: int) -> None:
    def entries(*history: Event) -> list[Entry]:
        return every_entry(history[-1], loaded(*history), reader)

    first = entries(HYBRID)
    invited = {entry.uid: Told(sequence=entry.sequence, conference=entry.conference) for entry in first}
    moved = entries(HYBRID, replace(HYBRID, joining=Joining(link="https://meet.example.org/new")))
    messages = [entry for method, entry in due(moved, moved, invited) if method is Method.REQUEST]
    # The event, its three days and the welcome; the dinner has an address of its own.
    assert len(messages) == told
    assert {entry.sequence for entry in messages} <= {0}
    assert {entry.conference for entry in messages} <= {"https://meet.example.org/new"}
