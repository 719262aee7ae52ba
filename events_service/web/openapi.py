"""What the OpenAPI document says of a JSON address that decodes its body itself, and of refusals."""

from dataclasses import dataclass
from typing import Any

import msgspec
from litestar.openapi import OpenAPIConfig
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPI, OpenAPIMediaType, Operation, RequestBody
from msgspec import Struct

from events_service.web.errors import PROBLEM_JSON, Problem


def refused(description: str) -> ResponseSpec:
    """Describe an answer that refuses."""
    return ResponseSpec(Problem, description=description, media_type=PROBLEM_JSON, generate_examples=False)


class _Document(OpenAPI):
    """The document without the 400 that the framework writes wherever there are parameters: ours are refused by 422."""

    def to_schema(self) -> dict[str, Any]:
        document = super().to_schema()
        for operations in document["paths"].values():
            for operation in operations.values():
                operation["responses"].pop("400", None)
        return document


class Documented(OpenAPIConfig):
    """How the document is made, with the refusals that are really answered."""

    def to_openapi_schema(self) -> OpenAPI:
        """Give the document before its addresses are written into it."""
        return _Document(**vars(super().to_openapi_schema()))


def json_body(kind: type[Struct]) -> type[Operation]:
    """Give the class of an operation whose body is this type; for a handler's `operation_class`."""
    schema = _inline(*msgspec.json.schema_components([kind]))

    @dataclass
    class Described(Operation):
        def __post_init__(self) -> None:
            media_type = OpenAPIMediaType(schema=schema)
            self.request_body = RequestBody(content={"application/json": media_type}, required=True)

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
