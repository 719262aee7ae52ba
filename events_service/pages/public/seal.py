"""The seal outside the house: the certificate that sealed records are signed with."""

from litestar import Response, get
from litestar.di import NamedDependency

from events_service import clock
from events_service.attendance.sealed import list_certificates, open_key
from events_service.database import Database
from events_service.sealing.keys import SealKeyRefused
from events_service.settings import Settings
from events_service.web.errors import NotFound
from events_service.web.i18n import N_


class NoCertificate(NotFound):
    """Nothing was ever sealed, and there is no key to seal with."""

    slug = "no-seal"
    message = N_("This service has no seal yet, so there is no certificate of it.")


@get("/.well-known/events-service/seal.pem")
async def seal_certificate(database: NamedDependency[Database], settings: NamedDependency[Settings]) -> Response[bytes]:
    """Give the certificate of the seal, and after it those that earlier records were sealed with (RFC 7468)."""
    async with database.reading() as session:
        known = await list_certificates(session)
    try:
        known = [(await open_key(database, settings, clock.now())).certificate, *known]
    except SealKeyRefused:
        if not known:
            raise NoCertificate from None
    unique = "".join(dict.fromkeys(known))
    return Response(unique.encode(), media_type="application/x-pem-file", headers={"Cache-Control": "max-age=3600"})


ROUTES = [seal_certificate]
