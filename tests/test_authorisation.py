"""Which role opens which address of staff: every address has a row, and what the row does not name is refused."""

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from events_service import clock
from events_service.access.accounts import NewAccount, add_account
from events_service.access.door_helpers import link_token
from events_service.access.helper_desks import open_desk
from events_service.access.records import Role
from events_service.access.sign_in import make_token
from events_service.checkin.helping import NewHelper, make_helper
from events_service.database import Database
from events_service.settings import Settings
from tests.world.events import load_fixtures
from tests.world.matrix import MATRIX, SENT
from tests.world.routes import addresses, filled
from tests.world.times import MORNING

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
EVENT, HOST, OTHER_EVENT, OTHER_HOST = "harghita-2024", "harghita", "haskovo-2023", "haskovo"
PEOPLE: dict[str, dict[str, object]] = {
    "A": {"role": Role.LEAD_PARTNER, "project": None},
    "L": {"role": Role.LEAD_PARTNER},
    "O": {"role": Role.ORGANISER, "partner": HOST},
    "o": {"role": Role.ORGANISER, "partner": OTHER_HOST},
    "E": {"role": Role.EVENT_MANAGER, "events": (EVENT,)},
    "e": {"role": Role.EVENT_MANAGER, "events": (OTHER_EVENT,)},
    "C": {"role": Role.CONTROLLER, "events": (EVENT,)},
    "c": {"role": Role.CONTROLLER, "events": (OTHER_EVENT,)},
}
OF_STAFF = ("/account", "/organise", "/review", "/api/v1")


def staff_addresses() -> list[str]:
    return sorted({f"{method} {path}" for method, path in addresses() if path.startswith(OF_STAFF)})


async def test_each_address_opens_to_those_that_its_row_names_and_to_nobody_else(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load_fixtures(database)
    tokens = {}
    for number, (letter, rights) in enumerate(PEOPLE.items()):
        own: dict[str, object] = {"project": "secon"} | rights
        new = NewAccount(email=f"p{number}@example.org", name=letter, **own)
        await add_account(database, new, now=clock.now())
        tokens[letter] = await make_token(database, new.email, timedelta(days=1), clock.now())
    opened = {}
    for address in staff_addresses():
        method, _, path = address.partition(" ")
        opened[address] = ""
        for letter, token in tokens.items():
            headers = {"Authorization": f"Bearer {token}"}
            answer = await client.request(method, filled(path), headers=headers, data=SENT.get(address))
            opened[address] += "" if answer.status_code in {401, 403} else letter
    assert opened == MATRIX


async def test_a_helper_opens_the_own_desk_and_nothing_of_staff(
    client: httpx.AsyncClient, settings: Settings, database: Database, set_clock: Callable[[str], None]
) -> None:
    await load_fixtures(database)
    set_clock(MORNING.isoformat())
    lead = await add_account(database, NewAccount(email="l@example.org", name="L", role=Role.LEAD_PARTNER), now=MORNING)
    new = NewHelper(name="Entrance B", checkpoint="2024-04-16")
    token = link_token(settings.secret_key, (await make_helper(database, EVENT, new, account=lead, now=MORNING)).id)
    held = {"Cookie": f"events_helper={await open_desk(database, settings.secret_key, token, MORNING, '')}"}
    answered: dict[str, list[int]] = {}
    for method, path in addresses():
        if path.startswith((*OF_STAFF, "/helper/desk")):
            asked = [await client.request(method, filled(path), headers=headers) for headers in (held, {})]
            answered[f"{method} {path}"] = [answer.status_code for answer in asked]
    own = {address: statuses for address, statuses in answered.items() if " /helper/desk" in address}
    assert {address: statuses for address, statuses in answered.items() if statuses[0] != statuses[1]} == own
    assert {statuses[1] for statuses in own.values()} == {401}
    assert {statuses[0] for statuses in own.values()} <= {200, 303, 404, 422}
