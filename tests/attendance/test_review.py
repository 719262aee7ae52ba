"""The review of a record: submitted, returned, approved; what was submitted never changes, and a seal shows it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from events_service import audit
from events_service.access.ending import close_account
from events_service.access.records import Account, Role
from events_service.attendance import review, telling, verification
from events_service.attendance.finding import read_review
from events_service.attendance.marking.noting import MarkElsewhere, note
from events_service.attendance.on_paper import as_pdf
from events_service.attendance.record import digest_of
from events_service.attendance.records import Action, Evidence, Mark, Review, ReviewState
from events_service.attendance.refusals import (
    AnotherRecord,
    NotBegun,
    NotHeld,
    NothingNew,
    NothingSubmitted,
    Overtaken,
    SubmittedAlready,
)
from events_service.attendance.reports import as_json
from events_service.attendance.review import Returning
from events_service.attendance.showing import shown_review
from events_service.attendance.tables import EvidenceMarkRow, ReviewStepRow
from events_service.attendance.verification import digest_of_step
from events_service.checkin.admit import receive
from events_service.database import Database
from events_service.programme.finding import get_any_event
from events_service.programme.records import EventStatus
from events_service.registrations.records import RegistrationId
from events_service.web.errors import FaultyFields, NotAllowed
from tests.world.door import make_scan, open_doors
from tests.world.events import door_event
from tests.world.mails import SETTINGS, mails, plain_text
from tests.world.paper import page_texts
from tests.world.people import add_person
from tests.world.staff import add_staff
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
EVENT = "harghita-2024"
EVENING = MORNING + timedelta(hours=10)


class People:
    """Those who take part in a review."""

    host: Account
    lead: Account


@pytest.fixture
async def people(database: Database) -> People:
    """A host, a lead partner, and two participants of whom the first was checked in."""
    await open_doors(database)
    await add_person(database, 1)
    await add_person(database, 2)
    found = People()
    found.host = await add_staff(database, partner="harghita", email="host@example.org")
    found.lead = await add_staff(database, Role.LEAD_PARTNER, email="lead@example.org")
    await receive(database, [make_scan()], device="desk", account=found.host, now=MORNING)
    return found


async def read(database: Database) -> Review:
    async with database.reading() as session:
        return await read_review(session, await get_any_event(session, EVENT))


async def give_back(database: Database, by: Account, reason: str) -> None:
    """Return the record with a reason."""
    await review.give_back(database, SETTINGS, EVENT, Returning(reason=reason), account=by, now=EVENING)


async def seal_faults(database: Database) -> list[str]:
    async with database.reading() as session:
        return [fault async for fault in verification.faults(session)]


async def test_a_record_is_submitted_returned_submitted_again_and_approved(database: Database, people: People) -> None:
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    await give_back(database, people.lead, " Two people are missing. ")
    await receive(database, [make_scan("CODE000002")], device="desk", account=people.host, now=EVENING)
    assert (await read(database)).state is ReviewState.RETURNED
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    await review.approve(database, SETTINGS, EVENT, account=people.lead, now=EVENING)
    approved = await read(database)
    assert approved.state is ReviewState.APPROVED
    assert approved.record.people.present == 2
    assert approved.changes == ()
    assert [(step.action, step.by, step.reason) for step in approved.steps] == [
        (Action.SUBMIT, "Maria Host", None),
        (Action.RETURN, "Maria Host", "Two people are missing."),
        (Action.SUBMIT, "Maria Host", None),
        (Action.APPROVE, "Maria Host", None),
    ]
    assert await seal_faults(database) == []


async def test_a_scan_that_arrives_later_shows_as_a_difference_and_alters_nothing(
    database: Database, people: People
) -> None:
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    before = await read(database)
    await receive(database, [make_scan("CODE000002")], device="phone", account=people.host, now=EVENING)
    after = await read(database)
    assert (after.record, after.digest) == (before.record, before.digest)
    assert [(change.field, change.name, change.checkpoint) for change in after.changes] == [
        ("checked_in_at", "Мария Петрова 2", "2024-04-16")
    ]
    await review.approve(database, SETTINGS, EVENT, account=people.lead, now=EVENING)
    assert (await read(database)).record == before.record


async def test_an_approved_record_is_submitted_again_only_when_something_changed(
    database: Database, people: People
) -> None:
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    await review.approve(database, SETTINGS, EVENT, account=people.lead, now=EVENING)
    with pytest.raises(NothingNew):
        await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    await receive(database, [make_scan("CODE000002")], device="phone", account=people.host, now=EVENING)
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    assert (await read(database)).state is ReviewState.SUBMITTED


async def test_a_record_that_waits_is_not_submitted_again(database: Database, people: People) -> None:
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    with pytest.raises(SubmittedAlready):
        await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)


async def test_before_the_event_and_without_anybody_there_is_nothing_to_submit(database: Database) -> None:
    await open_doors(database)
    host = await add_staff(database)
    midnight_there = MORNING - timedelta(hours=8, minutes=50)
    with pytest.raises(NotBegun):
        await review.submit(database, SETTINGS, EVENT, account=host, now=midnight_there - timedelta(seconds=1))
    await review.submit(database, SETTINGS, EVENT, account=host, now=midnight_there)


@pytest.mark.parametrize("status", [EventStatus.DRAFT, EventStatus.POSTPONED, EventStatus.CANCELLED])
async def test_an_event_that_is_not_held_has_no_record_to_submit(database: Database, status: EventStatus) -> None:
    await open_doors(database, door_event(status=status))
    with pytest.raises(NotHeld):
        await review.submit(database, SETTINGS, EVENT, account=await add_staff(database), now=EVENING)


async def test_what_was_not_submitted_is_neither_returned_nor_approved(database: Database, people: People) -> None:
    with pytest.raises(NothingSubmitted):
        await review.approve(database, SETTINGS, EVENT, account=people.lead, now=EVENING)
    with pytest.raises(NothingSubmitted):
        await give_back(database, people.lead, "Why?")
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    await review.approve(database, SETTINGS, EVENT, account=people.lead, now=EVENING)
    with pytest.raises(NothingSubmitted):
        await give_back(database, people.lead, "Why?")


@pytest.mark.parametrize("reason", ["", " \n", "x" * 5_001])
async def test_a_return_needs_a_reason(database: Database, people: People, reason: str) -> None:
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    with pytest.raises(FaultyFields):
        await give_back(database, people.lead, reason)


async def test_a_record_that_nobody_looked_at_is_not_approved(database: Database, people: People) -> None:
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    seen = (await read(database)).digest
    await give_back(database, people.lead, "Once more")
    await receive(database, [make_scan("CODE000002")], device="desk", account=people.host, now=EVENING)
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    with pytest.raises(AnotherRecord):
        await review.approve(database, SETTINGS, EVENT, account=people.lead, now=EVENING, seen=seen)


async def test_only_the_lead_partner_decides_and_only_the_host_submits(database: Database, people: People) -> None:
    other = await add_staff(database, partner="haskovo", email="other@example.org")
    with pytest.raises(NotAllowed):
        await review.submit(database, SETTINGS, EVENT, account=other, now=EVENING)
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    with pytest.raises(NotAllowed):
        await review.approve(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    with pytest.raises(NotAllowed):
        await give_back(database, people.host, "Why?")


async def test_m8_an_approval_by_whoever_submitted_says_so_on_page_paper_and_in_json(
    database: Database, people: People
) -> None:
    await review.submit(database, SETTINGS, EVENT, account=people.lead, now=EVENING)
    await review.approve(database, SETTINGS, EVENT, account=people.lead, now=EVENING)
    alone = await read(database)
    assert [step.by_submitter for step in alone.steps] == [False, True]
    assert shown_review(alone).steps[0].remark == "Approved by the person who submitted it."
    assert b'"by_submitter": true' in as_json(alone)
    async with database.reading() as session:
        found = await get_any_event(session, EVENT)
    assert "Approved by the person who submitted it." in " ".join(page_texts(as_pdf(alone, found, EVENING)))


async def test_m8_of_an_approval_by_somebody_else_nothing_is_said(database: Database, people: People) -> None:
    await review.submit(database, SETTINGS, EVENT, account=people.lead, now=EVENING)
    await give_back(database, people.lead, "Please look at the names.")
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    await review.approve(database, SETTINGS, EVENT, account=people.lead, now=EVENING)
    looked_at_twice = await read(database)
    assert [step.by_submitter for step in looked_at_twice.steps] == [False, True, False, False]
    assert [step.remark for step in shown_review(looked_at_twice).steps] == ["", "", "", ""]


async def test_of_two_decisions_at_once_one_is_refused(database: Database, people: People) -> None:
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    results = await asyncio.gather(
        review.approve(database, SETTINGS, EVENT, account=people.lead, now=EVENING),
        give_back(database, people.lead, "Wait"),
        return_exceptions=True,
    )
    refused = [result for result in results if result is not None]
    assert len(refused) == 1
    assert isinstance(refused[0], (Overtaken, NothingSubmitted))
    assert len((await read(database)).steps) == 2


async def test_a_change_under_a_seal_is_found(database: Database, people: People) -> None:
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    await review.approve(database, SETTINGS, EVENT, account=people.lead, now=EVENING)
    async with database.transaction() as session:
        await session.execute(
            update(ReviewStepRow).where(ReviewStepRow.position == 2).values(record='{"attendees": []}')
        )
    assert await seal_faults(database) == [
        "attendance record of harghita-2024, step 2 (approve): the record was changed after it was sealed"
    ]


async def test_a_seal_that_was_made_anew_differs_from_the_audit_log(database: Database, people: People) -> None:
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    async with database.transaction() as session:
        digest = digest_of(b"{}")
        await session.execute(update(ReviewStepRow).values(record="{}", digest=digest))
    assert await seal_faults(database) == [
        "attendance record of harghita-2024, step 1 (submit): the audit log holds another seal for it"
    ]


@pytest.mark.parametrize(
    ("forged", "fault"),
    [
        ({"account_name": "Somebody Else"}, "the name or the reason was changed after it was written"),
        ({"reason": "Nothing at all."}, "the name or the reason was changed after it was written"),
        ({"at": EVENING - timedelta(days=1)}, "the audit log says otherwise who took it and when"),
    ],
)
async def test_who_decided_when_and_why_is_under_the_seal(
    database: Database, people: People, forged: dict[str, object], fault: str
) -> None:
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    await give_back(database, people.lead, "Two people are missing.")
    assert await seal_faults(database) == []
    async with database.transaction() as session:
        await session.execute(update(ReviewStepRow).where(ReviewStepRow.position == 2).values(**forged))
    assert await seal_faults(database) == [f"attendance record of harghita-2024, step 2 (return): {fault}"]


async def test_a_decision_is_not_put_in_the_name_of_another_account(database: Database, people: People) -> None:
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    async with database.transaction() as session:
        await session.execute(update(ReviewStepRow).values(account_id=people.lead.id))
    assert await seal_faults(database) == [
        "attendance record of harghita-2024, step 1 (submit): the audit log says otherwise who took it and when"
    ]


async def test_a_step_from_before_its_own_digest_was_kept_still_verifies(database: Database, people: People) -> None:
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    async with database.transaction() as session:
        submitted = select(audit.EntryRow).where(audit.EntryRow.action == "attendance.submit")
        entry = (await session.scalars(submitted)).one()
        entry.facts = {name: value for name, value in entry.facts.items() if name != "step"}
    assert await seal_faults(database) == []


async def test_a_step_that_was_removed_is_missed(database: Database, people: People) -> None:
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    async with database.transaction() as session:
        await session.execute(delete(ReviewStepRow))
    assert await seal_faults(database) == ["attendance record of harghita-2024: step 1 of its review is missing"]


async def test_the_seal_stands_in_the_audit_log(database: Database, people: People) -> None:
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    digest = (await read(database)).digest
    async with database.reading() as session:
        submitted = select(audit.EntryRow).where(audit.EntryRow.action == "attendance.submit")
        entry = (await session.scalars(submitted)).one()
        step = digest_of_step((await session.scalars(select(ReviewStepRow))).one())
    assert entry.subject == "event:harghita-2024"
    assert entry.facts.items() >= {"position": "1", "digest": digest, "step": step}.items()


async def test_marks_are_appended_only_where_they_change_something(database: Database, people: People) -> None:
    person = (await read(database)).record.attendees[1].registration
    signed = Mark(registration=person, checkpoint="2024-04-16", evidence=Evidence.SIGNED_ON_PAPER)
    withdrawn = Mark(registration=person, checkpoint="2024-04-16", evidence=Evidence.SIGNED_ON_PAPER, stands=False)
    for marks in ([signed], [signed], [withdrawn], [withdrawn], [signed]):
        await note(database, EVENT, marks, account=people.host, now=EVENING)
    async with database.reading() as session:
        rows = (await session.scalars(select(EvidenceMarkRow).order_by(EvidenceMarkRow.id))).all()
    assert [row.stands for row in rows] == [True, False, True]
    assert (await read(database)).record.attendees[1].presences[0].signed_on_paper


async def test_a_mark_about_somebody_else_is_refused(database: Database, people: People) -> None:
    stranger = Mark(registration=RegistrationId(people.host.id), checkpoint="2024-04-16", evidence=Evidence.ONLINE)
    with pytest.raises(MarkElsewhere):
        await note(database, EVENT, [stranger], account=people.host, now=EVENING)
    person = (await read(database)).record.attendees[0].registration
    with pytest.raises(MarkElsewhere):
        await note(
            database,
            EVENT,
            [Mark(registration=person, checkpoint="2024-04-20", evidence=Evidence.ONLINE)],
            account=people.host,
            now=EVENING,
        )


async def test_both_sides_are_told_of_each_step_with_its_reason_and_link_in_their_language(
    database: Database, people: People
) -> None:
    await add_staff(database, Role.CONTROLLER, email="controller@example.org")
    await add_staff(database, partner="haskovo", email="other.host@example.org")
    await add_staff(database, email="of.all.hosts@example.org")
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    await give_back(database, people.lead, "Two people are missing.")
    await review.submit(database, SETTINGS, EVENT, account=people.host, now=EVENING)
    await review.approve(database, SETTINGS, EVENT, account=people.lead, now=EVENING)
    written = await mails(database, {kind.value for kind in telling.KINDS.values()})
    assert [str(each["To"]).partition(" <")[2] for each in written] == ["host@example.org>", "lead@example.org>"] * 4
    assert {str(each["Content-Language"]) for each in written[::2]} == {"ro"}
    assert {str(each["Content-Language"]) for each in written[1::2]} == {"el"}
    texts = [plain_text(each) for each in written]
    assert ["Two people are missing." in text for text in texts] == [False, False, True, True, *[False] * 4]
    assert all("/organise/events/harghita-2024/attendance\n" in text for text in texts[::2])
    assert all("/review/events/harghita-2024\n" in text for text in texts[1::2])
    digests = [step.digest for step in (await read(database)).steps]
    assert [next(digest for digest in digests if digest in text) for text in texts[::2]] == digests


async def test_an_organiser_of_all_hosts_hears_of_the_records_that_they_submitted(
    database: Database, people: People
) -> None:
    helper = await add_staff(database, email="of.all.hosts@example.org")
    await review.submit(database, SETTINGS, EVENT, account=helper, now=EVENING)
    await review.approve(database, SETTINGS, EVENT, account=people.lead, now=EVENING)
    told = [str(each["To"]) for each in await mails(database, {"record_approved"})]
    assert sum("of.all.hosts@example.org" in each for each in told) == 1
    assert len(told) == 3


async def test_whose_account_is_closed_is_told_nothing(database: Database, people: People) -> None:
    await close_account(database, people.host.email, now=EVENING)
    await review.submit(database, SETTINGS, EVENT, account=people.lead, now=EVENING)
    assert [str(each["To"]) for each in await mails(database, {"record_submitted"})] == [
        "Maria Host <lead@example.org>"
    ]
