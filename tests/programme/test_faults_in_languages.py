"""Faults and warnings of definitions are told in the reader's language, with the same values as in English."""

import re
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from events_service.database import Database
from events_service.programme.definitions import Checked, check_contents, read
from events_service.programme.export import export
from events_service.programme.records import Project
from events_service.web.i18n import LANGUAGES, speaking
from tests.world.events import SHOWN, load
from tests.world.pages import seen
from tests.world.staff import sign_in

FOLDER = Path(__file__).parent / "broken"
FILES = sorted(FOLDER.glob("*.yaml"))
SECON = replace(read(Path(__file__).parents[2] / "fixtures" / "secon" / "project.yaml"), contact=None)
TRANSLATED = LANGUAGES[1:]
VALUES = re.compile(
    r'"(?:[^"\\]|\\.)*"|\([^()]*\)|`[^`]*`|\{[^{}]*\}|[\w.:/@*&<>-]*[\d_/@][\w.:/@<>-]*|\b[a-z]+_[a-z_]+\b'
)
"""What stands alike in each language: quoted values, what the YAML reader says, dates, numbers, names of fields."""
WORDS = re.compile(r"\b(?:the|or|not|write|here|stands|such|with|and|this|mean|twice|keep)\b")
ODD = """
key: odd
project: secon
type: study_visit
host: haskovo
title: Odd
status: published
timezone: Europe/Sofia
days: [2024-03-28, 2024-03-29]
languages: [sv]
capacity: 10
registration: {closes: 2024-04-20T12:00}
sessions:
  - {key: a, kind: talk, title: A, start: 2024-03-28T08:00, end: 2024-03-28T21:30, room: Hall, capacity: 40,
     speakers: [{name: Ada}], online: true}
  - {key: b, kind: meal, title: B, start: 2024-03-28T09:00, end: 2024-03-28T10:00, room: Hall, attendance: true,
     speakers: [{name: Ada}]}
"""

in_each_language = pytest.mark.parametrize("language", TRANSLATED)


@in_each_language
def test_each_fault_is_told_in_the_language_at_the_same_place(language: str) -> None:
    for path in FILES:
        english, told = (checked(path.read_bytes(), spoken).faults for spoken in ("en", language))
        assert sorted((one.line, one.field) for one in told) == sorted((one.line, one.field) for one in english)
        assert not {one.message for one in told} & {one.message for one in english}
        assert [one.message for one in told if WORDS.search(VALUES.sub("", one.message))] == []


@in_each_language
def test_a_warning_is_told_in_the_language_at_the_same_place(language: str) -> None:
    english, told = checked(ODD.encode(), "en").warnings, checked(ODD.encode(), language).warnings
    assert len(english) == 11
    assert sorted((one.line, one.field) for one in told) == sorted((one.line, one.field) for one in english)
    assert not {one.message for one in told} & {one.message for one in english}
    assert [one.message for one in told if WORDS.search(VALUES.sub("", one.message))] == []


@pytest.mark.parametrize(
    ("language", "written", "told"),
    [
        ("bg", "България", "напишете BG"),
        ("bg", "Bulgaria", "напишете BG"),
        ("hu", "Magyarország", "írja be: HU (Magyarország)"),
        ("el", "Ελλάδα", "γράψτε GR (Ελλάδα)"),
    ],
)
def test_a_country_may_be_named_in_the_language_or_in_english(language: str, written: str, told: str) -> None:
    content = ODD.replace("capacity: 10", f"venue: {{name: Hall, country: {written}}}")
    assert [told in fault.message for fault in checked(content.encode(), language).faults] == [True]


@pytest.mark.anyio
@pytest.mark.usefixtures("april")
@pytest.mark.parametrize(
    ("language", "heading", "line", "told"),
    [
        ("bg", "Нищо не е запазено: 1 грешка", "Ред", "не е час от деня; часовете са от 00 до 23"),
        ("hu", "Semmi sem lett mentve: 1 hiba", "sor", "nem időpont; az órák 00-tól 23-ig"),
        ("el", "Δεν αποθηκεύτηκε τίποτα: 1 σφάλμα", "Γραμμή", "δεν είναι ώρα της ημέρας· οι ώρες είναι από 00 έως 23"),
        ("pl", "Niczego nie zapisano: 1 błąd", "Wiersz", "nie jest godziną; godziny są od 00 do 23"),
    ],
)
async def test_the_definition_page_tells_a_fault_in_its_language(
    client: httpx.AsyncClient, database: Database, language: str, heading: str, line: str, told: str
) -> None:
    await load(database, SHOWN)
    await sign_in(client, database, project="secon")
    await seen(client, f"/events/workshop?lang={language}")
    text = export(SHOWN)
    start = re.search(r"start: \S+T09:15", text)
    assert start
    broken = text.replace(start[0], start[0].replace("T09:15", "T25:15"))
    answer = await client.post("/organise/events/workshop/definition", data={"definition": broken, "version": "1"})
    assert answer.status_code == 422
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.text))
    number = text.count("\n", 0, start.start()) + 1
    assert heading in shown
    assert line in shown
    assert re.search(rf"\b{number}\b", shown)
    assert told in shown
    assert f'<html lang="{language}"' in answer.text


def checked(content: bytes, language: str) -> Checked:
    assert isinstance(SECON, Project)
    with speaking(language):
        return check_contents({"definition": content}, {"secon": SECON})
