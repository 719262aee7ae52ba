"""What a demo's server runs: the application with the demo's own addresses, under the demo's own banner."""

from litestar.types import ASGIApp
from msgspec.structs import replace

from events_service.app import create_app, front
from events_service.demo.doors import page_path
from events_service.demo.pages import ROUTES
from events_service.settings import Settings, read_settings


def asgi() -> ASGIApp:
    """Give what a server runs."""
    return front(create_app(as_demo(read_settings()), besides=ROUTES))


def as_demo(settings: Settings) -> Settings:
    """Give the settings under which every page says that it is a demo."""
    return replace(settings, demo_page=page_path(settings))
