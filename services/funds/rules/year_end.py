"""The end of a budget year: what becomes of unspent money; proposed by one person as it stands, carried out by another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.funds.rules.account import Source
from services.funds.rules.budget_line import MoveKind
from shared.errors import Conflict, NotFound


class YearEndState(StrEnum):
    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"
    REPLACED = "replaced"
    """Proposed anew before anybody had decided."""


YEAR_END_STATE_NAMES = {
    YearEndState.ASKED: "待审批",
    YearEndState.DONE: "已办理",
    YearEndState.REFUSED: "未同意",
    YearEndState.REPLACED: "已被重新提出替代",
}


class YearNotOver(Conflict):
    """预算年度还没有结束"""

    mend = "请在次年一月一日以后办理年终结转"


class NothingToClose(Conflict):
    """这一年没有可以结转或收回的资金"""


class NoSuchYearEnd(NotFound):
    """没有这次年终结转"""


class YearEndDecided(Conflict):
    """这次年终结转已经办结"""


class YearEndOutdated(Conflict):
    """提出年终结转以后资金有了变动"""

    mend = "请重新试算并提出，再由另一人审批"


def must_be_over(year: int, on: date) -> None:
    """Raises YearNotOver."""
    if on.year <= year:
        raise YearNotOver(year=year, on=on.isoformat())


def must_wait(state: YearEndState) -> None:
    """Raises YearEndDecided."""
    if state is not YearEndState.ASKED:
        raise YearEndDecided(state=YEAR_END_STATE_NAMES[state])


def fate_of_rest(money_of_year: int, closing: int, clawback_years: int) -> MoveKind:
    """What becomes of a line's unspent money at the end of a year: its first year is the one that it was set down for."""
    age = closing - money_of_year + 1
    return MoveKind.CLAWED_BACK if age >= clawback_years else MoveKind.CARRIED_OUT


@dataclass(frozen=True, slots=True)
class Closed:
    """What becomes of one line's, or one part of the pool's, unspent money at the end of a year."""

    region: str
    title: str
    source: Source
    programme: str
    """The code that the money's account bears: empty for a part of the pool that is bound to none."""
    programme_title: str
    kind: MoveKind
    amount_fen: int
    from_line: str
    to_line: str


Seen = tuple[str, str, str, str, int]
"""What of a row was looked at when it was proposed: line (or source and programme of the pool), what becomes of it, how much."""


def seen(rows: Sequence[Closed]) -> list[Seen]:
    """Rows as whoever proposed them saw them; numbers of lines that are yet to be opened are no part of it."""
    return sorted((row.from_line, row.source.value, row.programme, row.kind.value, row.amount_fen) for row in rows)


def must_be_as_seen(asked: Sequence[Seen], now: Sequence[Closed]) -> None:
    """What is carried out is what the second person has looked at, to the fen. Raises YearEndOutdated."""
    there = seen(now)
    if list(asked) != there:
        raise YearEndOutdated(asked_fen=sum(row[-1] for row in asked), amount_fen=sum(row[-1] for row in there))
