"""Speakers as people of the event: named by key in several sessions, and shown alike in every output."""

import httpx
import pytest
from msgspec.structs import replace

from events_service.database import Database
from events_service.printing.preparing_agenda import agenda_of
from events_service.printing.preparing_sheets import sign_in_sheets_of
from events_service.programme.agenda_warnings import agenda_warnings
from events_service.programme.merging import merge
from events_service.programme.records import Event, EventSpeaker, Speaker
from events_service.programme.revisions import revise
from events_service.programme.schema_org import schema_org
from events_service.programme.speakers import speakers_of, with_names
from events_service.programme.translations import texts_of, with_texts
from events_service.programme.version_changes import ChangeKind, VersionChange, changes_between
from tests.world.events import WELCOME, WORKSHOP, found, load, with_session
from tests.world.revisions import by_uid
from tests.world.times import LOADED_AT, NOW

pytestmark = pytest.mark.anyio
ILONA = EventSpeaker(
    key="ilona",
    name="Ilona Kovács",
    organisation="Harghita County Council",
    role={"en": "Vice-president"},
    country="RO",
    about={"en": "Works with social enterprises."},
    agreed=True,
)
NAMESAKE = replace(ILONA, key="ilona-2", about=None)
BY_KEY = Speaker(person="ilona")
INLINE = Speaker(name="Ilona Kovács", organisation="Harghita County Council")
LISTED = with_session(replace(WORKSHOP, speakers=[ILONA, NAMESAKE]), "welcome", speakers=[BY_KEY])
CHAIR = with_session(LISTED, "bus", speakers=[Speaker(person="ilona", role={"en": "Chair"})])


def speaking(event: Event, session: str) -> list[tuple[str, object]]:
    (planned,) = [each for each in event.sessions if each.key == session]
    return [(each.name, each.role) for each in speakers_of(event, planned)]


def test_a_speaker_has_the_role_of_the_session_else_that_of_the_event() -> None:
    assert speaking(CHAIR, "welcome") == [("Ilona Kovács", {"en": "Vice-president"})]
    assert speaking(CHAIR, "bus") == [("Ilona Kovács", {"en": "Chair"})]


@pytest.mark.parametrize(
    ("first", "second", "warned"),
    [
        (BY_KEY, BY_KEY, True),
        (BY_KEY, Speaker(person="ilona-2"), False),
        (BY_KEY, INLINE, True),
        (INLINE, INLINE, True),
        (BY_KEY, replace(INLINE, organisation="Elsewhere"), False),
    ],
)
def test_who_is_in_two_places_at_once_is_told_by_key(first: Speaker, second: Speaker, warned: bool) -> None:
    at_once = {"start": WELCOME.start, "end": WELCOME.end, "room": "Foyer", "speakers": [second]}
    event = with_session(with_session(LISTED, "welcome", speakers=[first]), "bus", **at_once)
    told = [each.message for each in agenda_warnings(event) if "speaks in" in each.message]
    assert told == (['Ilona Kovács speaks in "Welcome" until 09:45'] if warned else [])


def test_who_becomes_one_of_the_event_s_speakers_changes_nothing_for_calendars() -> None:
    inline = with_session(WORKSHOP, "welcome", speakers=[Speaker(name="Ana", role={"en": "Mayor"})])
    person = EventSpeaker(key="ana", name="Ana", role={"en": "Mayor"})
    kept = with_session(replace(inline, speakers=[person]), "welcome", speakers=[Speaker(person="ana")])
    before = by_uid(revise(inline, {}, LOADED_AT))
    assert by_uid(revise(kept, before, NOW)) == before
    assert changes_between(inline, kept) == [VersionChange(kind=ChangeKind.EVENT, fields=("speakers",))]
    renamed = replace(kept, speakers=[replace(person, name="Ana Petrova")])
    after = by_uid(revise(renamed, before, NOW))
    assert {uid: each.sequence for uid, each in after.items()} == {uid: each.sequence for uid, each in before.items()}
    assert VersionChange(kind=ChangeKind.OTHER, session="welcome", fields=("speakers",)) in changes_between(
        kept, renamed
    )


def test_two_who_change_two_speakers_at_once_lose_nothing() -> None:
    theirs = replace(LISTED, speakers=[replace(ILONA, name="Ilona Nagy"), NAMESAKE])
    ours = replace(LISTED, speakers=[ILONA, replace(NAMESAKE, country="HU")])
    merged = merge(LISTED, theirs, ours)
    assert (merged.conflicts, merged.record.speakers) == (
        (),
        [replace(ILONA, name="Ilona Nagy"), replace(NAMESAKE, country="HU")],
    )


def test_what_is_said_of_a_speaker_is_translated_beside_the_other_texts() -> None:
    assert [each.name for each in texts_of(LISTED) if each.name.startswith("speakers.ilona.")] == [
        "speakers.ilona.role",
        "speakers.ilona.about",
    ]
    translated = with_texts(LISTED, {"speakers.ilona.about": {"bg": "Работи."}}, "en")
    assert translated.speakers[0].about == {"en": "Works with social enterprises.", "bg": "Работи."}


def test_paper_calendars_and_search_engines_name_a_speaker_alike_by_key_and_inline() -> None:
    spelled_out = with_names(LISTED)
    assert spelled_out != LISTED
    for event in (LISTED, spelled_out):
        entries = [entry for day in agenda_of(found(event)).days for entry in day.entries]
        assert "Ilona Kovács, Harghita County Council" in [entry.speakers for entry in entries]
        sheets = sign_in_sheets_of(found(event), [], "https://e.example.org")
        assert "Ilona Kovács" in {row.name for sheet in sheets for row in sheet.rows}
        assert schema_org(found(event), "https://e.example.org", NOW)["performer"] == [
            {
                "@type": "Person",
                "name": "Ilona Kovács",
                "affiliation": {"@type": "Organization", "name": "Harghita County Council"},
            }
        ]


async def test_the_public_sees_speakers_with_their_sessions_and_texts_of_those_who_agree(
    client: httpx.AsyncClient, database: Database
) -> None:
    shy = EventSpeaker(key="ana", name="Ana Petrova", about={"en": "A secret."})
    idle = EventSpeaker(key="idle", name="Speaks Nowhere")
    named = [BY_KEY, Speaker(person="ana"), Speaker(name="Γιώργος Παππάς")]
    await load(database, with_session(replace(WORKSHOP, speakers=[ILONA, shy, idle]), "welcome", speakers=named))

    page = (await client.get(f"/events/{WORKSHOP.key}")).text
    answered = (await client.get(f"/api/v1/events/{WORKSHOP.key}")).json()

    assert "Works with social enterprises." in page
    assert "Γιώργος Παππάς" in page
    assert 'id="speaker-ana"' in page
    assert "A secret." not in page
    assert "Speaks Nowhere" not in page
    assert [each["key"] for each in answered["speakers"]] == ["ilona", "ana"]
    assert "about" not in answered["speakers"][1]
    (welcome,) = [each for each in answered["sessions"] if each["key"] == "welcome"]
    assert welcome["speakers"] == [
        {
            "name": "Ilona Kovács",
            "organisation": "Harghita County Council",
            "role": {"en": "Vice-president"},
            "person": "ilona",
        },
        {"name": "Ana Petrova", "person": "ana"},
        {"name": "Γιώργος Παππάς"},
    ]
