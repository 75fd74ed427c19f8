"""Photos as they are kept: the picture, upright, and nothing else that a telephone wrote into the file."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

PIXELS = 60_000_000
"""A telephone's largest ordinary photo; unpacked that is 180 MB for as long as it is rewritten."""
_TURNED, _UPRIGHT = 0x0112, 1
_FAITHFUL: dict[str, Any] = {"quality": 93, "subsampling": "4:2:0"}


class UnreadablePhoto(Exception):
    """It begins as a photo and does not go on as one."""


class PhotoTooWide(Exception):
    """It has more than PIXELS."""


def without_particulars(content: bytes) -> bytes:
    """The same picture without place, time, telephone, comments, thumbnails, films, or what hangs behind its end; turned upright.

    Raises UnreadablePhoto, PhotoTooWide.
    """
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as photo:
            if photo.width * photo.height > PIXELS:
                raise PhotoTooWide
            photo.load()
            return _rewritten(photo)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as damage:
        raise UnreadablePhoto from damage


def _rewritten(photo: Image.Image) -> bytes:
    kind = "PNG" if photo.format == "PNG" else "JPEG"
    is_turned = photo.getexif().get(_TURNED, _UPRIGHT) != _UPRIGHT
    # What stands as it was taken keeps its very tables; what is turned has to be coded anew.
    how: dict[str, Any] = {"quality": "keep"} if photo.format == "JPEG" and not is_turned else _FAITHFUL
    picture = ImageOps.exif_transpose(photo) if is_turned else photo
    colours = photo.info.get("icc_profile")
    picture.info = {name: value for name, value in photo.info.items() if name in ("transparency", "gamma")}
    kept = BytesIO()
    picture.save(kept, kind, icc_profile=colours, **(how if kind == "JPEG" else {}))
    return kept.getvalue()


def small(content: bytes, *, side: int) -> bytes:
    """The picture as a JPEG no side of which is longer, upright and with nothing else in it: for pages and printed sheets.

    Raises UnreadablePhoto, PhotoTooWide.
    """
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as photo:
            if photo.width * photo.height > PIXELS:
                raise PhotoTooWide
            photo.draft("RGB", (side, side))  # a JPEG is unpacked no larger than it has to be
            picture = ImageOps.exif_transpose(photo).convert("RGB")
            picture.thumbnail((side, side))
            made = BytesIO()
            picture.save(made, "JPEG", quality=80)
            return made.getvalue()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as damage:
        raise UnreadablePhoto from damage
