"""The register file as it goes back, with the columns that it came with, so that it can be mended and sent again as it is."""

from collections.abc import Iterable, Sequence

from services.registry.rules.export import COLUMNS, HOUSEHOLD_COLUMNS
from shared import handed_back
from shared.cells import Fault, Row

_SOUND = ("本行无误；同户其他行有误，整户暂未录入", "本行不用改，连同更正后的行一起重新提交")


def write_handed_back(rows: Sequence[Row], faults: Iterable[Fault]) -> bytes:
    """An .xlsx of these rows; a household goes back whole, so some of them may be sound.

    Columns of ours stand in our order; those that the file had besides follow, as they were.
    """
    there = dict.fromkeys(heading for row in rows for heading in row.cells)
    ours = [column for column in (*COLUMNS, *HOUSEHOLD_COLUMNS) if column in there]
    columns = [*ours, *(column for column in there if column not in ours)]
    return handed_back.write_handed_back(rows, faults, columns=columns, of_sound_rows=_SOUND)
