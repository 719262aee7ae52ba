"""What the door says of somebody: what the event shows there, no photos, and what to do where they are unexpected."""

import pytest
from msgspec.structs import replace

from events_service.checkin.checkpoints import CheckpointKind
from events_service.checkin.door_notes import door_notes
from events_service.checkin.labels import to_do
from events_service.programme.records import Option, Question, QuestionKind
from events_service.registrations.records import Status
from tests.world.events import SHOWN
from tests.world.people import make_registration

BUS = Question(
    key="bus", kind=QuestionKind.CHOICE, label={"en": "Bus"}, options=[Option(key="b", label={"en": "B"})], at_door=True
)
HOTEL = Question(key="hotel", kind=QuestionKind.TEXT, label={"en": "Hotel"})
PAPER = Question(key="paper", kind=QuestionKind.FILE, label={"en": "Paper"}, at_door=True)
ASKING = replace(SHOWN, registration=replace(SHOWN.registration, questions=[BUS, HOTEL, PAPER]))
ANSWERS = {"bus": "b", "hotel": "Arnika", "paper": "paper.pdf", "gone": "x"}


def test_the_door_shows_the_answers_that_the_event_shows_there_and_who_wants_no_photos() -> None:
    assert door_notes(ASKING, make_registration(answers=ANSWERS, photos=True)) == ["Bus: B"]
    assert door_notes(ASKING, make_registration(answers=ANSWERS, photos=False)) == ["Bus: B", "No photos"]
    assert door_notes(ASKING, make_registration(answers={}, photos=True)) == []


@pytest.mark.parametrize(
    ("status", "unexpected", "says"),
    [
        (Status.CONFIRMED, None, ""),
        (Status.CONFIRMED, CheckpointKind.DAY, "a seat and a meal"),
        (Status.CONFIRMED, CheckpointKind.SESSION, "first who signed up"),
        (Status.WAITLISTED, None, "whether there is a place"),
        (Status.OFFERED, None, "the link in their mail"),
        (Status.UNCONFIRMED, None, "the link in their mail now"),
        (Status.PENDING, None, ""),
    ],
)
def test_whoever_came_in_unexpected_comes_with_what_to_do(
    status: Status, unexpected: CheckpointKind | None, says: str
) -> None:
    sentence = to_do(status, unexpected)
    assert says in sentence
    assert bool(says) == bool(sentence)
