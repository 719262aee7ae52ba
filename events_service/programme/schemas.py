"""JSON Schemas of the definition files (draft 2020-12), written from the types so that editors can help and check."""

import json
from pathlib import Path
from typing import Any

import msgspec

from events_service.programme.records import Event, Project

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, str]:
    """Give the text of each schema by its file name."""
    return {
        f"{kind.__name__.lower()}.schema.json": json.dumps(_schema(kind), indent=2, ensure_ascii=False) + "\n"
        for kind in (Project, Event)
    }


def write(folder: Path) -> None:
    """Write the schemas into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


def differences(folder: Path) -> list[str]:
    """Give the names of the schemas that are missing from a folder or differ from the types."""
    return [name for name, text in schemas().items() if _content(folder / name) != text]


def _content(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _schema(kind: type[Project] | type[Event]) -> dict[str, Any]:
    _, definitions = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    title = f"Definition of {'a project' if kind is Project else 'an event'}"
    top = definitions.pop(kind.__name__)
    return {"$schema": _DIALECT, **top, "title": title, "$defs": dict(sorted(definitions.items()))}
