"""A project's logo: sent by its lead partner, seen beside the emblem, taken out and put back; SVG is refused."""

import io
import re

import httpx
import pytest
from msgspec.structs import replace
from PIL import Image

from events_service.access.records import Role
from events_service.database import Database
from events_service.programme.definitions import read
from events_service.programme.export import export
from events_service.programme.file_uses import files_in
from events_service.programme.finding import projects_by_key
from tests.world.events import load
from tests.world.project import PROJECT
from tests.world.staff import sign_in

PAGE = "/organise/projects/secon/logo"


def logo() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (600, 200), (0, 51, 153, 128)).save(out, "PNG")
    return out.getvalue()


async def send(client: httpx.AsyncClient, content: bytes) -> httpx.Response:
    return await client.post(PAGE, files={"logo": ("logo.png", content, "image/png")})


@pytest.mark.anyio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("first_of_march")
async def test_a_logo_comes_in_stands_beside_the_emblem_and_is_taken_out_and_put_back(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await sign_in(client, database, Role.LEAD_PARTNER)
    refused = await send(client, b"<svg/>")
    assert refused.status_code == 422
    assert "Save the picture as PNG" in refused.text
    assert (await send(client, logo())).status_code == 303
    async with database.reading() as session:
        project = (await projects_by_key(session))["secon"]
    assert list(files_in(project)) == [project.logo]
    assert read(export(project).encode()) == project
    page = (await client.get("/events/workshop")).text
    address = f"/projects/secon/logo/{project.logo}/480.png"
    assert re.search(rf'<img src="{address}" alt="Logo of SECON"', page)
    shown = Image.open(io.BytesIO((await client.get(address)).content))
    assert (shown.format, shown.size, shown.mode) == ("PNG", (480, 160), "RGBA")
    removed = await client.post(PAGE, data={"do": "remove"}, files={"logo": ("", b"")})
    assert f'name="file" value="{project.logo}"' in (await client.get(removed.headers["location"])).text
    assert "/logo/" not in (await client.get("/events/workshop")).text
    assert (await client.get(address)).status_code == 404
    assert (await client.post(PAGE, data={"do": "back", "file": str(project.logo)})).status_code == 303
    assert address in (await client.get("/events/workshop")).text


@pytest.mark.anyio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_pages_of_a_service_without_the_logo_show_a_pixel_that_nobody_sees(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, projects=(replace(PROJECT, logo="a" * 64),))
    answer = await client.get(f"/projects/secon/logo/{'a' * 64}/480.png")
    pixel = Image.open(io.BytesIO(answer.content))
    assert (pixel.size, pixel.getpixel((0, 0)), answer.headers["cache-control"]) == ((1, 1), (0, 0, 0, 0), "no-store")
