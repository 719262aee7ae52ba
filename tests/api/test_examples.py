"""The OpenAPI document: what it says of each operation is what the service does, shown by one story of SECON."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from litestar import Litestar

from events_service.api.routes import API, examples
from events_service.settings import Settings, resource_dir
from events_service.web.i18n import LANGUAGES
from events_service.web.openapi import operations_of
from tests.api.story import tell

DOCUMENT = json.loads((resource_dir("schemas") / "openapi.json").read_text())
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
}
DRAWN = [
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "‹id›"),
    (r"/my/[\w-]{43}", "/my/‹token›"),
    (r"^[2-9A-Z]{10}$", "‹badge code›"),
    (r"^[2-9A-Z]{12}$", "‹number›"),
    (r"^([0-9a-f]{16}|[0-9a-f]{64})$", "‹digest›"),
    (r"T\d\d:\d\d:\d\d(\.\d+)?Z$", "T‹time›"),
]
"""What is drawn anew, or runs on with the clock."""


def contents() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give by operation and part of it each content that it has: a schema with its examples."""
    for name, operation in OPERATIONS.items():
        parts = {"request": operation.get("requestBody", {}), **operation["responses"]}
        for part, said in parts.items():
            for content in said.get("content", {}).values():
                yield name, part, content


def shown(content: dict[str, Any]) -> list[Any]:
    """Give the examples of a content."""
    return [content["example"]] if "example" in content else [each["value"] for each in content["examples"].values()]


def test_every_request_and_answer_has_an_example_that_fits_its_schema() -> None:
    walked = 0
    for name, part, content in contents():
        schema = content["schema"] | {"components": DOCUMENT["components"]}
        for example in shown(content):
            faults = [error.message for error in Draft202012Validator(schema).iter_errors(example)]
            assert not faults, (name, part, faults)
            walked += 1
    assert walked > 80


def test_an_example_that_does_not_fit_is_seen() -> None:
    [register] = [
        c for name, part, c in contents() if (name[:4], part) == ("POST", "request") and "/registrations" in name
    ]
    assert not Draft202012Validator(register["schema"]).is_valid(shown(register)[0] | {"surname": "Димитрова"})


def test_whatever_a_guard_stands_before_needs_a_token_and_says_how_it_refuses() -> None:
    guarded = {name for handler in API if handler.guards for name in operations_of(handler)}
    assert len(guarded) >= 12
    for name, operation in OPERATIONS.items():
        refusals = {"401", "403"} & set(operation["responses"])
        assert (bool(operation.get("security")), refusals) == (
            (True, {"401", "403"}) if name in guarded else (False, set())
        ), name
        if "requestBody" in operation:
            assert {"413", "422"} <= set(operation["responses"]), name


@pytest.mark.anyio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_requests_are_answered_as_the_document_shows(
    client: httpx.AsyncClient, application: Litestar, settings: Settings, set_clock: Callable[[str], None]
) -> None:
    """Each status that an operation is said to answer was answered in the story, and no other."""
    answers = await tell(client, application, settings, set_clock, examples())
    assert {name: set(by_status) for name, by_status in answers.items()} == {
        name: set(operation["responses"]) for name, operation in OPERATIONS.items()
    }
    for name, part, content in contents():
        if part == "request":
            continue
        answered = answers[name][part]
        for example in shown(content):
            assert any(tells(example, each) for each in answered), (name, part, example, answered)
        if "examples" in content:
            assert {each["type"] for each in shown(content)} == {each["type"] for each in answered}, (name, part)


def tells(example: Any, answer: Any) -> bool:
    """Tell whether an example is what was answered, save what is drawn; of lists and languages it may show a few."""
    if isinstance(example, dict) and isinstance(answer, dict):
        in_languages = set(answer) <= set(LANGUAGES)
        same = set(example) <= set(answer) if in_languages and example else set(example) == set(answer)
        return same and all(tells(value, answer[name]) for name, value in example.items())
    if isinstance(example, list) and isinstance(answer, list):
        return bool(example) == bool(answer) and len(example) <= len(answer) and all(map(tells, example, answer))
    if isinstance(example, str) and isinstance(answer, str):
        return _settled(example) == _settled(answer)
    if isinstance(example, float) and isinstance(answer, float) and example < 1:
        return True  # the time that an answer took
    return bool(example == answer)


def _settled(text: str) -> str:
    for pattern, stands in DRAWN:
        text = re.sub(pattern, stands, text)
    return text
