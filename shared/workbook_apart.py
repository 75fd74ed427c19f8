"""Workbooks that might take memory without end, read in a process of their own.

The compound file of an old one (.xls) is a small file system: a forged one leads the reader in a circle. For a new one (.xlsx) it
reserves memory up to the farthest cell, and for whatever the archive unpacks to. That must not be the service.

    python -m shared.workbook_apart 20000 200 < book.xls     # the first sheet as JSON, at most so many rows and columns
"""

import io
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from itertools import islice, repeat
from math import isfinite
from pathlib import Path
from threading import Thread
from typing import IO

import orjson
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from shared.cells import Cell
from shared.sheet_texts import Texts

_ROOT = Path(__file__).parent.parent
MEMORY_BYTES = 768 * 1024 * 1024
"""Address space; a register of 100,000 people needs less than 640 MiB of it."""
WITHIN_S = 60
"""Of the processor."""
LOCKED, TOO_LARGE = 3, 4
_LINES = 1_000
_DAY = "\x00day "
"""Before a date, which JSON does not know; no cell of a workbook can hold this sign."""

Area = tuple[tuple[int, int], tuple[int, int]]
"""From which row and column to which, from 0."""


class NoWorkbook(Exception):
    """It cannot be read, or takes more than it may."""


class LockedWorkbook(Exception):
    """It has a password."""


class LargeWorkbook(Exception):
    """It has more rows or columns than were asked for."""


class ReadApart:
    """The first sheet of a workbook, while another process reads it."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self.merged: Sequence[Area] = ()
        """Cells that are one; known after the last line."""
        self.texts = Texts()

    def lines(self) -> Iterator[list[Cell]]:
        """Its cells, row 1 first. Raises NoWorkbook, LockedWorkbook or LargeWorkbook."""
        for told in self._process.stdout or ():
            if not told.endswith(b"\n"):
                break  # it died while it wrote
            match orjson.loads(told):
                case {"merged": merged}:
                    self.merged = [((top, left), (bottom, right)) for (top, left), (bottom, right) in merged]
                case lines:
                    for line in lines:
                        yield list(map(_cell, line))
        match self._process.wait():
            case 0:
                return
            case code:
                raise {LOCKED: LockedWorkbook, TOO_LARGE: LargeWorkbook}.get(code, NoWorkbook)


@contextmanager
def reading_apart(content: bytes, *, rows: int, width: int) -> Iterator[ReadApart]:
    """It is read from now on, and no longer than until here."""
    command = [sys.executable, "-m", "shared.workbook_apart", str(rows), str(width)]
    process = subprocess.Popen(  # noqa: S603  our own
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=_ROOT
    )
    with process:
        feeding = Thread(target=_feed, args=(process.stdin, content))
        feeding.start()
        try:
            yield ReadApart(process)
        finally:
            process.kill()
            feeding.join()


def _feed(to: IO[bytes] | None, content: bytes) -> None:
    with suppress(BrokenPipeError):
        if to is not None:
            with to:
                to.write(content)


def main(rows: int, width: int) -> int:
    """Read from stdin, write to stdout; what goes wrong is an exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (WITHIN_S, WITHIN_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    write = sys.stdout.buffer.write
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())).get_sheet_by_index(0)
        (_, left), (bottom, right) = sheet.start or (0, 0), sheet.end or (0, 0)
        if bottom >= rows or right >= width:
            return TOO_LARGE
        lines = iter(sheet.iter_rows())
        while block := [[*repeat("", left), *map(_told, line)] for line in islice(lines, _LINES)]:
            write(orjson.dumps(block) + b"\n")
        write(orjson.dumps({"merged": sheet.merged_cell_ranges or []}) + b"\n")
    except PasswordError:
        return LOCKED
    except (CalamineError, OSError, IndexError, MemoryError):
        return 1
    return 0


def _told(cell: object) -> Cell:
    if isinstance(cell, date):
        return _DAY + (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    if isinstance(cell, float):
        return cell if isfinite(cell) else str(cell)
    return cell if isinstance(cell, str | int | bool) else str(cell)


def _cell(told: Cell) -> Cell:
    if isinstance(told, str):
        return date.fromisoformat(told.removeprefix(_DAY)) if told.startswith(_DAY) else told or None
    return told


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
