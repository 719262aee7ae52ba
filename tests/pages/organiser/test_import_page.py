"""The page where a spreadsheet is imported: looked at, corrected, imported, and taken back."""

import re

import httpx
import pytest

from events_service.database import Database
from tests.registrations.spreadsheets.office_files import ods
from tests.world.events import load
from tests.world.people import everybody
from tests.world.staff import LIST, sign_in

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
IMPORT = f"{LIST}/import"
FILE = ods(
    ["Participants"],
    [],
    ["Who", "E-mail", "Telephone", "Organisation", "Country", "Category"],
    ["Nagy Éva Mária", "eva@example.org", "+36 30 123 4567", "Megye", "Hungary", "Expert"],
    ["Jan Berg", "jan@example.org", "+32 2 123 45 67", "Province", "Narnia", "Expert"],
)


async def look(client: httpx.AsyncClient, content: bytes = FILE) -> tuple[httpx.Response, str]:
    """Send a file, and give the page and the address of its form."""
    page = await client.post(IMPORT, files={"file": ("list.ods", content)})
    return page, re.findall(r'action="([^"]+/import/[^"]+)"', page.text)[0]


def chosen(page: httpx.Response) -> dict[str, str]:
    """Give the form as it stands there: hidden fields and what is chosen."""
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)".*?>(.*?)</select>', page.text, re.DOTALL):
        fields[name] = re.findall(r'value="([^"]*)" selected', options)[0]
    return fields


async def test_columns_and_names_are_corrected_faulty_rows_left_out_and_all_is_taken_back(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await sign_in(client, database)
    page, address = await look(client)
    assert page.status_code == 422
    assert "telephone numbers are not kept" in page.text
    form = chosen(page) | {"column-0": "name_family_first", "leave_out": "yes", "do": "try"}
    assert form["heading"] == "3"
    page = await client.post(address, data=form)
    assert page.status_code == 200
    assert "row 5, Country:" in page.text
    form = chosen(page)
    assert form["name-4"] == "Nagy, Éva Mária"
    form |= {"name-4": "Mária, Nagy Éva", "leave_out": "yes", "do": "import"}
    page = await client.post(address, data=form)
    assert "The spreadsheet is imported" in page.text
    assert [(each.first_name, each.last_name) for each in await everybody(database)] == [("Nagy Éva", "Mária")]
    assert "no longer here" in (await client.post(address, data=form)).text
    undo = re.findall(r'action="([^"]+/undo)"', page.text)[0]
    assert "The import was undone" in (await client.post(undo)).text
    assert await everybody(database) == []
