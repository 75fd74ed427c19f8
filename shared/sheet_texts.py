"""The texts that cells share: Excel keeps each once, beside the sheets, and its number stands in the cells.

They are read once for all parts of a sheet (`shared.sheet_parts`), as the rows of sheets that we write ourselves.
"""

import re
import zipfile
from collections.abc import Iterator

from shared.sheet_xml import FarCell, pieces

TEXTS = 2_000_000
"""A register of a hundred thousand people has some four hundred thousand."""
MARK = "\x01"
"""Before the number of a text, in a cell that stands for it. No XML may hold this sign."""

_NAME = "xl/sharedstrings.xml"
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]*\?>)?\s*<sst\b[^<>]*>\s*")
_OTHER = re.compile(
    rb"<(?!/?(?:si|t|r|rPr|rPh|phoneticPr|rFont|charset|family|b|i|strike|outline|shadow|condense|extend|color|sz|u|vertAlign"
    rb"|scheme)[\s/>])"
)
"""An element of which a text cannot consist."""
_MARK_ELSEWHERE = re.compile(rb"\x01|_x0001_|&#(?:0*1|[xX]0*1);")
_CELL, _MARKED_CELL = b' t="s"><v>', b' t="str"><v>' + MARK.encode()


class NotPlain(Exception):
    """The sheet is written otherwise than common programs write it, or holds too much beside its rows."""


class LongText(Exception):
    """One of the texts is longer than any file that we take."""


class Texts(dict[str, str | None]):
    """For what stands in a cell its text, each kept once, and None for an empty one."""

    def __missing__(self, told: str) -> str | None:
        self[told] = told
        return told


class SharedTexts(Texts):
    """Also those that cells share, for what stands in a cell instead."""

    def share(self, text: str) -> None:
        """The next of them. Raises NotPlain for more than any table has."""
        if len(self) >= TEXTS:
            raise NotPlain
        self[f"{MARK}{len(self)}"] = text or None

    def __missing__(self, told: str) -> str | None:
        if told.startswith(MARK):
            raise NotPlain  # there is no such text
        return super().__missing__(told)


def texts_as_sheets(archive: zipfile.ZipFile) -> Iterator[bytes]:
    """The XML of sheets with a text in the first cell of each row, in the order of their numbers; something stands in the second,
    so that no row is blank. Raises NotPlain or LongText."""
    names = [entry.filename for entry in archive.infolist() if entry.filename.lower() == _NAME]
    if len(names) > 1:
        raise NotPlain
    is_first = True
    for name in names:
        try:
            for piece in pieces(archive, name, end=b"</si>"):
                yield _as_sheet(piece, is_first=is_first)
                is_first = False
        except FarCell:
            raise LongText from None


def stand_for_texts(rows: bytes) -> bytes:
    """The rows of a sheet, with a cell's mark of a shared text where a number was. Raises NotPlain."""
    if b"\x01" in rows or b"_x0001_" in rows or (b"&#" in rows and _MARK_ELSEWHERE.search(rows)):
        raise NotPlain
    return rows.replace(_CELL, _MARKED_CELL)


def _as_sheet(piece: bytes, *, is_first: bool) -> bytes:
    if is_first:
        head = _HEAD.match(piece)
        if head is None:
            raise NotPlain
        piece = piece[head.end() :]
    piece, _, tail = piece.partition(b"</sst>")
    rows = (
        piece.replace(b"<si/>", b"<si></si>")
        .replace(b"<si>", b'<row><c t="inlineStr"><is>')
        .replace(b"</si>", b"</is></c><c><v>1</v></c></row>")
    )
    if tail.strip() or _OTHER.search(piece) or b"<si" in rows or b"</si" in rows:
        raise NotPlain
    return b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
