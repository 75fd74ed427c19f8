"""An .xls as Excel 97-2003 wrote it (BIFF8 in a compound file): as much of one as holds a table."""

import struct
from collections.abc import Sequence

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def an_xls(lines: Sequence[Sequence[str | float | None]]) -> bytes:
    """One sheet; texts and numbers."""
    stream = _book(lines)
    stream = stream.ljust(4096, b"\0")  # a smaller one would lie among the small ones
    stream += bytes(-len(stream) % SECTOR)
    sectors = len(stream) // SECTOR
    tables = 1
    while tables * 128 < sectors + 1 + tables:
        tables += 1
    chain = [*range(1, sectors), END, END, *[FAT] * tables]  # the book, then the folder, then the table itself
    chain += [FREE] * (tables * 128 - len(chain))
    head = struct.pack("<8s16sHHHHHHLLLLLLLLLL", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0,
                       tables, sectors, 0, 4096, END, 0, END, 0)  # fmt: skip
    places = [sectors + 1 + at for at in range(tables)]
    head += struct.pack("<109L", *places, *[FREE] * (109 - tables))
    folder = _entry("Root Entry", 5, child=1, start=END, size=0) + _entry("Workbook", 2, start=0, size=len(stream))
    folder += bytes(128) * 2
    return head + stream + folder + struct.pack(f"<{len(chain)}L", *chain)


def an_endless_xls() -> bytes:
    """A file whose folder leads back to itself: whoever follows it takes memory without end."""
    sound = bytearray(an_xls([["户编号"]]))
    table, folder = len(sound) - SECTOR, (len(sound) - 3 * SECTOR) // SECTOR
    sound[table + 4 * folder : table + 4 * folder + 4] = struct.pack("<L", folder)
    return bytes(sound)


def _entry(name: str, kind: int, *, start: int, size: int, child: int = FREE) -> bytes:
    packed = name.encode("utf-16-le")
    return struct.pack("<64sHBBLLL16sLQQLQ", packed, len(packed) + 2, kind, 1, FREE, FREE, child, bytes(16), 0, 0, 0, start, size)


def _book(lines: Sequence[Sequence[str | float | None]]) -> bytes:
    begin = _record(0x809, struct.pack("<HHHHLL", 0x600, 5, 0x0DBB, 1996, 0, 6))
    name = "登记".encode("utf-16-le")
    sheet_at = len(begin) + 4 + 8 + len(name) + 4
    listed = _record(0x85, struct.pack("<LBBBB", sheet_at, 0, 0, 2, 1) + name)
    cells = b"".join(
        _cell(row, column, value)
        for row, line in enumerate(lines)
        for column, value in enumerate(line)
        if value not in (None, "")
    )
    sheet = _record(0x809, struct.pack("<HHHHLL", 0x600, 0x10, 0x0DBB, 1996, 0, 6))
    size = _record(0x200, struct.pack("<LLHHH", 0, len(lines), 0, max(map(len, lines)), 0))
    return begin + listed + _record(0x0A, b"") + sheet + size + cells + _record(0x0A, b"")


def _cell(row: int, column: int, value: str | float | None) -> bytes:
    if isinstance(value, str):
        return _record(0x204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + value.encode("utf-16-le"))
    return _record(0x203, struct.pack("<HHHd", row, column, 0, value))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
