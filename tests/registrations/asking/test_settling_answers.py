"""Which answers to an organiser's questions stand, case by case."""

from collections.abc import Mapping
from typing import Any

import pytest

from events_service.programme.records import Condition, Question, QuestionKind
from events_service.registrations.asking.file_kinds import LARGEST_FILE
from events_service.registrations.asking.questions import (
    LONGEST_TEXT,
    NOT_ASKED,
    TOO_LARGE,
    UNANSWERED,
    WRONG,
    chosen_keys,
    is_asked,
    settle_answers,
    unanswered,
)
from events_service.registrations.records import Answer, SentFile
from events_service.web.errors import FaultyFields
from tests.world.questions import PDF, QUESTIONS

HOTEL: Mapping[str, Answer] = {"stay": "hotel", "arrival": "2024-04-15"}


@pytest.mark.parametrize(
    ("given", "held", "stand"),
    [
        ({}, {}, {}),
        ({"topic": " Water\r\nand soil "}, {}, {"topic": "Water\nand soil"}),
        ({"topic": "  "}, {}, {}),
        ({"topic": ""}, {"topic": "Water"}, {}),
        ({"topic": None}, {"topic": "Water"}, {}),
        ({}, {"topic": "Water"}, {"topic": "Water"}),
        ({"tables": ["money", "law", "law"]}, {}, {"tables": ["law", "money"]}),
        ({"tables": []}, {"tables": ["law"]}, {}),
        ({"speaks": False}, {}, {"speaks": False}),
        ({"stay": "hotel", "arrival": " 2024-04-15 "}, {}, HOTEL),
        # What hangs on another answer goes with it.
        ({"stay": "home", "arrival": "2024-04-15"}, {}, {"stay": "home"}),
        ({"stay": "home"}, HOTEL, {"stay": "home"}),
        # What is held stays good when its option or its question has left the definition.
        ({"stay": "tent"}, {"stay": "tent"}, {"stay": "tent"}),
        ({"tables": ["law", "gold"]}, {"tables": ["gold"]}, {"tables": ["law", "gold"]}),
        ({}, {"shoes": "43"}, {"shoes": "43"}),
        ({"shoes": "44"}, {"shoes": "43"}, {"shoes": "43"}),
        ({"shoes": None}, {"shoes": "43"}, {}),
        ({"speaks": True}, {"slides": "a.pdf"}, {"speaks": True, "slides": "a.pdf"}),
        ({"speaks": False}, {"speaks": True, "slides": "a.pdf"}, {"speaks": False}),
    ],
)
def test_answers_that_stand(given: Any, held: Any, stand: Any) -> None:
    assert settle_answers(QUESTIONS, given, held, complete=False).answers == stand


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({"moon": "yes"}, {"answers.moon": NOT_ASKED}),
        ({"topic": True}, {"answers.topic": WRONG[QuestionKind.TEXT]}),
        ({"topic": "x" * (LONGEST_TEXT + 1)}, {"answers.topic": WRONG[QuestionKind.TEXT]}),
        ({"topic": "a\x00b"}, {"answers.topic": WRONG[QuestionKind.TEXT]}),
        ({"stay": "tent"}, {"answers.stay": WRONG[QuestionKind.CHOICE]}),
        ({"stay": ["hotel"]}, {"answers.stay": WRONG[QuestionKind.CHOICE]}),
        ({"stay": "hotel", "arrival": "15.04.2024"}, {"answers.arrival": WRONG[QuestionKind.DATE]}),
        ({"stay": "hotel", "arrival": "20240415"}, {"answers.arrival": WRONG[QuestionKind.DATE]}),
        ({"stay": "hotel", "arrival": "2024-02-30"}, {"answers.arrival": WRONG[QuestionKind.DATE]}),
        ({"stay": "hotel", "arrival": "1066-10-14"}, {"answers.arrival": WRONG[QuestionKind.DATE]}),
        ({"tables": ["law", "moon"]}, {"answers.tables": WRONG[QuestionKind.SEVERAL]}),
        ({"tables": "law"}, {"answers.tables": WRONG[QuestionKind.SEVERAL]}),
        ({"speaks": "yes"}, {"answers.speaks": WRONG[QuestionKind.YES_NO]}),
        ({"speaks": True, "slides": "a.pdf"}, {"answers.slides": WRONG[QuestionKind.FILE]}),
        (
            {"speaks": True, "slides": SentFile(name="a.pdf", content=b"MZ\x90")},
            {"answers.slides": WRONG[QuestionKind.FILE]},
        ),
        (
            {"speaks": True, "slides": SentFile(name="a.pdf", content=PDF + bytes(LARGEST_FILE))},
            {"answers.slides": TOO_LARGE},
        ),
        ({"topic": SentFile(name="a.pdf", content=PDF)}, {"answers.topic": WRONG[QuestionKind.TEXT]}),
        ({"moon": "yes", "speaks": "no"}, {"answers.moon": NOT_ASKED, "answers.speaks": WRONG[QuestionKind.YES_NO]}),
    ],
)
def test_what_is_no_answer(given: Any, faults: dict[str, str]) -> None:
    with pytest.raises(FaultyFields) as refused:
        settle_answers(QUESTIONS, given, {}, complete=False)
    assert {fault.field: fault.message for fault in refused.value.faults} == faults


@pytest.mark.parametrize(
    ("given", "held", "missing"),
    [
        ({}, {}, ["stay"]),
        ({"stay": "home"}, {}, []),
        ({"stay": "hotel"}, {}, ["arrival"]),
        ({"stay": "hotel"}, {"arrival": "2024-04-15"}, []),
        ({"stay": None}, HOTEL, ["stay"]),
        ({"arrival": None}, HOTEL, ["arrival"]),
    ],
)
def test_what_has_to_be_answered_is_missed_only_where_answers_are_to_be_complete(
    given: Any, held: Any, missing: list[str]
) -> None:
    settle_answers(QUESTIONS, given, held, complete=False)
    if not missing:
        settle_answers(QUESTIONS, given, held, complete=True)
        return
    with pytest.raises(FaultyFields) as refused:
        settle_answers(QUESTIONS, given, held, complete=True)
    faults = {fault.field: fault.message for fault in refused.value.faults}
    assert faults == {f"answers.{key}": UNANSWERED for key in missing}


def test_a_file_is_kept_under_a_safe_name_with_the_kind_of_its_content() -> None:
    sent = SentFile(name="C:\\My slides.docx", content=PDF)
    settled = settle_answers(QUESTIONS, {"speaks": True, "slides": sent}, {}, complete=False)
    file = settled.files["slides"]
    assert settled.answers["slides"] == file.name == "My slides.docx.pdf"
    assert (file.kind.media_type, file.content) == ("application/pdf", PDF)


@pytest.mark.parametrize(
    ("answer", "keys"),
    [(None, set()), ("", set()), (True, {"yes"}), (False, {"no"}), ("hotel", {"hotel"}), (["a", "b"], {"a", "b"})],
)
def test_yes_and_no_count_as_options(answer: Answer | None, keys: set[str]) -> None:
    assert chosen_keys(answer) == keys


@pytest.mark.parametrize(
    ("answers", "asked"), [({}, False), ({"speaks": False}, False), ({"speaks": True}, True), ({"stay": "yes"}, False)]
)
def test_a_question_is_asked_after_the_answers_it_names(answers: dict[str, Answer], asked: bool) -> None:
    when = Condition(question="speaks", answers=["yes"])
    assert is_asked(Question(key="q", kind=QuestionKind.TEXT, label="?", when=when), answers) is asked


def test_what_is_unanswered_is_asked_required_and_without_an_answer() -> None:
    assert [each.key for each in unanswered(QUESTIONS, {})] == ["stay"]
    assert [each.key for each in unanswered(QUESTIONS, {"stay": "hotel"})] == ["arrival"]
    assert unanswered(QUESTIONS, {"stay": "home"}) == []
