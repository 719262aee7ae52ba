"""The JSON API of registrations: its address, what it finds fault with, and where whom it registered goes on."""

from typing import Any

import httpx

ADDRESS = "/api/v1/events/workshop/registrations"


def faults(response: httpx.Response) -> list[str]:
    """Give the faulty fields of an answer, sorted."""
    return sorted(fault["field"] for fault in response.json()["errors"])


def own_page(made: dict[str, Any]) -> str:
    """Give the path of the personal page of whom an answer of the API says that they are registered."""
    return "/my/" + str(made["manage_url"]).partition("/my/")[2]
