"""One thing that happens is one mail to each whom it concerns: walked for every occasion on which a letter is written.

Each way prepares what comes before, says who is to hear what, and then lets it happen. A new occasion without a way
of its own fails when this module is read.
"""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service.access.records import Role
from events_service.attendance.finding import is_attested
from events_service.attendance.thanking import thank_due
from events_service.calendars.invitations import Participation
from events_service.calendars.replies import Reply
from events_service.checkin.admit import receive
from events_service.checkin.set_aside import forget_set_aside
from events_service.complete import for_each
from events_service.database import Database
from events_service.printing.deciding_letters import NotAsked, decide
from events_service.printing.deciding_letters import ask as ask_for_letter
from events_service.printing.giving_letters import Made, send_orders
from events_service.programme.changing import change as change_event
from events_service.programme.records import (
    AttendanceMode,
    Event,
    EventStatus,
    Joining,
    LetterKind,
    SessionStatus,
    Venue,
)
from events_service.programme.release_records import Reach, Wish
from events_service.programme.releasing import release
from events_service.registrations.letters.answering import take_answer
from events_service.registrations.letters.day_before import remind_due, reminds_from
from events_service.registrations.letters.group_mail import send, write_due
from events_service.registrations.letters.group_records import Audience, Draft, GroupText, Mailing
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.letters.own_choices import choose_invitations
from events_service.registrations.letters.still_waiting import says_from, tell_who_waits
from events_service.registrations.letters.telling import QUIET, tell_of_changes
from events_service.registrations.places.approval import decline
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.change import change
from events_service.registrations.places.erase import erase
from events_service.registrations.places.known_address import receive as answer_application
from events_service.registrations.places.lost_link import send_link
from events_service.registrations.places.new_address import ask as ask_for_address
from events_service.registrations.places.new_address import take
from events_service.registrations.places.offers import withdraw
from events_service.registrations.places.prioritise import prioritise
from events_service.registrations.places.register import register
from events_service.registrations.places.waiting_list import promote_due
from events_service.registrations.records import Changes, Companion, Registration
from events_service.registrations.tables import InvitationRow
from events_service.registrations.tokens import manage_token
from events_service.settings import Settings
from tests.world.door import make_scan
from tests.world.events import BUS, DOOR, WORKSHOP, found, load, per_day, with_session
from tests.world.letters import LETTERS
from tests.world.mails import letters, mails, plain_text
from tests.world.people import add_person, application, people
from tests.world.staff import DESK, ORGANISER, add_staff
from tests.world.times import MORNING, NOW, at

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.usefixtures("first_of_march"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

Way = AsyncIterator[Mapping[str, Occasion]]
HOUR = timedelta(hours=1)
OFFERED = replace(WORKSHOP.registration, offer_hours=8)
SESSIONS = ["bus", "mill", "bakery"]
LINK = Joining(link="https://meet.example.org/workshop")


def rich(**changes: object) -> Event:
    """Give the workshop with all that could be told one by one: three sessions to sign up for, ways by the day."""
    mill = replace(BUS, key="mill", start=at("2024-04-16T10:00"), end=at("2024-04-16T11:00"))
    bakery = replace(BUS, key="bakery", start=at("2024-04-17T09:00"), end=at("2024-04-17T10:00"))
    registration = replace(WORKSHOP.registration, mode_per_day=True, companions=2)
    base = per_day(sessions=[*WORKSHOP.sessions, mill, bakery], joining=LINK, registration=registration)
    return replace(base, **changes)


def asks(number: int, **changes: object) -> Asked:
    return Asked(application=application(number, **{"sessions": SESSIONS, **changes}))


async def crowd(database: Database, settings: Settings, number: int, **changes: object) -> list[Registration]:
    """Register people who ask for all three sessions at an event that has been changed so."""
    await load(database, rich(**changes))
    return await people(database, settings, number, sessions=SESSIONS)


async def confirm_address(database: Database, settings: Settings) -> Way:
    await load(database, rich(registration=replace(rich().registration, confirm_address=True)))
    yield {"person1": Occasion.CONFIRM_ADDRESS}
    await register(database, settings, "workshop", asks(1), now=NOW)


async def received(database: Database, settings: Settings) -> Way:
    await load(database, rich(registration=replace(rich().registration, approval=True)))
    yield {"person1": Occasion.RECEIVED}
    await register(database, settings, "workshop", asks(1), now=NOW)


async def already_registered(database: Database, settings: Settings) -> Way:
    await crowd(database, settings, 1)
    yield {"person0": Occasion.ALREADY_REGISTERED}
    await answer_application(database, settings, "workshop", asks(0), now=NOW)


async def confirmed(database: Database, settings: Settings) -> Way:
    """With two colleagues, and three sessions each."""
    await load(database, rich())
    yield dict.fromkeys(["person1", "ana", "ivan"], Occasion.CONFIRMED)
    with_them = [Companion(first_name=name, last_name="K", email=f"{name}@example.org") for name in ("ana", "ivan")]
    await register(database, settings, "workshop", asks(1, companions=with_them), now=NOW)


async def waitlisted(database: Database, settings: Settings) -> Way:
    await crowd(database, settings, 1, capacity=1)
    yield {"person1": Occasion.WAITLISTED}
    await register(database, settings, "workshop", asks(1), now=NOW)


async def offered(database: Database, settings: Settings) -> Way:
    first, _ = await crowd(database, settings, 2, capacity=1, registration=OFFERED)
    yield {"person0": Occasion.CANCELLED, "person1": Occasion.OFFERED}
    await cancel(database, settings, first.id, now=NOW)


async def offer_expired(database: Database, settings: Settings) -> Way:
    first, *_ = await crowd(database, settings, 3, capacity=1, registration=OFFERED)
    await cancel(database, settings, first.id, now=NOW)
    yield {"person1": Occasion.OFFER_EXPIRED, "person2": Occasion.OFFERED}
    await promote_due(database, settings, NOW + 8 * HOUR)


async def offer_withdrawn(database: Database, settings: Settings) -> Way:
    first, second, third = await crowd(database, settings, 3, capacity=1, registration=OFFERED)
    await cancel(database, settings, first.id, now=NOW)
    await prioritise(database, third.id, 5, account=DESK, now=NOW)
    yield {"person1": Occasion.OFFER_WITHDRAWN, "person2": Occasion.OFFERED}
    await withdraw(database, settings, second.id, account=DESK, now=NOW)


async def promoted(database: Database, settings: Settings) -> Way:
    """Whoever moves up gets the event and three sessions at once."""
    first, _ = await crowd(database, settings, 2, capacity=1)
    yield {"person0": Occasion.CANCELLED, "person1": Occasion.PROMOTED}
    await cancel(database, settings, first.id, now=NOW)


async def session_place(database: Database, settings: Settings) -> Way:
    """Three sessions become free for one person, by one change of another."""
    event = rich()
    for key in SESSIONS:
        event = with_session(event, key, capacity=1)
    await load(database, event)
    first, _ = await people(database, settings, 2, sessions=SESSIONS)
    yield {"person0": Occasion.CHANGED, "person1": Occasion.SESSION_PLACE}
    await change(database, settings, first.id, Changes(sessions=[]), now=NOW)


async def changed(database: Database, settings: Settings) -> Way:
    (person,) = await crowd(database, settings, 1)
    yield {"person0": Occasion.CHANGED}
    changes = Changes(organisation="Elsewhere", sessions=["bus"], day_modes={"2024-04-17": AttendanceMode.ONLINE})
    await change(database, settings, person.id, changes, now=NOW)


async def cancelled(database: Database, settings: Settings) -> Way:
    (person,) = await crowd(database, settings, 1)
    yield {"person0": Occasion.CANCELLED}
    await cancel(database, settings, person.id, now=NOW)


async def declined(database: Database, settings: Settings) -> Way:
    (person,) = await crowd(database, settings, 1, registration=replace(rich().registration, approval=True))
    yield {"person0": Occasion.DECLINED}
    await decline(database, settings, person.id, account=DESK, now=NOW)


async def link(database: Database, settings: Settings) -> Way:
    await crowd(database, settings, 1)
    yield {"person0": Occasion.LINK}
    await send_link(database, settings, "workshop", "person0@example.org", now=NOW)


async def address_change(database: Database, settings: Settings) -> Way:
    (person,) = await crowd(database, settings, 1)
    yield {"new": Occasion.ADDRESS_CHANGE}
    await ask_for_address(database, settings, person, "new@example.org", now=NOW)


async def address_changed(database: Database, settings: Settings) -> Way:
    (person,) = await crowd(database, settings, 1)
    await ask_for_address(database, settings, person, "new@example.org", now=NOW)
    (asked,) = await mails(database, {"address_change"})
    signed = re.search(r"/address/(\S+)", plain_text(asked))
    assert signed
    yield {"person0": Occasion.ADDRESS_CHANGED, "new": Occasion.CHANGED}
    await take(database, settings, signed[1], now=NOW)


async def reminder(database: Database, settings: Settings) -> Way:
    await crowd(database, settings, 1)
    day_before = reminds_from(found(rich()))
    yield {"person0": Occasion.REMINDER}
    await remind_due(database, settings, day_before)
    await remind_due(database, settings, day_before + HOUR)


async def thanks(database: Database, settings: Settings) -> Way:
    await load(database, DOOR)
    await add_person(database)
    lead = await add_staff(database, Role.LEAD_PARTNER)
    await receive(database, [make_scan()], device="desk", account=lead, now=MORNING)
    day_after = datetime(2024, 4, 18, 7, tzinfo=MORNING.tzinfo)
    yield {"person-1": Occasion.THANKS}
    await thank_due(database, settings, day_after)
    await thank_due(database, settings, day_after + HOUR)


async def group(database: Database, settings: Settings) -> Way:
    await crowd(database, settings, 1)
    account = await add_staff(database, Role.LEAD_PARTNER)
    draft = Draft(audience=Audience(), texts={"en": GroupText(subject="Boots", body="Rain")})
    yield {"person0": Occasion.GROUP}
    for id_ in [uuid4()] * 2:
        await send(database, "workshop", Mailing(draft=draft, account=account), (), id_=id_, now=NOW)
        await write_due(database, settings, NOW)


def after(occasion: Occasion, to: Event, before: Event | None = None) -> Callable[[Database, Settings], Way]:
    """Give the way on which an event is saved anew, and swept often afterwards."""

    async def way(database: Database, settings: Settings) -> Way:
        await load(database, rich())
        online = {"day_modes": {"2024-04-17": AttendanceMode.ONLINE}}
        await people(database, settings, 1, sessions=["bus", "mill"], **online)
        if before is not None:
            await load(database, before, now=NOW + HOUR)
            await tell_of_changes(database, settings, NOW + HOUR + QUIET)
        yield {"person0": occasion}
        saved = NOW + 2 * HOUR
        for number in range(4):
            await load(database, to, now=saved + timedelta(minutes=number))
            await tell_of_changes(database, settings, saved + timedelta(minutes=number))
        for sweep in (1, 2, 3):
            await tell_of_changes(database, settings, saved + sweep * QUIET + timedelta(minutes=3))

    return way


def moved(by: timedelta) -> Event:
    sessions = [replace(one, start=one.start + by, end=one.end + by) for one in rich().sessions]
    return rich(days=[day + by for day in WORKSHOP.days], sessions=sessions)


async def invitations(database: Database, settings: Settings) -> Way:
    (person,) = await crowd(database, settings, 1)
    yield {"person0": Occasion.INVITATIONS}
    await choose_invitations(database, settings, person.id, by_mail=False, now=NOW)


async def will_not_come(database: Database, settings: Settings) -> Way:
    """A calendar that declines all that it was invited to: the days, and each session."""
    await crowd(database, settings, 1)
    async with database.reading() as session:
        invited = (await session.scalars(select(InvitationRow).order_by(InvitationRow.uid))).all()
    yield {"person0": Occasion.WILL_NOT_COME}
    for minute, each in enumerate(invited):
        reply = Reply(
            uid=each.uid,
            sequence=each.sequence,
            stamp=NOW + timedelta(minutes=minute),
            attendee="person0@example.org",
            participation=Participation.DECLINED,
            sender="person0@example.org",
        )
        await take_answer(database, settings, reply, now=reply.stamp)


async def still_waiting(database: Database, settings: Settings) -> Way:
    await crowd(database, settings, 2, capacity=1)
    evening = says_from(found(rich()))
    yield {"person1": Occasion.STILL_WAITING}
    await tell_who_waits(database, settings, evening)
    await tell_who_waits(database, settings, evening + HOUR)


async def invitation_letter(database: Database, settings: Settings) -> Way:
    (person,) = await crowd(database, settings, 1)
    yield {"person0": Occasion.INVITATION_LETTER}
    made = Made(people=[person.id], kind=LetterKind.MISSION)
    await send_orders(database, settings, "workshop", made, now=NOW)


def visa_letter(occasion: Occasion) -> Callable[[Database, Settings], Way]:
    """Give the way on which the host decides on a letter that was asked for twice."""

    async def way(database: Database, settings: Settings) -> Way:
        letters = replace(LETTERS, approval=True)
        (person,) = await crowd(database, settings, 1, letters=letters)
        yield {"person0": occasion}
        for _ in range(2):
            await ask_for_letter(database, settings, person.id, now=NOW)
        grants = occasion is Occasion.VISA_LETTER_GRANTED
        await decide(database, settings, person.id, grants=grants, account=ORGANISER, now=NOW)
        with pytest.raises(NotAsked):
            await decide(database, settings, person.id, grants=grants, account=ORGANISER, now=NOW)

    return way


async def erased(database: Database, settings: Settings) -> Way:
    (person,) = await crowd(database, settings, 1)
    yield {"person0": Occasion.ERASED}
    with_server = replace(settings, smtp_url="smtp://localhost")
    await erase(database, with_server, person.id, attested=is_attested, forget=forget_set_aside, now=NOW)


def released_to_all(to: Event) -> Callable[[Database, Settings], Way]:
    """Give the way on which organisers release a change of mere words, and tell everybody."""

    async def way(database: Database, settings: Settings) -> Way:
        await crowd(database, settings, 1)
        yield {"person0": Occasion.PROGRAMME_RELEASED}
        await change_event(database, "workshop", ORGANISER, version=1, changed=to, now=NOW)
        wish = Wish(reach=Reach.ALL)
        await release(database, "workshop", ORGANISER, version=2, wish=wish, now=NOW + HOUR)
        for sweep in range(4):
            await tell_of_changes(database, settings, NOW + HOUR + sweep * QUIET)

    return way


OFF = rich(status=EventStatus.CANCELLED)
NO_BUS = with_session(rich(), "bus", status=SessionStatus.CANCELLED)
WAYS = for_each(
    Occasion,
    {
        Occasion.CONFIRM_ADDRESS: confirm_address,
        Occasion.RECEIVED: received,
        Occasion.ALREADY_REGISTERED: already_registered,
        Occasion.CONFIRMED: confirmed,
        Occasion.WAITLISTED: waitlisted,
        Occasion.OFFERED: offered,
        Occasion.OFFER_EXPIRED: offer_expired,
        Occasion.OFFER_WITHDRAWN: offer_withdrawn,
        Occasion.PROMOTED: promoted,
        Occasion.SESSION_PLACE: session_place,
        Occasion.CHANGED: changed,
        Occasion.CANCELLED: cancelled,
        Occasion.DECLINED: declined,
        Occasion.LINK: link,
        Occasion.ADDRESS_CHANGE: address_change,
        Occasion.ADDRESS_CHANGED: address_changed,
        Occasion.REMINDER: reminder,
        Occasion.THANKS: thanks,
        Occasion.GROUP: group,
        Occasion.PROGRAMME_CHANGED: after(Occasion.PROGRAMME_CHANGED, with_session(rich(), "mill", room="Attic")),
        Occasion.PROGRAMME_RELEASED: released_to_all(with_session(rich(), "mill", title="Windmill")),
        Occasion.MOVED: after(Occasion.MOVED, moved(timedelta(days=7))),
        Occasion.PLACE_CHANGED: after(
            Occasion.PLACE_CHANGED, rich(venue=Venue(name="Town hall", city="Sibiu", country="RO"))
        ),
        Occasion.JOINING_CHANGED: after(
            Occasion.JOINING_CHANGED, rich(joining=Joining(link="https://meet.example.org/new"))
        ),
        Occasion.SESSION_CANCELLED: after(
            Occasion.SESSION_CANCELLED, with_session(NO_BUS, "mill", status=SessionStatus.CANCELLED)
        ),
        Occasion.SESSION_BACK: after(Occasion.SESSION_BACK, rich(), before=NO_BUS),
        Occasion.POSTPONED: after(Occasion.POSTPONED, rich(status=EventStatus.POSTPONED)),
        Occasion.CALLED_OFF: after(Occasion.CALLED_OFF, OFF),
        Occasion.TAKES_PLACE: after(Occasion.TAKES_PLACE, rich(), before=OFF),
        Occasion.INVITATIONS: invitations,
        Occasion.WILL_NOT_COME: will_not_come,
        Occasion.STILL_WAITING: still_waiting,
        Occasion.INVITATION_LETTER: invitation_letter,
        Occasion.VISA_LETTER_GRANTED: visa_letter(Occasion.VISA_LETTER_GRANTED),
        Occasion.VISA_LETTER_DECLINED: visa_letter(Occasion.VISA_LETTER_DECLINED),
        Occasion.ERASED: erased,
    },
)


@pytest.mark.parametrize("occasion", Occasion)
async def test_one_thing_that_happens_is_one_mail_to_each_whom_it_concerns(
    database: Database, settings: Settings, occasion: Occasion
) -> None:
    """Fault 2 of the participants' page, and fault 3 of the organisers'."""
    way = WAYS[occasion](database, settings)
    expected = await anext(way)
    before = len(await written(database))
    assert [each async for each in way] == []
    assert sorted((await written(database))[before:]) == sorted((who, what.value) for who, what in expected.items())
    assert occasion in expected.values()


async def written(database: Database) -> list[tuple[str, str]]:
    """Give to whose mailbox and why each mail was written."""
    return [(recipient.partition("@")[0], kind) for recipient, kind in await letters(database)]


async def test_chosen_sessions_stand_in_the_order_of_their_hours_whatever_the_definition_and_the_choice(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    """Keys and the order of choice say another order; the last is cancelled, the middle one waited for."""
    names = {"bus": "Third", "mill": "Second", "bakery": "Last", "aaa": "First"}
    first = replace(BUS, key="aaa", start=at("2024-04-16T08:00"), end=at("2024-04-16T09:00"))
    sessions = [
        replace(each, title=names[each.key]) for each in [*reversed(rich().sessions), first] if each.key in names
    ]
    await load(database, rich(sessions=[sessions[0], sessions[-1], *sessions[1:-1]]))
    (person,) = await people(database, settings, 1, sessions=["bakery", "bus"], language="en")
    await change(database, settings, person.id, Changes(sessions=["bakery", "bus", "mill", "aaa"]), now=NOW + HOUR)
    (mail,) = await mails(database, {"changed"})
    page = (await client.get(f"/my/{manage_token(settings.secret_key, person.id)}")).text
    for shown in (plain_text(mail), page):
        places = [shown.index(name) for name in ("First", "Second", "Third", "Last")]
        assert places == sorted(places)
