"""What the OpenAPI document says of a JSON address that decodes its body itself, and of refusals."""

import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import msgspec
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPI, OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from msgspec import Struct

from events_service.web.errors import PROBLEM_JSON, Problem


def refused(description: str) -> ResponseSpec:
    """Describe an answer that refuses."""
    return ResponseSpec(Problem, description=description, media_type=PROBLEM_JSON, generate_examples=False)


Examples = Mapping[str, Mapping[str, Any]]
"""By operation ("GET /health"): its "request", and by status ("200") its answer, or the problems that it may answer."""

_REFUSALS = {
    "401": "Nobody is signed in: send a token as `Authorization: Bearer …`.",
    "403": "This account may not do it.",
    "413": "The body is larger than this address takes.",
    "422": "Faulty fields, one entry for each.",
}
_REFUSED = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}


class _Document(OpenAPI):
    """The document with the refusals that follow from an operation's guards and its body, and with our examples.

    Without the 400 that the framework writes wherever there are parameters: ours are refused by 422.
    """

    guarded: frozenset[str]
    read_examples: Callable[[], Examples]

    def to_schema(self) -> dict[str, Any]:
        document, examples = super().to_schema(), self.read_examples()
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                name = f"{method.upper()} {path}"
                _add_refusals(operation, guarded=name in self.guarded)
                _add_examples(operation, examples[name])
        return document


def _add_refusals(operation: dict[str, Any], *, guarded: bool) -> None:
    statuses = [*(("401", "403") if guarded else ()), *(("413", "422") if "requestBody" in operation else ())]
    responses = operation["responses"]
    responses.pop("400", None)
    for status in statuses:
        responses.setdefault(status, {"description": _REFUSALS[status], "content": deepcopy(_REFUSED)})
    if guarded:
        operation["security"] = [{"token": []}]


def _add_examples(operation: dict[str, Any], examples: Mapping[str, Any]) -> None:
    if "request" in examples:
        for content in operation["requestBody"]["content"].values():
            content["example"] = examples["request"]
    for status, answer in operation["responses"].items():
        for kind, content in answer.get("content", {}).items():
            if kind == PROBLEM_JSON:
                named = {problem["type"].rpartition("/")[2]: {"value": problem} for problem in examples[status]}
                content["examples"] = named
            else:
                content["example"] = examples[status]


@dataclass
class Documented(OpenAPIConfig):
    """How the document is made: with the refusals that are really answered, and examples that we wrote."""

    handlers: Iterable[HTTPRouteHandler] = ()
    read_examples: Callable[[], Examples] = dict

    def to_openapi_schema(self) -> OpenAPI:
        """Give the document before its addresses are written into it."""
        document = _Document(**vars(super().to_openapi_schema()))
        document.guarded = frozenset(name for each in self.handlers if each.guards for name in operations_of(each))
        document.read_examples = self.read_examples
        return document


def operations_of(handler: HTTPRouteHandler) -> list[str]:
    """Give the operations that a handler serves, such as "GET /api/v1/events/{event}"."""
    paths = [re.sub(r"\{(\w+):\w+\}", r"{\1}", path) for path in sorted(handler.paths)]
    return [f"{method} {path}" for path in paths for method in sorted(handler.http_methods)]


def json_body(kind: type[Struct], *, required: bool = True) -> type[Operation]:
    """Give the class of an operation whose body is this type, if it has one; for a handler's `operation_class`."""
    schema = _inline(*msgspec.json.schema_components([kind]))

    @dataclass
    class Described(Operation):
        def __post_init__(self) -> None:
            media_type = OpenAPIMediaType(schema=schema)
            self.request_body = RequestBody(content={"application/json": media_type}, required=required)

    return Described


def file_body(media_type: str) -> type[Operation]:
    """Give the class of an operation whose body is a file, as it is; for a handler's `operation_class`."""
    schema = Schema(type=OpenAPIType.STRING, content_media_type=media_type)

    @dataclass
    class Described(Operation):
        def __post_init__(self) -> None:
            self.request_body = RequestBody(content={media_type: OpenAPIMediaType(schema=schema)}, required=True)

    return Described


def _inline(schemas: tuple[dict[str, Any], ...], components: dict[str, Any]) -> Any:
    """Put each named part where it is referred to, so that the schema stands alone."""

    def resolved(part: Any) -> Any:
        if isinstance(part, dict):
            if "$ref" in part:
                return resolved(components[part["$ref"].rpartition("/")[2]])
            return {name: resolved(value) for name, value in part.items()}
        return [resolved(each) for each in part] if isinstance(part, list) else part

    return resolved(schemas[0])
