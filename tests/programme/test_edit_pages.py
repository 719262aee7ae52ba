"""Changing an event on forms: what is shown can be saved and changes nothing, and each fault stands at its field."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import httpx
import lxml.html
import pytest
from msgspec.structs import replace

from events_service.access.records import Role
from events_service.database import Database
from events_service.pages.organiser.edit_basics import SHARE
from events_service.pages.organiser.edit_questions import rearranged
from events_service.pages.organiser.editing import PARTS
from events_service.programme.definitions import read
from events_service.programme.export import export
from events_service.programme.finding import FoundEvent
from events_service.programme.map_links import coordinates_in
from events_service.programme.readiness import gaps
from events_service.programme.record_checks import read_record
from events_service.programme.records import (
    AttendanceMode,
    CertificateRule,
    Contact,
    Event,
    EventStatus,
    EventType,
    Joining,
    LetterKind,
    MailOccasion,
    NoLimit,
    Option,
    OwnWords,
    Picture,
    QuestionKind,
    Registration,
)
from events_service.programme.translations import count_missing, reworded, texts_of, with_texts
from events_service.web.i18n import speaking
from tests.world.events import HARGHITA, SHOWN, WORKSHOP, event, found, load, worked_on
from tests.world.fields import single_fields_of
from tests.world.letters import LETTERS
from tests.world.pages import seen, text_of
from tests.world.project import PROJECT
from tests.world.questions import QUESTIONS
from tests.world.staff import sign_in
from tests.world.times import NOW, at

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
EDIT = "/organise/events/workshop/edit"
FULL = replace(
    WORKSHOP,
    theme={"en": "Bread", "bg": "Хляб"},
    summary={"en": "First line.\n\nThird line."},
    languages=["en", "ro"],
    attendance_modes=[AttendanceMode.IN_PERSON, AttendanceMode.ONLINE],
    online_capacity=NoLimit.UNLIMITED,
    color="darkgreen",
    picture=Picture(file="5" * 64, description={"en": "Bread on a long table", "bg": "Хляб на дълга маса"}),
    image=Picture(file="a" * 64, description={"en": "The emblem of the workshop", "bg": "Знакът"}),
    joining=Joining(link="https://meet.example.org/room", note={"en": "Passcode 1"}, public=True),
    registration=Registration(
        opens=at("2024-02-01T09:00"),
        closes=at("2024-04-10T23:59"),
        reply_by=date(2024, 4, 5),
        approval=True,
        waiting_list=False,
        offer_hours=8,
        confirm_address=True,
        mode_per_day=True,
        one_session_at_a_time=True,
        companions=3,
        questions=list(QUESTIONS),
    ),
    certificate=CertificateRule(unapproved=True, all_days=True, share_of_sessions=0.8),
    letters=replace(LETTERS, words={LetterKind.VISA: OwnWords(subject="Visa", text={"bg": "Каним {name}."})}),
)
"""The workshop with something in each field of the forms."""


BASICS = PARTS["basics"].typed(WORKSHOP, PROJECT)


def choices_in(html: str, name: str) -> list[str]:
    return [str(each) for each in lxml.html.fromstring(html).xpath(f"//select[@name='{name}']/option/@value")]


def fields_of(html: str) -> dict[str, str]:
    return single_fields_of(html, "edit-form")


async def press(client: httpx.AsyncClient, button: str, fields: Mapping[str, str] = {}) -> httpx.Response:
    """Press a button of the questions' form as it is saved, or as it stands with `fields`."""
    sent = fields or fields_of((await client.get(f"{EDIT}/questions")).text)
    return await client.post(f"{EDIT}/questions", data={**sent, "do": button})


async def now(database: Database) -> FoundEvent:
    return await worked_on(database)


async def send(client: httpx.AsyncClient, part: str, without: Iterable[str] = (), **changes: str) -> httpx.Response:
    """Open a form and send it with changes; `venue__name` stands for the field venue.name."""
    fields = fields_of((await client.get(f"{EDIT}/{part}")).text)
    fields |= {name.replace("__", "."): value for name, value in changes.items()}
    return await client.post(f"{EDIT}/{part}", data={k: v for k, v in fields.items() if k not in set(without)})


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("shown", [WORKSHOP, HARGHITA, SHOWN, FULL], ids=["plain", "words", "shown", "full"])
@pytest.mark.parametrize("language", ["en", "bg", "de"])
def test_what_a_form_shows_changes_nothing_when_it_is_sent(part: str, shown: Event, language: str) -> None:
    with speaking(language):
        typed = PARTS[part].typed(shown, PROJECT)
        again = read_record(PARTS[part].fields(shown, PROJECT, typed), {"secon": PROJECT})
    assert (again.event, again.problems) == (shown, ())


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("shown", [WORKSHOP, FULL], ids=["plain", "full"])
async def test_the_page_of_a_form_sent_as_it_stands_makes_no_version(
    client: httpx.AsyncClient, database: Database, part: str, shown: Event
) -> None:
    await load(database, shown)
    await sign_in(client, database)
    answer = await send(client, part)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, f"{EDIT}/{part}")
    assert ((await now(database)).event, (await now(database)).version) == (shown, 1)


async def test_the_basics_are_changed_and_sessions_move_along_with_their_days(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await sign_in(client, database)
    changes = {
        "title": "Third workshop",
        "days__0": "2024-05-14",
        "days__1": "2024-05-15",
        "type": "peer_review",
        "access": "link",
        "contact__name": "Ilona",
    }
    answer = await send(client, "basics", languages__bg="yes", **changes)
    assert answer.status_code == 303
    saved = (await now(database)).event
    assert saved.title == {"bg": "3ти междурегионален уъркшоп", "en": "Third workshop"}
    assert (saved.days, saved.type, saved.languages) == (
        [date(2024, 5, 14), date(2024, 5, 15)],
        EventType.PEER_REVIEW,
        ["bg"],
    )
    assert [each.start for each in saved.sessions] == [each.start + timedelta(days=28) for each in WORKSHOP.sessions]
    assert saved.contact == Contact(name="Ilona", email="desk@example.org")
    assert "Saved" in await seen(client, answer.headers["location"])
    assert read(export(saved).encode(), known_projects={"secon": PROJECT}) == saved


async def test_a_day_is_added_and_a_day_with_sessions_is_not_taken_out(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await sign_in(client, database)
    assert (await send(client, "basics", days__2="2024-04-15")).status_code == 303
    assert (await now(database)).event.days[0] == date(2024, 4, 15)
    refused = await send(client, "basics", days__1="", days__0="")
    assert refused.status_code == 422
    assert "Welcome: 2024-04-16 is none of the event's days" in text_of(refused.text)


@pytest.mark.parametrize(("typed", "share"), [("80", 0.8), ("66,5 %", 0.665), ("100", 1.0), ("33.3333", 0.333333)])
def test_a_share_of_sessions_is_typed_in_percent(typed: str, share: float) -> None:
    read = read_record(PARTS["basics"].fields(WORKSHOP, PROJECT, BASICS | {SHARE: typed}), {"secon": PROJECT})
    assert read.event
    assert read.event.certificate == CertificateRule(share_of_sessions=share)
    again = PARTS["basics"].typed(read.event, PROJECT)[SHARE]
    assert again == typed.removesuffix(" %").replace(",", ".")


async def test_another_partner_hosts_if_who_says_so_may_prepare_its_events(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await sign_in(client, database, Role.ORGANISER, partner=WORKSHOP.host)
    page = (await client.get(f"{EDIT}/basics")).text
    assert choices_in(page, "host") == [WORKSHOP.host]
    assert "the lead partner can name another one" in text_of(page)
    refused = await send(client, "basics", host="haskovo")
    assert (refused.status_code, (await now(database)).event.host) == (422, WORKSHOP.host)
    assert "may not prepare events of this host" in text_of(refused.text)
    await sign_in(client, database, Role.LEAD_PARTNER)
    assert choices_in((await client.get(f"{EDIT}/basics")).text, "host") == [each.key for each in PROJECT.partners]
    assert (await send(client, "basics", host="haskovo")).status_code == 303
    saved = (await now(database)).event
    assert saved.host == "haskovo"
    assert read(export(saved).encode(), known_projects={"secon": PROJECT}) == saved


async def test_the_place_takes_its_coordinates_from_a_map_link(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, event(venue=None))
    await sign_in(client, database)
    link = "https://www.openstreetmap.org/?mlat=46.3601&mlon=25.8021#map=17/46.36/25.80"
    await send(
        client,
        "place",
        venue__name="County Hall",
        venue__country="RO",
        map=link,
        joining__link="https://m.example.org/a",
    )
    saved = (await now(database)).event
    assert saved.venue
    assert (saved.venue.name, saved.venue.latitude, saved.venue.longitude) == ({"en": "County Hall"}, 46.3601, 25.8021)
    assert saved.joining == Joining(link="https://m.example.org/a")
    empty = dict.fromkeys(("venue__name", "venue__country", "venue__latitude", "venue__longitude", "joining__link"), "")
    await send(client, "place", **empty)
    assert ((await now(database)).event.venue, (await now(database)).event.joining) == (None, None)


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("https://www.openstreetmap.org/#map=16/46.3612/25.8003", (46.3612, 25.8003)),
        ("https://www.openstreetmap.org/?mlat=46.36&mlon=25.8#map=16/40/20", (46.36, 25.8)),
        ("https://www.google.com/maps/@46.36,25.80,15z", (46.36, 25.8)),
        (
            "https://www.google.com/maps/place/Hall/@46.1,25.1,17z/data=!3m1!4b1!4m6!3m5!8m2!3d46.36!4d25.80",
            (46.36, 25.8),
        ),
        ("https://maps.google.com/?q=46.36,25.80", (46.36, 25.8)),
        ("https://www.google.com/maps/search/?api=1&query=46.36%2C25.80", (46.36, 25.8)),
        ("https://maps.apple.com/?ll=46.36,25.80&q=Hall", (46.36, 25.8)),
        ("https://maps.apple.com/place?coordinate=46.36,25.80&name=Hall", (46.36, 25.8)),
        ("geo:46.36,25.80;u=35", (46.36, 25.8)),
        ("geo:-46.36,-25.80?z=19", (-46.36, -25.8)),
        (" 46.36, 25.80 ", (46.36, 25.8)),
        ("https://maps.app.goo.gl/AbCdEf", None),
        ("https://www.google.com/maps/@146.36,25.80,15z", None),
        ("", None),
    ],
)
def test_coordinates_are_read_from_links_of_all_kinds(link: str, found: tuple[float, float] | None) -> None:
    assert coordinates_in(link) == found


async def test_registration_is_changed_with_places_counted_apart(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    await sign_in(client, database)
    changes = {
        "attendance_modes__online": "yes",
        "capacity": "60",
        "counted": "apart",
        "online_capacity": "200",
        "registration__offer_hours": "12",
        "registration__companions": "2",
        "registration__approval": "yes",
    }
    answer = await send(client, "registration", ["registration.waiting_list"], **changes)
    assert answer.status_code == 303
    saved = (await now(database)).event
    assert saved.capacities == {AttendanceMode.IN_PERSON: 60, AttendanceMode.ONLINE: 200}
    rules = replace(WORKSHOP.registration, approval=True, waiting_list=False, offer_hours=12, companions=2)
    assert saved.registration == rules


@pytest.mark.parametrize(
    ("part", "changes", "field", "words"),
    [
        ("basics", {"title": ""}, "title", "the text is empty"),
        ("basics", {"timezone": "Europe/Sofja"}, "timezone", "Europe/Sofia"),
        ("basics", {"days__0": "2024-02-31"}, "days.0", "is not in the calendar"),
        ("basics", {"contact__email": "nobody"}, "contact.email", "a mail address"),
        ("basics", {"certificate__share_of_sessions": "0"}, "certificate.share_of_sessions", "from 1 to 100"),
        ("basics", {"certificate__share_of_sessions": "120 %"}, "certificate.share_of_sessions", "from 1 to 100"),
        ("look", {"color": "grean"}, "color", "green"),
        ("look", {"image": "example.org"}, "image", "a web address"),
        ("place", {"venue__longitude": ""}, "venue.longitude", "latitude and longitude belong together"),
        ("place", {"venue__latitude": "north"}, "venue.latitude", "is not a number"),
        ("place", {"map": "https://maps.app.goo.gl/x"}, "map", "This link holds no coordinates."),
        ("place", {"venue__name": ""}, "venue.name", "the text is empty"),
        ("place", {"joining__link": "zoom"}, "joining.link", "a web address"),
        ("registration", {"capacity": "sixty"}, "capacity", "write one such as 80"),
        ("registration", {"registration__closes": "2024-01-31T09:00"}, "registration.closes", "before it opens"),
        ("registration", {"registration__companions": "99"}, "registration.companions", "the most is 20"),
        ("texts", {"title__en": "", "title__bg": ""}, "title.en", "the text is empty"),
    ],
)  # fmt: skip
async def test_a_fault_stands_at_its_field_and_nothing_typed_is_lost(
    client: httpx.AsyncClient, database: Database, part: str, changes: dict[str, str], field: str, words: str
) -> None:
    plain = replace(WORKSHOP, sessions=[replace(each, title=dict(WORKSHOP.title)) for each in WORKSHOP.sessions])
    await load(database, plain)
    await sign_in(client, database)
    before = fields_of((await client.get(f"{EDIT}/{part}")).text)
    refused = await send(client, part, **changes)
    assert refused.status_code == 422
    assert f'<a href="#{field}">' in refused.text
    assert f'id="{field}"' in refused.text
    assert words in text_of(refused.text)
    assert fields_of(refused.text) == before | {name.replace("__", "."): value for name, value in changes.items()}
    assert (await now(database)).event == plain


async def test_two_who_change_other_fields_of_one_form_both_find_them_saved(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await sign_in(client, database)
    mine = fields_of((await client.get(f"{EDIT}/registration")).text)
    await send(client, "registration", capacity="12")
    answer = await client.post(f"{EDIT}/registration", data=mine | {"registration.companions": "2"})
    assert answer.headers["location"].endswith("?done=merged")
    saved = (await now(database)).event
    assert (saved.capacity, saved.registration.companions) == (12, 2)
    assert "both changes are saved" in await seen(client, answer.headers["location"])


async def test_of_one_field_that_both_changed_one_sees_both_values_and_decides(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await sign_in(client, database)
    mine = fields_of((await client.get(f"{EDIT}/registration")).text)
    await send(client, "registration", capacity="12", registration__companions="2")
    refused = await client.post(f"{EDIT}/registration", data=mine | {"capacity": "14"})
    assert refused.status_code == 422
    assert "Places: saved now “12”, yours “14”" in text_of(refused.text)
    assert (await now(database)).event.capacity == 12
    again = fields_of(refused.text)
    assert (again["capacity"], again["registration.companions"]) == ("14", "2")
    assert (await client.post(f"{EDIT}/registration", data=again)).status_code == 303
    saved = (await now(database)).event
    assert (saved.capacity, saved.registration.companions) == (14, 2)


async def test_questions_are_added_moved_taken_out_and_asked_after_an_answer(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await sign_in(client, database)
    fields = fields_of((await press(client, "add")).text)
    assert (await now(database)).version == 1
    fields |= {
        "questions.0.label": "Къде отсядате?",
        "questions.0.kind": "choice",
        "questions.0.options": "В хотела\r\nУ дома",
    }
    fields = fields_of((await press(client, "add", fields)).text)
    fields |= {"questions.1.label": "When do you arrive?", "questions.1.kind": "date", "questions.1.required": "yes"}
    fields |= {"questions.0.at_door": "yes"}
    assert (await press(client, "save", fields)).status_code == 303
    stay, arrival = (await now(database)).event.registration.questions
    assert (stay.key, [option.key for option in stay.options]) == ("kade-otsyadate", ["v-hotela", "u-doma"])
    assert (arrival.key, arrival.kind, arrival.required) == ("when-do-you-arrive", QuestionKind.DATE, True)
    assert (stay.at_door, arrival.at_door) == (True, False)
    answer = await send(client, "questions", **{"questions__1__when__kade-otsyadate=v-hotela": "yes"})
    assert answer.status_code == 303
    when = (await now(database)).event.registration.questions[1].when
    assert when
    assert (when.question, when.answers) == ("kade-otsyadate", ["v-hotela"])
    refused = await press(client, "save", fields_of((await press(client, "up-1")).text))
    assert "does not stand before this question" in text_of(refused.text)
    await press(client, "save", fields_of((await press(client, "remove-1")).text))
    assert [each.key for each in (await now(database)).event.registration.questions] == ["kade-otsyadate"]


def test_buttons_of_the_builder_keep_what_was_typed() -> None:
    typed = {"version": "1", "questions.0.label": "A", "questions.1.label": "B", "questions.1.required": "yes"}
    assert rearranged(typed, "up-1") == {
        "version": "1",
        "questions.0.label": "B",
        "questions.0.required": "yes",
        "questions.1.label": "A",
    }
    assert rearranged(typed, "remove-0") == {"version": "1", "questions.0.label": "B", "questions.0.required": "yes"}
    assert rearranged(typed, "down-1") == typed
    assert rearranged(typed, "add") == typed | {"questions.2.kind": "text"}
    assert rearranged(typed, "save") is None
    assert rearranged(typed, "up-x") is rearranged(typed, "up-7") is rearranged(typed, "jump-1") is None


async def test_answers_keep_their_keys_and_translations_when_they_are_moved_or_written_anew(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, event(registration=Registration(questions=[QUESTIONS[1]])))
    await sign_in(client, database)
    await send(client, "questions", questions__0__options="At home\nAt the new hotel")
    (stay,) = (await now(database)).event.registration.questions
    assert stay.options == [
        Option(key="home", label={"en": "At home", "bg": "У дома"}),
        Option(key="hotel", label={"en": "At the new hotel", "bg": "В хотела"}),
    ]
    await send(client, "questions", questions__0__options="At home\nAt the new hotel\nAt home with Ana")
    (stay,) = (await now(database)).event.registration.questions
    assert [option.key for option in stay.options] == ["home", "hotel", "at-home-with-ana"]


async def test_texts_stand_side_by_side_with_what_is_missing_marked_and_counted(
    client: httpx.AsyncClient, database: Database
) -> None:
    shown = replace(WORKSHOP, theme={"en": "Bread"}, sessions=WORKSHOP.sessions[:2])
    await load(database, shown)
    await sign_in(client, database)
    page = await seen(client, f"{EDIT}/texts")
    # The theme, and the name of the room is there.
    assert count_missing(shown, "bg") == 1
    assert "Български BG (1 missing)" in page  # of name and code a screen shows one
    assert page.count("Missing") == 1
    answer = await send(client, "texts", theme__bg="Хляб", sessions__bus__title__bg="Посещение")
    assert answer.headers["location"].endswith("&to=bg")
    saved = (await now(database)).event
    assert (saved.theme, saved.sessions[1].title) == (
        {"en": "Bread", "bg": "Хляб"},
        {"bg": "Посещение", "en": "Study visit"},
    )
    assert count_missing(saved, "bg") == 0


def test_one_text_for_all_stays_one_until_another_language_is_written() -> None:
    assert reworded("Coffee", {"en": "Coffee", "bg": ""}, "en") == "Coffee"
    assert reworded("Coffee", {"en": "Tea", "bg": ""}, "en") == "Tea"
    assert reworded("Coffee", {"en": "Coffee", "bg": "Кафе"}, "en") == {"en": "Coffee", "bg": "Кафе"}
    assert reworded("Coffee", {"en": "", "bg": ""}, "en") is None
    assert reworded({"en": "A", "ro": "B"}, {"en": "", "bg": "C"}, "en") == {"ro": "B", "bg": "C"}
    assert reworded(None, {"en": " "}, "en", required=True) == {"en": ""}


def test_each_text_of_an_event_is_found_and_written() -> None:
    names = [text.name for text in texts_of(FULL)]
    assert len(names) == len(set(names))
    written = {name: {"lv": "Teksts"} for name in names}
    assert count_missing(FULL, "lv") == 16
    changed = with_texts(FULL, written, "en")
    assert count_missing(changed, "lv") == 0
    assert changed.venue
    assert changed.venue.name["lv"] == "Teksts"


def test_what_participants_would_miss_is_listed_with_the_way_to_it() -> None:
    bare = replace(
        SHOWN, venue=None, contact=None, capacity=None, joining=None, sessions=[], theme={"en": "A"},
        registration=Registration(closes=at("2024-02-01T00:00")),
        mails={
            MailOccasion.CONFIRMED: OwnWords(subject="For all", text={"en": "Come.", "bg": "Елате."}),
            MailOccasion.REMINDER: OwnWords(text={"en": "Tomorrow."}),
        },
    )  # fmt: skip
    project = replace(PROJECT, contact=None)
    listed = gaps(found(bare, project=project), NOW)
    assert [(gap.page, gap.sentence.split(":")[0].split(";")[0]) for gap in listed] == [
        ("edit/place", "It has no place"),
        ("edit/place", "There is no link for those who join online"),
        ("edit/basics", "There is nobody to ask"),
        ("edit/registration", "Registration has closed already."),
        ("edit/registration", "The number of places in person has no limit"),
        ("agenda", "There is no session on 16 Apr 2024."),
        ("agenda", "There is no session on 17 Apr 2024."),
        ("edit/texts?to=bg", "1 text is missing in Български."),
        ("mails/texts", "Your own words of 1 mail are missing in a language"),
    ]


async def test_before_a_draft_is_published_one_reads_what_is_missing(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, event(status=EventStatus.DRAFT, venue=None))
    await sign_in(client, database)
    for page in (EDIT, "/organise/events/workshop/status/published"):
        assert "It has no place: nobody knows where to come." in await seen(client, page)
    await load(database, event(status=EventStatus.PUBLISHED))
    assert "What participants would miss" not in await seen(client, "/organise/events/workshop/status/cancelled")


async def test_forms_are_for_those_who_prepare_the_event(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    await sign_in(client, database, Role.ORGANISER, partner="haskovo")
    for path in ("", "/basics"):
        assert (await client.get(f"{EDIT}{path}")).status_code == 403
    assert (await client.post(f"{EDIT}/basics", data={"version": "1"})).status_code == 403
    await sign_in(client, database)
    assert (await client.get(f"{EDIT}/nothing")).status_code == 404
    assert (await client.post(f"{EDIT}/basics", data={"version": "7"})).status_code == 404
