"""Why check-ins are taken back: what devices and forms say, what is kept of it, and how it is shown."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from events_service.attendance.history import history_of
from events_service.audit import EntryRow
from events_service.checkin.admit import receive
from events_service.checkin.finding import get_check_in
from events_service.checkin.records import WhyTakenBack
from events_service.checkin.tables import WithdrawalRow
from events_service.checkin.taking_back import (
    NOTHING_SAID,
    TakingBack,
    decode_taking_back,
    taking_back_typed,
    why_in_words,
)
from events_service.checkin.withdraw import take_back
from events_service.database import Database
from events_service.programme.finding import get_any_event
from events_service.web.errors import FaultyFields
from tests.world.door import make_scan, open_doors
from tests.world.people import add_person
from tests.world.staff import add_staff
from tests.world.times import MORNING

anyio = pytest.mark.anyio
EVENT = "harghita-2024"
AT = datetime(2024, 4, 16, 6, tzinfo=UTC)
WRONG, OTHER = WhyTakenBack.WRONG_PERSON, WhyTakenBack.OTHER


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"", NOTHING_SAID),
        (b'{"reason": "wrong_person"}', TakingBack(reason=WRONG)),
        (b'{"reason": "other", "words": " She left. "}', TakingBack(reason=OTHER, words="She left.")),
        (
            b'{"reason": "test", "made_at": "2024-04-16T09:00:00+03:00"}',
            TakingBack(reason=WhyTakenBack.TEST, made_at=AT),
        ),
    ],
)
def test_a_device_says_why_and_when(sent: bytes, said: TakingBack) -> None:
    assert decode_taking_back(sent) == said


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"reason": "because"}, "reason"),
        ({"reason": "other"}, "words"),
        ({"reason": "other", "words": "  "}, "words"),
        ({"reason": "test", "words": "x" * 201}, "words"),
        ({"reason": "test", "made_at": "yesterday"}, "made_at"),
        ({"reason": "test", "made_at": "0001-01-01T00:00:00+14:00"}, "made_at"),
        ({"who": "me"}, "who"),
    ],
)
def test_what_cannot_be_read_is_named(sent: dict[str, Any], field: str) -> None:
    with pytest.raises(FaultyFields) as refused:
        decode_taking_back(json.dumps(sent).encode())
    assert [fault.field for fault in refused.value.faults] == [field]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"reason": "left_before", "words": ""}, TakingBack(reason=WhyTakenBack.LEFT_BEFORE)),
        ({"reason": "other", "words": "\u0000Bus\u200b left "}, TakingBack(reason=OTHER, words="Bus left")),
        ({"reason": "other", "words": "x" * 300}, TakingBack(reason=OTHER, words="x" * 200)),
        ({"reason": "other", "words": "\t "}, None),
        ({"reason": "nonsense", "words": "words"}, None),
        ({}, None),
    ],
)
def test_a_form_without_a_reason_says_nothing(form: dict[str, str], said: TakingBack | None) -> None:
    assert taking_back_typed(form) == said


def test_the_reason_is_put_into_words() -> None:
    assert why_in_words(None, None) == ""
    assert why_in_words(WRONG, None) == "Wrong person"
    assert why_in_words(WRONG, "his brother") == "Wrong person: his brother"
    assert why_in_words(OTHER, "She left.") == "She left."
    assert why_in_words(OTHER, None) == "Another reason"


@anyio
async def test_the_reason_is_kept_logged_and_shown_in_the_history(database: Database) -> None:
    await open_doors(database)
    row, host, scan = await add_person(database), await add_staff(database), make_scan()
    await receive(database, [scan], device="desk", account=host, now=MORNING)
    why = TakingBack(reason=WRONG, words="his brother", made_at=MORNING)
    later = MORNING + timedelta(hours=2)
    taken = await take_back(database, EVENT, scan.id, account=host, now=later, why=why)
    said = (later, WRONG, "his brother")
    async with database.reading() as session:
        kept = await get_check_in(session, EVENT, scan.id)
        assert (kept.withdrawn_at, kept.withdrawn_because, kept.withdrawn_words) == said
        assert (taken.withdrawn_at, taken.withdrawn_because, taken.withdrawn_words) == said
        facts = await session.scalar(select(EntryRow.facts).where(EntryRow.action == "check-ins.withdraw"))
        assert facts is not None
        assert (facts["check_in"], facts["reason"]) == (str(scan.id), "wrong_person")
        told = await history_of(session, await get_any_event(session, EVENT), row.id)
        made_at = await session.scalar(select(WithdrawalRow.made_at))
        assert made_at == MORNING
    assert "Check-in taken back: Wrong person: his brother · 2024-04-16" in [each.what for each in told]
