"""A photo says what it shows, and not where, when and with what it was taken."""

from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo

from shared.papers import (
    PAPER_BYTES,
    BrokenPhoto,
    EmptyPaper,
    MediaType,
    NeitherPhotoNorPaper,
    PaperTooLarge,
    PhotoTooLarge,
    as_kept,
    as_shown,
    media_type_of,
)
from shared.photo import UnreadablePhoto, without_particulars

PDF = b"%PDF-1.7\n1 0 obj\n%%EOF\n"
TURNED, PLACE, TAKEN_AT, CAMERA = 0x0112, 0x010E, 0x0132, 0x0110
CODED_ANEW = 12
"""Of 255: what coding a JPEG once more may cost a pixel; nobody sees it."""
RED, WHITE = (200, 20, 20), (250, 250, 250)


def a_picture() -> Image.Image:
    """Wide, red on its left half: whoever turns it sees that."""
    picture = Image.new("RGB", (64, 32), WHITE)
    picture.paste(RED, (0, 0, 32, 32))
    return picture


def a_photo(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif.update({TURNED: orientation, PLACE: "N35.1 E118.3", TAKEN_AT: "2020:06:01 08:00:00", CAMERA: "a telephone"})
    photo = BytesIO()
    a_picture().save(photo, "JPEG", quality=85, exif=exif, comment=b"place: Linyi", xmp=b"<x>GPS</x>", icc_profile=b"colours")
    return photo.getvalue() + b"hidden film behind the end"


def a_png() -> bytes:
    notes = PngInfo()
    notes.add_text("place", "Linyi")
    exif = Image.Exif()
    exif[PLACE] = "GPS"
    photo = BytesIO()
    a_picture().save(photo, "PNG", pnginfo=notes, exif=exif)
    return photo.getvalue() + b"behind"


def shown(photo: bytes) -> Image.Image:
    return Image.open(BytesIO(photo)).convert("RGB")


def test_place_time_comments_and_what_hangs_behind_are_taken_out_and_the_picture_stays() -> None:
    kept = without_particulars(a_photo())
    for told in (b"N35.1", b"2020:06:01", b"GPS", b"Linyi", b"telephone", b"hidden"):
        assert told in a_photo() and told not in kept
    assert b"colours" in kept
    differences = ImageChops.difference(shown(kept), shown(a_photo())).getextrema()
    assert max(highest for _, highest in differences) <= CODED_ANEW


def test_a_photo_that_was_taken_sideways_is_kept_upright() -> None:
    kept = shown(without_particulars(a_photo(6)))
    assert kept.size == (32, 64)
    redness = [kept.getpixel((16, y)) for y in (8, 56)]
    assert [abs(pixel[1] - RED[1]) < 30 for pixel in redness if isinstance(pixel, tuple)] == [True, False]


def test_a_png_loses_its_notes() -> None:
    kept = without_particulars(a_png())
    assert b"GPS" not in kept and b"Linyi" not in kept and kept.endswith(b"IEND\xaeB`\x82")
    assert ImageChops.difference(shown(kept), a_picture()).getbbox() is None


def test_a_picture_that_would_fill_the_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.photo.PIXELS", 64 * 32 - 1)
    with pytest.raises(PhotoTooLarge):
        as_kept(a_png(), MediaType.PNG, keeps_particulars=False)


@pytest.mark.parametrize("cut", [3, 30, 120, 200, 400])
def test_a_photo_that_breaks_off_is_refused(cut: int) -> None:
    with pytest.raises(BrokenPhoto):
        as_kept(a_photo()[:cut], MediaType.JPEG, keeps_particulars=False)


@pytest.mark.filterwarnings("ignore:.*")  # Pillow says of a damaged photo what it could not read
@given(st.binary(max_size=300), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]))
def test_whatever_is_sent_it_is_read_or_refused(rest: bytes, head: bytes) -> None:
    with suppress(UnreadablePhoto):
        without_particulars(head + rest)


@pytest.mark.filterwarnings("ignore:.*")
@given(st.integers(4, 400), st.integers(0, 255))
def test_a_damaged_photo_never_keeps_where_it_was_taken(at: int, byte: int) -> None:
    photo = bytearray(a_photo())
    photo[min(at, len(photo) - 1)] = byte
    try:
        kept = without_particulars(bytes(photo))
    except UnreadablePhoto:
        return
    assert kept.startswith(b"\xff\xd8") and b"N35.1" not in kept


def test_an_officer_may_keep_where_and_when() -> None:
    assert as_kept(a_photo(), MediaType.JPEG, keeps_particulars=True) == a_photo()
    assert as_kept(PDF, MediaType.PDF, keeps_particulars=False) == PDF


@pytest.mark.parametrize(("content", "kind"), [(a_photo(), MediaType.JPEG), (a_png(), MediaType.PNG), (PDF, MediaType.PDF)])
def test_a_type_is_told_by_content(content: bytes, kind: MediaType) -> None:
    assert media_type_of(content) is kind


@pytest.mark.parametrize(
    ("content", "law"),
    [
        (b"", EmptyPaper),
        (b"<html><script>", NeitherPhotoNorPaper),
        (b"MZ\x90\x00", NeitherPhotoNorPaper),
        (b"%PDF-1.7 cut off", NeitherPhotoNorPaper),
        (bytes(PAPER_BYTES + 1), PaperTooLarge),
    ],
)
def test_what_is_neither_photo_nor_paper_is_refused(content: bytes, law: Any) -> None:
    with pytest.raises(law):
        media_type_of(content)


def test_a_photo_of_a_page_is_small_upright_and_says_nothing_else() -> None:
    picture = Image.new("RGB", (1600, 900), WHITE)
    picture.paste(RED, (0, 0, 800, 900))
    exif = Image.Exif()
    exif[TURNED], exif[CAMERA] = 6, "X"
    sent = BytesIO()
    picture.save(sent, "JPEG", exif=exif, comment=b"Linyi")

    shown = Image.open(BytesIO(as_shown(sent.getvalue(), side=320)))

    assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (180, 320), {})
    assert "comment" not in shown.info
    assert Image.open(BytesIO(as_shown(a_png(), side=320))).size == (64, 32)
    with pytest.raises(BrokenPhoto):
        as_shown(a_photo()[:100], side=320)
