"""What is wrong with one cell of a register, in words that the officer who typed it can act on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """A reason why a row cannot be taken in. Neither `reason` nor `mend` ever repeats an ID number."""

    row: int
    column: str
    reason: str
    mend: str
