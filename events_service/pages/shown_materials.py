"""Materials as pages list them: what each is called, where it is had, and how large it is."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.files.keeping import KnownFile, find_files
from events_service.files.receiving import MEDIA_KINDS
from events_service.programme.labels import material_name
from events_service.programme.materials import Placed
from events_service.programme.records import MaterialReaders, Session, Words
from events_service.registrations.records import Registration, Status
from events_service.web.i18n import gettext, number


class ShownMaterial(Struct, frozen=True, kw_only=True):
    """A material on a page; `external`: it leads elsewhere. `session` is what it belongs to, None for the event."""

    title: Words
    href: str
    external: bool
    note: str
    session: Session | None


async def shown_materials(session: AsyncSession, placed: Sequence[Placed], base: str) -> list[ShownMaterial]:
    """Give materials as a page lists them whose files lie below `base`; files that are not here are left out."""
    digests = {each.material.file for each in placed if each.material.file}
    known = await find_files(session, digests)
    return [
        ShownMaterial(
            title=each.material.title,
            href=f"{base}/{each.material.file}" if each.material.file else str(each.material.link),
            external=each.material.file is None,
            note=described(known[each.material.file]) if each.material.file else material_name(each.material.kind),
            session=each.session,
        )
        for each in placed
        if each.material.file is None or each.material.file in known
    ]


def described(known: KnownFile) -> str:
    """Say of a file what kind it is and how large, such as PDF, 2.4 MB."""
    kind = MEDIA_KINDS[known.media_type].ending.lstrip(".").upper()
    return gettext("{kind}, {size} MB").format(kind=kind, size=number(max(round(known.octets / 1_000_000, 1), 0.1)))


def readers_of(registration: Registration) -> Sequence[MaterialReaders]:
    """Give those that somebody belongs to: a participant has a place, and a partner is proved to be one."""
    if registration.status is not Status.CONFIRMED:
        return (MaterialReaders.EVERYBODY,)
    if not registration.is_partner:
        return (MaterialReaders.EVERYBODY, MaterialReaders.PARTICIPANTS)
    return tuple(MaterialReaders)
