"""Where addresses are confirmed, the work that is done does not tell whether one is known, so neither does the time."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from litestar import Litestar
from msgspec.structs import replace
from sqlalchemy import select

from events_service.app import front
from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.settings import Settings
from tests.counting import counting
from tests.world.api import ADDRESS
from tests.world.events import for_parties, load
from tests.world.form import FILLED, FORM, colleague_typed
from tests.world.people import ask, body, colleague
from tests.world.service import BASE_URL
from tests.world.staff import add_staff

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
OPEN = replace(for_parties(1), capacity=100)
CONFIRMING = replace(for_parties(1, confirm_address=True), capacity=100)
COSTLY = ("sha", "hmac", "encrypt", "digest")
"""What the names of functions hold that hash or seal."""


@contextmanager
def working(database: Database) -> Iterator[tuple[list[str], Counter[str]]]:
    """Give the statements that are sent within the block, and how often what hashes or seals is called."""
    made: Counter[str] = Counter()

    def note(frame: Any, happened: str, function: Any) -> None:
        if happened == "c_call" and any(each in function.__name__.lower() for each in COSTLY):
            made[function.__name__] += 1

    with counting(database) as statements:
        sys.setprofile(note)
        try:
            yield statements, made
        finally:
            sys.setprofile(None)


async def send(client: httpx.AsyncClient, way: str, email: str, along: str) -> int:
    """Register by a program or by the form, with a colleague where one is named."""
    if way == "program":
        others = [colleague(1, email=along)] if along else []
        return (await client.post(ADDRESS, json=body(email=email, companions=others))).status_code
    filled = colleague_typed(along) if along else {}
    return (await client.post(FORM, data={**FILLED, **filled, "email": email})).status_code


@pytest.mark.parametrize("along", [False, True], ids=["alone", "with a colleague"])
@pytest.mark.parametrize("way", ["page", "program"])
async def test_a_known_address_takes_the_same_statements_and_hashes_as_an_unknown_one(
    client: httpx.AsyncClient, database: Database, settings: Settings, way: str, along: bool
) -> None:
    await load(database, OPEN)
    await ask(database, settings, 1)
    await load(database, CONFIRMING)
    for number in (2, 3):  # one has begun, and one so that what is kept once for all is kept
        await send(client, way, f"person{number}@example.org", f"with{number}@example.org" if along else "")
    done = {}
    for whose, email in (("unknown", "new"), ("registered", "person1"), ("begun", "person2")):
        with working(database) as (statements, made):
            status = await send(client, way, f"{email}@example.org", f"of-{email}@example.org" if along else "")
        done[whose] = (status, len(statements), made)
    assert done["registered"] == done["unknown"]
    assert done["begun"] == done["unknown"]
    assert done["unknown"][1] > 20
    assert done["unknown"][2].total() > 5
    async with database.reading() as session:
        kinds = list(
            await session.scalars(select(MailRow.kind).where(MailRow.recipient.like("person1@%")).order_by(MailRow.id))
        )
    assert kinds == ["confirmed", "already_registered"]


@pytest.mark.parametrize("address", ["/events/workshop/register/link", "/sign-in"])
async def test_who_asks_for_a_link_is_answered_before_anybody_looks_whether_the_address_is_known(
    client: httpx.AsyncClient, application: Litestar, database: Database, settings: Settings, address: str
) -> None:
    await load(database, OPEN)
    await ask(database, settings, 1)
    known = "person1@example.org"
    await add_staff(database, email=known)
    await client.post(address, data={"email": "first@example.org"})
    done = {}
    for email in (known, "nobody@example.org"):
        with counting(database) as statements:
            answered: list[Any] = []

            async def noting(
                scope: Any, receive: Any, send: Any, answered: list[Any] = answered, statements: list[str] = statements
            ) -> None:
                async def note(message: Any) -> None:
                    if message["type"] == "http.response.body":
                        answered.append(len(statements))
                    await send(message)

                await front(application)(scope, receive, note)

            transport = httpx.ASGITransport(app=noting)
            async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as browser:
                answer = await browser.post(address, data={"email": email})
        done[email] = (answer.status_code, answered[-1])
        assert (len(statements) > answered[-1] + 2, email) == (email == known, email)
    assert done[known] == done["nobody@example.org"]
