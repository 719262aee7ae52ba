"""A picture that was sent is made anew apart, kept, and given in widths of screens; what is none gets a sentence."""

import io

import pytest
from PIL import Image

from events_service.database import Database
from events_service.files.keeping import Sender
from events_service.files.pictures import (
    LARGEST_PICTURE,
    PHOTOGRAPH,
    PictureRefused,
    form_of,
    keep_picture,
    picture_in,
)
from events_service.files.store import store_of
from events_service.settings import Settings
from events_service.web.errors import NotFound
from tests.world.times import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
SENDER = Sender(actor="operator", subject="event:workshop", now=NOW)


def photograph(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(out, "JPEG")
    return out.getvalue()


async def test_a_picture_is_kept_and_given_in_the_width_that_is_asked_for(
    database: Database, settings: Settings
) -> None:
    store = store_of(settings)
    known = await keep_picture(database, store, photograph(2400, 1200), PHOTOGRAPH, SENDER)
    assert (known.media_type, known.width, known.height) == ("image/jpeg", 2000, 1000)
    given = {name: await picture_in(store, known.digest, form_of(name)) for name in ("480.webp", "1600.jpg")}
    shown = {name: Image.open(io.BytesIO(content)) for name, content in given.items()}
    assert {name: (each.format, each.size) for name, each in shown.items()} == {
        "480.webp": ("WEBP", (480, 240)),
        "1600.jpg": ("JPEG", (1600, 800)),
    }
    for name in ("481.webp", "480.svg", "480", ""):
        with pytest.raises(NotFound):
            form_of(name)
    with pytest.raises(NotFound):
        await picture_in(store, "0" * 64, form_of("480.webp"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg/>", "Save the picture as PNG"),
        (b"MZ", "whatever its name says"),
        (photograph(90, 90)[:200], "not sent whole"),
        (bytes(LARGEST_PICTURE + 1), "larger than 15 MB"),
    ],
)
async def test_what_is_no_picture_is_refused_with_what_to_do(
    database: Database, settings: Settings, content: bytes, sentence: str
) -> None:
    with pytest.raises(PictureRefused) as refused:
        await keep_picture(database, store_of(settings), content, PHOTOGRAPH, SENDER)
    assert sentence in refused.value.sentence()
    assert not (settings.data_dir / "files").exists()
