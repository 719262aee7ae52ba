"""Materials as pages list them, with what each is called and how large it is, and their files as they are sent."""

from collections.abc import Collection, Mapping, Sequence

from litestar import Response
from litestar.response import Stream
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.database import Database
from events_service.files.keeping import KnownFile, find_files
from events_service.files.receiving import MEDIA_KINDS, given_out
from events_service.files.store import store_of
from events_service.programme.labels import material_name
from events_service.programme.materials import Placed
from events_service.programme.records import Key, Material, MaterialKind, MaterialReaders, Session, Words
from events_service.registrations.records import Registration, Status
from events_service.settings import Settings
from events_service.web.errors import NotFound
from events_service.web.i18n import gettext, number


class ShownMaterial(Struct, frozen=True, kw_only=True):
    """A material on a page; `external`: it leads elsewhere. `session` is what it belongs to, None for the event.

    `audience` says for whom it is, and is empty where it is for everybody.
    """

    title: Words
    href: str
    external: bool
    note: str
    session: Session | None
    audience: str


class Arranged(Struct, frozen=True, kw_only=True):
    """Materials of a page: those `beside` sessions of its agenda by their key, and by session those that stand `apart`.

    Those of the event as a whole come first, without a session.
    """

    beside: Mapping[Key | None, Sequence[ShownMaterial]] = {}
    apart: Sequence[tuple[Session | None, Sequence[ShownMaterial]]] = ()


def arranged(materials: Sequence[ShownMaterial], shown: Collection[Key]) -> Arranged:
    """Put each material beside its session if a page shows that one, else with the others of its session."""
    by_session: dict[Key | None, list[ShownMaterial]] = {}
    for each in materials:
        by_session.setdefault(each.session.key if each.session else None, []).append(each)
    return Arranged(
        beside={key: those for key, those in by_session.items() if key in shown},
        apart=[(those[0].session, those) for key, those in by_session.items() if key not in shown],
    )


async def shown_materials(session: AsyncSession, placed: Sequence[Placed], base: str) -> list[ShownMaterial]:
    """Give materials as a page lists them whose files lie below `base`; files that are not here are left out."""
    digests = {each.material.file for each in placed if each.material.file}
    known = await find_files(session, digests)
    return [
        ShownMaterial(
            title=each.material.title,
            href=f"{base}/{each.material.file}" if each.material.file else str(each.material.link),
            external=each.material.file is None,
            note=_note(each.material, known),
            session=each.session,
            audience=_audience(each.material.readers),
        )
        for each in placed
        if each.material.file is None or each.material.file in known
    ]


async def send_material(
    database: Database, settings: Settings, material: Material | None, *, public: bool
) -> Response[bytes] | Stream:
    """Send the file of a material; None: it is not for who asks. Raises NotFound."""
    if material is None or material.file is None:
        raise NotFound
    async with database.reading() as session:
        known = await find_files(session, [material.file])
    return await given_out(store_of(settings), known.get(material.file), material.name or material.file, public=public)


def _note(material: Material, known: Mapping[str, KnownFile]) -> str:
    """Say what a material is, and of a file how large; that it is a document goes without saying there."""
    if material.file is None:
        return material_name(material.kind)
    kind = [] if material.kind is MaterialKind.DOCUMENT else [material_name(material.kind)]
    return ", ".join([*kind, described(known[material.file])])


def _audience(readers: MaterialReaders) -> str:
    words = {
        MaterialReaders.PARTICIPANTS: gettext("For participants"),
        MaterialReaders.PARTNERS: gettext("For partners"),
    }
    return words.get(readers, "")


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
