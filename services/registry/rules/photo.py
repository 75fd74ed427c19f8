"""Taking out of a photo what is not picture: place, time, telephone, comments, thumbnails, and whatever hangs behind its end.

Only what a viewer needs to show the picture is copied; anything unknown is left out. Which way up it was held stays.
JPEG: ISO/IEC 10918-1 annex B (segments), Exif 2.32 (orientation). PNG: ISO/IEC 15948 clause 11.
"""

from collections.abc import Iterator

_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_START_OF_SCAN, _END = 0xDA, 0xD9
_EXIF, _PROFILE, _ADOBE, _JFIF = 0xE1, 0xE2, 0xEE, 0xE0
_COMMENT = 0xFE
_PNG_NEEDED = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs"})


class Unreadable(Exception):
    """It begins as a photo and does not go on as one."""


def without_particulars(content: bytes) -> bytes:
    """The same picture and nothing else. Raises Unreadable."""
    try:
        return _jpeg(content) if content.startswith(b"\xff\xd8") else _png(content)
    except IndexError:
        raise Unreadable from None


def _jpeg(content: bytes) -> bytes:
    kept, orientation = [b"\xff\xd8"], 1
    for marker, segment, scan in _segments(content):
        if marker == _EXIF and segment.startswith(b"Exif\x00\x00"):
            orientation = _orientation(segment[6:])
        if not _is_picture(marker, segment):
            continue
        kept.append(bytes([0xFF, marker]) + (len(segment) + 2).to_bytes(2, "big") + segment + scan)
    if len(kept) < 3:
        raise Unreadable
    if orientation != 1:
        kept.insert(1, _only_orientation(orientation))
    return b"".join(kept) + b"\xff\xd9"


def _segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, segment, and the coded picture that follows a start of scan; up to the end of the image."""
    at = 2
    while True:
        if content[at] != 0xFF:
            raise Unreadable
        while content[at] == 0xFF:
            at += 1
        marker = content[at]
        at += 1
        if marker == _END:
            return
        if marker in _STANDALONE:
            continue
        length = int.from_bytes(content[at : at + 2], "big")
        segment = content[at + 2 : at + length]
        if length < 2 or len(segment) != length - 2:
            raise Unreadable
        at += length
        end = _scan_end(content, at) if marker == _START_OF_SCAN else at
        yield marker, segment, content[at:end]
        at = end


def _scan_end(content: bytes, at: int) -> int:
    """Where the next marker is that does not belong to the coded picture (stuffed zeros and restarts do)."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise Unreadable
        if content[at + 1] == 0x00 or 0xD0 <= content[at + 1] <= 0xD7:
            at += 2
        elif content[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _is_picture(marker: int, segment: bytes) -> bool:
    if marker == _PROFILE:
        return segment.startswith(b"ICC_PROFILE\x00")
    return marker in (_JFIF, _ADOBE) or not (0xE0 <= marker <= 0xEF or marker == _COMMENT)


def _orientation(tiff: bytes) -> int:
    """Tag 0x0112 of the first directory; 1 (upright) where there is none that can be read."""
    order: dict[bytes, str] = {b"II": "little", b"MM": "big"}
    way = order.get(tiff[:2])
    if way is None or len(tiff) < 8:
        return 1

    def number(at: int, size: int) -> int:
        return int.from_bytes(tiff[at : at + size], "little" if way == "little" else "big")

    directory = number(4, 4)
    for entry in range(min(number(directory, 2), 200)):
        at = directory + 2 + 12 * entry
        if number(at, 2) == 0x0112:
            value = number(at + 8, 2)
            return value if 1 <= value <= 8 else 1
    return 1


def _only_orientation(orientation: int) -> bytes:
    directory = b"\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01" + orientation.to_bytes(2, "big") + bytes(6)
    segment = b"Exif\x00\x00" + b"MM\x00\x2a\x00\x00\x00\x08" + directory
    return b"\xff\xe1" + (len(segment) + 2).to_bytes(2, "big") + segment


def _png(content: bytes) -> bytes:
    kept, at = [content[:8]], 8
    while True:
        length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        chunk = content[at : at + 12 + length]
        if len(chunk) != 12 + length or not kind.isalpha():
            raise Unreadable
        if kind in _PNG_NEEDED:
            kept.append(chunk)
        if kind == b"IEND":
            return b"".join(kept)
        at += 12 + length
