"""A definition with hints beside its fields reads as the one without them."""

import pytest
from hypothesis import given, settings

from events_service.programme.definitions import read
from events_service.programme.export import export
from events_service.programme.hints import with_hints
from events_service.programme.records import Event, EventStatus
from tests.world.definitions import events
from tests.world.events import HARGHITA, SHOWN, event
from tests.world.project import PROJECT


@settings(max_examples=60)
@given(event=events())
def test_hints_change_nothing_that_a_definition_says(event: Event) -> None:
    assert read(with_hints(export(event), PROJECT).encode()) == event


@pytest.mark.parametrize("text", ["kind: talk", "  kind: talk\nstatus: draft\nsessions:\n  - kind: x", "key: x\n"])
def test_a_text_that_looks_like_a_field_stays_as_it_is(text: str) -> None:
    tricky = event(title=text.replace("\n", " "), theme={"en": text.replace("\n", " ")}, summary=text)
    assert read(with_hints(export(tricky), PROJECT).encode()) == tricky


def test_every_event_says_its_status_and_who_may_come() -> None:
    for each in (HARGHITA, SHOWN, event(status=EventStatus.DRAFT)):
        lines = with_hints(export(each), PROJECT).splitlines()
        (status,) = [line for line in lines if line.startswith("status:")]
        assert status.split() == ["status:", each.status.value, "#", "draft,", "published,", "postponed,", "cancelled"]
        assert f"host: {each.host}   # peloponnese, harghita, haskovo" in lines
