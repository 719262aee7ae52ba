"""Who may come to what is for partners only: what proves a partner, case by case; then at the doors."""

import re
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.programme.records import Event, EventAccess, Project
from events_service.registrations.places.deciding import arrival, examine, once_confirmed
from events_service.registrations.places.proving import leaving_faults, needs_proof, proof_by_mailbox, proof_of
from events_service.registrations.records import Category, PartnerProof, Status
from tests.world.api import ADDRESS, own_page
from tests.world.events import STEERING, WORKSHOP, found, load
from tests.world.people import application, body, everybody, make_registration
from tests.world.project import PROJECT
from tests.world.staff import staff

HASKOVO = replace(PROJECT.partners[2], domains=["haskovo.example", "xn--e1aybc.example"])
LISTING = replace(PROJECT, partners=[*PROJECT.partners[:2], HASKOVO])
CLOSED = replace(WORKSHOP, access=EventAccess.PARTNERS)
PARTNER, GUEST = Category.PROJECT_PARTNER, Category.STAKEHOLDER
OF_HASKOVO = "mara@haskovo.example"


@pytest.mark.parametrize(
    ("category", "invited", "by_organiser", "proof"),
    [
        (PARTNER, False, False, None),
        (PARTNER, True, False, PartnerProof.INVITATION),
        (PARTNER, False, True, PartnerProof.ORGANISER),
        (PARTNER, True, True, PartnerProof.ORGANISER),
        (Category.LEAD_PARTNER, False, False, None),
        (GUEST, True, False, None),
        (GUEST, False, True, None),
    ],
)
def test_what_proves_a_partner_at_once(
    category: Category, invited: bool, by_organiser: bool, proof: PartnerProof | None
) -> None:
    assert proof_of(category, invited=invited, by_organiser=by_organiser) is proof


@pytest.mark.parametrize(
    ("project", "category", "email", "proven"),
    [
        (LISTING, PARTNER, OF_HASKOVO, True),
        (LISTING, PARTNER, "Mara@HASKOVO.example", True),
        (LISTING, PARTNER, "mara@тест.example", True),
        (LISTING, PARTNER, "mara@mail.haskovo.example", False),
        (LISTING, PARTNER, "mara@haskovo.example.org", False),
        (LISTING, PARTNER, "mara@not-haskovo.example", False),
        (LISTING, GUEST, OF_HASKOVO, False),
        (PROJECT, PARTNER, OF_HASKOVO, False),
    ],
)
def test_a_mailbox_proves_a_partner_whose_domain_the_project_lists(
    project: Project, category: Category, email: str, proven: bool
) -> None:
    assert proof_by_mailbox(project, category, email) is (PartnerProof.MAILBOX if proven else None)


@pytest.mark.parametrize(
    ("event", "sessions", "invited", "needs"),
    [
        (WORKSHOP, [], False, False),
        (WORKSHOP, ["bus"], False, False),
        (WORKSHOP, ["bus", "steering"], False, True),
        (WORKSHOP, ["steering"], True, True),
        (CLOSED, [], False, True),
        (CLOSED, [], True, False),
        (CLOSED, ["steering"], True, True),
    ],
)
def test_only_what_is_for_partners_asks_for_a_proof(
    event: Event, sessions: list[str], invited: bool, needs: bool
) -> None:
    assert needs_proof(found(event), sessions, invited=invited) is needs


@pytest.mark.parametrize(
    ("event", "email", "sessions", "how", "status"),
    [
        (CLOSED, "a@example.org", [], {}, Status.PENDING),
        (CLOSED, OF_HASKOVO, [], {}, Status.UNCONFIRMED),
        (CLOSED, OF_HASKOVO, [], {"invited": True}, Status.WAITLISTED),
        (CLOSED, "a@example.org", [], {"by_organiser": True}, Status.WAITLISTED),
        (WORKSHOP, "a@example.org", ["bus"], {}, Status.WAITLISTED),
        (WORKSHOP, OF_HASKOVO, ["bus"], {}, Status.WAITLISTED),
        (WORKSHOP, "a@example.org", ["steering"], {}, Status.PENDING),
        (WORKSHOP, OF_HASKOVO, ["steering"], {}, Status.UNCONFIRMED),
        (WORKSHOP, "a@example.org", ["steering"], {"invited": True}, Status.WAITLISTED),
    ],
)
def test_who_is_not_proven_waits_for_their_mailbox_or_for_the_organisers(
    event: Event, email: str, sessions: list[str], how: dict[str, bool], status: Status
) -> None:
    how = {"by_organiser": False, "invited": False, **how}
    its = found(event, project=LISTING)
    faults, one = examine(its, application(1, email=email, sessions=sessions), **how)
    assert faults == []
    assert arrival(its, [one], **how) is status


@pytest.mark.parametrize(
    ("approval", "unproven", "status"),
    [
        (False, False, Status.WAITLISTED),
        (False, True, Status.PENDING),
        (True, False, Status.PENDING),
        (True, True, Status.PENDING),
    ],
)
def test_whoever_is_proven_is_not_looked_at_where_the_event_does_not_say_so(
    approval: bool, unproven: bool, status: Status
) -> None:
    event = replace(WORKSHOP, registration=replace(WORKSHOP.registration, approval=approval))
    assert once_confirmed(found(event), unproven=unproven) is status


@pytest.mark.parametrize(
    ("event", "before", "after", "sessions", "invited", "refused"),
    [
        (WORKSHOP, PARTNER, GUEST, ["bus"], False, False),
        (WORKSHOP, PARTNER, GUEST, ["bus", "steering"], False, True),
        (WORKSHOP, PARTNER, GUEST, ["steering"], True, True),
        (WORKSHOP, PARTNER, Category.LEAD_PARTNER, ["steering"], False, False),
        (WORKSHOP, GUEST, Category.EXPERT, ["steering"], False, False),
        (WORKSHOP, GUEST, PARTNER, ["steering"], False, False),
        (CLOSED, PARTNER, GUEST, [], False, True),
        (CLOSED, PARTNER, GUEST, [], True, False),
        (CLOSED, PARTNER, Category.ADVISORY_PARTNER, [], False, False),
        (CLOSED, GUEST, Category.SPEAKER, [], False, False),
    ],
)
def test_nobody_keeps_as_a_guest_what_they_have_as_a_partner(
    event: Event, before: Category, after: Category, sessions: list[str], invited: bool, refused: bool
) -> None:
    faults = leaving_faults(found(event), before, after, sessions, invited=invited)
    assert [each.field for each in faults] == (["category"] if refused else [])


@pytest.mark.parametrize(
    ("category", "proof", "attends"),
    [
        (PARTNER, None, False),
        (PARTNER, PartnerProof.MAILBOX, True),
        (PARTNER, PartnerProof.EARLIER, True),
        (GUEST, None, False),
        (GUEST, PartnerProof.ORGANISER, False),
    ],
)
def test_a_closed_meeting_without_sign_up_is_attended_by_proven_partners(
    category: Category, proof: PartnerProof | None, attends: bool
) -> None:
    assert make_registration(1, category=category, partner_proof=proof).attends(STEERING) is attends


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
async def test_an_anonymous_call_that_claims_to_be_a_partner_waits_for_the_organisers(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, CLOSED)
    answer = await client.post(ADDRESS, json=body(category="project_partner"))
    assert (answer.status_code, answer.json()["status"]) == (201, "pending")
    headers = await staff(database)
    approved = await client.post(f"/api/v1/registrations/{answer.json()['id']}/approve", headers=headers)
    assert (approved.json()["status"], approved.json()["partner_proof"]) == ("confirmed", "organiser")


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
async def test_the_mailbox_of_a_listed_domain_opens_what_is_for_partners_once_it_is_confirmed(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, CLOSED, projects=(LISTING,))
    answer = (await client.post(ADDRESS, json=body(email=OF_HASKOVO, sessions=["steering"]))).json()
    assert (answer["status"], answer["manage_url"].rpartition("/")[2]) == ("pending", "sent")
    assert await _statuses(database) == [(Status.UNCONFIRMED, None)]
    async with database.reading() as session:
        mail = await session.get_one(MailRow, await _only_mail(database))
    link = re.search(r"/my/[\w-]+", mail.message.decode().replace("=\n", "").replace("=3D", "="))
    assert link
    assert (await client.post(f"{link[0]}/confirm")).status_code == 303
    assert await _statuses(database) == [(Status.CONFIRMED, PartnerProof.MAILBOX)]
    (one,) = await everybody(database)
    assert [(each.key, each.status) for each in one.sessions] == [("steering", Status.CONFIRMED)]


async def _statuses(database: Database) -> list[tuple[Status, PartnerProof | None]]:
    return [(each.status, each.partner_proof) for each in await everybody(database, tuple(Status))]


async def _only_mail(database: Database) -> Any:
    async with database.reading() as session:
        return (await session.scalars(select(MailRow.id))).one()


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
async def test_an_unproven_partner_opens_no_closed_session_on_their_page_until_the_organisers_vouch(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    made = (await client.post(ADDRESS, json=body())).json()
    assert made["status"] == "confirmed"
    mine, headers = own_page(made), await staff(database)
    form = {"first_name": "Jan", "last_name": "Berg", "sessions": "steering"}
    refused = await client.post(mine, data=form)
    assert (refused.status_code, "for the project&#39;s partners only; leave it out" in refused.text) == (422, True)
    address = f"/organise/events/workshop/registrations/{made['id']}"
    assert "says so; nothing proves it yet" in (await client.get(address, headers=headers)).text
    vouched = await client.post(f"{address}/vouch", headers=headers)
    assert vouched.headers["location"].endswith("?done=vouch")
    shown = (await client.get(address, headers=headers)).text
    assert "confirmed by you" in shown
    assert "Confirm as a partner" not in shown
    assert (await client.post(mine, data=form)).status_code == 303


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
async def test_a_public_event_takes_people_who_ask_for_a_closed_session_once_the_organisers_agree(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    made = (await client.post(ADDRESS, json=body(sessions=["bus", "steering"]))).json()
    assert (made["status"], {each["status"] for each in made["sessions"]}) == ("pending", {"pending"})


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
async def test_a_corrected_category_opens_nothing_for_partners_not_even_from_a_listed_domain(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, projects=(LISTING,))
    # Nobody has confirmed this mailbox, so whoever wrote it need not be of the partner.
    made = (await client.post(ADDRESS, json=body(email=OF_HASKOVO, category="stakeholder"))).json()
    mine = own_page(made)
    assert '<option value="stakeholder" selected>' in (await client.get(mine)).text
    form = {"category": "project_partner", "sessions": "steering"}
    refused = await client.post(mine, data=form)
    assert (refused.status_code, "for the project&#39;s partners only; leave it out" in refused.text) == (422, True)
    assert (await client.post(mine, data={"category": "project_partner"})).status_code == 303
    (one,) = await everybody(database)
    assert (one.category, one.partner_proof, one.attends(STEERING)) == (PARTNER, None, False)


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
async def test_a_proven_partner_corrects_their_category_and_gives_up_what_is_for_partners_first(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    made = (await client.post(ADDRESS, json=body(sessions=["steering"]))).json()
    await client.post(f"/api/v1/registrations/{made['id']}/approve", headers=await staff(database))
    mine = own_page(made)
    assert (await client.post(mine, data={"category": "lead_partner", "sessions": "steering"})).status_code == 303
    (one,) = await everybody(database)
    assert (one.category, one.partner_proof) == (Category.LEAD_PARTNER, PartnerProof.ORGANISER)
    refused = await client.post(mine, data={"category": "stakeholder", "sessions": "steering"})
    assert (refused.status_code, "give it up, or stay one of them" in refused.text) == (422, True)
    assert (await client.post(mine, data={"category": "stakeholder"})).status_code == 303
    (one,) = await everybody(database)
    assert (one.category, one.living_sessions, one.is_partner) == (GUEST, frozenset(), False)
