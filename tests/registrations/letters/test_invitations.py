"""Invitations by mail and the answers to them, from the outbox of a real database."""

from datetime import datetime, timedelta
from email.message import EmailMessage

import httpx
import icalendar
import pytest
from msgspec.structs import replace

from events_service.calendars.invitations import Participation
from events_service.calendars.replies import read_reply
from events_service.database import Database
from events_service.programme.loading import save_all
from events_service.programme.records import AttendanceMode, Event, EventStatus, SessionStatus
from events_service.registrations.finding import get_registration
from events_service.registrations.letters.answering import take_answer
from events_service.registrations.letters.telling import QUIET, tell_of_changes
from events_service.registrations.places.cancel import cancel
from events_service.registrations.records import Status
from events_service.registrations.refusals import NotInvited, OutdatedAnswer
from events_service.settings import Settings
from tests.world.events import event, load, per_day
from tests.world.mails import itip, itips, mails, plain_text
from tests.world.people import ask
from tests.world.project import PROJECT
from tests.world.times import NOW, at

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
LATER = NOW + timedelta(days=1)


async def change(database: Database, settings: Settings, changed: Event, now: datetime = LATER) -> int:
    """Load a changed definition and let the sweep tell of it once the event was quiet."""
    async with database.transaction() as session:
        await save_all(session, [PROJECT], [changed], actor="test", now=now)
    return await tell_of_changes(database, settings, now + QUIET)


def moved(key: str, hour: str) -> Event:
    start, end = at(f"2024-04-16T{hour}:00"), at(f"2024-04-16T{hour}:45")
    return event(sessions=[replace(one, start=start, end=end) if one.key == key else one for one in event().sessions])


def told(messages: list[EmailMessage]) -> list[tuple[str, str, int]]:
    """Give method, UID and SEQUENCE of each."""
    calendars = [each for one in messages for each in itips(one)]
    return [(str(one["METHOD"]), str(one.events[0]["UID"]), int(one.events[0]["SEQUENCE"])) for one in calendars]


async def test_a_confirmation_invites_to_the_event_and_to_what_was_signed_up_for(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database)
    registered = await ask(database, settings, 1, sessions=["bus"])
    (mail,) = await mails(database)
    assert [method for method, _, _ in told([mail])] == ["REQUEST", "REQUEST", "REQUEST"]
    feed = icalendar.Calendar.from_ical((await client.get(f"/my/{registered.token}/calendar.ics")).content)
    in_feed = {str(each["UID"]): int(each["SEQUENCE"]) for each in feed.events}
    assert {uid: sequence for _, uid, sequence in told([mail])}.items() <= in_feed.items()
    invitation = itip(mail).events[0]
    assert str(invitation["ATTENDEE"]) == "mailto:person1@example.org"
    assert invitation["ATTENDEE"].params["RSVP"] == "TRUE"
    assert str(invitation["ORGANIZER"]) == f"mailto:{settings.mail_from}"
    assert registered.token not in mail.as_string().split("text/calendar")[1]
    assert [str(one.events[0]["SUMMARY"]) for one in itips(mail)][2] == "Study visit"


@pytest.mark.parametrize("agenda", ["with hours", "without an agenda", "one day", "moved, and one session cancelled"])
async def test_an_invitation_says_the_same_as_the_feed_of_the_days_that_somebody_takes_part_in(
    client: httpx.AsyncClient, database: Database, settings: Settings, agenda: str
) -> None:
    """Fault 14 of the participants' page: hours, days, busy or free, number and version are the feed's."""
    first, second = (day.isoformat() for day in event().days)
    welcome, bus, steering = event().sessions
    held, days, ends = {
        "with hours": ([welcome, bus, steering], event().days, "T170000"),
        "without an agenda": ([], event().days, ""),
        "one day": ([welcome, bus], event().days[:1], "T170000"),
        "moved, and one session cancelled": ([welcome, bus, steering], event().days, "T110000"),
    }[agenda]
    base = per_day(sessions=held, days=days)
    await load(database, base)
    online_on_the_first = {} if len(days) == 1 else {"day_modes": {first: AttendanceMode.ONLINE, second: None}}
    registered = await ask(database, settings, 1, **online_on_the_first)
    if agenda.startswith("moved"):
        coffee = replace(welcome, key="coffee", start=at("2024-04-16T10:30"), end=at("2024-04-16T11:00"))
        off = replace(bus, status=SessionStatus.CANCELLED)
        assert await change(database, settings, replace(base, sessions=[welcome, coffee, off, steering])) == 1
    (sent,) = [each.events[0] for each in itips((await mails(database))[-1])]
    feed = icalendar.Calendar.from_ical((await client.get(f"/my/{registered.token}/calendar.ics")).content)
    (same,) = [each for each in feed.events if each["UID"] == sent["UID"]]
    for name in ("UID", "SEQUENCE", "DTSTART", "DTEND", "TRANSP", "SUMMARY", "LOCATION", "STATUS"):
        assert name in same, name
        assert sent[name].to_ical() == same[name].to_ical(), name
        assert getattr(sent[name], "params", None) == getattr(same[name], "params", None), name
    assert str(sent.start).startswith(first)
    assert (str(sent["TRANSP"]), isinstance(sent.start, datetime)) == (
        ("OPAQUE", True) if held else ("TRANSPARENT", False)
    )
    assert sent["DTEND"].to_ical().decode().endswith(ends)


async def test_whoever_waits_is_invited_only_with_the_place(database: Database, settings: Settings) -> None:
    await load(database, event(capacity=1))
    first = await ask(database, settings, 1)
    await ask(database, settings, 2)
    assert len(told(await mails(database, {"confirmed"}))) == 2
    assert not list((await mails(database, {"waitlisted"}))[0].iter_attachments())
    await cancel(database, settings, first.registration.id, now=LATER)
    taken_back = told(await mails(database, {"cancelled"}))
    assert [(method, sequence) for method, _, sequence in taken_back] == [("CANCEL", 0), ("CANCEL", 0)]
    assert told(await mails(database, {"promoted"})) == [("REQUEST", uid, 0) for _, uid, _ in taken_back]


async def test_a_change_that_matters_is_told_once_and_words_never(database: Database, settings: Settings) -> None:
    await load(database)
    for number in range(3):
        await ask(database, settings, number, sessions=["bus"] if number == 0 else [])
    assert await change(database, settings, event(title="Renamed")) == 0
    assert await change(database, settings, moved("bus", "15"), LATER) == 3
    assert await tell_of_changes(database, settings, LATER + QUIET) == 0
    for_first = [one for one in await mails(database) if "person0@" in one["To"]][1:]
    assert [(method, sequence) for method, _, sequence in told(for_first)] == [("REQUEST", 1), ("REQUEST", 1)]
    for_second = [one for one in await mails(database) if "person1@" in one["To"]][1:]
    assert [(method, sequence) for method, _, sequence in told(for_second)] == [("REQUEST", 1)]


async def test_a_cancelled_event_is_cancelled_in_every_calendar(database: Database, settings: Settings) -> None:
    await load(database, event(capacity=1))
    await ask(database, settings, 1, sessions=["bus"])
    await ask(database, settings, 2)
    assert await change(database, settings, event(capacity=1, status=EventStatus.CANCELLED)) == 2
    off = await mails(database, {"called_off"})
    assert [method for method, _, sequence in told(off[:1]) if sequence] == ["CANCEL", "CANCEL", "CANCEL"]
    assert await change(database, settings, event(capacity=1, status=EventStatus.CANCELLED, title="Off")) == 0
    assert await change(database, settings, event(capacity=1), LATER + timedelta(days=1)) == 2
    back = await mails(database, {"takes_place"})
    assert [(method, sequence) for method, _, sequence in told(back)] == [("REQUEST", 2)] * 3
    assert len(await mails(database, {"called_off"})) == 2


async def test_invitations_can_be_switched_off_and_on(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database)
    registered = await ask(database, settings, 1)
    await client.post(f"/my/{registered.token}/invitations", data={"by_mail": "no"})
    assert [method for method, _, _ in told(await mails(database, {"invitations"}))] == ["CANCEL", "CANCEL"]
    assert await change(database, settings, moved("bus", "15")) == 1
    await client.post(f"/my/{registered.token}/invitations", data={"by_mail": "yes"})
    off, on = await mails(database, {"invitations"})
    assert [one[0::2] for one in told([off])] == [("CANCEL", 0), ("CANCEL", 0)]
    assert [one[0::2] for one in told([on])] == [("REQUEST", 1), ("REQUEST", 0)]


async def test_a_new_address_closes_the_old_one_and_nothing_else(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database)
    registered = await ask(database, settings, 1)

    async def address() -> str:
        page = (await client.get(f"/my/{registered.token}")).text
        return "/feeds/" + page.partition("webcal://testserver.local/feeds/")[2].partition('"')[0]

    old = await address()
    feed = await client.get(old)
    assert feed.content == (await client.get(f"/my/{registered.token}/calendar.ics")).content
    assert registered.token not in feed.text
    assert old.split("/")[2] not in feed.text
    assert feed.headers["cache-control"].startswith("private")
    assert (await client.get(old.replace(".ics", ".json"))).status_code == 200
    assert (await client.request("PROPFIND", f"/dav/own/{old.split('/')[2]}/")).status_code in {207, 403}
    answer = await client.post(f"/my/{registered.token}/calendar-address")
    assert answer.status_code == 303
    assert (await client.get(old, headers={"If-None-Match": feed.headers["etag"]})).status_code == 404
    assert (await client.request("PROPFIND", f"/dav/own/{old.split('/')[2]}/")).status_code == 404
    assert (await client.get(await address())).status_code == 200
    assert (await client.get(f"/my/{registered.token}")).status_code == 200


def reply(uid: str, answer: str, *, sender: str = "person1@example.org", sequence: int = 0, minute: int = 0) -> bytes:
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//mail//EN", "METHOD:REPLY", "BEGIN:VEVENT", f"UID:{uid}",
        f"SEQUENCE:{sequence}", f"DTSTAMP:20240302T10{minute:02}00Z", "DTSTART:20240416T060000Z",
        f"ATTENDEE;PARTSTAT={answer}:mailto:person1@example.org", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    message = EmailMessage()
    message["From"] = f"Jan <{sender}>"
    message.set_content("Answer")
    message.add_alternative("\r\n".join(lines).encode(), maintype="text", subtype="calendar")
    return message.as_bytes()


async def test_an_answer_is_kept_and_a_decline_cancels_nothing(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database)
    registered = await ask(database, settings, 1)
    (_, uid, _), _ = told(await mails(database, {"confirmed"}))
    for minute, answer in enumerate(("ACCEPTED", "DECLINED", "DECLINED")):
        answered = await take_answer(database, settings, read_reply(reply(uid, answer, minute=minute)), now=LATER)
        assert answered.participation is Participation(answer)
    async with database.reading() as session:
        held = await get_registration(session, registered.registration.id)
    assert (held.status, held.answer) == (Status.CONFIRMED, Participation.DECLINED)
    (asked,) = await mails(database, {"will_not_come"})
    assert f"/my/{registered.token}" in plain_text(asked)
    with pytest.raises(OutdatedAnswer):
        await take_answer(database, settings, read_reply(reply(uid, "ACCEPTED")), now=LATER)
    with pytest.raises(NotInvited):
        await take_answer(database, settings, read_reply(reply("other", "ACCEPTED")), now=LATER)
    assert await change(database, settings, moved("welcome", "08")) == 1
    async with database.reading() as session:
        assert (await get_registration(session, registered.registration.id)).answer is None
    with pytest.raises(OutdatedAnswer):
        await take_answer(database, settings, read_reply(reply(uid, "ACCEPTED", minute=9)), now=LATER)
