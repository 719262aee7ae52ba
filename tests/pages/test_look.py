"""An event's picture: sent, described, shown, taken out and put back; whoever may not see the event sees none of it."""

import io

import httpx
import pytest
from msgspec.structs import replace
from PIL import Image

from events_service.access.records import Role
from events_service.database import Database
from events_service.files.tables import FileUseRow
from events_service.programme.definitions import read
from events_service.programme.export import export
from events_service.programme.file_uses import files_in
from events_service.programme.picture_checks import says_nothing
from events_service.programme.records import EventStatus, Picture
from tests.world.events import WORKSHOP, load, worked_on
from tests.world.fields import single_fields_of
from tests.world.pages import seen
from tests.world.project import PROJECT
from tests.world.staff import sign_in

pytestmark = pytest.mark.anyio
LOOK = "/organise/events/workshop/edit/look"
DRAFT = replace(WORKSHOP, status=EventStatus.DRAFT)
SEEN = "Participants in the yard of a dairy"


def photograph() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1200, 800), "green").save(out, "JPEG")
    return out.getvalue()


async def send(
    client: httpx.AsyncClient, html: str, content: bytes | None = None, field: str = "picture", **changes: str
) -> httpx.Response:
    """Send the form of a page again, with changes, and with a file where one is given."""
    fields = single_fields_of(html, "edit-form") | {name.replace("__", "."): value for name, value in changes.items()}
    sent = {field: ("IMG_2041.JPG", content or b"", "image/jpeg")} if content else {}
    return await client.post(LOOK, data=fields, files=sent or {"picture": ("", b"")})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("first_of_march")
async def test_a_picture_comes_in_is_described_shown_taken_out_and_put_back(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, DRAFT)
    await sign_in(client, database)
    form = (await client.get(LOOK)).text
    refused = await send(client, form, b"<svg onload='x'/>", picture__description=SEEN)
    assert refused.status_code == 422
    assert "Save the picture as PNG" in refused.text
    named = await send(client, form, photograph(), picture__description="IMG_2041.JPG")
    assert named.status_code == 422
    assert "say what is to be seen" in named.text
    # The picture need not be sent again.
    assert (await send(client, named.text, picture__description=SEEN)).status_code == 303
    kept = (await worked_on(database)).event
    assert kept.picture is not None
    assert kept.picture.description in (SEEN, {"en": SEEN})
    assert read(export(kept).encode(), known_projects={"secon": PROJECT}) == kept
    address = f"/events/workshop/pictures/{kept.picture.file}/480.webp"
    page = (await client.get("/events/workshop")).text
    assert address in page
    assert f'alt="{SEEN}"' in page
    answer = await client.get(address)
    assert (answer.headers["content-type"], answer.headers["x-content-type-options"]) == ("image/webp", "nosniff")
    assert answer.headers["cache-control"].startswith("private")
    assert Image.open(io.BytesIO(answer.content)).size == (480, 320)
    for elsewhere in (address.replace("480", "481"), address.replace(kept.picture.file, "0" * 64)):
        assert (await client.get(elsewhere)).status_code == 404
    removed = await send(client, (await client.get(LOOK)).text, do="remove")
    assert (await worked_on(database)).event.picture is None
    assert (await client.get(address)).status_code == 404
    again = (await client.get(removed.headers["location"])).text
    version = removed.headers["location"].partition("before=")[2].partition("&")[0]
    assert f'name="put_back" value="{version}"' in again
    assert (await send(client, again, put_back=version)).status_code == 303
    assert (await worked_on(database)).event.picture == kept.picture
    async with database.reading() as session:
        use = await session.get(FileUseRow, ("event:workshop", kept.picture.file))
    assert use is not None
    assert use.left_at is None
    client.cookies.clear()
    assert (await client.get(address)).status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("first_of_march")
async def test_calendars_show_the_picture_that_was_sent_for_them(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, DRAFT)
    await sign_in(client, database)
    form, wanted = (await client.get(LOOK)).text, {"image__description": SEEN}
    refused = await send(client, form, b"<svg onload='x'/>", "image.sent", **wanted)
    assert refused.status_code == 422
    assert 'id="fault-image.sent"' in refused.text
    nothing = await send(client, form, photograph(), "image.sent", image__description="logo.png")
    assert 'id="fault-image.description"' in nothing.text
    twice = await send(client, form, photograph(), "image.sent", **wanted, image="https://example.org/a.png")
    assert 'id="fault-image"' in twice.text
    assert (await send(client, form, photograph(), "image.sent", **wanted)).status_code == 303
    kept = (await worked_on(database)).event
    assert (kept.picture, isinstance(kept.image, Picture)) == (None, True)
    assert read(export(kept).encode(), known_projects={"secon": PROJECT}) == kept
    page = (await client.get(LOOK)).text
    assert f'alt="{SEEN}"' in page
    removed = await send(client, page, do="remove.image")
    assert (await worked_on(database)).event.image is None
    again = (await client.get(removed.headers["location"])).text
    version = removed.headers["location"].partition("before=")[2].partition("&")[0]
    assert (await send(client, again, put_back=version)).status_code == 303
    assert (await worked_on(database)).event.image == kept.image
    ftp = await send(client, (await client.get(LOOK)).text, image__file="", image="ftp://example.org/a.png")
    assert 'id="fault-image"' in ftp.text
    elsewhere = await send(client, ftp.text, image="https://example.org/a.png")
    assert (elsewhere.status_code, (await worked_on(database)).event.image) == (303, "https://example.org/a.png")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_definition_from_elsewhere_is_shown_without_the_picture_that_is_not_here(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, replace(WORKSHOP, picture=Picture(file="5" * 64, description={"en": SEEN})))
    assert "<picture" not in (await client.get("/events/workshop")).text
    assert (await client.get(f"/events/workshop/pictures/{'5' * 64}/480.webp")).status_code == 404
    await sign_in(client, database, Role.ORGANISER)
    assert "is not kept in this service" in await seen(client, LOOK)


def test_files_are_found_wherever_they_stand_in_a_definition() -> None:
    picture = Picture(file="5" * 64, description="A bakery at work")
    assert list(files_in(WORKSHOP)) == []
    assert list(files_in(replace(WORKSHOP, picture=picture))) == [picture.file]
    assert list(files_in([{"a": 1}, [picture]])) == [picture.file]


@pytest.mark.parametrize(
    ("description", "nothing"),
    [
        (SEEN, False),
        ("Хляб", True),
        ("Хлебари", False),
        ("IMG_2041.JPG", True),
        ("dairy.png", True),
        ("DSC 0042", True),
        ("20240416_101500", True),
        ("Picture.", True),
        ("«Снимка»", True),
        ("εικόνα", True),
        ("   ", True),
        ("Photo of bakers", False),
    ],
)
def test_a_description_says_what_is_to_be_seen(description: str, nothing: bool) -> None:
    assert says_nothing(description) is nothing
