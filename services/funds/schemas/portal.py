"""What a public page of the county's money shows: amounts, each with the way to its lines, in rows and tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount. `query` leads to its lines; a difference of others has none, and `how` says of which."""

    amount_fen: int
    lines: int = 0
    query: str = ""
    how: str = ""
    said: str = ""
    """What it is, for whoever hears the page."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A line of a table; `query` narrows the page to it, empty where that would say nothing more."""

    names: tuple[str, ...]
    query: str
    figures: tuple[Figure | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of amounts under headings: first those of names, then those of figures. `left_off` rows were too many."""

    title: str
    names: tuple[str, ...]
    figures: tuple[str, ...]
    rows: Sequence[TableRow]
    left_off: int = 0
    said: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """A page's tables: the sums above, what the flow chart draws as tables, and the same by each facet."""

    sums: Sequence[tuple[str, Figure]]
    steps: Sequence[Table] = field(default_factory=tuple)
    parts: Sequence[Table] = field(default_factory=tuple)
