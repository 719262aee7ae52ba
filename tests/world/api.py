"""The JSON API of registrations: its address, and which fields it finds fault with."""

import httpx

ADDRESS = "/api/v1/events/workshop/registrations"


def faults(response: httpx.Response) -> list[str]:
    """Give the faulty fields of an answer, sorted."""
    return sorted(fault["field"] for fault in response.json()["errors"])
