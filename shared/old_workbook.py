"""Old workbooks (.xls), read in a process of their own.

The compound file that holds them is a small file system: a forged one leads the reader in a circle, and it takes memory until
something dies. That must not be the service.

    python -m shared.old_workbook < book.xls     # the first sheet as JSON
"""

import io
import resource
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from shared.cells import Cell

_ROOT = Path(__file__).parent.parent
MEMORY_BYTES = 1024 * 1024 * 1024
"""Address space; the 65,536 rows that such a file can hold take half of it."""
WITHIN_S = 60
LOCKED = 3
_DAY = "\x00day "
"""Before a date, which JSON does not know; no cell of a workbook can hold this sign."""


class NoOldWorkbook(Exception):
    """It cannot be read."""


class LockedWorkbook(Exception):
    """It has a password."""


def read_apart(content: bytes) -> list[list[Cell]]:
    """The cells of the first sheet, row 1 first. Raises NoOldWorkbook or LockedWorkbook."""
    command = [sys.executable, "-m", "shared.old_workbook"]
    try:
        done = subprocess.run(  # noqa: S603  our own
            command, input=content, capture_output=True, timeout=WITHIN_S, check=False, cwd=_ROOT
        )
    except subprocess.TimeoutExpired:
        raise NoOldWorkbook from None
    if done.returncode == LOCKED:
        raise LockedWorkbook
    if done.returncode:
        raise NoOldWorkbook
    return [[_cell(cell) for cell in line] for line in orjson.loads(done.stdout)]


def main() -> int:
    """Read from stdin, write to stdout; what goes wrong is an exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())).get_sheet_by_index(0)
        _, left = sheet.start or (0, 0)
        lines: list[list[Any]] = [[""] * left + [_told(cell) for cell in line] for line in sheet.iter_rows()]
    except PasswordError:
        return LOCKED
    except (CalamineError, OSError, IndexError, MemoryError):
        return 1
    sys.stdout.buffer.write(orjson.dumps(lines))
    return 0


def _told(cell: object) -> Cell:
    if isinstance(cell, date):
        return _DAY + (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    return cell if isinstance(cell, str | int | float | bool) else str(cell)


def _cell(told: Cell) -> Cell:
    if isinstance(told, str):
        return date.fromisoformat(told.removeprefix(_DAY)) if told.startswith(_DAY) else told or None
    return told


if __name__ == "__main__":
    sys.exit(main())
