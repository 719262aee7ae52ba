"""The form of the workshop, filled in and sent as a browser without JavaScript does."""

import re
from typing import Any

import httpx

FORM = "/events/workshop/register"
FILLED = {
    "first_name": "Ловджи",
    "last_name": "van der Berg",
    "email": "l.vdb@example.org",
    "organisation": "Община <Хасково>",
    "country": "BG",
    "category": "project_partner",
    "language": "bg",
    "sessions": ["bus"],
    "consents.privacy_notice": "yes",
}
ANSWERED = {
    **FILLED,
    "answers.topic": "Закон\r\nи ред",
    "answers.stay": "hotel",
    "answers.arrival": "2024-04-15",
    "answers.tables": ["law", "money"],
    "answers.speaks": "yes",
    "day_modes.2024-04-16": "in_person",
    "day_modes.2024-04-17": "absent",
}
"""The same with an answer to each of the questions, and a choice for each day."""


def colleague_typed(email: str) -> dict[str, str]:
    """Give what is typed of Ana Pop, the first colleague of whoever fills in the form."""
    return {"companions.0.first_name": "Ana", "companions.0.last_name": "Pop", "companions.0.email": email}


def once_of(text: str) -> str:
    """Give the hidden key of a form."""
    found = re.search(r'name="once" value="([^"]+)"', text)
    assert found
    return found[1]


async def send(client: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    """Open the form and send it filled in, with changes."""
    once = once_of((await client.get(FORM)).text)
    return await client.post(FORM, data={"once": once, **FILLED, **changes})


async def post(
    client: httpx.AsyncClient, file: tuple[str, bytes] | None = None, once: str = "", **changes: Any
) -> httpx.Response:
    """Send the form with all questions answered; `answers__stay` stands for the field answers.stay."""
    once = once or once_of((await client.get(FORM)).text)
    data = {"once": once, **ANSWERED, **{name.replace("__", "."): value for name, value in changes.items()}}
    files = {"answers.slides": (*file, "application/octet-stream")} if file else {"unused": ("", b"")}
    return await client.post(FORM, data=data, files=files)
