"""Projects and events of any content, as definition files may hold them, for properties."""

from datetime import date, datetime, time
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from events_service.programme.codes import colors, countries, languages, timezones
from events_service.programme.local_times import doubt
from events_service.programme.placeholders import unknown_in
from events_service.programme.records import (
    Accessibility,
    Assessment,
    AttendanceMode,
    Compliance,
    Contact,
    EarlierName,
    Event,
    EventAccess,
    EventSpeaker,
    EventStatus,
    EventType,
    Imprint,
    MailOccasion,
    Milestone,
    MilestoneKind,
    MilestoneState,
    NoLimit,
    OpeningHours,
    OwnWords,
    Partner,
    Picture,
    Project,
    Registration,
    Retention,
    Room,
    Session,
    SessionAccess,
    SessionKind,
    Speaker,
    SteeringGroup,
    Venue,
)
from events_service.programme.rooms import names_of
from events_service.web.text import composed, unfit

# What YAML might take for something else, and what an emitter might bend.
TRAPS = ["NO", "no", "yes", "null", "~", "9:30", "0x1F", "1e3", ".inf", "2024-04-16", "012", "=", "<<", "- a", "a: b"]
TRAPS += [
    "#",
    "a #b",
    "'",
    '"',
    "\\",
    "\\n",
    "%",
    "@x",
    "*x",
    "&x",
    "!x",
    "|",
    ">",
    "{",
    "[a]",
    ", ",
    "?",
    "---",
    "...",
]
characters = st.characters(
    exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff"
) | st.sampled_from(" :#-'\",")


def shown(text: str) -> bool:
    """Tell whether a text comes in as it is: with something to see, composed, and nothing that cannot be shown."""
    return text.strip() != "" and unfit(text) is None and composed(text) == text


lines = st.sampled_from(TRAPS) | st.text(characters, min_size=1, max_size=40).map(composed).filter(shown)
trimmed = lines.map(str.strip)
"""What a field of a form may hold: browsers and pages drop the blanks at its ends."""
long_lines = st.builds(" ".join, st.lists(st.sampled_from([*TRAPS, "слово"]), min_size=30, max_size=50))
texts = lines | st.text(characters | st.sampled_from("\n\t"), min_size=1).map(composed).filter(shown) | long_lines
codes = st.sampled_from(sorted(languages()))
words = texts | st.dictionaries(codes, texts, min_size=1, max_size=4)
_FIRST = "abcdefghijklmnopqrstuvwxyz0123456789"
keys = st.builds(str.__add__, st.sampled_from(_FIRST), st.text(f"{_FIRST}-", max_size=20)).filter(
    lambda key: len(key) != 10
)
days = st.dates(date(1990, 1, 1), date(2100, 12, 30))
some = st.none


def many(item: st.SearchStrategy[Any], limit: int = 3, **unique: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(item, max_size=limit, **unique)


own_words = st.builds(
    OwnWords,
    subject=some() | lines.filter(lambda line: unknown_in(line) is None),
    text=some()
    | words.filter(lambda each: not any(map(unknown_in, each.values() if isinstance(each, dict) else [each]))),
)
mails = st.dictionaries(st.sampled_from(MailOccasion), own_words, max_size=2)
contacts = st.builds(Contact, name=lines, email=st.emails().filter(lambda mail: len(mail) < 255), phone=some() | lines)
partners = st.builds(
    Partner,
    key=keys,
    name=words,
    country=st.sampled_from(sorted(countries())),
    languages=many(codes, unique=True),
    short_name=some() | lines,
    contact=some() | contacts,
    earlier_names=many(st.builds(EarlierName, name=words, until=days), 2),
    domains=many(st.sampled_from(["haskovo.example", "a-b.example.org"]), unique=True),
    imprint=some() | st.builds(Imprint, address=trimmed, represented_by=some() | trimmed),
)
statements = st.builds(
    Accessibility,
    status=st.sampled_from(Compliance),
    limits=many(words, 2),
    assessment=st.sampled_from(Assessment),
    prepared=days,
    reviewed=some() | days,
    feedback=some() | contacts,
)
named_colors = st.sampled_from(sorted(colors()))
milestones = st.builds(
    Milestone,
    key=keys,
    kind=st.sampled_from(MilestoneKind),
    title=words,
    date=days,
    state=st.sampled_from(MilestoneState),
    summary=some() | words,
    link=some() | st.just("https://example.org/#a:b?c,{d}"),
)


# Strategies stand outside of the functions that draw from them: to make one and to look it through takes longer than to
# draw. What depends on what was drawn before is put in afterwards.
_two_days = st.lists(days, min_size=2, max_size=2, unique=True)
_partners = st.lists(partners, min_size=1, max_size=3, unique_by=lambda partner: partner.key)
_projects = st.builds(
    Project,
    key=keys,
    acronym=lines,
    name=words,
    programme=lines,
    reference=lines,
    funding_statement=some() | words,
    starts=st.just(date(2023, 1, 1)),
    ends=st.just(date(2023, 1, 2)),
    languages=st.lists(codes, min_size=1, max_size=3, unique=True),
    lead_partner=st.just(""),
    partners=st.just([]),
    steering_group=some() | st.just(SteeringGroup(quorum=1)),
    retention=some() | st.builds(Retention, last_payment=days, years=st.integers(1, 50)),
    milestones=many(milestones, unique_by=lambda milestone: milestone.key),
    website=some() | st.just("http://example.org"),
    contact=some() | contacts,
    color=some() | named_colors,
    colors=st.dictionaries(st.sampled_from(EventType), named_colors, max_size=2),
    accessibility=some() | statements,
    embed_origins=many(st.sampled_from(["https://a.example", "http://b.example:81"]), unique=True),
    mails=mails,
)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    starts, ends = sorted(draw(_two_days))
    listed = draw(_partners)
    return replace(draw(_projects), starts=starts, ends=ends, lead_partner=listed[0].key, partners=listed)


_two_minutes = st.lists(st.integers(0, 1439), min_size=2, max_size=2, unique=True)
_some_days = some() | days


@st.composite
def opening_hours(draw: st.DrawFn) -> OpeningHours:
    opens, closes = sorted(draw(_two_minutes))
    hours = [time(minute // 60, minute % 60) for minute in (opens, closes)]
    return OpeningHours(day=draw(_some_days), opens=hours[0], closes=hours[1])


_unplaced = st.builds(
    Venue,
    name=words,
    address=some() | trimmed,
    city=some() | words,
    country=some() | st.sampled_from(sorted(countries())),
    opening_hours=many(opening_hours(), 2),
)
venues = _unplaced | st.builds(
    lambda venue, latitude, longitude: replace(venue, latitude=latitude, longitude=longitude),
    _unplaced,
    st.floats(-90, 90),
    st.floats(-180, 180),
)


pictures = st.builds(
    Picture,
    file=st.sampled_from("0a5f").map(lambda digit: digit * 64),
    description=st.sampled_from(["Bread on a long table", {"en": "The emblem of the project", "bg": "Знакът"}]),
)
rooms = st.builds(Room, key=keys, name=words, capacity=some() | st.integers(1, 100_000), equipment=some() | lines)


def told_apart(listed: list[Room]) -> bool:
    """Tell whether no two rooms bear one name."""
    names = [name for room in listed for name in names_of(room.name)]
    return len(names) == len({*names})


_two_times = st.lists(
    st.times().map(lambda time: time.replace(microsecond=0)), min_size=2, max_size=2, unique=True
).map(sorted)
_sessions = st.builds(
    Session,
    key=keys,
    kind=st.sampled_from(SessionKind),
    title=words,
    description=some() | words,
    start=st.just(datetime(2023, 1, 1, 9)),
    end=st.just(datetime(2023, 1, 1, 10)),
    room=some() | words,
    place=some() | venues,
    speakers=many(st.builds(Speaker, name=lines, organisation=some() | lines, role=some() | words), 2),
    capacity=some() | st.integers(1, 100_000),
    access=st.sampled_from(SessionAccess),
    attendance=st.booleans(),
    online=some() | st.booleans(),
)
_listed_sessions = many(_sessions, 2, unique_by=lambda session: session.key)


people = st.builds(
    EventSpeaker,
    key=keys,
    name=lines,
    organisation=some() | lines,
    role=some() | words,
    country=some() | st.sampled_from(sorted(countries())),
    about=some() | words,
    agreed=st.booleans(),
)


def with_some_of(listed: list[EventSpeaker], session: Session) -> Session:
    """Give a session in which the event's speakers speak as well, the last of them first."""
    named = [Speaker(person=person.key, role=person.role) for person in reversed(listed)]
    return replace(session, speakers=[*session.speakers, *named])


_opens_or_closes = st.booleans()
_zones = st.sampled_from(["Europe/Sofia", "Europe/Lisbon", "UTC", *sorted(timezones())])
_three_days = st.lists(days, min_size=1, max_size=3, unique=True).map(sorted)
_listed_people = many(people, 2, unique_by=lambda person: person.key)
_events = st.builds(
    Event,
    key=keys,
    project=keys,
    type=st.sampled_from(EventType),
    host=keys,
    title=words,
    theme=some() | words,
    summary=some() | words,
    status=st.sampled_from(EventStatus),
    access=st.sampled_from(EventAccess),
    timezone=st.just("UTC"),
    days=st.just([date(2023, 1, 1)]),
    attendance_modes=st.lists(st.sampled_from(AttendanceMode), min_size=1, max_size=2, unique=True),
    languages=many(codes, unique=True),
    capacity=some() | st.integers(1, 100_000),
    online_capacity=some() | st.integers(1, 100_000) | st.just(NoLimit.UNLIMITED),
    registration=st.builds(Registration, approval=st.booleans(), waiting_list=st.booleans()),
    venue=some() | venues,
    rooms=many(rooms, 2, unique_by=lambda room: room.key).filter(told_apart),
    contact=some() | contacts,
    picture=some() | pictures,
    image=some() | st.just("https://example.org/a.png") | pictures,
    mails=mails,
)


def _certain(draw: st.DrawFn, day: date, timezone: str) -> list[datetime]:
    """Draw two times of a day that come once there, the earlier one first."""
    pairs = _two_times.map(lambda times: [datetime.combine(day, each) for each in times])
    return draw(pairs.filter(lambda pair: all(doubt(local, timezone) is None for local in pair)))


@st.composite
def events(draw: st.DrawFn) -> Event:
    timezone = draw(_zones)
    on = draw(_three_days)
    listed = draw(_listed_people)
    sessions = []
    for session in draw(_listed_sessions):
        start, end = _certain(draw, draw(st.sampled_from(on)), timezone)
        sessions.append(with_some_of(listed, replace(session, start=start, end=end)))
    # Nobody could ever register for what opens after its last day.
    last = datetime.combine(on[-1], time(23, 59))
    window = st.datetimes(datetime(1990, 1, 1), last).map(lambda local: local.replace(microsecond=0))
    certain = window.filter(lambda local: doubt(local, timezone) is None)
    opens, closes = sorted(draw(st.lists(certain, min_size=2, max_size=2, unique=True)))
    drawn = draw(_events)
    registration = replace(
        drawn.registration,
        opens=opens if draw(_opens_or_closes) else None,
        closes=closes if draw(_opens_or_closes) else None,
    )
    return replace(drawn, timezone=timezone, days=on, registration=registration, speakers=listed, sessions=sessions)
