"""Somebody whom nobody has approved: amber at the door, let in by staff who say why, and without a certificate."""

import re

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service.attendance.certificates import attended
from events_service.checkin.tables import CheckInRow
from events_service.database import Database
from events_service.programme.records import CertificateRule
from events_service.registrations.records import Status
from tests.world.api import ADDRESS
from tests.world.attendance import MARIA, record
from tests.world.door import check_in
from tests.world.events import WORKSHOP, load
from tests.world.people import body
from tests.world.staff import sign_in

FIRST_DAY = "2024-04-16"
DESK = "/organise/events/workshop/check-in"
APPROVING = replace(WORKSHOP, registration=replace(WORKSHOP.registration, approval=True))


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
async def test_the_desk_lets_in_whom_nobody_approved_for_a_reason_that_is_kept(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, APPROVING)
    code = (await client.post(ADDRESS, json=body())).json()["badge_code"]
    await sign_in(client, database)
    sent = {"badge": code, "checkpoint": FIRST_DAY, "on": FIRST_DAY}
    shown = (await client.get((await client.post(DESK, data=sent)).headers["location"])).text
    assert re.search(r'class="outcome unapproved">\s*<strong>Not approved</strong>', shown)
    assert 'name="let_in_because"' in shown
    reason = {"method": "staff", "let_in_because": " The host knows her "}
    shown = (await client.get((await client.post(DESK, data=sent | reason)).headers["location"])).text
    assert re.search(r'class="outcome accepted">\s*<strong>Welcome</strong>', shown)
    assert "Let in without approval: The host knows her" in shown
    async with database.reading() as session:
        rows = (await session.scalars(select(CheckInRow).order_by(CheckInRow.id))).all()
    assert {(row.outcome.value, row.let_in_because) for row in rows} == {
        ("not_approved", None),
        ("accepted", "The host knows her"),
    }


@pytest.mark.parametrize(
    ("status", "rule", "gets"),
    [
        (Status.CONFIRMED, CertificateRule(), True),
        (Status.WAITLISTED, CertificateRule(), True),
        (Status.PENDING, CertificateRule(), False),
        (Status.PENDING, CertificateRule(unapproved=True), True),
    ],
)
def test_whom_nobody_approved_gets_a_certificate_only_where_the_rule_says_so(
    status: Status, rule: CertificateRule, gets: bool
) -> None:
    came = replace(MARIA, status=status)
    made = record(check_in(came), people=(came,))
    assert [one.registration for one in attended(made, rule)] == [came.id] * gets
