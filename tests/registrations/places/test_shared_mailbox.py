"""A delegation that shares one mailbox: each is registered, told by name, and reached, on page, API and import."""

import re
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from events_service.calendars.invitations import Participation
from events_service.calendars.replies import Reply
from events_service.database import Database
from events_service.registrations.letters.answering import take_answer
from events_service.registrations.places.bringing import bring
from events_service.registrations.places.change import change
from events_service.registrations.places.lost_link import send_link
from events_service.registrations.records import Changes, Companion
from events_service.registrations.spreadsheets.exporting import as_csv
from events_service.registrations.spreadsheets.importing import HandedIn, import_registrations
from events_service.settings import Settings
from events_service.web.errors import FaultyFields
from tests.world.api import ADDRESS, faults
from tests.world.events import for_parties, load
from tests.world.mails import itip, mails, plain_text
from tests.world.people import ask, body, colleague, everybody
from tests.world.times import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
OFFICE = "office@example.org"


def delegation(**changes: Any) -> dict[str, Any]:
    """Give a mayor who registers two colleagues who have their mails in the same office."""
    return body(
        email=OFFICE,
        language="en",
        companions=[colleague(1, email=OFFICE), colleague(2, email="Office@example.org")],
        **changes,
    )


async def test_colleagues_may_share_the_mailbox_of_who_registers_them_and_their_mails_name_them(
    client: httpx.AsyncClient, database: Database
) -> None:
    """Fault 17 of files and mail."""
    await load(database, for_parties())
    assert (await client.post(ADDRESS, json=delegation())).status_code == 201
    first, ana, other = await everybody(database)
    assert [each.shares_mailbox for each in (first, ana, other)] == [False, True, True]
    assert [str(mail["subject"]) for mail in await mails(database)] == [
        "Your place is confirmed: 3rd interregional workshop",
        "Your place is confirmed: 3rd interregional workshop (Ana No. 1)",
        "Your place is confirmed: 3rd interregional workshop (Ana No. 2)",
    ]
    assert [mail["to"].addresses[0].display_name for mail in await mails(database)] == [
        "Jan van der Berg", "Ana No. 1", "Ana No. 2",
    ]  # fmt: skip
    links = {re.search(r"/my/(\S+)", plain_text(mail))[1] for mail in await mails(database)}
    assert len(links) == 3


async def test_nobody_stands_twice_in_a_party_under_one_mailbox(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, for_parties())
    twice = body(email=OFFICE, companions=[colleague(1, email=OFFICE), colleague(1, first_name="ána", email=OFFICE)])
    assert faults(await client.post(ADDRESS, json=twice)) == ["companions.1.email"]
    myself = body(email=OFFICE)
    same = {name: myself[name] for name in ("first_name", "last_name", "email")}
    assert faults(await client.post(ADDRESS, json=body(email=OFFICE, companions=[same]))) == ["companions.0.email"]
    elsewhere = [colleague(1, email="x@example.org"), colleague(2, email="x@example.org")]
    assert faults(await client.post(ADDRESS, json=body(companions=elsewhere))) == ["companions.1.email"]


async def test_a_mailbox_that_several_share_is_sent_the_link_of_each(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, for_parties())
    await client.post(ADDRESS, json=delegation())
    await send_link(database, settings, "workshop", OFFICE, now=NOW)
    assert len(await mails(database, {"link"})) == 3


async def test_who_shares_a_mailbox_can_change_anything_and_have_an_address_of_their_own(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, for_parties())
    await client.post(ADDRESS, json=delegation())
    _, ana, other = await everybody(database)
    renamed = await change(database, settings, ana.id, Changes(last_name="Ilieva"), now=NOW)
    assert (renamed.last_name, renamed.shares_mailbox) == ("Ilieva", True)
    moved = await change(database, settings, other.id, Changes(email="ana@example.org"), now=NOW)
    assert (moved.email, moved.shares_mailbox) == ("ana@example.org", False)
    assert (await client.post(ADDRESS, json=body(email=OFFICE))).status_code == 409


async def test_an_answer_from_a_shared_mailbox_counts_for_whom_it_names(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, for_parties())
    await client.post(ADDRESS, json=delegation())
    uid = str(itip((await mails(database))[0]).events[0]["UID"])
    reply = Reply(
        uid=uid, sequence=0, stamp=NOW, attendee=OFFICE, participation=Participation.ACCEPTED, sender=OFFICE,
        name="No. 2, Ana",
    )  # fmt: skip
    assert (await take_answer(database, settings, reply, now=NOW)).number == 3
    assert (await take_answer(database, settings, replace(reply, name=""), now=NOW)).number is None
    assert [each.answer for each in await everybody(database)] == [None, None, Participation.ACCEPTED]


async def test_an_import_takes_people_of_one_mailbox_and_knows_each_again(
    database: Database, settings: Settings
) -> None:
    await load(database, for_parties())
    sheet = (
        "first_name,last_name,email,organisation,country,category,language\r\n"
        f"Jan,Berg,{OFFICE},Town,BE,stakeholder,en\r\n"
        f"Ana,Berg,{OFFICE},Town,BE,stakeholder,en\r\n"
    )
    handed_in = HandedIn(name="people.csv", content=sheet.encode(), mail=True)
    first = await import_registrations(database, settings, "workshop", handed_in, now=NOW)
    assert (first.confirmed, first.updated) == (2, 0)
    listed = await everybody(database)
    assert [(each.first_name, each.shares_mailbox) for each in listed] == [("Jan", False), ("Ana", True)]
    again = await import_registrations(database, settings, "workshop", handed_in, now=NOW)
    assert (again.confirmed, again.updated, again.unchanged) == (0, 0, 2)
    turned = replace(handed_in, content=as_csv(reversed(listed)))
    again = await import_registrations(database, settings, "workshop", turned, now=NOW)
    assert (again.confirmed, again.updated, again.unchanged) == (0, 0, 2)
    heading, _, ana = sheet.splitlines(keepends=True)
    moved = replace(handed_in, content=(heading + ana.replace("Town", "Sibiu")).encode())
    await import_registrations(database, settings, "workshop", moved, now=NOW)
    assert [each.organisation for each in await everybody(database)] == ["Town", "Sibiu"]


async def test_where_addresses_are_confirmed_each_of_a_shared_mailbox_confirms_and_asking_again_adds_nobody(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, for_parties(confirm_address=True))
    for _ in range(2):
        assert (await client.post(ADDRESS, json=delegation())).status_code in {201, 202}
    for mail in (await mails(database, {"confirm_address"}))[-3:]:
        token = re.search(r"/my/(\S+)", plain_text(mail))[1]
        await client.post(f"/my/{token}/confirm")
    assert len(await everybody(database)) == 3
    await client.post(ADDRESS, json=delegation())
    assert len(await everybody(database)) == 3


async def test_a_colleague_who_is_brought_later_may_share_the_mailbox_once(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, for_parties())
    first = await ask(database, settings, 1)
    again = Companion(first_name="Ana", last_name="Pop", email="person1@example.org")
    for _ in range(2):
        await bring(database, settings, first.registration.id, again, network=None, now=NOW)
    assert [each.shares_mailbox for each in await everybody(database)] == [False, True]
    myself = replace(again, first_name=first.registration.first_name, last_name=first.registration.last_name)
    with pytest.raises(FaultyFields):
        await bring(database, settings, first.registration.id, myself, network=None, now=NOW)
