"""Pictures as pages show them: where each is to be had, in which widths, and what is to be seen on it."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.files.keeping import find_files
from events_service.files.pictures import WIDTHS
from events_service.programme.records import Event, Picture, Words

FOR_GOOD = "max-age=31536000, immutable"
"""How long a picture is kept: its address names the content."""


class ShownPicture(Struct, frozen=True, kw_only=True):
    """A picture on a page: `file` is its digest, `base` its address before width and form; its size is in pixels."""

    file: str
    base: str
    description: Words
    width: int
    height: int

    @property
    def widths(self) -> Sequence[int]:
        """The widths in which it is offered: those that it has, and the smallest in any case."""
        return [width for width in WIDTHS if width <= self.width or width == WIDTHS[0]]


async def find_picture(session: AsyncSession, event: Event, picture: Picture | None) -> ShownPicture | None:
    """Give a picture of an event as its pages show it, or None where there is none, or its file is not here."""
    if picture is None:
        return None
    known = (await find_files(session, [picture.file])).get(picture.file)
    if known is None or known.width is None or known.height is None:
        return None
    return ShownPicture(
        file=known.digest,
        base=f"/events/{event.key}/pictures/{known.digest}",
        description=picture.description,
        width=known.width,
        height=known.height,
    )
