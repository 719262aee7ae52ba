"""The project on a form: made, changed, and changed by two at once, with nothing lost that the form does not show."""

from datetime import date

import httpx
import lxml.html
import pytest
from msgspec.structs import replace

from events_service.access.records import Role
from events_service.database import Database
from events_service.programme.definitions import read
from events_service.programme.export import export
from events_service.programme.finding import get_project, list_projects
from events_service.programme.records import (
    Contact,
    EarlierName,
    Imprint,
    Milestone,
    MilestoneKind,
    Partner,
    Project,
    Retention,
    SteeringGroup,
)
from tests.world.events import load, load_project
from tests.world.fields import fields_of
from tests.world.pages import seen, text_of
from tests.world.project import PROJECT, new_project
from tests.world.staff import sign_in

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("april")]
ADDRESS = "/organise/projects/secon"
NEW = "/organise/projects/new"
RICH = replace(
    PROJECT,
    name="Social Economy\nin all regions",
    retention=Retention(last_payment=date(2028, 3, 31), years=10),
    website="https://secon.example",
    color="darkgreen",
    milestones=[
        Milestone(key="letter", kind=MilestoneKind.NEWSLETTER, title="Newsletter", date=date(2024, 4, 24)),
    ],
    partners=[
        Partner(
            key="peloponnese",
            name={"el": "Περιφέρεια Πελοποννήσου", "en": "Region of Peloponnese"},
            country="GR",
            languages=["el"],
            contact=Contact(name="Office", email="office@example.org", phone="+30 1"),
            earlier_names=[EarlierName(name="Peloponnese", until=date(2023, 12, 31))],
            domains=["peloponnese.example"],
            imprint=Imprint(address="Square 1, Tripoli"),
        ),
        *PROJECT.partners[1:],
    ],
)
"""A project that has more than the form shows."""


async def saved(database: Database, key: str = "secon") -> Project:
    async with database.reading() as session:
        return await get_project(session, key)


async def filled(client: httpx.AsyncClient, address: str = ADDRESS) -> dict[str, list[str]]:
    answer = await client.get(address)
    assert answer.status_code == 200, answer.text
    return fields_of(answer.text)


async def test_a_new_project_is_saved_from_the_form_with_keys_made_of_its_names(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    answer = await client.post(NEW, data=new_project())
    assert (answer.status_code, answer.headers["location"]) == (303, "/organise/events/new?done=project")
    made = await saved(database, "green-ways")
    assert [(each.key, each.country) for each in made.partners] == [
        ("haskovo-municipality", "BG"),
        ("lodz-region", "PL"),
    ]
    assert (made.lead_partner, made.languages, made.name) == (
        "lodz-region", ["en", "bg"], {"en": "Green ways between regions"},
    )  # fmt: skip


async def test_a_form_that_nobody_changed_changes_nothing_of_a_rich_project(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load_project(database, RICH)
    await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    answer = await client.post(ADDRESS, data=await filled(client))
    assert answer.headers["location"] == f"{ADDRESS}?done=saved"
    assert await saved(database) == RICH


async def test_a_change_on_the_form_is_saved_and_the_rest_stays(client: httpx.AsyncClient, database: Database) -> None:
    await load_project(database, RICH)
    await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    fields = await filled(client)
    answer = await client.post(ADDRESS, data=fields | {"partners.2.name.bg": ["Хасково"], "lead": ["1"]})
    assert answer.status_code == 303
    partners = [*RICH.partners[:2], replace(RICH.partners[2], name=RICH.partners[2].name | {"bg": "Хасково"})]
    assert await saved(database) == replace(RICH, partners=partners, lead_partner="harghita")
    assert "It holds at once" in await seen(client, f"{ADDRESS}?done=saved")


async def test_each_fault_stands_beside_its_field_and_nothing_typed_is_lost(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    sent = new_project() | {
        "acronym": [""],
        "ends": ["2023-12-31"],
        "retention.years": ["0"],
        "partners.0.country": [""],
        "partners.1.name.en": [""],
        "partners.1.subdivision": ["south"],
        "partners.1.contact.email": ["no address"],
        "lead": ["7"],
    }
    answer = await client.post(NEW, data=sent)
    assert answer.status_code == 422
    text = text_of(answer.text)
    assert "Say which of the partners leads the project." in text
    links = lxml.html.fromstring(answer.text).xpath("//*[@class='fault-summary']//a")
    named = {link.get("href"): link.text_content().partition(": ")[0] for link in links}
    assert named == {
        "#acronym": "Short name",
        "#ends": "Last day",
        "#retention.last_payment": "Last payment",
        "#retention.years": "Years to keep evidence",
        "#partners.0.country": "Partner 1, Country",
        "#partners.1.name.en": "Partner 2, Name (English)",
        "#partners.1.subdivision": "Partner 2, Region, as a code",
        "#partners.1.contact.name": "Partner 2, Contact, Name",
        "#partners.1.contact.email": "Partner 2, Contact, E-mail address",
        "#lead": "Lead partner",
    }
    for field in named:
        assert f'id="fault-{field[1:]}"' in answer.text, field
    assert fields_of(answer.text)["partners.1.contact.email"] == ["no address"]
    assert fields_of(answer.text)["partners.0.name.en"] == sent["partners.0.name.en"]
    async with database.reading() as session:
        assert await list_projects(session) == []


async def test_a_project_that_ends_before_it_starts_is_told_beside_its_last_day(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    answer = await client.post(NEW, data=new_project() | {"ends": ["2023-12-31"]})
    assert 'id="fault-ends"' in answer.text
    assert "before it starts" in text_of(answer.text)


async def test_the_quorum_of_the_steering_group_is_no_larger_than_the_partners(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load_project(database)
    await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    fields = await filled(client)
    for faulty, words in (("99", "write fewer"), ("half", "a whole number")):
        refused = await client.post(ADDRESS, data=fields | {"steering_group.quorum": [faulty]})
        assert 'id="fault-steering_group.quorum"' in refused.text
        assert "Quorum of the steering group: " in text_of(refused.text)
        assert words in text_of(refused.text)
    await client.post(ADDRESS, data=fields | {"steering_group.quorum": ["2"]})
    assert (await saved(database)).steering_group == SteeringGroup(quorum=2)
    assert read(export(await saved(database)).encode()) == await saved(database)
    assert (await filled(client))["steering_group.quorum"] == ["2"]


async def test_a_row_is_added_and_taken_out_by_buttons_that_save_nothing(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    more = await client.post(NEW, data=new_project() | {"partner": ["add"]})
    fields = fields_of(more.text)
    assert (more.status_code, fields["row"], fields["partners.2.name.en"]) == (200, ["0", "1", "2"], [""])
    fewer = fields_of((await client.post(NEW, data=fields | {"partner": ["remove-0"]})).text)
    assert (fewer["row"], fewer["partners.1.name.en"]) == (["1", "2"], ["Łódź Region"])
    async with database.reading() as session:
        assert await list_projects(session) == []


async def test_a_partner_who_hosts_an_event_stays(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    fields = await filled(client)
    host = next(row for row in fields["row"] if fields[f"partners.{row}.key"] == ["harghita"])
    answer = await client.post(ADDRESS, data=fields | {"row": [row for row in fields["row"] if row != host]})
    assert answer.status_code == 422
    assert '"harghita" is missing, the host of' in text_of(answer.text).replace("&#34;", '"')
    assert len((await saved(database)).partners) == len(PROJECT.partners)


async def test_what_two_changed_in_different_fields_is_both_kept_and_the_second_is_told(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load_project(database, RICH)
    await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    first, second = await filled(client), await filled(client)
    await client.post(ADDRESS, data=first | {"reference": ["03C0003"]})
    answer = await client.post(ADDRESS, data=second | {"partners.1.short_name": ["HCC"]})
    assert answer.headers["location"] == f"{ADDRESS}?done=saved&also=reference"
    assert "What somebody else changed meanwhile is kept, too: Reference." in await seen(
        client, answer.headers["location"]
    )
    now = await saved(database)
    assert (now.reference, now.partners[1].short_name) == ("03C0003", "HCC")


async def test_what_two_changed_in_one_field_is_shown_to_the_second_who_decides(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load_project(database, RICH)
    await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    first, second = await filled(client), await filled(client)
    await client.post(ADDRESS, data=first | {"partners.2.country": ["RO"], "reference": ["03C0003"]})
    answer = await client.post(ADDRESS, data=second | {"partners.2.country": ["GR"]})
    assert answer.status_code == 409
    told = text_of(answer.text)
    assert "Haskovo Municipality: Country: RO" in told
    assert "stands in the form already: Reference." in told
    assert (await saved(database)).partners[2].country == "RO"
    again = await client.post(ADDRESS, data=fields_of(answer.text))
    assert again.status_code == 303
    now = await saved(database)
    assert (now.partners[2].country, now.reference) == ("GR", "03C0003")


async def test_the_file_of_a_project_is_shown_saved_and_refused_to_who_was_overtaken(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load_project(database, RICH)
    await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    fields = await filled(client, f"{ADDRESS}/file")
    assert fields["definition"][0].lstrip("\n") == export(RICH)
    changed = export(replace(RICH, acronym="SECON 2"))
    answer = await client.post(f"{ADDRESS}/file", data=fields | {"definition": [changed]})
    assert answer.headers["location"] == f"{ADDRESS}?done=saved"
    late = await client.post(f"{ADDRESS}/file", data=fields)
    assert (late.status_code, (await saved(database)).acronym) == (409, "SECON 2")
    assert (await client.post(f"{ADDRESS}/file", data=fields_of(late.text))).status_code == 303
    assert await saved(database) == RICH


async def test_the_lead_partner_of_another_project_neither_sees_nor_changes_one(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load_project(database)
    await sign_in(client, database, Role.LEAD_PARTNER, project="elsewhere")
    for address in (ADDRESS, f"{ADDRESS}/file", f"{ADDRESS}/definition.yaml", NEW):
        assert (await client.get(address)).status_code == 403, address
    assert (await client.post(ADDRESS, data=new_project())).status_code == 403
