"""From the programme to entries: which there are, when they are, and what stands in them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from events_service.calendars.entries import Grain, Reader, of_event, of_project
from events_service.calendars.records import Entry, Organizer, Status
from events_service.programme.records import Contact, Event, EventStatus, SessionAccess
from events_service.programme.revisions import revise_milestones
from tests.world.events import HARGHITA, WELCOME, with_session, without_session
from tests.world.project import WITH_MILESTONES
from tests.world.revisions import loaded
from tests.world.times import LOADED_AT, at

READER = Reader(language="en", base_url="https://events.example.org")


def entries(event: Event, *later: Event, reader: Reader = READER, grain: Grain = Grain.SESSIONS) -> list[Entry]:
    return of_event((event, *later)[-1], loaded(event, *later), reader, grain)


def test_each_session_is_an_entry_and_a_day_without_sessions_is_a_whole_day() -> None:
    assert [(entry.summary, entry.starts) for entry in entries(HARGHITA)] == [
        ("Welcome", datetime(2024, 4, 16, 6, 15, tzinfo=UTC)),
        ("Networking dinner", datetime(2024, 4, 16, 17, 0, tzinfo=UTC)),
        ("Study visit; bus, boots & rain", datetime(2024, 4, 17, 11, 0, tzinfo=UTC)),
        ("3rd interregional workshop", date(2024, 4, 18)),
    ]


def test_each_day_is_an_entry_with_its_agenda() -> None:
    days = entries(HARGHITA, grain=Grain.DAYS)
    assert [(entry.starts, entry.ends) for entry in days] == [
        (datetime(2024, 4, 16, 6, 15, tzinfo=UTC), datetime(2024, 4, 16, 21, 30, tzinfo=UTC)),
        (datetime(2024, 4, 17, 11, 0, tzinfo=UTC), datetime(2024, 4, 17, 14, 0, tzinfo=UTC)),
        (date(2024, 4, 18), date(2024, 4, 19)),
    ]
    assert "09:15–09:45 Welcome (Main hall)\n20:00–00:30 Networking dinner" in days[0].description


def test_an_event_of_several_days_is_one_entry_of_whole_days() -> None:
    (entry,) = entries(HARGHITA, grain=Grain.EVENTS)
    assert (entry.starts, entry.ends) == (date(2024, 4, 16), date(2024, 4, 19))


def test_an_event_of_one_day_lasts_from_its_first_session_to_its_last() -> None:
    one_day = replace(HARGHITA, days=[date(2024, 4, 16)], sessions=[WELCOME])
    (entry,) = entries(one_day, grain=Grain.EVENTS)
    assert (entry.starts, entry.ends) == (
        datetime(2024, 4, 16, 6, 15, tzinfo=UTC),
        datetime(2024, 4, 16, 6, 45, tzinfo=UTC),
    )


def test_an_event_with_a_gap_between_its_days_is_not_shown_on_the_days_between() -> None:
    gap = replace(HARGHITA, days=[date(2024, 4, 16), date(2024, 4, 18)], sessions=[])
    spans = [(entry.starts, entry.ends) for entry in entries(gap, grain=Grain.EVENTS)]
    assert spans == [(date(2024, 4, 16), date(2024, 4, 17)), (date(2024, 4, 18), date(2024, 4, 19))]


@pytest.mark.parametrize(
    ("zone", "start", "utc"),
    [
        ("Europe/Sofia", "2023-11-13T09:00", "2023-11-13T07:00"),
        ("Europe/Bucharest", "2024-04-16T09:00", "2024-04-16T06:00"),
        ("Europe/Madrid", "2024-10-25T09:00", "2024-10-25T07:00"),
        ("Europe/Madrid", "2024-10-28T09:00", "2024-10-28T08:00"),
        ("Europe/Riga", "2024-03-30T09:00", "2024-03-30T07:00"),
        ("Europe/Riga", "2024-03-31T09:00", "2024-03-31T06:00"),
    ],
)
def test_a_session_is_at_its_wall_clock_time_on_both_sides_of_a_change_of_clocks(
    zone: str, start: str, utc: str
) -> None:
    day = at(start).date()
    session = replace(WELCOME, start=at(start), end=at(start).replace(hour=10))
    (entry,) = entries(replace(HARGHITA, timezone=zone, days=[day], sessions=[session]))
    assert entry.starts == at(utc).replace(tzinfo=UTC)
    assert entry.starts.astimezone(ZoneInfo(entry.zone)).replace(tzinfo=None) == at(start)


def test_an_entry_says_what_where_who_and_how_to_reply() -> None:
    welcome = entries(HARGHITA)[0]
    assert welcome.location == "Main hall, County Hall, Piața Libertății 5, Miercurea Ciuc, Romania"
    assert welcome.position == (46.36, 25.80)
    assert welcome.description == (
        "3rd interregional workshop\n\nSpeakers: Ilona Kovács (Harghita County Council), Γιώργος Παππάς"
    )
    assert welcome.organizer == Organizer(name="Organising team; Harghita", email="events@example.org")
    assert welcome.url == "https://events.example.org/events/harghita-2024#welcome"
    assert welcome.categories == ("Talk",)


def test_where_an_event_names_nobody_the_service_s_contact_answers() -> None:
    reader = replace(READER, contact=Contact(name="Lead partner", email="lead@example.org"))
    for entry in entries(replace(HARGHITA, contact=None), reader=reader):
        assert entry.organizer == Organizer(name="Lead partner", email="lead@example.org")


def test_words_come_in_the_reader_s_language_else_in_english_and_the_entry_says_which() -> None:
    welcome, dinner, visit, _ = entries(HARGHITA, reader=replace(READER, language="bg"))
    assert (welcome.summary, welcome.summary_language) == ("Добре дошли", "bg")
    assert welcome.location.startswith("Голямата зала, Окръжен съвет")
    assert (visit.summary, visit.summary_language) == ("Study visit; bus, boots & rain", "en")
    assert dinner.summary_language is None


def test_a_participant_s_feed_holds_the_chosen_sessions_only() -> None:
    chosen = [entry.summary for entry in entries(HARGHITA, reader=replace(READER, chosen=frozenset({"welcome"})))]
    assert chosen == ["Welcome", "3rd interregional workshop"]


def test_a_participant_s_day_lists_the_chosen_sessions_and_keeps_the_uid_that_all_share() -> None:
    mine = entries(HARGHITA, reader=replace(READER, chosen=frozenset({"welcome"})), grain=Grain.DAYS)
    public = entries(HARGHITA, grain=Grain.DAYS)
    assert "Networking dinner" not in mine[0].description
    assert [entry.uid for entry in mine] == [entry.uid for entry in public]


def test_a_cancelled_event_keeps_its_entries_and_says_so_in_every_way_a_client_may_read() -> None:
    for entry in entries(HARGHITA, replace(HARGHITA, status=EventStatus.CANCELLED)):
        assert (entry.status, entry.transparent, entry.sequence) == (Status.CANCELLED, True, 1)
        assert entry.summary.startswith("Cancelled: ")
        assert entry.description.startswith("This does not take place.")


def test_a_session_that_was_taken_out_stays_as_cancelled_with_its_time_and_place() -> None:
    kept = {entry.uid: entry for entry in entries(HARGHITA)}
    after = {entry.uid: entry for entry in entries(HARGHITA, without_session(HARGHITA, "visit"))}
    (uid,) = (uid for uid, entry in after.items() if entry.status is Status.CANCELLED)
    assert (after[uid].starts, after[uid].location) == (kept[uid].starts, kept[uid].location)
    assert after[uid].summary == "Cancelled: Study visit; bus, boots & rain"


def test_a_participant_s_feed_keeps_a_session_that_was_taken_out_if_it_was_theirs() -> None:
    def cancelled(reader: Reader, event: Event) -> list[str]:
        found = entries(event, without_session(event, "dinner"), reader=reader)
        return [entry.summary for entry in found if entry.status is Status.CANCELLED]

    reader = replace(READER, chosen=frozenset({"welcome"}))
    assert cancelled(reader, HARGHITA) == ["Cancelled: Networking dinner"]
    assert cancelled(reader, with_session(HARGHITA, "dinner", capacity=20)) == []
    for_partners = with_session(HARGHITA, "dinner", access=SessionAccess.PARTNERS)
    assert cancelled(reader, for_partners) == []
    assert cancelled(replace(reader, partner=True), for_partners) == ["Cancelled: Networking dinner"]


def test_a_postponed_event_is_tentative() -> None:
    for entry in entries(HARGHITA, replace(HARGHITA, status=EventStatus.POSTPONED)):
        assert entry.status is Status.TENTATIVE
        assert entry.summary.startswith("Postponed: ")


def test_a_draft_is_for_organisers_only_and_is_tentative_there() -> None:
    draft = replace(HARGHITA, status=EventStatus.DRAFT)
    assert entries(draft) == []
    organiser = entries(draft, reader=replace(READER, drafts=True))
    assert {entry.status for entry in organiser} == {Status.TENTATIVE}
    assert {entry.summary.startswith("Draft: ") for entry in organiser} == {True}


def test_an_event_that_went_back_to_draft_is_shown_to_organisers_only() -> None:
    assert entries(HARGHITA, replace(HARGHITA, status=EventStatus.DRAFT)) == []


def test_closed_sessions_say_for_whom_they_are() -> None:
    event = with_session(HARGHITA, "welcome", access=SessionAccess.PARTNERS)
    assert "For partners only." in entries(event)[0].description


def test_milestones_are_whole_days_that_leave_the_reader_free() -> None:
    found = of_project(
        WITH_MILESTONES, revise_milestones(WITH_MILESTONES, {}, LOADED_AT), replace(READER, language="bg")
    )
    newsletter, study = found
    assert (newsletter.starts, newsletter.ends, newsletter.summary) == (
        date(2024, 4, 24),
        date(2024, 4, 25),
        "Втори бюлетин",
    )
    assert (newsletter.status, study.status) == (Status.CONFIRMED, Status.TENTATIVE)
    assert newsletter.transparent
    assert study.transparent
    assert newsletter.url == "https://example.org/бюлетин-2"
    assert study.starts == date(2024, 8, 31)
    assert "S3" in study.description
