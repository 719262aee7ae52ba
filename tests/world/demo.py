"""A browser on the demo."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx

from events_service.app import create_app, front
from events_service.demo.pages import ROUTES
from events_service.settings import Settings
from tests.world.service import BASE_URL


@asynccontextmanager
async def browser(settings: Settings, besides: Sequence[Any] = ROUTES) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on a demo that has just been started."""
    app = create_app(settings, besides=besides)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=front(app)), base_url=BASE_URL) as opened:
        yield opened
    await app.state.database.close()
