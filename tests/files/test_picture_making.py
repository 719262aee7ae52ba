"""Pictures are made anew: upright, bounded, without what a camera wrote beside the pixels; what is none is named."""

import io
import zlib

import pytest
from PIL import Image

from events_service.files.picture_making import MadePicture, PictureFault, Wanted, made_anew, resized

WANTED = Wanted(longest=100)


def written(picture: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def opened(made: MadePicture | PictureFault) -> Image.Image:
    assert isinstance(made, MadePicture)
    picture = Image.open(io.BytesIO(made.content))
    assert picture.size == (made.width, made.height)
    return picture


def held_sideways() -> bytes:
    """Give a picture whose upper half is red, as a camera writes it that was turned by a quarter, with its place."""
    upright = Image.new("RGB", (60, 80), "blue")
    upright.paste("red", (0, 0, 60, 40))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by 90° clockwise to see it (EXIF 2.32 §4.6.4)
    exif[0x010F] = "A camera"
    exif.get_ifd(0x8825)[1] = "N"
    return written(upright.rotate(90, expand=True), exif=exif, quality=95)


def test_a_picture_is_turned_upright_and_loses_what_the_camera_wrote() -> None:
    sent = held_sideways()
    assert b"A camera" in sent
    made = opened(made_anew(sent, WANTED))
    assert made.size == (60, 80)
    red, _, blue = made.getpixel((30, 10))
    assert red > 200 > blue
    assert not made.getexif()
    assert {"exif", "icc_profile", "comment"} & set(made.info) == set()


def test_a_large_picture_is_bounded_and_a_small_one_stays() -> None:
    assert opened(made_anew(written(Image.new("RGB", (900, 300))), WANTED)).size == (100, 33)
    assert opened(made_anew(written(Image.new("RGB", (40, 30)), "WEBP"), WANTED)).size == (40, 30)


@pytest.mark.parametrize(("mode", "form"), [("CMYK", "JPEG"), ("L", "PNG"), ("I;16", "PNG"), ("P", "PNG")])
def test_pictures_of_print_shops_and_scanners_become_ones_of_screens(mode: str, form: str) -> None:
    made = opened(made_anew(written(Image.new(mode, (20, 20)), form), WANTED))
    assert (made.format, made.mode) == ("JPEG", "RGB")


def test_what_shines_through_stays_where_it_is_wanted_and_is_white_elsewhere() -> None:
    sent = written(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG")
    logo = opened(made_anew(sent, Wanted(longest=100, transparent=True)))
    assert (logo.format, logo.getpixel((5, 5))) == ("PNG", (0, 0, 0, 0))
    assert opened(made_anew(sent, WANTED)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", PictureFault.NO_PICTURE),
        (b"%PDF-1.7", PictureFault.NO_PICTURE),
        (b"GIF89a" + bytes(50), PictureFault.NO_PICTURE),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", PictureFault.VECTORS),
        (held_sideways()[:900], PictureFault.DAMAGED),
        (written(Image.new("RGB", (50, 50)), "PNG")[:60], PictureFault.DAMAGED),
    ],
)
def test_what_is_no_picture_is_named(content: bytes, fault: PictureFault) -> None:
    assert made_anew(content, WANTED) is fault


def test_a_picture_of_20_000_by_20_000_pixels_is_not_decoded() -> None:
    small = written(Image.new("1", (64, 64)), "PNG")
    head = b"IHDR" + (20_000).to_bytes(4, "big") * 2 + small[24:29]
    huge = small[:12] + head + zlib.crc32(head).to_bytes(4, "big") + small[33:]
    assert made_anew(huge, WANTED) is PictureFault.TOO_MANY_PIXELS


def test_a_picture_is_given_narrower_and_never_wider() -> None:
    ours = written(Image.new("RGB", (400, 200)))
    sizes = {
        form: Image.open(io.BytesIO(resized(ours, width, form))).size for width, form in ((100, "WEBP"), (900, "JPEG"))
    }
    assert sizes == {"WEBP": (100, 50), "JPEG": (400, 200)}
