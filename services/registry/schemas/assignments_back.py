"""A list of assignments as it goes back: the refused rows in the same columns, to be mended and sent again."""

from collections.abc import Iterable, Sequence

from services.registry.rules.assignment_list import COLUMNS
from shared import handed_back
from shared.cells import Fault, Row


def write_assignments_back(rows: Sequence[Row], faults: Iterable[Fault]) -> bytes:
    """An .xlsx of these rows."""
    return handed_back.write_handed_back(rows, faults, columns=COLUMNS)
