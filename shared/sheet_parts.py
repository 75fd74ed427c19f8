"""A sheet read in parts: each is a workbook that we write ourselves, with some thousand of its rows, and calamine reads it in a
thread while the next rows are looked at.

So calamine reads nothing but what was looked at, byte for byte, whatever an archive says of itself; it reserves memory for a part
instead of the sheet; and two cores have work. That holds of sheets as all common programs write them. Any other is not plain, and
is read by a process that may die of it (`shared.workbook_apart`).
"""

import io
import re
import zipfile
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import repeat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from shared.sheet_texts import NotPlain, SharedTexts, stand_for_texts, texts_as_sheets
from shared.sheet_xml import Look, Marks, first_sheet, pieces

AT_ONCE = 2
"""Parts that are read: one, while the other waits for Python's lock, which whoever looks through a piece holds long."""
REPEATED_BYTES = 16 * 1024 * 1024
"""What every part holds again: styles, which bloat in books that are copied for years. The rows of a part are no smaller, or most
of the time would go there."""

_REPEATED = ("[content_types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
"""As much of a workbook as calamine asks for beside a sheet."""

_START, _END, _WHOLE_END = b"<sheetData>", b"</sheetData>", b"</sheetData></worksheet>"
_DIMENSION = re.compile(rb"<dimension\b[^<>]*/>")
"""How far a sheet says that it goes; the reader would reserve memory for it."""
_PREFIXED_CELL = re.compile(rb"<[^\s<>]*:c[\s/>]")


class Parts:
    """The first sheet of a workbook, read in parts."""

    def __init__(self, archive: zipfile.ZipFile, *, rows: int, width: int) -> None:
        """Raises NotPlain, and KeyError for an archive without a sheet."""
        self._archive, self._sheet = archive, first_sheet(archive)
        self._look = Look(rows=rows, width=width)
        self._repeated = _repeated(archive)
        self.texts = SharedTexts()
        """For each text that `lines` gives: what it stands for. Before the first line, those that cells share are read."""
        self.merged: list[tuple[tuple[int, int], tuple[int, int]]] = []
        """Cells that are one, from 0; known after the last line, like `marks`."""

    @property
    def marks(self) -> Marks:
        return self._look.marks

    def lines(self) -> Iterator[Sequence[object]]:
        """Its cells as calamine gives them, row 1 first. Raises NotPlain, also after some lines, or FarCell."""
        for sheet in self._read(texts_as_sheets(self._archive)):
            for text, _ in sheet.iter_rows():
                self.texts.share(str(text))
        at = 0
        for sheet in self._read(self._parts()):
            self.merged += sheet.merged_cell_ranges or ()
            top, left = sheet.start or (at, 0)
            if top < at:
                raise NotPlain
            yield from repeat((), top - at)
            yield from ([*repeat("", left), *line] if left else line for line in sheet.to_python())
            at = top + sheet.height

    def _read(self, parts: Iterator[bytes]) -> Iterator[CalamineSheet]:
        reading = deque[Future[CalamineSheet]]()
        with ThreadPoolExecutor(max_workers=AT_ONCE) as reader:
            for xml in parts:
                reading.append(reader.submit(self._read_part, xml))
                if len(reading) > AT_ONCE:
                    yield reading.popleft().result()
            while reading:
                yield reading.popleft().result()

    def _read_part(self, xml: bytes) -> CalamineSheet:
        part = io.BytesIO(self._repeated)
        with zipfile.ZipFile(part, "a") as archive:
            archive.writestr(self._sheet, xml)
        part.seek(0)
        try:
            return CalamineWorkbook.from_filelike(part).get_sheet_by_index(0)
        except CalamineError:
            raise NotPlain from None  # perhaps it is damaged, perhaps it has something that we left out

    def _parts(self) -> Iterator[bytes]:
        """The XML of each part, a whole sheet."""
        cut = _Cut()
        for piece in pieces(self._archive, self._sheet, at_least=len(self._repeated)):
            yield cut.part(*self._look.at(piece))
        if not cut.is_over:
            raise NotPlain


def _repeated(archive: zipfile.ZipFile) -> bytes:
    """The archive without its sheets."""
    kept = [entry for entry in archive.infolist() if entry.filename.lower() in _REPEATED]
    if sum(entry.file_size for entry in kept) > REPEATED_BYTES:
        raise NotPlain
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as copy:
        for entry in kept:
            copy.writestr(entry.filename, archive.read(entry))
    return packed.getvalue()


class _Cut:
    """Makes whole sheets of the pieces of one, as long as each cell says where it stands, and in the way that `Look` reads."""

    def __init__(self) -> None:
        self.is_over, self._head = False, b""

    def part(self, piece: bytes, first: int, last: int) -> bytes:
        """With the rows from the first to the last. Raises NotPlain."""
        before, start, rows = piece.partition(_START) if not self._head else (b"", b"", piece)
        self._head = self._head or _DIMENSION.sub(b"", before) + start
        rows, end, tail = rows.partition(_END)
        is_plain = (
            not self.is_over
            and b"<worksheet" in self._head
            and self._head.endswith(_START)
            and not (b"!" in piece and b"<!" in piece)  # in a comment a cut could fall
            and _START not in rows
            and _START not in tail
            and _END not in tail
            and not _cell_elsewhere(first, last).search(rows)
            and not (b":c" in rows and _PREFIXED_CELL.search(rows))
        )
        if not is_plain:
            raise NotPlain
        self.is_over = bool(end)
        return b"".join((self._head, stand_for_texts(rows), end + tail if end else _WHOLE_END))


def _cell_elsewhere(first: int, last: int) -> re.Pattern[bytes]:
    """A cell that does not say at once that it stands in one of these rows, or in one of the same thousand. So the parts together
    reach hardly farther than the sheet may."""
    thousands = [rf"{each}\d\d\d" if each else r"\d\d?\d?" for each in range(first // 1000, last // 1000 + 1)]
    return re.compile(f'<c(?! r="[A-Z][A-Z]?(?:{"|".join(thousands) or "(?!)"})")'.encode())
