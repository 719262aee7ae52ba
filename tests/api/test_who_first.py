"""Who asks is looked at before what was sent: nobody learns from a list of faults what is not theirs to send."""

from uuid import UUID

import httpx
import pytest

from events_service.access.records import Role
from events_service.database import Database
from tests.world.door import open_doors
from tests.world.events import door_event
from tests.world.people import add_person
from tests.world.staff import add_staff, token_of
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
FAULTY = b'{"device": 1, "scans": 2, "reason": [], "digest": {}, "email": 7, "unheard_of": true}'


async def answered(client: httpx.AsyncClient, database: Database, method: str, path: str, account: str) -> int:
    accounts = {
        "host": (Role.ORGANISER, "harghita"),
        "other": (Role.ORGANISER, "haskovo"),
        "lead": (Role.LEAD_PARTNER, None),
    }
    role, partner = accounts[account]
    headers = await token_of(database, await add_staff(database, role, partner), MORNING)
    return (await client.request(method, path, content=FAULTY, headers=headers)).status_code


@pytest.fixture
async def person(database: Database, set_clock: object) -> UUID:
    assert callable(set_clock)
    set_clock(MORNING.isoformat())
    await open_doors(database, door_event(), door_event(key="haskovo-2023", host="haskovo"))
    return (await add_person(database)).id


@pytest.mark.parametrize(
    ("account", "status"), [("host", 403), ("other", 403), ("lead", 422)], ids=["host", "other", "lead"]
)
@pytest.mark.parametrize("step", ["return", "approve"])
async def test_a_step_of_the_review_is_the_lead_partner_s_before_its_body_is_read(
    client: httpx.AsyncClient, database: Database, person: UUID, step: str, account: str, status: int
) -> None:
    path = f"/api/v1/events/harghita-2024/attendance/{step}"
    assert await answered(client, database, "POST", path, account) == status


@pytest.mark.parametrize(("account", "status"), [("host", 422), ("other", 403), ("lead", 422)])
async def test_a_change_is_the_organiser_s_before_its_body_is_read(
    client: httpx.AsyncClient, database: Database, person: UUID, account: str, status: int
) -> None:
    assert await answered(client, database, "PATCH", f"/api/v1/registrations/{person}", account) == status


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/events/nowhere/attendance/return"),
        ("POST", "/api/v1/events/nowhere/attendance/approve"),
        ("POST", "/api/v1/events/nowhere/registrations"),
        ("PATCH", f"/api/v1/registrations/{UUID(int=7)}"),
    ],
)
async def test_what_is_not_there_is_not_found_before_the_body_is_read(
    client: httpx.AsyncClient, database: Database, person: UUID, method: str, path: str
) -> None:
    assert await answered(client, database, method, path, "lead") == 404
