"""Two who change one event from the same version: what each changed holds, unless both changed the same field."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from events_service.programme.merging import Conflict, merge
from events_service.programme.records import Condition, Event, Option, Question, QuestionKind, Session, Venue
from tests.world.definitions import events
from tests.world.events import BUS, COFFEE, WORKSHOP, event, with_session, without_session
from tests.world.times import at

Change = Callable[[Event], Event]
CITY = Question(
    key="city",
    kind=QuestionKind.CHOICE,
    label={"en": "City", "bg": "Град"},
    options=[Option(key="sofia", label="Sofia"), Option(key="varna", label="Varna")],
)
STAY = Question(key="stay", kind=QuestionKind.YES_NO, label="Do you stay for the night?")
MEAL = Question(key="meal", kind=QuestionKind.TEXT, label="What do you eat?")
WITH_QUESTIONS = replace(WORKSHOP, registration=replace(WORKSHOP.registration, questions=[CITY, STAY]))


def with_(**changes: Any) -> Change:
    return lambda began: replace(began, **changes)


def registering(**changes: Any) -> Change:
    return lambda began: replace(began, registration=replace(began.registration, **changes))


def placed(**changes: Any) -> Change:
    return lambda began: replace(began, venue=replace(began.venue, **changes))


def session(key: str, **changes: Any) -> Change:
    return lambda began: with_session(began, key, **changes)


def without(key: str) -> Change:
    return lambda began: without_session(began, key)


def more(added: Session, place: int) -> Change:
    return lambda began: replace(began, sessions=[*began.sessions[:place], added, *began.sessions[place:]])


def asking(*questions: Question) -> Change:
    return registering(questions=list(questions))


def both(*changes: Change) -> Change:
    def changed(began: Event) -> Event:
        for change in changes:
            began = change(began)
        return began

    return changed


NOTHING = with_()
PER_LANGUAGE = [
    (with_(title={"bg": "Друго", "en": "3rd interregional workshop"}), with_(title={**event().title, "en": "Other"})),
    (with_(title={**event().title, "ro": "Atelier"}), with_(title={"bg": "3ти междурегионален уъркшоп"})),
]


@pytest.mark.parametrize(
    ("theirs", "ours", "merged"),
    [
        (NOTHING, with_(capacity=12), with_(capacity=12)),
        (with_(capacity=12), NOTHING, with_(capacity=12)),
        (with_(capacity=12), with_(capacity=12), with_(capacity=12)),
        (with_(capacity=12), with_(theme="Bread"), with_(capacity=12, theme="Bread")),
        (registering(approval=True), registering(companions=2), registering(approval=True, companions=2)),
        (placed(address="Gate 2"), placed(city="Csíkszereda"), placed(address="Gate 2", city="Csíkszereda")),
        (*PER_LANGUAGE[0], with_(title={"bg": "Друго", "en": "Other"})),
        (*PER_LANGUAGE[1], with_(title={"bg": "3ти междурегионален уъркшоп", "ro": "Atelier"})),
        (session("bus", capacity=6), session("bus", room="Gate"), session("bus", capacity=6, room="Gate")),
        (session("bus", capacity=6), without("welcome"), both(session("bus", capacity=6), without("welcome"))),
        (without("bus"), without("bus"), without("bus")),
        (without("bus"), session("welcome", room="Gate"), both(without("bus"), session("welcome", room="Gate"))),
        (
            more(COFFEE, 1),
            more(replace(BUS, key="boat"), 2),
            both(more(COFFEE, 1), more(replace(BUS, key="boat"), 3)),
        ),
        (with_(venue=None), with_(capacity=12), with_(venue=None, capacity=12)),
        (with_(days=WORKSHOP.days[:1]), session("bus", room="Gate"), None),
    ],
)
def test_what_each_changed_holds(theirs: Change, ours: Change, merged: Change | None) -> None:
    found = merge(WORKSHOP, theirs(WORKSHOP), ours(WORKSHOP))
    assert found.conflicts == ()
    assert found.record == (merged or both(theirs, ours))(WORKSHOP)


@pytest.mark.parametrize(
    ("theirs", "ours", "merged"),
    [
        (asking(MEAL, CITY, STAY), asking(CITY, STAY, replace(STAY, key="park")), [MEAL, CITY, STAY, "park"]),
        (asking(STAY, CITY), asking(replace(CITY, required=True), STAY), [STAY, replace(CITY, required=True)]),
        (
            asking(replace(CITY, options=[*CITY.options, Option(key="ruse", label="Ruse")]), STAY),
            asking(replace(CITY, options=CITY.options[::-1]), STAY),
            [replace(CITY, options=[CITY.options[1], Option(key="ruse", label="Ruse"), CITY.options[0]]), STAY],
        ),
    ],
)
def test_questions_and_their_options_stand_in_an_order_that_fits_both(
    theirs: Change, ours: Change, merged: list[Question | str]
) -> None:
    found = merge(WITH_QUESTIONS, theirs(WITH_QUESTIONS), ours(WITH_QUESTIONS))
    assert found.conflicts == ()
    expected = [replace(STAY, key=each) if isinstance(each, str) else each for each in merged]
    assert found.record.registration.questions == expected


@pytest.mark.parametrize(
    ("theirs", "ours", "conflict"),
    [
        (with_(capacity=12), with_(capacity=14), ("capacity", 12, 14)),
        (with_(capacity=None), with_(capacity=14), ("capacity", None, 14)),
        (
            with_(days=[date(2024, 5, 1)]),
            with_(days=[date(2024, 5, 2)]),
            ("days", *[[date(2024, 5, n)] for n in (1, 2)]),
        ),
        (registering(companions=1), registering(companions=2), ("registration.companions", 1, 2)),
        (with_(venue=None), placed(city="Cluj"), ("venue", None, placed(city="Cluj")(WORKSHOP).venue)),
        (with_(theme="A"), with_(theme="B"), ("theme", "A", "B")),
        (with_(title={"en": "A"}), with_(title={"en": "B"}), ("title.en", "A", "B")),
        (with_(title="A"), with_(title={"en": "B"}), ("title", "A", {"en": "B"})),
        (session("bus", start=at("2024-04-16T15:00")), session("bus", start=at("2024-04-16T13:00")), None),
        (without("bus"), session("bus", capacity=6), ("sessions.bus", None, replace(BUS, capacity=6))),
        (session("bus", capacity=6), without("bus"), ("sessions.bus", replace(BUS, capacity=6), None)),
        (
            more(COFFEE, 0),
            more(replace(COFFEE, title="Tea"), 0),
            ("sessions.coffee", COFFEE, replace(COFFEE, title="Tea")),
        ),
    ],
)
def test_what_both_changed_in_other_ways_is_given_back_with_both_values(
    theirs: Change, ours: Change, conflict: tuple[str, Any, Any] | None
) -> None:
    saved, changed = conflict[1:] if conflict else (at("2024-04-16T15:00"), at("2024-04-16T13:00"))
    path = tuple((conflict[0] if conflict else "sessions.bus.start").split("."))
    found = merge(WORKSHOP, theirs(WORKSHOP), ours(WORKSHOP))
    assert found.conflicts == (Conflict(path=path, saved=saved, changed=changed),)


def test_two_orders_of_the_questions_are_a_conflict_and_two_orders_of_the_sessions_are_none() -> None:
    began = asking(CITY, STAY, MEAL)(WORKSHOP)
    found = merge(began, asking(STAY, CITY, MEAL)(began), asking(CITY, MEAL, STAY)(began))
    path, theirs, ours = ("registration", "questions"), ["stay", "city", "meal"], ["city", "meal", "stay"]
    assert found.conflicts == (Conflict(path=path, saved=theirs, changed=ours),)
    first, second, third = WORKSHOP.sessions
    orders = [replace(WORKSHOP, sessions=each) for each in ([second, first, third], [first, third, second])]
    assert merge(WORKSHOP, *orders).conflicts == ()


def test_one_is_told_which_fields_another_changed_meanwhile() -> None:
    theirs = both(with_(capacity=12, title={"en": "Other"}), session("bus", room="Gate"), without("welcome"))
    found = merge(WORKSHOP, theirs(WORKSHOP), with_(theme="Bread")(WORKSHOP))
    assert set(found.meanwhile) == {
        ("capacity",),
        ("title", "bg"),
        ("title", "en"),
        ("sessions", "bus", "room"),
        ("sessions", "welcome"),
    }
    assert merge(WORKSHOP, WORKSHOP, with_(theme="Bread")(WORKSHOP)).meanwhile == ()


def test_a_condition_and_a_place_without_a_name_hold_as_a_whole() -> None:
    asked = replace(STAY, when=Condition(question="city", answers=["sofia"]))
    began = asking(CITY, asked)(WORKSHOP)
    theirs = asking(CITY, replace(asked, when=Condition(question="city", answers=["varna"])))(began)
    ours = asking(CITY, replace(asked, when=None))(began)
    (conflict,) = merge(began, theirs, ours).conflicts
    assert conflict.path == ("registration", "questions", "stay", "when")
    nowhere = with_(venue=None)(WORKSHOP)
    (conflict,) = merge(nowhere, with_(venue=Venue(name="A"))(nowhere), with_(venue=Venue(name="B"))(nowhere)).conflicts
    assert conflict.path == ("venue",)


@given(events(), events())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_who_alone_changed_an_event_finds_just_that_saved(began: Event, changed: Event) -> None:
    assert merge(began, began, changed).record == changed
    assert merge(began, changed, began).record == changed
    assert merge(began, changed, changed).record == changed
    assert merge(began, began, changed).conflicts == merge(began, changed, changed).conflicts == ()
