"""The organiser's own questions: what is asked, what is an answer, and what happens when the definition changes."""

import base64
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service.database import Database
from events_service.programme.records import Event, Option, Question, QuestionKind
from events_service.registrations.asking.file_kinds import LARGEST_FILE, LARGEST_FORM
from events_service.registrations.tables import AnswerFileRow
from tests.world.api import ADDRESS, faults
from tests.world.events import WORKSHOP, load
from tests.world.people import body
from tests.world.questions import ANSWERS, PDF, QUESTIONS
from tests.world.staff import staff

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]

ASKING = replace(WORKSHOP, registration=replace(WORKSHOP.registration, questions=QUESTIONS))


def without(key: str) -> Event:
    questions = [each for each in QUESTIONS if each.key != key]
    return replace(WORKSHOP, registration=replace(WORKSHOP.registration, questions=questions))


async def kept(client: httpx.AsyncClient, headers: dict[str, str]) -> dict[str, Any]:
    """Give the answers of the only registration, as an organiser sees them."""
    (one,) = (await client.get(ADDRESS, headers=headers)).json()["items"]
    answers: dict[str, Any] = one["answers"]
    return answers


async def test_answers_of_each_kind_are_kept_with_the_registration(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, ASKING)
    assert (await client.post(ADDRESS, json=body(answers=ANSWERS))).status_code == 201
    assert await kept(client, await staff(database)) == {
        "topic": "Public procurement",
        "stay": "hotel",
        "arrival": "2024-04-15",
        "tables": ["law", "money"],
        "speaks": True,
        "slides": "practice.pdf",
    }
    async with database.reading() as session:
        file = (await session.scalars(select(AnswerFileRow))).one()
    assert (file.name, file.media_type, file.content) == ("practice.pdf", "application/pdf", PDF)


async def test_a_question_that_is_not_asked_needs_no_answer_and_keeps_none(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, ASKING)
    sent = {"stay": "home", "arrival": "2024-04-15", "speaks": False, "slides": ANSWERS["slides"]}
    assert (await client.post(ADDRESS, json=body(answers=sent))).status_code == 201
    assert await kept(client, await staff(database)) == {"stay": "home", "speaks": False}
    async with database.reading() as session:
        assert (await session.scalars(select(AnswerFileRow))).all() == []


@pytest.mark.parametrize(
    ("changes", "faulty"),
    [
        ({"stay": ""}, ["answers.stay"]),
        ({"stay": "castle"}, ["answers.stay"]),
        ({"stay": ["hotel"]}, ["answers.stay"]),
        ({"arrival": None}, ["answers.arrival"]),
        ({"arrival": "2024-02-30"}, ["answers.arrival"]),
        ({"arrival": "15 April"}, ["answers.arrival"]),
        ({"tables": ["law", "poetry"]}, ["answers.tables"]),
        ({"speaks": "perhaps"}, ["answers.speaks"]),
        ({"speaks": 3}, ["answers.speaks"]),
        ({"topic": "x" * 2001, "stay": "castle"}, ["answers.stay", "answers.topic"]),
        ({"slides": {"name": "x.pdf", "content": "not base64!"}}, ["answers.slides"]),
        ({"slides": {"name": "x.pdf", "content": base64.b64encode(b"MZ\x90").decode()}}, ["answers.slides"]),
        ({"shoe_size": "43"}, ["answers.shoe_size"]),
    ],
)
async def test_a_faulty_answer_is_named_by_its_question(
    client: httpx.AsyncClient, database: Database, changes: dict[str, Any], faulty: list[str]
) -> None:
    await load(database, ASKING)
    response = await client.post(ADDRESS, json=body(answers=ANSWERS | changes))
    assert response.status_code == 422
    assert faults(response) == faulty


async def test_a_change_touches_only_the_answers_it_names(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, ASKING)
    made = (await client.post(ADDRESS, json=body(answers=ANSWERS))).json()
    headers = await staff(database)
    changed = await client.patch(
        f"/api/v1/registrations/{made['id']}", json={"answers": {"topic": None, "tables": ["markets"]}}, headers=headers
    )
    assert changed.status_code == 200
    assert set(changed.json()["answers"]) == {"stay", "arrival", "tables", "speaks", "slides"}
    assert changed.json()["answers"]["tables"] == ["markets"]


async def test_a_changed_answer_takes_along_what_depended_on_it(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, ASKING)
    made = (await client.post(ADDRESS, json=body(answers=ANSWERS))).json()
    headers = await staff(database)
    await client.patch(f"/api/v1/registrations/{made['id']}", json={"answers": {"speaks": False}}, headers=headers)
    assert "slides" not in await kept(client, headers)
    async with database.reading() as session:
        assert (await session.scalars(select(AnswerFileRow))).all() == []


async def test_answers_outlive_their_question_and_their_option(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, ASKING)
    made = (await client.post(ADDRESS, json=body(answers=ANSWERS))).json()
    headers = await staff(database)
    smaller = [
        replace(each, options=[Option(key="home", label="Home"), Option(key="boat", label="Boat")])
        if each.key == "stay"
        else each
        for each in without("topic").registration.questions
        if each.key != "arrival"
    ]
    await load(database, replace(WORKSHOP, registration=replace(WORKSHOP.registration, questions=smaller)))
    answers = {**await kept(client, headers), "tables": []}
    response = await client.patch(f"/api/v1/registrations/{made['id']}", json={"answers": answers}, headers=headers)
    assert response.status_code == 200
    still = await kept(client, headers)
    assert still["topic"] == "Public procurement"
    assert still["stay"] == "hotel"
    assert still["slides"] == "practice.pdf"
    assert "tables" not in still
    mine = await client.get(made["manage_url"])
    assert mine.status_code == 200


async def test_erasing_removes_answers_and_files(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, ASKING)
    made = (await client.post(ADDRESS, json=body(answers=ANSWERS))).json()
    data = (await client.get(made["manage_url"] + "/data.json")).json()
    assert base64.b64decode(data["files"][0]["content"]) == PDF
    assert data["registration"]["answers"]["topic"] == "Public procurement"
    assert (await client.post(made["manage_url"] + "/erase")).status_code == 303
    assert await kept(client, await staff(database)) == {}
    async with database.reading() as session:
        assert (await session.scalars(select(AnswerFileRow))).all() == []


async def test_two_large_files_come_in_one_request_of_a_program_too(
    client: httpx.AsyncClient, database: Database
) -> None:
    plan = Question(key="plan", kind=QuestionKind.FILE, label="Your plan")
    await load(database, replace(WORKSHOP, registration=replace(WORKSHOP.registration, questions=[*QUESTIONS, plan])))
    large = {"name": "large.pdf", "content": base64.b64encode(PDF + bytes(LARGEST_FILE - len(PDF))).decode()}
    made = await client.post(ADDRESS, json=body(answers={**ANSWERS, "slides": large, "plan": large}))
    assert made.status_code == 201
    too_much = await client.post(ADDRESS, content=b" " * (2 * LARGEST_FORM))
    assert too_much.status_code == 413
    assert too_much.json()["type"].endswith("/too-large")
