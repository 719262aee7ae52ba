"""Addresses by which an event is found and shared well: pictures of it, and what search engines and phones ask for."""

from functools import cache
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from events_service.access.records import Account
from events_service.database import Database
from events_service.documents.share_picture import WIDTH, SharePicture, share_picture
from events_service.printing.beside import beside
from events_service.printing.preparing import visibility
from events_service.programme.finding import FoundEvent, get_event, list_public_events
from events_service.programme.labels import kind_name
from events_service.programme.places import city_line
from events_service.programme.words import in_language
from events_service.settings import Settings
from events_service.typesetting import qr
from events_service.typesetting.icon import icon
from events_service.typesetting.picture import first_page
from events_service.web.i18n import LANGUAGES, day_range, gettext, spoken
from events_service.web.pages import static_address

FOR_A_DAY = {"Cache-Control": "public, max-age=86400"}
FOR_AN_HOUR = {"Cache-Control": "private, max-age=3600"}
ICO_SIDE, TOUCH_SIDE, APP_SIDES = 48, 180, (192, 512)
CLOSED = (
    *("/api/", "/organise", "/review", "/account", "/sign-in", "/team/", "/setup/", "/helper/", "/room/"),
    *("/my/", "/b/", "/c/", "/l/", "/s/", "/address/", "/invited/", "/unsubscribe/", "/feeds/", "/dav/"),
    *("/polls/", "/speaker/", "/verify/", "/VERIFY/"),
)
"""Where nothing stands that a search should find."""


@get("/events/{event:str}/picture.png")
async def event_picture(
    request: Request[Account | None, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Draw the picture that goes with a shared link, in the reader's language. Raises NotPrinted."""
    async with database.reading() as session:
        found = await get_event(session, event, request.user)
    shown, language = _picture(found), spoken()
    octets = await beside(lambda: first_page(share_picture(shown), WIDTH))
    return Response(octets, media_type="image/png", headers=FOR_AN_HOUR | {"Content-Language": language})


def _picture(found: FoundEvent) -> SharePicture:
    event, language = found.event, spoken()
    return SharePicture(
        language=language,
        visibility=visibility(found.project, language),
        kind=kind_name(event.type),
        title=found.title.text,
        theme=in_language(event.theme, language) if event.theme else "",
        dates=day_range(min(event.days), max(event.days)),
        place=city_line(event.venue, language),
    )


@get("/events/{event:str}/address.svg")
async def event_code(
    request: Request[Account | None, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Draw the QR code that opens an event's page, for posters and partners' sites."""
    async with database.reading() as session:
        found = await get_event(session, event, request.user)
    drawn = qr.svg(f"{settings.base_url}/events/{event}", gettext("QR code of %(event)s") % {"event": found.title.text})
    return Response(drawn.encode(), media_type="image/svg+xml", headers=FOR_AN_HOUR)


@get("/robots.txt")
async def robots(settings: NamedDependency[Settings]) -> Response[str]:
    """Tell search engines what is not theirs (RFC 9309), and where the list of all public pages stands."""
    closed = [f"Disallow: {path}" for path in CLOSED]
    lines = ["User-agent: *", *closed, "", f"Sitemap: {settings.base_url}/sitemap.xml", ""]
    return Response("\n".join(lines), media_type="text/plain", headers=FOR_A_DAY)


@get("/sitemap.xml")
async def sitemap(database: NamedDependency[Database], settings: NamedDependency[Settings]) -> Response[str]:
    """List the public pages (sitemaps.org 0.9), each in every language."""
    async with database.reading() as session:
        events = await list_public_events(session)
    paths = ["/", *(f"/events/{found.event.key}" for found in events)]
    entries = "".join(_entry(settings.base_url + path) for path in paths)
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        f"{entries}</urlset>\n"
    )
    return Response(body, media_type="application/xml", headers=FOR_A_DAY)


def _entry(address: str) -> str:
    """Write a page with its address in each language; keys of events need no escaping."""
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}?lang={code}"/>' for code in LANGUAGES
    )
    return f"<url><loc>{address}</loc>{links}</url>\n"


@get("/favicon.ico")
async def favicon() -> Response[bytes]:
    """Send the mark for programs that know no other address of it."""
    return Response(_icon(ICO_SIDE, "ICO"), media_type="image/vnd.microsoft.icon", headers=FOR_A_DAY)


@get(["/apple-touch-icon.png", "/apple-touch-icon-precomposed.png"])
async def touch_icon() -> Response[bytes]:
    """Send the mark for a phone's home screen."""
    return Response(_icon(TOUCH_SIDE, "PNG"), media_type="image/png", headers=FOR_A_DAY)


@get([f"/icons/{side}.png" for side in APP_SIDES])
async def app_icon(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Send the mark in a size that the manifest names."""
    side = next(side for side in APP_SIDES if request.url.path == f"/icons/{side}.png")
    return Response(_icon(side, "PNG"), media_type="image/png", headers=FOR_A_DAY)


@cache
def _icon(side: int, form: str) -> bytes:
    return icon(side, form)


def app_look() -> dict[str, Any]:
    """Give how every app of the service looks on a home screen, in the words of its manifest."""
    icons: list[dict[str, str]] = [
        {"src": f"/icons/{side}.png", "sizes": f"{side}x{side}", "type": "image/png", "purpose": "any maskable"}
        for side in APP_SIDES
    ]
    drawn = {"src": static_address("mark.svg"), "sizes": "any", "type": "image/svg+xml"}
    return {"theme_color": "#003399", "background_color": "#ffffff", "icons": [*icons, drawn]}


@get("/manifest.webmanifest")
async def manifest(settings: NamedDependency[Settings]) -> Response[bytes]:
    """Say how the programme stands on a phone's home screen (W3C Web Application Manifest)."""
    said = app_look() | {
        "id": "/",
        "name": gettext("Events"),
        "short_name": gettext("Events"),
        "description": gettext("Events of interregional projects: programme, registration and calendars."),
        "lang": spoken(),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
    }
    return Response(msgspec.json.encode(said), media_type="application/manifest+json", headers=FOR_AN_HOUR)


ROUTES = [event_picture, event_code, robots, sitemap, favicon, touch_icon, app_icon, manifest]
