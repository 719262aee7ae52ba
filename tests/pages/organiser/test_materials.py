"""Materials: added, put in order, renamed, taken out and put back; each file goes to those alone whom it is for."""

from collections.abc import Callable

import httpx
import lxml.html
import pytest
from msgspec.structs import replace

from events_service.database import Database
from events_service.pages.shown_materials import readers_of
from events_service.programme.definitions import read
from events_service.programme.export import export
from events_service.programme.materials import kind_of_file, materials_of, number_at, put_back, raised, remove
from events_service.programme.records import Event, Material, MaterialKind, MaterialReaders
from events_service.registrations.records import Category, PartnerProof, Status
from events_service.settings import Settings
from events_service.web.bodies import LARGEST_BODY
from tests.apart.bombs import document
from tests.world.events import BUS, WELCOME, WORKSHOP, load, worked_on
from tests.world.fields import single_fields_of
from tests.world.people import ask
from tests.world.project import PROJECT
from tests.world.staff import sign_in

PAGE = "/organise/events/workshop/materials"
SLIDES, MINUTES = b"%PDF-1.7 slides", b"%PDF-1.7 minutes"
KEY = WORKSHOP.sessions[0].key


async def add(client: httpx.AsyncClient, *files: tuple[str, bytes], **fields: str) -> httpx.Response:
    sent = [("files", (name, content, "application/octet-stream")) for name, content in files]
    return await client.post(PAGE, data={"do": "add", **fields}, files=sent or {"files": ("", b"")})


async def change(client: httpx.AsyncClient, do: str, **changes: str) -> httpx.Response:
    fields = single_fields_of((await client.get(PAGE)).text, "list") | {"do": do}
    return await client.post(PAGE, data=fields | {name.replace("__", "."): text for name, text in changes.items()})


async def titles(database: Database) -> list[str]:
    return [str(each.material.title) for each in materials_of((await worked_on(database)).event)]


@pytest.mark.anyio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("first_of_march")
async def test_materials_go_to_those_whom_they_are_for(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database)
    person = await ask(database, settings, 1)
    await sign_in(client, database)
    refused = await add(client, ("Презентация.pdf", SLIDES), ("sums.pdf", b"MZ"), session=KEY, readers="participants")
    assert refused.status_code == 422
    assert "sums.pdf" in refused.text
    assert "none that is taken" in refused.text
    assert (
        await add(client, ("minutes.PDF", MINUTES), title="Minutes", kind="recording", readers="partners")
    ).status_code == 303
    typed = {"link": "http://example.org/a", "title": "Photos", "session": KEY, "readers": "partners", "kind": "photos"}
    typed |= {"do": "add"}
    faulty = await add(client, **typed)
    assert faulty.status_code == 422
    assert typed.items() <= (single_fields_of(faulty.text, "adding") | {"do": "add"}).items()
    assert (await add(client, link="https://example.org/a", title="Photos")).status_code == 303
    saved = (await worked_on(database)).event
    minutes, photos, slides = [each.material for each in materials_of(saved)]
    assert [each.kind for each in (minutes, photos)] == [MaterialKind.RECORDING, MaterialKind.DOCUMENT]
    assert (slides.name, slides.title, slides.readers) == (
        "Презентация.pdf",
        "Презентация",
        MaterialReaders.PARTICIPANTS,
    )
    assert (minutes.name, photos.link) == ("minutes.PDF", "https://example.org/a")
    assert read(export(saved).encode(), known_projects={"secon": PROJECT}) == saved
    for digest in (slides.file, minutes.file):
        assert (await client.get(f"{PAGE}/{digest}")).status_code == 200
    client.cookies.clear()
    page, mine = (await client.get("/events/workshop")).text, f"/my/{person.token}"
    assert "https://example.org/a" in page
    assert str(slides.file) not in page
    assert (await client.get(f"/events/workshop/materials/{slides.file}")).status_code == 404
    assert f'href="{mine}/materials/{slides.file}"' in (await client.get(mine)).text
    answer = await client.get(f"{mine}/materials/{slides.file}")
    assert answer.content == SLIDES
    assert answer.headers["content-disposition"].endswith(
        "filename*=UTF-8''%D0%9F%D1%80%D0%B5%D0%B7%D0%B5%D0%BD%D1%82%D0%B0%D1%86%D0%B8%D1%8F.pdf"
    )
    assert 'attachment; filename="___________.pdf"' in answer.headers["content-disposition"]
    assert (answer.headers["x-content-type-options"], answer.headers["cache-control"]) == (
        "nosniff",
        "private, no-store",
    )
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert (await client.get(f"{mine}/materials/{minutes.file}")).status_code == 404
    assert (await client.get(f"/my/another/materials/{slides.file}")).status_code == 404


@pytest.mark.anyio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("first_of_march")
async def test_materials_are_put_in_order_renamed_taken_out_and_put_back(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await sign_in(client, database)
    await add(client, ("one.pdf", SLIDES), ("two.pdf", MINUTES))
    await add(client, ("three.docx", document("docx")))
    assert await titles(database) == ["one", "two", "three"]
    assert (await change(client, "up.2", **{"0__title": "First"})).status_code == 303
    assert await titles(database) == ["First", "three", "two"]
    version = (await worked_on(database)).version
    refused = await change(client, "save", **{"0__title": "", "1__title": "Third"})
    assert refused.status_code == 422
    assert 'aria-describedby="fault-0.title"' in refused.text
    assert single_fields_of(refused.text, "list")["1.title"] == "Third"
    assert (await change(client, "save", version=str(version - 1))).status_code == 422
    removed = await change(client, "remove.1")
    assert await titles(database) == ["First", "two"]
    assert f'value="back.{version}"' in (await client.get(removed.headers["location"])).text
    assert (await client.post(PAGE, data={"do": f"back.{version}"})).status_code == 303
    assert await titles(database) == ["First", "three", "two"]
    assert (await change(client, "save", **{"1__session": KEY, "2__kind": "photos"})).status_code == 303
    assert await titles(database) == ["First", "two", "three"]
    saved = (await worked_on(database)).event
    assert [each.material.kind.value for each in materials_of(saved)] == ["document", "photos", "document"]
    assert read(export(saved).encode(), known_projects={"secon": PROJECT}) == saved
    assert ">Photos, PDF, 0.1 MB<" in (await client.get("/events/workshop")).text


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Slides.PPTX", MaterialKind.PRESENTATION),
        ("talk.odp", MaterialKind.PRESENTATION),
        ("yard.jpeg", MaterialKind.PHOTOS),
        ("minutes.pdf", MaterialKind.DOCUMENT),
    ],
)
def test_the_end_of_its_name_tells_what_a_file_most_likely_is(name: str, kind: MaterialKind) -> None:
    assert kind_of_file(name) is kind


def with_links(*links: str) -> Event:
    return replace(WORKSHOP, materials=[Material(title=link, link=f"https://example.org/{link}") for link in links])


def test_steps_leave_alone_what_they_are_not_about() -> None:
    event = with_links("a", "b", "c")
    assert raised(event, 0) == event
    assert raised(event, 9) == event
    assert remove(event, 9) == event
    assert raised(event, 2) == with_links("a", "c", "b")
    assert put_back(with_links("a", "d"), event) == with_links("a", "b", "c", "d")


def test_a_path_into_an_event_leads_to_the_number_of_a_material() -> None:
    event = with_links("a", "b")
    later, earlier = (replace(event.sessions[number], materials=event.materials) for number in (1, 0))
    turned = replace(event, sessions=[later, earlier])
    paths = [("materials", 1, "title"), ("sessions", 0, "materials", 1, "link"), ("sessions", 1, "materials", 0)]
    assert [number_at(turned, path) for path in (*paths, ("sessions", 0, "title"), ("capacity",))] == [
        1,
        5,
        2,
        None,
        None,
    ]


@pytest.mark.anyio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_materials_stand_beside_their_session_before_and_after_the_event(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Callable[[str], None]
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    readers = dict(zip(("slides", "minutes", "budget"), MaterialReaders, strict=True))
    belongs = [Material(title=each, link=f"https://example.org/{each}", readers=of) for each, of in readers.items()]
    bus = replace(BUS, materials=[Material(title="route", link="https://example.org/route")])
    await load(database, replace(with_links("album"), sessions=[replace(WELCOME, materials=belongs), bus]))
    person = await ask(database, settings, 1)
    for moment in ("2024-03-01T09:00:00Z", "2024-06-01T09:00:00Z"):
        set_clock(moment)
        found = lists_of((await client.get("/events/workshop")).text)
        assert found == {"": ["album"], WELCOME.key: ["slides"], BUS.key: ["route"]}
        api = (await client.get("/api/v1/events/workshop")).json()
        assert [each["title"] for each in api["materials"]] == ["album", "slides", "route"]
        assert {each["key"]: [one["title"] for one in each["materials"]] for each in api["sessions"]} == {
            WELCOME.key: ["slides"],
            BUS.key: ["route"],
        }
    # Over, the page of a participant has no agenda any more, and all stands in one list; before, what others chose.
    mine = lists_of((await client.get(f"/my/{person.token}")).text)
    assert mine == {"": ["album", "slides", "minutes", "route"]}
    set_clock("2024-03-01T09:00:00Z")
    mine = lists_of((await client.get(f"/my/{person.token}")).text)
    assert mine == {"": ["album", "route"], WELCOME.key: ["slides", "minutes"]}


def lists_of(page: str) -> dict[str, list[str]]:
    """Give the titles of materials on a page by the session whose entry of the agenda they stand in, else by none."""
    tree, found = lxml.html.fromstring(page), dict[str, list[str]]()
    for listed in tree.xpath("//ul[@class='materials']"):
        session = next((each.get("id") for each in listed.iterancestors("li")), "")
        found.setdefault(session, []).extend(link.text_content() for link in listed.xpath(".//a"))
    return found


@pytest.mark.anyio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("first_of_march")
async def test_who_waits_or_gave_up_the_place_gets_what_everybody_gets(database: Database, settings: Settings) -> None:
    await load(database)
    person = (await ask(database, settings, 1)).registration
    participants = (MaterialReaders.EVERYBODY, MaterialReaders.PARTICIPANTS)
    partner = replace(person, category=Category.PROJECT_PARTNER)
    proved = replace(partner, partner_proof=PartnerProof.ORGANISER)
    assert [readers_of(each) for each in (person, partner, proved)] == [
        participants,
        participants,
        tuple(MaterialReaders),
    ]
    for status in Status:
        if status is not Status.CONFIRMED:
            assert readers_of(replace(proved, status=status)) == (MaterialReaders.EVERYBODY,)


@pytest.mark.anyio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("first_of_march")
async def test_files_are_large_where_fields_are_not(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    await sign_in(client, database)
    much = LARGEST_BODY + 1
    assert (await add(client, ("slides.pdf", SLIDES), title="x" * much)).status_code == 413
    assert await titles(database) == []
    assert (await add(client, ("slides.pdf", SLIDES.ljust(much)), title="Slides")).status_code == 303
    assert await titles(database) == [str({"en": "Slides"})]
