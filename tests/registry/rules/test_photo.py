"""A photo says what it shows, and not where, when and with what it was taken."""

import struct
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.rules.paper import (
    PAPER_BYTES,
    BrokenPhoto,
    EmptyPaper,
    MediaType,
    NeitherPhotoNorPaper,
    PaperTooLarge,
    as_kept,
    media_type_of,
)
from services.registry.rules.photo import Unreadable, without_particulars

SCAN = b"\x12\xff\x00\x34\xff\xd0\x56"
PDF = b"%PDF-1.7\n1 0 obj\n%%EOF\n"


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int, order: str = "<") -> bytes:
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    head = b"II*\x00" if order == "<" else b"MM\x00*"
    tiff = (
        head
        + struct.pack(f"{order}I", 8)
        + struct.pack(f"{order}H", 1)
        + entry
        + b"\x00\x00\x00\x00"
        + b"N35.1 E118.3 2020:06:01"
    )
    return segment(0xE1, b"Exif\x00\x00" + tiff)


def a_photo(orientation: int = 1, order: str = "<") -> bytes:
    return b"".join(
        [
            b"\xff\xd8",
            segment(0xE0, b"JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00"),
            exif(orientation, order),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00GPS"),
            segment(0xE2, b"ICC_PROFILE\x00\x01\x01colours"),
            segment(0xED, b"Photoshop 3.0\x00place"),
            segment(0xFE, b"taken with a telephone"),
            segment(0xDB, bytes(65)),
            segment(0xC0, bytes(15)),
            segment(0xDA, bytes(10)),
            SCAN,
            b"\xff\xd9",
            b"hidden film behind the end",
        ]
    )


def a_png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    pixels = zlib.compress(b"\x00\x00\x00\x00")
    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"eXIf", b"GPS"), (b"tEXt", b"place\x00Linyi"), (b"IDAT", pixels), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts) + b"behind"


def test_place_time_comments_and_what_hangs_behind_are_taken_out_and_the_picture_stays() -> None:
    kept = without_particulars(a_photo())
    for told in (b"N35.1", b"2020:06:01", b"GPS", b"place", b"telephone", b"hidden"):
        assert told not in kept
    assert SCAN in kept and b"colours" in kept and kept.endswith(b"\xff\xd9")
    assert without_particulars(kept) == kept


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photo_that_was_taken_sideways_is_still_shown_upright(order: str) -> None:
    kept = without_particulars(a_photo(6, order))
    assert b"Exif\x00\x00MM" in kept and b"N35.1" not in kept
    assert without_particulars(kept) == kept


def test_a_png_loses_its_notes() -> None:
    kept = without_particulars(a_png())
    assert b"GPS" not in kept and b"Linyi" not in kept and b"IDAT" in kept and kept.endswith(b"IEND\xaeB`\x82")


@pytest.mark.parametrize("cut", [3, 30, 120, 200, 300])
def test_a_photo_that_breaks_off_is_refused(cut: int) -> None:
    with pytest.raises(BrokenPhoto):
        as_kept(a_photo()[: min(cut, len(a_photo()) - 40)], MediaType.JPEG, keeps_particulars=False)


@given(st.binary(max_size=300), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]))
def test_whatever_is_sent_it_is_read_or_refused(rest: bytes, head: bytes) -> None:
    with suppress(Unreadable):
        without_particulars(head + rest)


@given(st.integers(4, 400), st.integers(0, 255))
def test_a_damaged_photo_never_keeps_where_it_was_taken(at: int, byte: int) -> None:
    photo = bytearray(a_photo())
    photo[min(at, len(photo) - 1)] = byte
    try:
        kept = without_particulars(bytes(photo))
    except Unreadable:
        return
    assert kept.startswith(b"\xff\xd8")


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
