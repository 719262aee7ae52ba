"""Who speaks at an event is changed in its list and in its sessions at once: kept, moved, taken out."""

import pytest
from msgspec.structs import replace

from events_service.programme.records import Event, EventSpeaker, Speaker
from events_service.programme.speaker_steps import (
    NoSuchSpeaker,
    Who,
    kept_as_people,
    moved_speaker,
    named_in_sessions,
    put_speaker,
    without_speaker,
)
from events_service.programme.speakers import with_names
from tests.world.events import WELCOME, WORKSHOP, with_session

ANA, IVA = EventSpeaker(key="ana", name="Ana"), EventSpeaker(key="iva", name="Iva")
CHAIR = Speaker(name="Ilona Kovács", organisation="Harghita County Council", role="Chair")
TWICE = with_session(WORKSHOP, "bus", speakers=[CHAIR, Speaker(name="Ilona Kovács")])
ILONA = Who(name="Ilona Kovács", organisation="Harghita County Council")


def speakers(event: Event) -> dict[str, list[Speaker]]:
    return {each.key: each.speakers for each in event.sessions if each.speakers}


def test_whoever_is_kept_is_named_by_key_in_all_sessions_and_reads_as_before() -> None:
    kept = kept_as_people(TWICE, [ILONA])
    assert kept.speakers == [EventSpeaker(key="ilona-kovacs", name=ILONA.name, organisation=ILONA.organisation)]
    assert speakers(kept) == {
        "welcome": [Speaker(person="ilona-kovacs"), WELCOME.speakers[1]],
        "bus": [Speaker(person="ilona-kovacs", role="Chair"), Speaker(name="Ilona Kovács")],
    }
    assert with_names(kept).sessions == TWICE.sessions


def test_a_role_in_all_sessions_becomes_that_at_the_event() -> None:
    kept = kept_as_people(with_session(TWICE, "welcome", speakers=[CHAIR, CHAIR]), [ILONA])
    assert (kept.speakers[0].role, speakers(kept)["welcome"]) == ("Chair", [Speaker(person="ilona-kovacs")])


def test_whoever_is_listed_already_is_not_added_again() -> None:
    listed = EventSpeaker(key="ik", name=ILONA.name, organisation=ILONA.organisation)
    kept = kept_as_people(replace(TWICE, speakers=[listed]), [ILONA, Who(name="Nobody")])
    assert (kept.speakers, speakers(kept)["welcome"][0]) == ([listed], Speaker(person="ik"))


def test_who_is_named_in_sessions_stands_there_once_with_them() -> None:
    assert [(each.who.name, [one.key for one in each.sessions]) for each in named_in_sessions(TWICE)] == [
        ("Ilona Kovács", ["welcome", "bus"]),
        ("Γιώργος Παππάς", ["welcome"]),
        ("Ilona Kovács", ["bus"]),
    ]


def test_who_is_taken_out_leaves_the_sessions_too() -> None:
    event = with_session(replace(WORKSHOP, speakers=[ANA, IVA]), "bus", speakers=[Speaker(person="ana")])
    without = without_speaker(event, "ana")
    assert (without.speakers, "bus" in speakers(without)) == ([IVA], False)
    with pytest.raises(NoSuchSpeaker):
        without_speaker(without, "ana")


@pytest.mark.parametrize(("by", "order"), [(1, ["iva", "ana"]), (-1, ["ana", "iva"]), (9, ["iva", "ana"])])
def test_a_speaker_moves_as_far_as_there_are_others(by: int, order: list[str]) -> None:
    assert [each.key for each in moved_speaker(replace(WORKSHOP, speakers=[ANA, IVA]), "ana", by).speakers] == order


def test_a_new_speaker_gets_a_key_of_their_own_and_one_who_is_there_is_replaced() -> None:
    event = put_speaker(replace(WORKSHOP, speakers=[ANA]), EventSpeaker(key="new", name="Ana"))
    assert [each.key for each in event.speakers] == ["ana", "ana-2"]
    assert put_speaker(event, replace(ANA, name="Anna")).speakers[0].name == "Anna"
