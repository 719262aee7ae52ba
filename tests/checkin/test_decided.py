"""What the door decides; the desk's script runs the same cases."""

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from events_service.checkin.admit import admit
from events_service.checkin.desk import is_left_over
from events_service.checkin.records import Holder, Outcome
from events_service.programme.finding import FoundEvent, Seats
from events_service.registrations.records import RegistrationId, Status
from tests.world.door import make_scan
from tests.world.events import door_event
from tests.world.project import PROJECT
from tests.world.times import MORNING

CASES = json.loads((Path(__file__).parent / "decided.json").read_text())
EVENT = door_event()
FOUND = FoundEvent(event=EVENT, project=PROJECT, seats=Seats(capacity=None, taken=0), version=1, changed_at=MORNING)
HOLDER = Holder(
    id=RegistrationId(uuid4()), event=EVENT.key, status=Status.CONFIRMED, name="Мария Петрова", organisation="X"
)
READ: dict[str, Any] = {"status": Status, "cancelled_at": datetime.fromisoformat, "event": str}


@pytest.mark.parametrize("case", CASES["scans"], ids=lambda case: case["says"])
def test_a_scan_is_decided_as_on_the_device(case: dict[str, Any]) -> None:
    holder = case["holder"] and replace(HOLDER, **{name: READ[name](value) for name, value in case["holder"].items()})
    arrivals = {(HOLDER.id, checkpoint) for checkpoint in case["there"]}
    scan = make_scan(checkpoint=case["at"], let_in_because=case.get("let_in_because"))
    assert admit(scan, EVENT, holder, arrivals) is Outcome(case["outcome"])


def test_a_scan_for_an_event_that_is_not_here_is_at_the_wrong_one() -> None:
    assert admit(make_scan(event="nowhere"), None, HOLDER, set()) is Outcome.WRONG_EVENT


def test_the_cases_know_all_that_a_scan_can_lead_to() -> None:
    about_ids = {Outcome.CONFLICT, Outcome.INVALID, Outcome.AFTER_CLOSING}
    assert {Outcome(case["outcome"]) for case in CASES["scans"]} == set(Outcome) - about_ids


@pytest.mark.parametrize("case", CASES["left_over"], ids=lambda case: case["says"])
def test_a_desk_left_open_overnight_is_known_by_the_day_at_the_event(case: dict[str, Any]) -> None:
    for clock in (time.min, time.max):
        now = datetime.combine(date.fromisoformat(case["today"]), clock, FOUND.zone)
        assert is_left_over(FOUND, case["at"], case["chosen_on"], now) is case["is_left_over"]
