"""Several colleagues registered at once: each on their own, all or none, in line as one party."""

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service.database import Database
from events_service.mail.tables import MailRow
from tests.world.api import ADDRESS, faults
from tests.world.events import for_parties, load
from tests.world.people import body, colleague, everybody

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]


async def test_each_colleague_gets_a_registration_of_their_own_right_behind(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, for_parties())
    sent = body(sessions=["bus"], companions=[colleague(1), colleague(2, country="RO", organisation="Harghita")])
    answer = (await client.post(ADDRESS, json=sent)).json()
    first, ana, other = await everybody(database)
    assert [each["id"] for each in answer["companions"]] == [str(ana.id), str(other.id)]
    assert all(set(each) == {"id", "status", "sessions"} for each in answer["companions"])
    assert [each.number for each in (first, ana, other)] == [1, 2, 3]
    assert [each.party for each in (first, ana, other)] == [None, first.id, first.id]
    assert (ana.organisation, ana.country, ana.language) == ("Province of Flemish Brabant", "BE", "nl")
    assert (other.organisation, other.country) == ("Harghita", "RO")
    assert [each.key for each in ana.sessions] == ["bus"]
    assert len({first.badge_code, ana.badge_code, other.badge_code}) == 3
    assert ana.notice_version == first.notice_version


async def test_a_colleague_learns_by_mail_who_registered_them_and_what_for(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, for_parties())
    await client.post(ADDRESS, json=body(companions=[colleague(1, language="en")]))
    async with database.reading() as session:
        mails = {mail.recipient: mail for mail in await session.scalars(select(MailRow))}
    letter = mails["ana1@example.org"].message.decode()
    assert "Jan van der Berg has registered you" in letter.replace("=\r\n", "").replace("\n", " ")
    assert "/events/workshop/privacy?version=" in letter.replace("=\n", "").replace("=3D", "=")
    assert "has registered you" not in mails["jan@example.org"].message.decode()


async def test_a_fault_stands_at_the_right_colleague_and_nobody_is_registered(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, for_parties())
    sent = body(companions=[colleague(1), colleague(2, email="ana2", first_name=""), colleague(3, country="XX")])
    response = await client.post(ADDRESS, json=sent)
    assert response.status_code == 422
    assert faults(response) == ["companions.1.email", "companions.1.first_name", "companions.2.country"]
    assert await everybody(database) == []


async def test_an_address_stands_in_a_party_once_save_that_of_who_registers_it(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, for_parties())
    sent = body(
        companions=[colleague(1, email="JAN@example.org"), colleague(2), colleague(3, email="ana2@example.org")]
    )
    assert faults(await client.post(ADDRESS, json=sent)) == ["companions.2.email"]


async def test_all_or_nobody_where_a_colleague_is_registered_already(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, for_parties())
    await client.post(ADDRESS, json=body(email="ana2@example.org"))
    response = await client.post(ADDRESS, json=body(companions=[colleague(1), colleague(2)]))
    assert (response.status_code, faults(response)) == (422, ["companions.1.email"])
    assert [each.email for each in await everybody(database)] == ["ana2@example.org"]


async def test_who_is_registered_cannot_be_asked_without_end_by_applications_that_are_refused(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, for_parties())
    await client.post(ADDRESS, json=body(email="ana1@example.org"))
    asked = [
        (await client.post(ADDRESS, json=body(email=f"who{number}@example.org", companions=[colleague(1)]))).status_code
        for number in range(21)
    ]
    # One network learns of no more than fifteen; from many of them the mailbox itself has enough after twenty.
    assert asked == [422] * 15 + [429] * 6
    assert len(await everybody(database)) == 1


async def test_the_same_key_sent_again_counts_against_nobody_twice(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, for_parties())
    once = {"Idempotency-Key": "c2f1"}
    sent = [await client.post(ADDRESS, json=body(companions=[colleague(1)]), headers=once) for _ in range(25)]
    assert {answer.status_code for answer in sent} == {201}
    again = {"Idempotency-Key": "c2f2"}
    other = body(email="who@example.org", companions=[colleague(1)])
    assert (await client.post(ADDRESS, json=other, headers=again)).status_code == 422


async def test_no_more_colleagues_than_the_event_says(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, for_parties(1))
    response = await client.post(ADDRESS, json=body(companions=[colleague(1), colleague(2)]))
    assert faults(response) == ["companions"]


async def test_a_party_waits_in_its_order_where_places_are_few(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, replace(for_parties(), capacity=2))
    answer = (await client.post(ADDRESS, json=body(companions=[colleague(1), colleague(2), colleague(3)]))).json()
    assert answer["status"] == "confirmed"
    assert [(each["status"], each.get("waiting_position")) for each in answer["companions"]] == [
        ("confirmed", None),
        ("waitlisted", 1),
        ("waitlisted", 2),
    ]


async def test_a_party_that_does_not_fit_is_refused_as_a_whole_without_a_waiting_list(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, replace(for_parties(waiting_list=False), capacity=2))
    response = await client.post(ADDRESS, json=body(companions=[colleague(1), colleague(2)]))
    assert response.status_code == 409
    assert response.json()["type"].endswith("/event-full")
    assert "2" in response.json()["title"]
    assert await everybody(database) == []


async def test_a_bus_with_too_few_places_takes_nobody_of_a_party(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, for_parties(5, waiting_list=False))
    sent = body(sessions=["bus"], companions=[colleague(number) for number in range(4)])
    assert faults(await client.post(ADDRESS, json=sent)) == ["sessions"]


async def test_a_partners_session_is_not_passed_on_to_somebody_else(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, for_parties())
    sent = body(sessions=["bus", "steering"], companions=[colleague(1, category="stakeholder"), colleague(2)])
    assert (await client.post(ADDRESS, json=sent)).status_code == 201
    _, stakeholder, partner = await everybody(database)
    assert {each.key for each in stakeholder.sessions} == {"bus"}
    assert {each.key for each in partner.sessions} == {"bus", "steering"}


async def test_the_same_key_makes_one_party(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, for_parties())
    sent, headers = body(companions=[colleague(1), colleague(2)]), {"Idempotency-Key": "k"}
    once, twice = [await client.post(ADDRESS, json=sent, headers=headers) for _ in range(2)]
    assert once.json() == twice.json()
    assert len(await everybody(database)) == 3


async def test_nobody_consents_for_a_colleague(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, for_parties())
    sent = body(consents={"privacy_notice": True, "photos": True, "special_needs": True}, dietary_needs="vegan")
    await client.post(ADDRESS, json={**sent, "companions": [colleague(1)]})
    first, ana = await everybody(database)
    assert first.photos
    assert not ana.photos
