"""Where somebody who found a weakness of the service says so: `/.well-known/security.txt` (RFC 9116)."""

from datetime import timedelta

from litestar import Response, get
from litestar.di import NamedDependency

from events_service import clock
from events_service.database import Database
from events_service.mailboxes import mailto
from events_service.programme.accessibility import lead_partner_of
from events_service.programme.finding import list_projects
from events_service.settings import Settings
from events_service.web.errors import NotFound
from events_service.web.i18n import LANGUAGES

GOOD_FOR = timedelta(days=180)
"""How long a copy may be relied on; RFC 9116 §2.5.5 asks for less than a year."""

FOR_A_DAY = {"Cache-Control": "public, max-age=86400"}


@get("/.well-known/security.txt")
async def security_txt(database: NamedDependency[Database], settings: NamedDependency[Settings]) -> Response[str]:
    """Name the contacts for weaknesses, in the form of RFC 9116: the operator's, else those of the projects.

    Raises NotFound where there is no contact, since the file may not be without one (§2.5.3).
    """
    contacts = [settings.security_contact] if settings.security_contact else await _contacts_of_projects(database)
    if not contacts:
        raise NotFound
    expires = (clock.now() + GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        *(f"Contact: {contact}" for contact in contacts),
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
        f"Canonical: {settings.base_url}/.well-known/security.txt",
        "",
    ]
    return Response("\n".join(lines), media_type="text/plain", headers=FOR_A_DAY)


async def _contacts_of_projects(database: Database) -> list[str]:
    """Find the mail addresses that the imprint shows, each once, as addresses that a program can follow."""
    async with database.reading() as session:
        projects = await list_projects(session)
    found = [project.contact or lead_partner_of(project).contact for project in projects]
    return list(dict.fromkeys(mailto(contact.email) for contact in found if contact))


ROUTES = [security_txt]
