"""Each field of an event is typed on some page: what is typed there is the event of a file, or there is a reason."""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import httpx
import msgspec
import pytest
from msgspec import UNSET, Struct
from msgspec.structs import replace

from events_service.database import Database
from events_service.pages.organiser.editing import PARTS
from events_service.pages.organiser.session_form import languages_of, typed_of
from events_service.pages.organiser.speaker_form import typed_of as typed_of_speaker
from events_service.programme.definitions import read
from events_service.programme.export import export
from events_service.programme.records import (
    AttendanceMode,
    CertificateRule,
    Condition,
    Contact,
    Event,
    EventAccess,
    EventSpeaker,
    EventType,
    InvitationLetters,
    Joining,
    Letterhead,
    LetterKind,
    MailOccasion,
    Material,
    MaterialKind,
    MaterialReaders,
    OpeningHours,
    Option,
    OwnWords,
    Picture,
    Question,
    QuestionKind,
    Registration,
    Reminder,
    ReminderDay,
    ReminderReaders,
    Room,
    Session,
    SessionAccess,
    SessionKind,
    SessionStatus,
    Speaker,
    Venue,
)
from tests.world.events import load, worked_on
from tests.world.project import PROJECT
from tests.world.staff import sign_in
from tests.world.struct_types import structs_in
from tests.world.times import at

Field = tuple[type[Struct], str]
DESK = "/organise/events/workshop"
PROJECTS = {PROJECT.key: PROJECT}
SEEN = Picture(file="5" * 64, description={"en": "Bread on a long table", "bg": "Хляб на маса"})
BARE = Event(
    key="workshop",
    project="secon",
    type=EventType.STUDY_VISIT,
    host="haskovo",
    title={"en": "Begun"},
    timezone="UTC",
    days=[date(2024, 4, 16)],
    materials=[Material(title={"en": "Link"}, link="https://example.org/a")],
    speakers=[EventSpeaker(key="ilona", name="Somebody")],
    sessions=[
        Session(
            key="visit",
            kind=SessionKind.TALK,
            title={"en": "Begun"},
            status=SessionStatus.CANCELLED,
            start=at("2024-04-16T09:00"),
            end=at("2024-04-16T10:00"),
            materials=[Material(title={"en": "File"}, file="a" * 64, name="a.pdf")],
        )
    ],
)
"""What there is before anything is typed."""

WHOLE = replace(
    BARE,
    type=EventType.PEER_REVIEW,
    host="harghita",
    title={"en": "Workshop", "bg": "Уъркшоп"},
    theme={"en": "Bread", "bg": "Хляб"},
    summary={"en": "First line.\n\nThird line."},
    access=EventAccess.LINK,
    timezone="Europe/Bucharest",
    days=[date(2024, 4, 16), date(2024, 4, 17)],
    attendance_modes=[AttendanceMode.IN_PERSON, AttendanceMode.ONLINE],
    languages=["en", "bg"],
    capacity=60,
    online_capacity=200,
    registration=Registration(
        opens=at("2024-02-01T09:00"),
        reply_by=date(2024, 4, 5),
        closes=at("2024-04-10T23:59"),
        approval=True,
        waiting_list=False,
        offer_hours=8,
        confirm_address=True,
        mode_per_day=True,
        one_session_at_a_time=True,
        companions=3,
        questions=[
            Question(
                key="where-do-you-stay",
                kind=QuestionKind.CHOICE,
                label={"en": "Where do you stay?", "bg": "Къде отсядате?"},
                hint={"en": "For the bus."},
                required=True,
                at_door=True,
                options=[
                    Option(key="hotel", label={"en": "Hotel", "bg": "Хотел"}),
                    Option(key="home", label={"en": "Home"}),
                ],
            ),
            Question(
                key="when",
                kind=QuestionKind.DATE,
                label={"en": "When?"},
                when=Condition(question="where-do-you-stay", answers=["hotel"]),
            ),
        ],
    ),
    venue=Venue(
        name={"en": "County Hall", "bg": "Областна управа"},
        address="Piața 1",
        city={"en": "Miercurea Ciuc"},
        country="RO",
        latitude=46.36,
        longitude=25.8,
        opening_hours=[OpeningHours(day=date(2024, 4, 16), opens=time(8), closes=time(18))],
    ),
    rooms=[Room(key="hall", name={"en": "Hall"}, capacity=80, equipment="projector")],
    joining=Joining(link="https://meet.example.org/a", note={"en": "Passcode 1"}, public=True),
    contact=Contact(name="Desk", email="desk@example.org", phone="+40 1"),
    image=replace(SEEN, file="6" * 64),
    picture=SEEN,
    color="darkgreen",
    certificate=CertificateRule(unapproved=True, all_days=True, share_of_sessions=0.8),
    materials=[
        Material(
            title={"en": "Photos", "bg": "Снимки"},
            link="https://example.org/a",
            kind=MaterialKind.PHOTOS,
            readers=MaterialReaders.PARTNERS,
        )
    ],
    speakers=[
        EventSpeaker(
            key="ilona",
            name="Ilona Kovács",
            organisation="County",
            role={"en": "Mayor", "bg": "Кмет"},
            country="RO",
            about={"en": "Bakes."},
            picture=SEEN,
            agreed=True,
        )
    ],
    sessions=[
        Session(
            key="visit",
            kind=SessionKind.STUDY_VISIT,
            title={"en": "Visit", "bg": "Посещение"},
            status=SessionStatus.CANCELLED,
            description={"en": "Bring boots."},
            start=at("2024-04-17T14:00"),
            end=at("2024-04-17T17:00"),
            room={"en": "Hall"},
            place=Venue(
                name={"en": "Dairy"},
                address="Road 2",
                city={"en": "Ciuc"},
                country="RO",
                latitude=46.4,
                longitude=25.9,
                opening_hours=[OpeningHours(opens=time(9), closes=time(19))],
            ),
            speakers=[
                Speaker(person="ilona", role={"en": "Chair"}),
                Speaker(name="Ana", organisation="Bakery", role={"en": "Guide"}),
            ],
            capacity=40,
            access=SessionAccess.PARTNERS,
            attendance=True,
            online=True,
            in_person=False,
            joining=Joining(link="https://meet.example.org/b", note={"en": "Passcode 2"}, public=True),
            materials=[
                Material(
                    title={"en": "Slides"},
                    file="a" * 64,
                    name="a.pdf",
                    kind=MaterialKind.PRESENTATION,
                    readers=MaterialReaders.PARTICIPANTS,
                )
            ],
        )
    ],
    mails={MailOccasion.CONFIRMED: OwnWords(subject={"en": "Welcome"}, text={"en": "Come.", "bg": "Елате."})},
    reminders=[
        Reminder(
            key="one-week",
            days=-7,
            counts_from=ReminderDay.LAST,
            at=time(9, 30),
            to=ReminderReaders.SESSION,
            session="visit",
            latecomers=True,
            subject={"en": "One week"},
            text={"en": "Pack."},
        )
    ],
    letters=InvitationLetters(
        letterhead=Letterhead(
            name="Council",
            address="Piața 5",
            registration_number="42",
            phone="+40 2",
            signatory="Ilona Kovács",
            function={"en": "Mayor"},
            place="Ciuc",
        ),
        approval=True,
        costs={"en": "Travel is paid by each."},
        words={LetterKind.VISA: OwnWords(subject={"en": "Visa"}, text={"bg": "Каним {name}."})},
    ),
)
"""An event with something in each field that there is."""

NOT_TYPED = {
    (Event, "key"): "It is made of the title; its own page changes it until the event is published.",
    (Event, "project"): "It is chosen when the event is begun: another project is another event.",
    (Event, "status"): "Its own pages change it, and say first what that means for whom.",
    (Event, "reason"): "It is asked for along with the status.",
    (Session, "key"): "It is made of the title, and stands in calendars for good.",
    (Session, "status"): "Its buttons on the agenda cancel it and bring it back.",
    (EventSpeaker, "key"): "It is made of the name.",
    (Material, "link"): "It is given when the material is added; another link is another material.",
    (Material, "file"): "It is sent when the material is added; another file is another material.",
    (Material, "name"): "It comes with the file.",
}
"""What no form takes of what is there already, and why."""


def fields_below(kind: type[Struct], seen: set[type[Struct]]) -> Iterator[Field]:
    """Give each field of a type of record, and of those that it may hold."""
    if kind not in seen:
        seen.add(kind)
        for field in msgspec.structs.fields(kind):
            yield kind, field.name
            for held in structs_in(field.type):
                yield from fields_below(held, seen)


def values_in(
    value: Any, found: dict[tuple[type[Struct], str], list[Any]]
) -> dict[tuple[type[Struct], str], list[Any]]:
    """Collect what stands in each field of each type of record, all over an event."""
    if isinstance(value, Struct):
        for field in msgspec.structs.fields(type(value)):
            held = getattr(value, field.name)
            found.setdefault((type(value), field.name), []).append(held)
            values_in(held, found)
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            values_in(item, found)
    return found


def default_of(kind: type[Struct], name: str) -> Any:
    (field,) = (each for each in msgspec.structs.fields(kind) if each.name == name)
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return UNSET if field.default is msgspec.NODEFAULT else field.default


def test_each_field_there_is_has_something_new_in_the_whole_event_or_a_reason() -> None:
    before, after = values_in(BARE, {}), values_in(WHOLE, {})
    new = {
        (kind, name)
        for (kind, name), values in after.items()
        for value in values
        if value != default_of(kind, name) and value not in before.get((kind, name), [])
    }
    assert set(fields_below(Event, set())) - new == set(NOT_TYPED)


@pytest.mark.anyio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("first_of_march")
async def test_what_is_typed_on_all_forms_is_the_event_of_a_file(client: httpx.AsyncClient, database: Database) -> None:
    """Whoever adds a field fills it in above; then this fails until a form takes it."""
    await load(database, BARE)
    await sign_in(client, database)
    (person,), (visit,) = WHOLE.speakers, WHOLE.sessions
    languages = languages_of(WHOLE, PROJECT, visit)
    sent: list[tuple[str, dict[str, str]]] = [
        *((f"edit/{key}", part.typed(WHOLE, PROJECT)) for key, part in PARTS.items() if key != "texts"),
        ("speakers/ilona", typed_of_speaker(person, PROJECT)),
        ("agenda/sessions/visit", typed_of(visit, languages)),
        ("materials", {"0.title": "Photos", "0.kind": "photos", "0.readers": "partners", "1.title": "Slides"}
            | {"1.kind": "presentation", "1.readers": "participants", "1.session": "visit"}),
        ("mails/texts/confirmed", {"subject.en": "Welcome", "text.en": "Come.", "text.bg": "Елате."}),
        ("mails/reminders/new", {"number": "7", "side": "before", "counts_from": "last", "at": "09:30", "to": "session",
            "session": "visit", "latecomers": "yes", "subject.en": "One week", "text.en": "Pack."}),
        ("edit/texts", PARTS["texts"].typed(WHOLE, PROJECT)),
    ]  # fmt: skip
    for path, typed in sent:
        now = await worked_on(database)
        answer = await client.post(f"{DESK}/{path}", data=typed | {"do": "save", "version": str(now.version)})
        assert answer.status_code == 303, (path, answer.text)
    made = (await worked_on(database)).event
    assert msgspec.to_builtins(made) == msgspec.to_builtins(WHOLE)
    assert read(export(made).encode(), known_projects=PROJECTS) == WHOLE
