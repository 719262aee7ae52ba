"""Pictures made anew: what comes in is decoded apart, turned upright, bounded, and written without anything but pixels.

What a camera writes beside them (place, time, serial number) does not come along. Pure, and made to `run_apart`.
"""

import contextlib
import io
from enum import Enum

from msgspec import Struct
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MOST_PIXELS = 50_000_000
"""Pixels that a picture may have: more than the cameras of phones make unless they are told to."""

_FORMS = ("JPEG", "PNG", "WEBP")
_QUALITY = 85


class PictureFault(Enum):
    """Why a content cannot be made a picture of."""

    NO_PICTURE = "no_picture"
    VECTORS = "vectors"
    TOO_MANY_PIXELS = "too_many_pixels"
    DAMAGED = "damaged"


class Wanted(Struct, frozen=True, kw_only=True):
    """What a picture is for: its longest side in pixels, and whether what stands behind it may shine through."""

    longest: int
    transparent: bool = False


class MadePicture(Struct, frozen=True, kw_only=True):
    """A picture as we wrote it, a PNG where it is `transparent`, else a JPEG; its size in pixels."""

    content: bytes
    transparent: bool
    width: int
    height: int


def made_anew(content: bytes, wanted: Wanted) -> MadePicture | PictureFault:
    """Make a picture anew, or say why none can be made of it."""
    Image.MAX_IMAGE_PIXELS = None  # ours are counted below, before anything is decoded
    try:
        opened = Image.open(io.BytesIO(content), formats=_FORMS)
    except UnidentifiedImageError:
        return PictureFault.VECTORS if b"<svg" in content[:4096].lower() else PictureFault.NO_PICTURE
    except (OSError, ValueError, SyntaxError, EOFError):
        return PictureFault.DAMAGED
    if opened.width * opened.height > MOST_PIXELS:
        return PictureFault.TOO_MANY_PIXELS
    try:
        picture = _upright(opened, wanted.longest)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError):
        return PictureFault.DAMAGED
    transparent = wanted.transparent and picture.has_transparency_data
    written = _written(picture.convert("RGBA") if transparent else _on_white(picture), "PNG" if transparent else "JPEG")
    return MadePicture(content=written, transparent=transparent, width=picture.width, height=picture.height)


def resized(content: bytes, width: int, form: str) -> bytes:
    """Give a picture of ours in another width, never a larger one, as WEBP, JPEG or PNG."""
    picture = Image.open(io.BytesIO(content), formats=_FORMS)
    if width < picture.width:
        picture.thumbnail((width, picture.height), Image.Resampling.LANCZOS)
    return _written(picture, form)


def _upright(opened: Image.Image, longest: int) -> Image.Image:
    """Decode a picture, no finer than it is needed, in the colours of screens, and as the camera was held."""
    opened.draft("RGB", (longest, longest))
    picture = ImageOps.exif_transpose(opened)
    if picture.mode not in {"RGB", "RGBA"}:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=3.0)
    if profile := opened.info.get("icc_profile"):
        with contextlib.suppress(ImageCms.PyCMSError, OSError):  # a faulty profile: the colours as they are written
            screen = ImageCms.createProfile("sRGB")
            made = ImageCms.profileToProfile(picture, ImageCms.getOpenProfile(io.BytesIO(profile)), screen)
            picture = picture if made is None else made
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    white = Image.new("RGBA", picture.size, "white")
    white.alpha_composite(picture.convert("RGBA"))
    return white.convert("RGB")


def _written(picture: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)  # the pixels and nothing else of what came in
    if form == "PNG":
        bare.save(out, form, optimize=True)
    elif form == "WEBP":
        bare.save(out, form, quality=_QUALITY, method=4)
    else:
        bare.save(out, form, quality=_QUALITY, optimize=True, progressive=True)
    return out.getvalue()
