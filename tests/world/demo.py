"""A browser on the demo."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx
from litestar import Litestar

from events_service.app import assemble, equip, front
from events_service.demo.pages import ROUTES
from events_service.settings import Settings
from tests.world.service import BASE_URL

_MADE: dict[int, Litestar] = {}
"""The application by how many pages it has besides: to make it takes longer than what most tests do with it."""


@asynccontextmanager
async def browser(settings: Settings, besides: Sequence[Any] = ROUTES) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on a demo that has just been started."""
    if len(besides) not in _MADE:
        _MADE[len(besides)] = assemble(besides)
    app = equip(_MADE[len(besides)], settings)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=front(app)), base_url=BASE_URL) as opened:
        yield opened
    await app.state.database.close()
