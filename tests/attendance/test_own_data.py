"""Own data hold what every room keeps about a participant (GDPR Art. 15): nothing is left out, now or later."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import insert, select

from events_service import app  # noqa: F401  (it brings the tables of all rooms)
from events_service.access.records import Role
from events_service.access.tables import AccountRow
from events_service.attendance.own_data import OwnData
from events_service.attendance.records import Evidence
from events_service.attendance.tables import EvidenceMarkRow
from events_service.calendars.invitations import Participation
from events_service.checkin.in_room.tables import RoomPhoneRow
from events_service.checkin.records import WhyTakenBack
from events_service.checkin.tables import WithdrawalRow
from events_service.database import Base, Database
from events_service.printing.tables import BadgePrintRow
from events_service.registrations.records import Registration
from events_service.registrations.tables import InvitationRow, RegistrationRow
from tests.world.door import scan_row
from tests.world.events import WORKSHOP, load
from tests.world.people import body

pytestmark = pytest.mark.anyio

AT = datetime(2024, 4, 16, 6, 30, tzinfo=UTC)
LATER = datetime(2024, 4, 16, 7, 0, tzinfo=UTC)
AT_TEXT, LATER_TEXT = "2024-04-16T06:30:00Z", "2024-04-16T07:00:00Z"

GIVEN_AS = {
    "answer_files": "files",
    "badge_prints": "printed_badges",
    "check_ins": "scans",
    "chosen_sessions": "registration",
    "evidence_marks": "evidence",
    "imported_people": "imports",
    "invitation_letters": "invitation_letters",
    "invitations": "invitations",
    "outbox": "mails",
    "registrations": "registration",
    "room_phones": "room_phones",
    "scans_aside": "scans_set_aside",
}
"""Under which name of own data each table is given that knows of a registration."""

NOT_GIVEN = {
    "application_digest": "a digest of what is given",
    "certificate_number": "made of the registration's id, to find whom a certificate is for that bears it",
    "email_folded": "the address again, folded",
    "event_key": "given as the registration's event",
    "idempotency_key": "a key of the browser that sent the form",
    "manage_hash": "a secret's digest",
    "salt": "a number at random, so that nobody guesses what is given from its digest in the audit log",
    "told_standing": "what the last of the mails that are given said of the event",
    "told_version": "up to which version of the programme the mails that are given have told",
    "wanted_number": "a count in the order of arrival, kept while another way of taking part is waited for",
}
"""Columns of a registration that own data leave out, and why."""


def test_no_table_that_knows_of_a_registration_is_left_out() -> None:
    knows = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "registrations"
    } | {"registrations", *(table.name for table in Base.metadata.tables.values() if "registration_id" in table.c)}
    assert knows == set(GIVEN_AS)


def test_no_column_of_a_registration_is_left_out_without_a_reason() -> None:
    given = {*Registration.__struct_fields__, *OwnData.__struct_fields__}
    columns = set(RegistrationRow.__table__.c.keys())
    assert columns - given == set(NOT_GIVEN)


async def test_what_the_door_the_record_and_the_printer_keep_is_given(
    client: httpx.AsyncClient, database: Database, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, WORKSHOP)
    made = (await client.post(f"/api/v1/events/{WORKSHOP.key}/registrations", json=body())).json()
    scan = uuid4()
    async with database.transaction() as session:
        row = (await session.scalars(select(RegistrationRow))).one()
        account = AccountRow(
            email="desk@example.org", name="D", role=Role.ORGANISER, project_key="secon", created_at=AT
        )
        session.add(account)
        await session.flush()
        who = {"event_key": WORKSHOP.key, "registration_id": row.id, "account_id": account.id}
        session.add(scan_row(id=scan, badge_code=row.badge_code, scanned_at=AT, received_at=LATER, **who))
        noted = {"checkpoint": "2024-04-16", "stands": True, "marked_at": LATER, **who}
        session.add(EvidenceMarkRow(evidence=Evidence.SIGNED_ON_PAPER, **noted))
        await session.flush()
        session.add(EvidenceMarkRow(evidence=Evidence.EXCUSED, reason="a train", salt="5" * 32, **noted))
        phone = {"event_key": WORKSHOP.key, "registration_id": row.id, "token_hash": "h"}
        session.add(RoomPhoneRow(bound_at=AT, forget_at=LATER, **phone))
        session.add(BadgePrintRow(registration_id=row.id, layout="a6", fingerprint="f", printed_at=AT))
        why = {"reason": WhyTakenBack.OTHER, "words": "another Ana", "salt": "5" * 32, "made_at": AT}
        taken = {"check_in_id": scan, "withdrawn_at": LATER, "account_id": account.id}
        await session.execute(insert(WithdrawalRow).values(**taken, **why))
        for sent in await session.scalars(select(InvitationRow)):
            sent.answer, sent.answered_at = Participation.ACCEPTED, LATER
    data = (await client.get(f"{made['manage_url']}/data.json")).json()
    assert data["scans"] == [
        {
            "checkpoint": "2024-04-16",
            "method": "scan",
            "outcome": "accepted",
            "scanned_at": AT_TEXT,
            "received_at": LATER_TEXT,
            "withdrawn_at": LATER_TEXT,
            "withdrawn_because": "other",
            "withdrawn_words": "another Ana",
            "withdrawn_by_device_at": AT_TEXT,
            "let_in_because": None,
        }
    ]
    assert data["evidence"] == [
        {"checkpoint": "2024-04-16", "stands": True, "noted_at": LATER_TEXT, **noted}
        for noted in (
            {"evidence": "signed_on_paper", "reason": None},
            {"evidence": "excused", "reason": "a train"},
        )
    ]
    assert data["room_phones"] == [{"bound_at": AT_TEXT, "forgotten_at": LATER_TEXT}]
    assert data["printed_badges"] == [{"layout": "a6", "printed_at": AT_TEXT}]
    assert [each["answer"] for each in data["invitations"]] == ["ACCEPTED"] * len(WORKSHOP.days)
    assert data["changes"][0]["action"] == "registration.created"
    assert set(GIVEN_AS.values()) <= set(data)
