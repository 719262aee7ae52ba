"""An application and a change as they are sent, case by case: what is decoded, and every fault at its field."""

from typing import Any

import pytest
from msgspec import UNSET

from events_service.programme.codes import NO_MAILBOX
from events_service.programme.records import AttendanceMode
from events_service.registrations.asking.application import (
    CONSENT_SENTENCES,
    NEEDS_CONSENT,
    NO_LETTER,
    NOTICE_NEEDED,
    SENTENCES,
    decode_application,
    decode_changes,
)
from events_service.registrations.records import Application, Category, Changes, Consents
from events_service.web.decoding import MISSING
from events_service.web.errors import FaultyFields
from tests.world.people import APPLICATION, body, colleague


def faults_of(sent: dict[str, Any], **how: bool) -> dict[str, str]:
    with pytest.raises(FaultyFields) as refused:
        decode_application(sent, **how)
    return {fault.field: fault.message for fault in refused.value.faults}


def test_an_application_is_decoded_whole() -> None:
    assert decode_application(body()) == APPLICATION


@pytest.mark.parametrize(
    ("sent", "decoded"),
    [
        ({"first_name": "  Jan "}, {"first_name": "Jan"}),
        ({"attendance_mode": "online"}, {"attendance_mode": AttendanceMode.ONLINE}),
        ({"day_modes": {"2024-04-16": None}}, {"day_modes": {"2024-04-16": None}}),
        ({"category": "press"}, {"category": Category.PRESS}),
        ({"dietary_needs": None}, {"dietary_needs": None}),
        ({"answers": {"speaks": True, "tables": ["law"]}}, {"answers": {"speaks": True, "tables": ["law"]}}),
    ],
)
def test_what_is_decoded(sent: dict[str, Any], decoded: dict[str, Any]) -> None:
    application = decode_application(body(**sent))
    assert {name: getattr(application, name) for name in decoded} == decoded


@pytest.mark.parametrize(
    ("sent", "faults"),
    [
        ({"first_name": None}, {"first_name": MISSING}),
        ({"first_name": "two\nlines"}, {"first_name": SENTENCES["first_name"]}),
        ({"first_name": "12"}, {"first_name": NO_LETTER}),
        ({"last_name": "x" * 201}, {"last_name": SENTENCES["last_name"]}),
        ({"email": "jan"}, {"email": SENTENCES["email"]}),
        ({"email": f"jan@{'x' * 64}.org"}, {"email": NO_MAILBOX}),
        ({"country": "XX"}, {"country": SENTENCES["country"]}),
        ({"country": "bg"}, {"country": SENTENCES["country"]}),
        ({"language": "xx"}, {"language": SENTENCES["language"]}),
        ({"category": "boss"}, {"category": SENTENCES["category"]}),
        ({"attendance_mode": "by_post"}, {"attendance_mode": SENTENCES["attendance_mode"]}),
        ({"sessions": "bus"}, {"sessions": SENTENCES["sessions"]}),
        ({"day_modes": {"2024-04-16": "by_post"}}, {"day_modes": SENTENCES["day_modes"]}),
        ({"answers": {"topic": 5}}, {"answers.topic": SENTENCES["answers"]}),
        ({"answers": ["topic"]}, {"answers": SENTENCES["answers"]}),
        ({"consents": "yes"}, {"consents": SENTENCES["consents"]}),
        ({"consents": {"privacy_notice": "yes"}}, {"consents.privacy_notice": CONSENT_SENTENCES["privacy_notice"]}),
        ({"consents": {"privacy_notice": False}}, {"consents.privacy_notice": NOTICE_NEEDED}),
        ({"access_needs": "wheelchair"}, {"consents.special_needs": NEEDS_CONSENT}),
        ({"companions": "Ana"}, {"companions": SENTENCES["companions"]}),
        ({"companions": [colleague(1, email="ana")]}, {"companions.0.email": SENTENCES["email"]}),
        (
            {"companions": [colleague(1), colleague(2, country="XX", first_name="3")]},
            {"companions.1.country": SENTENCES["country"], "companions.1.first_name": NO_LETTER},
        ),
        (
            {"companions": [colleague(1, answers={"topic": 5})]},
            {"companions.0.answers.topic": SENTENCES["answers"]},
        ),
        (
            {"first_name": "7", "email": "jan", "country": "XX", "consents": {"privacy_notice": False}},
            {
                "first_name": NO_LETTER,
                "email": SENTENCES["email"],
                "country": SENTENCES["country"],
                "consents.privacy_notice": NOTICE_NEEDED,
            },
        ),
    ],
)
def test_every_fault_stands_at_its_field(sent: dict[str, Any], faults: dict[str, str]) -> None:
    assert faults_of(body(**sent)) == faults


def test_what_is_left_out_is_missed() -> None:
    assert faults_of({}) == dict.fromkeys(
        ("consents", "first_name", "last_name", "email", "organisation", "country", "category", "language"), MISSING
    )


def test_an_organiser_answers_for_the_notice_and_not_for_the_needs() -> None:
    unread = {"consents": {"privacy_notice": False}}
    decoded: Application = decode_application(body(**unread), by_organiser=True)
    assert decoded.consents == Consents(privacy_notice=False)
    assert faults_of(body(**unread, dietary_needs="halal"), by_organiser=True) == {
        "consents.special_needs": NEEDS_CONSENT
    }


@pytest.mark.parametrize(
    ("sent", "changes"),
    [
        ({}, Changes()),
        ({"first_name": "Ana"}, Changes(first_name="Ana")),
        ({"latin_name": ""}, Changes(latin_name="")),
        ({"latin_name": "  "}, Changes(latin_name="")),
        ({"sessions": []}, Changes(sessions=[])),
        ({"answers": {"topic": None}}, Changes(answers={"topic": None})),
    ],
)
def test_a_change_keeps_apart_what_is_left_out_and_what_is_emptied(sent: dict[str, Any], changes: Changes) -> None:
    assert decode_changes(sent) == changes
    assert decode_changes({}).first_name is UNSET


@pytest.mark.parametrize(
    ("sent", "faults"),
    [
        ({"first_name": " "}, {"first_name": MISSING}),
        ({"first_name": "7"}, {"first_name": NO_LETTER}),
        ({"email": f"jan@{'x' * 64}.org"}, {"email": NO_MAILBOX}),
        ({"country": "XX", "last_name": ""}, {"country": SENTENCES["country"], "last_name": MISSING}),
        ({"answers": {"topic": 5}}, {"answers.topic": SENTENCES["answers"]}),
    ],
)
def test_what_cannot_be_changed_so(sent: dict[str, Any], faults: dict[str, str]) -> None:
    with pytest.raises(FaultyFields) as refused:
        decode_changes(sent)
    assert {fault.field: fault.message for fault in refused.value.faults} == faults
