"""An invitation link lets a person or a group in, up to its quota, and says in a sentence when it does not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from events_service import audit, chain, clock
from events_service.access.accounts import NewAccount, add_account
from events_service.access.records import Role
from events_service.access.sign_in import make_link as make_sign_in_link
from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.programme.records import EventAccess, Registration
from events_service.registrations.finding import list_registrations
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.invitation_links import list_links
from events_service.registrations.places.invite import NewLink, make_link, revoke, set_places
from events_service.registrations.places.register import Registered, register
from events_service.registrations.privacy.retention import forget_invited_due
from events_service.registrations.records import Category, InvitationLink, Status
from events_service.registrations.refusals import (
    EventFull,
    InvitationExpired,
    InvitationFull,
    InvitationRevoked,
    InvitationUsed,
    RegistrationClosed,
    UnknownInvitation,
)
from events_service.registrations.tables import RegistrationRow
from events_service.registrations.tokens import invitation_token
from events_service.settings import Settings
from events_service.web.errors import FaultyFields
from tests.world.events import event, load
from tests.world.people import application, body
from tests.world.service import BASE_URL
from tests.world.staff import DESK
from tests.world.times import NOW, at

pytestmark = pytest.mark.anyio

PAGE = "/organise/events/workshop/invitations"


async def group(database: Database, settings: Settings, places: int | None = None, **changes: Any) -> InvitationLink:
    new = NewLink(**{"name": "Stakeholders", "places": places, **changes})
    return await make_link(database, settings, "workshop", new, account=DESK, now=NOW)


async def come(
    database: Database, settings: Settings, number: int, link: InvitationLink, now: datetime = NOW, **changes: Any
) -> Registered:
    token = invitation_token(settings.secret_key, link.id)
    return await register(
        database, settings, "workshop", Asked(application=application(number, invitation=token, **changes)), now=now
    )


async def statuses(database: Database) -> list[str]:
    async with database.reading() as session:
        return [each.status.value for each in await list_registrations(session, "workshop")]


async def test_a_group_whose_places_are_taken_waits_beside_free_seats_and_holds_nobody_else_up(
    database: Database, settings: Settings
) -> None:
    await load(database)
    link = await group(database, settings, 2)
    for person in range(4):
        await come(database, settings, person, link)
    await register(database, settings, "workshop", Asked(application=application(9)), now=NOW)
    assert await statuses(database) == ["confirmed", "confirmed", "waitlisted", "waitlisted", "confirmed"]
    async with database.reading() as session:
        shown = (await list_links(session, "workshop"))[0]
    assert (shown.taken, shown.left, shown.waiting, shown.used) == (2, 0, 2, 4)


async def test_a_place_that_somebody_of_the_group_gives_back_goes_to_the_group(
    database: Database, settings: Settings
) -> None:
    await load(database)
    link = await group(database, settings, 1)
    first = (await come(database, settings, 1, link)).registration
    await come(database, settings, 2, link)
    await cancel(database, settings, first.id, now=NOW)
    assert await statuses(database) == ["cancelled", "confirmed"]


async def test_a_raised_quota_moves_up_who_waits_and_a_lowered_one_throws_nobody_out(
    database: Database, settings: Settings
) -> None:
    await load(database)
    link = await group(database, settings, 1)
    people = [(await come(database, settings, person, link)).registration for person in range(4)]
    await set_places(database, settings, link.id, 3, account=DESK, now=NOW)
    assert await statuses(database) == ["confirmed", "confirmed", "confirmed", "waitlisted"]
    await set_places(database, settings, link.id, 1, account=DESK, now=NOW)
    await cancel(database, settings, people[0].id, now=NOW)
    assert await statuses(database) == ["cancelled", "confirmed", "confirmed", "waitlisted"]
    async with database.reading() as session:
        kinds = await session.scalars(select(MailRow.kind).where(MailRow.registration_id == people[1].id))
        assert "promoted" in set(kinds)


async def test_without_a_waiting_list_a_group_that_is_full_is_refused(database: Database, settings: Settings) -> None:
    await load(database, event(capacity=2, registration=Registration(waiting_list=False)))
    link = await group(database, settings, 1)
    await come(database, settings, 1, link)
    with pytest.raises(InvitationFull):
        await come(database, settings, 2, link)
    await register(database, settings, "workshop", Asked(application=application(3)), now=NOW)
    with pytest.raises(EventFull):
        await register(database, settings, "workshop", Asked(application=application(4)), now=NOW)


async def test_a_link_opens_what_is_for_partners_only_and_before_and_after_the_window(
    database: Database, settings: Settings
) -> None:
    window = Registration(opens=at("2024-03-10T09:00"), closes=at("2024-03-20T09:00"))
    await load(database, event(access=EventAccess.PARTNERS, registration=window))
    link = await group(database, settings)
    later = NOW + timedelta(days=30)
    for now in (NOW, later):
        with pytest.raises(RegistrationClosed):
            await register(database, settings, "workshop", Asked(application=application(9)), now=now)
    expert = {"category": Category.EXPERT}
    assert (await come(database, settings, 1, link, **expert)).registration.status is Status.CONFIRMED
    assert (await come(database, settings, 2, link, later, **expert)).registration.status is Status.CONFIRMED
    with pytest.raises(RegistrationClosed):
        await come(database, settings, 3, link, NOW + timedelta(days=60))


async def test_a_personal_link_works_once_and_for_its_address(database: Database, settings: Settings) -> None:
    await load(database)
    link = await group(database, settings, email="Person1@example.org", language="bg")
    with pytest.raises(FaultyFields) as faulty:
        await come(database, settings, 2, link)
    assert [fault.field for fault in faulty.value.faults] == ["email"]
    registered = await come(database, settings, 1, link)
    with pytest.raises(InvitationUsed):
        await come(database, settings, 1, link)
    await cancel(database, settings, registered.registration.id, now=NOW)
    assert (await come(database, settings, 1, link)).registration.status is Status.CONFIRMED


async def test_an_invitation_that_is_over_taken_back_or_made_up_says_so(database: Database, settings: Settings) -> None:
    await load(database)
    short = await group(database, settings, expires_at=NOW + timedelta(hours=1))
    with pytest.raises(InvitationExpired) as expired:
        await come(database, settings, 1, short, NOW + timedelta(hours=1))
    assert "1 Mar 2024, 12:00 (Eastern European Standard Time)" in expired.value.sentence()
    taken_back = await group(database, settings)
    await revoke(database, taken_back.id, account=DESK, now=NOW)
    with pytest.raises(InvitationRevoked):
        await come(database, settings, 1, taken_back)
    with pytest.raises(UnknownInvitation):
        await register(database, settings, "workshop", Asked(application=application(1, invitation="made up")), now=NOW)


async def test_a_link_to_one_event_opens_no_other(database: Database, settings: Settings) -> None:
    await load(database)
    await load(database, event(key="other"))
    link = await group(database, settings)
    token = invitation_token(settings.secret_key, link.id)
    with pytest.raises(UnknownInvitation):
        await register(database, settings, "other", Asked(application=application(1, invitation=token)), now=NOW)


async def test_the_api_takes_an_invitation(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, event(access=EventAccess.PARTNERS))
    link = await group(database, settings, 1)
    sent = body(category="expert", invitation=invitation_token(settings.secret_key, link.id))
    assert (await client.post("/api/v1/events/workshop/registrations", json=sent)).status_code == 201
    refused = await client.post("/api/v1/events/workshop/registrations", json={**sent, "invitation": "made up"})
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "unknown-invitation")


async def organiser(client: httpx.AsyncClient, database: Database) -> None:
    now = clock.now()
    email = "organiser@example.org"
    await add_account(
        database, NewAccount(email=email, name="Mara", role=Role.ORGANISER, project="secon", partner=None), now=now
    )
    await client.get(await make_sign_in_link(database, BASE_URL, email, now))


@pytest.mark.parametrize("places", ["0", "10001", "9" * 20, "0000000019999999999", "9" * 5_000])
async def test_an_invitation_to_no_places_or_to_more_than_a_town_is_refused(
    client: httpx.AsyncClient, database: Database, set_clock: Any, places: str
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, event(access=EventAccess.PARTNERS))
    await organiser(client, database)
    answer = await client.post(PAGE, data={"kind": "group", "name": "Network", "places": places})
    assert (answer.status_code, "from 1 to 10000" in answer.text) == (422, True)


async def test_an_organiser_invites_a_group_and_a_person_and_takes_an_invitation_back(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, event(access=EventAccess.PARTNERS))
    await organiser(client, database)
    assert "No invitations yet" in (await client.get(PAGE)).text
    made = await client.post(PAGE, data={"kind": "group", "name": "Network", "places": "2", "expires_at": "2024-04-01"})
    assert made.status_code == 303, made.text
    person = {"kind": "person", "name": "Мария", "email": "maria@example.org", "language": "bg"}
    assert (await client.post(PAGE, data=person)).status_code == 303
    async with database.reading() as session:
        personal, network = await list_links(session, "workshop")
        mail = await session.scalar(select(MailRow).where(MailRow.kind == "invitation_link"))
    assert network.expires_at == datetime.fromisoformat("2024-04-02T00:00:00+03:00")
    assert mail is not None
    assert mail.recipient == "maria@example.org"
    shown = await client.get(PAGE)
    token = invitation_token(settings.secret_key, network.id)
    assert f"{BASE_URL}/events/workshop/register?invitation={token}" in shown.text
    await client.post(f"{PAGE}/{network.id}/places", data={"places": "5"})
    await client.post(f"{PAGE}/{personal.id}/resend")
    await client.post(f"{PAGE}/{personal.id}/revoke")
    async with database.reading() as session:
        personal, network = await list_links(session, "workshop")
        kinds = list(await session.scalars(select(MailRow.kind)))
    assert (network.places, personal.revoked_at is not None, kinds) == (5, True, ["invitation_link"] * 2)
    assert "taken this invitation back" in (await client.post(f"{PAGE}/{personal.id}/resend")).text


async def test_whoever_was_invited_is_forgotten_a_month_after_the_event(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    await load(database)
    silent = await group(database, settings, name="Silent", email="silent@example.org")
    came = await group(database, settings, name="Coming", email="person1@example.org")
    network = await group(database, settings, 5, name="Network")
    await come(database, settings, 1, came)
    assert await forget_invited_due(database, datetime(2024, 5, 17, 12, tzinfo=UTC)) == 0
    assert await forget_invited_due(database, datetime(2024, 5, 18, 12, tzinfo=UTC)) == 2
    assert await forget_invited_due(database, datetime(2024, 5, 19, 12, tzinfo=UTC)) == 0
    async with database.reading() as session:
        links = {each.id: each for each in await list_links(session, "workshop")}
        mails = (await session.scalars(select(MailRow).where(MailRow.kind == "invitation_link"))).all()
        assert {(mail.recipient, mail.letter, mail.composed) for mail in mails} == {("", None, None)}
        assert (await session.scalars(select(RegistrationRow.email))).all() == ["person1@example.org"]
        kept = (await session.scalars(select(audit.PersonalValueRow.value))).all()
        assert not [value for value in kept if value and "silent" in value.casefold()]
        assert [fault async for fault in chain.faults(session)] == []
    assert (links[silent.id].name, links[silent.id].email, links[silent.id].used) == ("", "", 0)
    assert (links[came.id].name, links[came.id].email, links[came.id].used) == ("", "", 1)
    assert links[network.id] == network
    set_clock("2024-05-19T09:00:00Z")
    await organiser(client, database)
    text = (await client.get(PAGE)).text
    assert ("(erased)" in text, "silent" in text.casefold(), "used" in text) == (True, False, True)


async def test_an_organiser_removes_somebody_who_was_invited_and_the_link_opens_nothing(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    invited = await group(database, settings, name="Maria", email="maria@example.org")
    network = await group(database, settings, name="Network")
    await organiser(client, database)
    assert f"{PAGE}/{invited.id}/forget" in (await client.get(PAGE)).text
    assert f"{PAGE}/{network.id}/forget" not in (await client.get(PAGE)).text
    answer = await client.post(f"{PAGE}/{invited.id}/forget")
    assert answer.status_code == 303
    text = (await client.get(answer.headers["location"])).text
    assert "The name and the address are removed." in text
    assert "maria" not in text.casefold()
    with pytest.raises(InvitationRevoked):
        await come(database, settings, 1, invited, email="maria@example.org")
    assert (await client.post(f"{PAGE}/{network.id}/forget")).status_code == 404


async def test_faults_in_a_new_invitation_stand_at_their_fields(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    await organiser(client, database)
    answer = await client.post(PAGE, data={"kind": "group", "name": "", "places": "many", "expires_at": "2024-02-01"})
    assert answer.status_code == 422
    for name in ("name", "places", "expires_at"):
        assert f'id="fault-group-{name}"' in answer.text
    answer = await client.post(PAGE, data={"kind": "person", "name": "Maria", "email": "no address"})
    assert 'id="fault-person-email"' in answer.text
    async with database.reading() as session:
        assert await list_links(session, "workshop") == []


async def test_the_form_opens_by_a_link_and_keeps_it(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, event(registration=Registration(opens=at("2024-03-10T09:00"))))
    link = await group(database, settings, email="maria@example.org", language="bg")
    token = invitation_token(settings.secret_key, link.id)
    address = "/events/workshop/register"
    assert "Registration is not open" in (await client.get(address)).text
    assert "There is no such invitation" in (await client.get(f"{address}?invitation=made-up")).text
    page = await client.get(f"{address}?invitation={token}")
    assert 'value="maria@example.org"' in page.text
    assert f'name="invitation" value="{token}"' in page.text
    sent = {
        **{name: value for name, value in body().items() if isinstance(value, str)},
        "email": "maria@example.org",
        "invitation": token,
        "once": "x" * 20,
    }
    faulty = await client.post(address, data=sent)
    assert f'name="invitation" value="{token}"' in faulty.text
    answer = await client.post(address, data={**sent, "consents.privacy_notice": "yes"})
    assert answer.status_code == 303, answer.text
    assert "This invitation has been used" in (await client.get(f"{address}?invitation={token}")).text
