"""The register file as it goes back, with the columns of the export, so that it can be mended and sent again as it is."""

from collections.abc import Iterable, Sequence

from services.registry.rules.export import COLUMNS, HOUSEHOLD_COLUMNS
from shared import handed_back
from shared.cells import Fault, Row

_SOUND = ("本行无误；同户其他行有误，整户暂未录入", "本行不用改，连同更正后的行一起重新提交")


def write_handed_back(rows: Sequence[Row], faults: Iterable[Fault]) -> bytes:
    """An .xlsx of these rows; a household goes back whole, so some of them may be sound."""
    columns = [*COLUMNS, *(column for column in HOUSEHOLD_COLUMNS if any(column in row.cells for row in rows))]
    return handed_back.write_handed_back(rows, faults, columns=columns, of_sound_rows=_SOUND)
