"""The application that each colleague inherits, and what is wrong with a party, case by case."""

from typing import Any

import pytest
from msgspec.structs import replace

from events_service.programme.records import AttendanceMode
from events_service.registrations.asking.companions import (
    SAME_ADDRESS,
    TOO_MANY,
    applications_of,
    at_place,
    party_faults,
)
from events_service.registrations.records import Category, Companion, Consents
from events_service.web.errors import FieldFault
from tests.world.events import FIRST_DAY, STEERING, for_parties, found
from tests.world.people import application

ANA = Companion(first_name="Ana", last_name="Popescu", email="ana@example.org")
ONLINE = AttendanceMode.ONLINE
FIRST = application(
    1,
    sessions=["bus", "steering"],
    day_modes={FIRST_DAY: ONLINE},
    answers={"stay": "hotel"},
    dietary_needs="halal",
    consents=Consents(privacy_notice=True, photos=True, special_needs=True),
    invitation="token",
)


@pytest.mark.parametrize(
    ("own", "inherited"),
    [
        ({}, {}),
        ({"organisation": "Harghita", "country": "RO", "language": "ro"}, {}),
        ({"category": Category.PRESS}, {"sessions": ["bus"]}),
        ({"category": Category.ADVISORY_PARTNER}, {}),
        ({"sessions": []}, {}),
        ({"category": Category.PRESS, "sessions": ["steering"]}, {}),
        ({"attendance_mode": ONLINE}, {"day_modes": {}}),
        ({"attendance_mode": ONLINE, "day_modes": {FIRST_DAY: None}}, {}),
        ({"day_modes": {}}, {}),
        ({"answers": {"stay": "home"}}, {}),
    ],
)
def test_what_a_colleague_leaves_out_is_as_for_whoever_registers_them(
    own: dict[str, Any], inherited: dict[str, Any]
) -> None:
    named = {"first_name": "Ana", "last_name": "Popescu", "email": "ana@example.org"}
    theirs = {"answers": {}, "consents": Consents(privacy_notice=False), "dietary_needs": None, "invitation": None}
    (colleague,) = applications_of(replace(FIRST, companions=[replace(ANA, **own)]), [STEERING])
    assert colleague == replace(FIRST, **{**named, **theirs, "companions": [], **inherited, **own})


@pytest.mark.parametrize(
    ("addresses", "faults"),
    [
        (["a"], {}),
        (["a", "b", "c"], {}),
        (["a", "b", "c", "d"], {"companions": TOO_MANY}),
        (["a", "a"], {"companions.0.email": SAME_ADDRESS}),
        (["a", "b", "b"], {"companions.1.email": SAME_ADDRESS}),
        (["a", "a", "a"], {"companions.0.email": SAME_ADDRESS, "companions.1.email": SAME_ADDRESS}),
    ],
)
def test_what_is_wrong_with_a_party(addresses: list[str], faults: dict[str, str]) -> None:
    assert {each.field: each.message for each in party_faults(found(for_parties(2)), addresses)} == faults


def test_faults_of_a_colleague_stand_at_their_place() -> None:
    assert at_place([FieldFault("email", "Write one.")], 3) == [FieldFault("companions.3.email", "Write one.")]
