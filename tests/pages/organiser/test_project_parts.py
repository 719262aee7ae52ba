"""The parts of a project on forms: what is sent unchanged changes nothing, what is changed is saved, faults stay."""

import re
from collections.abc import Iterator
from datetime import date

import httpx
import msgspec
import pytest
from hypothesis import given, settings
from msgspec import Struct
from msgspec.structs import replace

from events_service.access.records import Role
from events_service.database import Database
from events_service.pages.organiser.project import PROJECT_PARTS
from events_service.pages.organiser.project_form import typed_of
from events_service.pages.organiser.project_parts import ProjectPart, read_part
from events_service.pages.organiser.project_reading import read_project
from events_service.programme.definitions import read
from events_service.programme.export import export
from events_service.programme.finding import get_project
from events_service.programme.records import (
    Accessibility,
    Assessment,
    Compliance,
    Contact,
    EarlierName,
    EventType,
    Imprint,
    Milestone,
    MilestoneKind,
    MilestoneState,
    Partner,
    Project,
    Retention,
    SteeringGroup,
)
from tests.world import definitions
from tests.world.events import load_project
from tests.world.fields import fields_of
from tests.world.pages import text_of
from tests.world.project import PROJECT
from tests.world.staff import sign_in
from tests.world.struct_types import structs_in

ADDRESS = "/organise/projects/secon/edit/"
EMPTY = replace(
    PROJECT,
    languages=["en", "bg"],
    funding_statement=None,
    partners=[replace(partner, domains=[], earlier_names=[], imprint=None) for partner in PROJECT.partners],
)
"""A project without all that its parts are for."""
FILLED = {
    "visibility": (
        {
            "funding_statement.bg": "Съфинансирано от Европейския съюз",
            "funding_statement.en": "Co-funded by the Union",
            "color": "darkgreen",
            "colors.final_event": "gold",
            "embed_origins": "https://www.example.org\n\nhttps://secon.example:8443",
        },
        replace(
            EMPTY,
            funding_statement={"en": "Co-funded by the Union", "bg": "Съфинансирано от Европейския съюз"},
            color="darkgreen",
            colors={EventType.FINAL_EVENT: "gold"},
            embed_origins=["https://www.example.org", "https://secon.example:8443"],
        ),
    ),
    "milestones": (
        {
            "milestones.0.kind": "newsletter",
            "milestones.0.state": "published",
            "milestones.0.title.en": "Second newsletter",
            "milestones.0.title.bg": "Втори бюлетин",
            "milestones.0.date": "2024-04-24",
            "milestones.0.summary.en": "Looks back.",
            "milestones.0.link": "https://secon.example/2",
            "milestones.1.title.en": "Field research",
            "milestones.1.kind": "field_research",
            "milestones.1.semester": "3",
        },
        replace(
            EMPTY,
            milestones=[
                Milestone(
                    key="second-newsletter",
                    kind=MilestoneKind.NEWSLETTER,
                    state=MilestoneState.PUBLISHED,
                    title={"en": "Second newsletter", "bg": "Втори бюлетин"},
                    date=date(2024, 4, 24),
                    summary={"en": "Looks back."},
                    link="https://secon.example/2",
                ),
                Milestone(
                    key="field-research",
                    kind=MilestoneKind.FIELD_RESEARCH,
                    title={"en": "Field research"},
                    semester="S3",
                ),
            ],
        ),
    ),
    "offices": (
        {
            "partners.peloponnese.domains": "@peloponnese.example\nppel.example",
            "partners.peloponnese.imprint.address": "Square 1, Tripoli",
            "partners.peloponnese.imprint.represented_by": "Maria, Governor",
            "partners.peloponnese.earlier_names.0.name.en": "Peloponnese",
            "partners.peloponnese.earlier_names.0.until": "2023-12-31",
        },
        replace(
            EMPTY,
            partners=[
                replace(
                    EMPTY.partners[0],
                    domains=["peloponnese.example", "ppel.example"],
                    imprint=Imprint(address="Square 1, Tripoli", represented_by="Maria, Governor"),
                    earlier_names=[EarlierName(name={"en": "Peloponnese"}, until=date(2023, 12, 31))],
                ),
                *EMPTY.partners[1:],
            ],
        ),
    ),
    "accessibility": (
        {
            "accessibility.status": "partial",
            "accessibility.assessment": "third_party",
            "accessibility.prepared": "2024-01-10",
            "accessibility.reviewed": "2024-03-01",
            "accessibility.limits.0.text.en": "Photos have no words.",
            "accessibility.feedback.name": "Office",
            "accessibility.feedback.email": "access@example.org",
            "accessibility.feedback.phone": "+30 1",
        },
        replace(
            EMPTY,
            accessibility=Accessibility(
                status=Compliance.PARTIAL,
                assessment=Assessment.THIRD_PARTY,
                prepared=date(2024, 1, 10),
                reviewed=date(2024, 3, 1),
                limits=[{"en": "Photos have no words."}],
                feedback=Contact(name="Office", email="access@example.org", phone="+30 1"),
            ),
        ),
    ),
}
FAULTY = {
    "visibility": ({"color": "#006400"}, "color", "darkgreen"),
    "milestones": ({"milestones.0.title.en": "Letter", "milestones.0.link": "x"}, "milestones.0.link", "http"),
    "offices": ({"partners.peloponnese.earlier_names.0.until": "2023-12-31"}, None, "Please fill this in."),
    "accessibility": ({"accessibility.status": "full"}, "accessibility.prepared", "Please fill this in."),
}
"""What is typed, the field that a fault stands beside (None: a name in the working language), and part of its words."""


WHOLE = replace(
    FILLED["visibility"][1],
    milestones=FILLED["milestones"][1].milestones,
    partners=[
        replace(partner, contact=Contact(name="Office", email="office@example.org"))
        for partner in FILLED["offices"][1].partners
    ],
    accessibility=FILLED["accessibility"][1].accessibility,
    contact=Contact(name="Office", email="office@example.org"),
    retention=Retention(last_payment=date(2028, 3, 31)),
    steering_group=SteeringGroup(quorum=2),
)
WITHIN = {Project: "", Partner: "partners"}
ELSEWHERE = {
    (Project, "key"): "It is made of the short name, and stands in addresses for good.",
    (Project, "lead_partner"): "The mark beside a partner says it.",
    (Project, "logo"): "It has a page of its own, for it is a file.",
    (Project, "mails"): "Own words have pages of their own.",
}
"""What no field of the project's forms holds, and why."""


def sent(part: ProjectPart, project: Project, changes: dict[str, str] | None = None) -> dict[str, str]:
    """Give what a browser sends: an empty field is there as well."""
    return part.tidied({**part.typed(project), **(changes or {})})


@pytest.mark.parametrize("part", PROJECT_PARTS, ids=lambda part: part.key)
def test_what_is_typed_into_a_part_is_the_project_of_a_file(part: ProjectPart) -> None:
    typed, expected = FILLED[part.key]
    made = read_part(part, EMPTY, sent(part, EMPTY, typed))
    assert (made.faults, made.project) == ({}, expected)
    assert read(export(expected).encode()) == expected
    emptied = dict.fromkeys(sent(part, expected), "")
    assert read_part(part, expected, part.tidied(emptied)).project == EMPTY


@given(definitions.projects())
@settings(max_examples=60, deadline=None)
def test_a_form_that_is_sent_as_it_was_opened_changes_nothing(project: Project) -> None:
    for part in PROJECT_PARTS:
        made = read_part(part, project, sent(part, project))
        assert (made.faults, made.project) == ({}, project), part.key
    assert read_project(typed_of(project), project, ()).project == project


def fields_below(kind: type[Struct], at: str = "") -> Iterator[str]:
    """Give the fields of a project and of what it holds, joined by dots."""
    for field in msgspec.structs.fields(kind):
        name = f"{at}{field.name}"
        held = [each for each in {*structs_in(field.type)} if (kind, field.name) not in ELSEWHERE]
        yield from (below for each in held for below in fields_below(each, f"{name}.")) if held else [name]


def test_each_field_of_a_project_has_one_on_a_form_or_a_reason() -> None:
    shown = dict(typed_of(WHOLE).texts) | dict.fromkeys(typed_of(WHOLE).ticked, "")
    for part in PROJECT_PARTS:
        shown |= part.typed(WHOLE)
    keys = "|".join(partner.key for partner in WHOLE.partners)
    names = {re.sub(rf"\.(\d+|{keys})(?=\.)", "", name) for name in shown}
    names = {re.sub(r"^(colors)\..*|\.(en|bg)$", r"\1", name).replace("limits.text", "limits") for name in names}
    reasons = {".".join(filter(None, [WITHIN[kind], name])) for kind, name in ELSEWHERE}
    assert set(fields_below(Project)) - names == reasons


def test_years_are_kept_with_the_last_payment_and_want_it() -> None:
    typed = typed_of(EMPTY)
    texts = {**typed.texts, "retention.years": "10", "retention.last_payment": ""}
    assert list(read_project(replace(typed, texts=texts), EMPTY, ()).faults) == ["retention.last_payment"]
    texts |= {"retention.last_payment": "2028-03-31"}
    made = read_project(replace(typed, texts=texts), EMPTY, ()).project
    assert made
    assert made.retention == Retention(last_payment=date(2028, 3, 31), years=10)


def test_a_row_that_is_ticked_is_taken_out_and_those_below_keep_what_they_were() -> None:
    project = FILLED["milestones"][1]
    (part,) = (each for each in PROJECT_PARTS if each.key == "milestones")
    made = read_part(part, project, sent(part, project, {"milestones.0.gone": "yes"})).project
    assert made
    assert made.milestones == project.milestones[1:]


@pytest.mark.anyio
@pytest.mark.usefixtures("april")
@pytest.mark.parametrize("key", FILLED)
async def test_each_part_is_saved_from_its_page_and_says_so(
    client: httpx.AsyncClient, database: Database, key: str
) -> None:
    await load_project(database, EMPTY)
    await sign_in(client, database, Role.LEAD_PARTNER)
    typed, expected = FILLED[key]
    form = fields_of((await client.get(ADDRESS + key)).text, "project-form")
    assert set(typed) <= set(form)
    answer = await client.post(ADDRESS + key, data=form | {name: [text] for name, text in typed.items()})
    assert answer.status_code == 303, text_of(answer.text)
    async with database.reading() as session:
        assert await get_project(session, "secon") == expected
    assert "Saved" in text_of((await client.get(answer.headers["location"])).text)


@pytest.mark.anyio
@pytest.mark.usefixtures("april")
@pytest.mark.parametrize("key", FAULTY)
async def test_a_fault_stands_beside_its_field_and_what_was_typed_stays(
    client: httpx.AsyncClient, database: Database, key: str
) -> None:
    await load_project(database, EMPTY)
    await sign_in(client, database, Role.LEAD_PARTNER)
    typed, field, words = FAULTY[key]
    form = fields_of((await client.get(ADDRESS + key)).text, "project-form")
    answer = await client.post(ADDRESS + key, data=form | {name: [text] for name, text in typed.items()})
    assert answer.status_code == 422
    name = field or "partners.peloponnese.earlier_names.0.name.en"
    assert f'id="fault-{name}"' in answer.text
    assert f'href="#{name}"' in answer.text
    assert words in text_of(answer.text)
    again = fields_of(answer.text, "project-form")
    assert {each: again[each] for each in typed} == {each: [text] for each, text in typed.items()}


@pytest.mark.anyio
@pytest.mark.usefixtures("april")
async def test_of_two_who_change_one_part_the_second_is_told_and_means_it_by_saving_again(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load_project(database, EMPTY)
    await sign_in(client, database, Role.LEAD_PARTNER)
    address = ADDRESS + "visibility"
    form = fields_of((await client.get(address)).text, "project-form")
    await client.post(address, data=form | {"color": ["gold"], "colors.study_visit": ["navy"]})
    answer = await client.post(address, data=form | {"color": ["teal"], "colors.kick_off": ["red"]})
    assert answer.status_code == 409
    assert "Colour: gold" in text_of(answer.text)
    again = fields_of(answer.text, "project-form")
    assert (again["color"], again["colors.study_visit"], again["colors.kick_off"]) == (["teal"], ["navy"], ["red"])
    assert (await client.post(address, data=again)).status_code == 303
    async with database.reading() as session:
        assert (await get_project(session, "secon")).color == "teal"
