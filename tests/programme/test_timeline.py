"""The programme as one line: events and milestones, each on its side of today and on one page."""

from datetime import UTC, date, datetime

from msgspec.structs import replace

from events_service.programme.listing import Listed, Period
from events_service.programme.timeline import Entry, timeline
from tests.world.events import found, meeting
from tests.world.project import LAST_NEWSLETTER, NEWSLETTER, PROJECT, REPORT
from tests.world.times import APRIL

SECON = replace(PROJECT, milestones=[LAST_NEWSLETTER, NEWSLETTER, REPORT])


def keys(entries: list[Entry]) -> list[str]:
    return [
        entry.event.found.event.key if entry.event else entry.milestone.title.text if entry.milestone else ""
        for entry in entries
    ]


def listed(*events: tuple[str, date], following: str | None = None) -> Listed:
    return Listed(items=[found(meeting(key, day)) for key, day in events], next=following)


def test_a_milestone_stands_between_the_events_around_its_day() -> None:
    upcoming = listed(("april", date(2024, 4, 16)), ("may", date(2024, 5, 2)))
    assert keys(timeline(upcoming, [SECON], Period.UPCOMING, APRIL, "en")) == [
        "april", "Second newsletter", "may", "Final newsletter",
    ]  # fmt: skip


def test_what_was_published_in_a_semester_that_still_runs_is_past_from_today_on() -> None:
    past = listed(("march", date(2024, 3, 5)))
    assert keys(timeline(past, [SECON], Period.PAST, APRIL, "en")) == ["Good practice report", "march"]


def test_the_newsletter_moves_to_the_past_on_the_day_after_it() -> None:
    on_its_day, day_after = datetime(2024, 4, 24, 12, tzinfo=UTC), datetime(2024, 4, 25, 12, tzinfo=UTC)
    assert "Second newsletter" in keys(timeline(listed(), [SECON], Period.UPCOMING, on_its_day, "en"))
    assert "Second newsletter" in keys(timeline(listed(), [SECON], Period.PAST, day_after, "en"))


def test_only_what_is_published_leads_to_its_link() -> None:
    entries = timeline(listed(), [SECON], Period.PAST, datetime(2024, 5, 1, tzinfo=UTC), "bg")
    newsletter = next(entry.milestone for entry in entries if entry.milestone and entry.milestone.date)
    assert (newsletter.title.text, newsletter.link) == ("Втори бюлетин", "https://example.org/newsletter-2")
    planned = timeline(listed(), [SECON], Period.UPCOMING, APRIL, "bg")
    assert [entry.milestone.link for entry in planned if entry.milestone] == [None, None]


def test_what_is_published_today_leads_to_its_link_among_what_comes() -> None:
    on_its_day = timeline(listed(), [SECON], Period.UPCOMING, datetime(2024, 4, 24, 6, tzinfo=UTC), "en")
    shown = [(line.published, line.link) for entry in on_its_day if (line := entry.milestone)]
    assert shown == [(True, "https://example.org/newsletter-2"), (False, None)]


def test_of_two_pages_each_milestone_stands_on_one() -> None:
    following = "2024-04-24.same-day"
    first = listed(("april", date(2024, 4, 16)), ("same-day", date(2024, 4, 24)), following=following)
    second = listed(("june", date(2024, 6, 3)))
    shown_first = keys(timeline(first, [SECON], Period.UPCOMING, APRIL, "en"))
    shown_second = keys(timeline(second, [SECON], Period.UPCOMING, APRIL, "en", after=following))
    assert shown_first == ["april", "same-day"]
    assert shown_second == ["Second newsletter", "june", "Final newsletter"]
