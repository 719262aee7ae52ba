"""Pictures that people send: made anew in a process apart, kept, and given in the width that a screen asks for."""

import asyncio
import io

from msgspec import Struct

from events_service.apart.asking import NotDone, run_apart
from events_service.apart.working import Ended, Limits
from events_service.complete import for_each
from events_service.database import Database
from events_service.files.keeping import FileFacts, KnownFile, Sender, keep_file
from events_service.files.kinds import JPEG, PNG, WEBP, FileKind
from events_service.files.picture_making import MOST_PIXELS, PictureFault, Wanted, made_anew, resized
from events_service.files.store import Store
from events_service.kept import Kept
from events_service.web.errors import NotFound, Refusal
from events_service.web.i18n import N_

LARGEST_PICTURE = 15_000_000
"""Octets of a picture as it is sent; what is kept of it is a fraction of them."""

PHOTOGRAPH = Wanted(longest=2000)
LOGO = Wanted(longest=1200, transparent=True)
WIDTHS = (480, 960, 1600)
"""Widths in which a picture is given, in pixels: a phone, a phone with a fine screen, a desktop."""

_FORMS = {".webp": ("WEBP", WEBP), ".jpg": ("JPEG", JPEG), ".png": ("PNG", PNG)}
_LIMITS = Limits(seconds=8.0, megabytes=700)
_given: Kept[tuple[str, int, str], bytes] = Kept(256, most_octets=32_000_000, weigh=len)


class PictureRefused(Refusal):
    """What was sent cannot be made a picture of."""

    status = 422
    slug = "picture-refused"
    message = N_("This is no JPEG, PNG or WebP picture, whatever its name says. Save it as one of these and send that.")


class VectorsRefused(PictureRefused):
    """An SVG may hold programs and addresses that it calls."""

    slug = "picture-of-vectors"
    message = N_("An SVG file can hold programs and is not taken. Save the picture as PNG and send that.")


class TooManyPixels(PictureRefused):
    """More pixels than are decoded."""

    slug = "picture-too-many-pixels"
    message = N_("This picture has more than {most} million pixels. Make it smaller; 2,000 pixels across are enough.")


class PictureDamaged(PictureRefused):
    """It begins as a picture and does not go on as one."""

    slug = "picture-damaged"
    message = N_("This picture is damaged, or was not sent whole. Open it, save it anew and send it again.")


class PictureTooLarge(PictureRefused):
    """More octets than are taken."""

    status = 413
    slug = "picture-too-large"
    message = N_("This picture is larger than {most} MB. Make it smaller; 2,000 pixels across are enough.")


class PictureForm(Struct, frozen=True, kw_only=True):
    """In which width, and as which kind of file, a picture is asked for."""

    width: int
    kind: FileKind


async def keep_picture(database: Database, store: Store, content: bytes, wanted: Wanted, sender: Sender) -> KnownFile:
    """Make a picture anew of what was sent and keep it; what was sent itself is not kept. Raises PictureRefused."""
    if len(content) > LARGEST_PICTURE:
        raise PictureTooLarge(most=str(LARGEST_PICTURE // 1_000_000))
    try:
        made = await run_apart(made_anew, content, wanted, limits=_LIMITS)
    except NotDone as error:
        much = error.ended in {Ended.TOO_LONG, Ended.TOO_MUCH_MEMORY}
        made = PictureFault.TOO_MANY_PIXELS if much else PictureFault.DAMAGED
    if isinstance(made, PictureFault):
        raise _REFUSALS[made](most=str(MOST_PIXELS // 1_000_000))
    draft = await asyncio.to_thread(store.receive, io.BytesIO(made.content), LARGEST_PICTURE)
    kind = PNG if made.transparent else JPEG
    facts = FileFacts(media_type=kind.media_type, width=made.width, height=made.height)
    return await keep_file(database, store, draft, facts, sender)


_REFUSALS = for_each(
    PictureFault,
    {
        PictureFault.NO_PICTURE: PictureRefused,
        PictureFault.VECTORS: VectorsRefused,
        PictureFault.TOO_MANY_PIXELS: TooManyPixels,
        PictureFault.DAMAGED: PictureDamaged,
    },
)


def form_of(name: str) -> PictureForm:
    """Read the end of a picture's address, such as 960.webp. Raises NotFound."""
    width, _, ending = name.partition(".")
    if f".{ending}" not in _FORMS or width not in {str(each) for each in WIDTHS}:
        raise NotFound
    return PictureForm(width=int(width), kind=_FORMS[f".{ending}"][1])


async def picture_in(store: Store, digest: str, form: PictureForm) -> bytes:
    """Give a picture that is kept, in a width; those asked for lately are at hand. Raises NotFound."""
    key = (digest, form.width, form.kind.ending)
    if (known := _given.get(key)) is not None:
        return known
    try:
        content = await asyncio.to_thread(_content, store, digest)
        return _given.keep(key, await run_apart(resized, content, form.width, _FORMS[form.kind.ending][0]))
    except (FileNotFoundError, NotDone) as error:
        raise NotFound from error


def _content(store: Store, digest: str) -> bytes:
    with store.open(digest) as file:
        return file.read()
