"""A hospital's day beside ours (对账): line by line, or by totals; whatever does not agree has a kind.

A day holds every settlement that was made or taken back on it, once, in the state in which the day left it. The differences
account for everything: for each state, our total less theirs is the sum of what the differences say here less there.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.errors import NotFound, Unprocessable
from shared.money import yuan

LINES_A_DAY = 20_000
TOTAL, PATIENT, HOSPITAL, COUNT = "total", "patient", "hospital", "count"
PART_TITLES = {TOTAL: "医疗费总额", PATIENT: "个人负担", HOSPITAL: "医疗机构负担", COUNT: "笔数"}


class NoSuchReconciliation(NotFound):
    """没有这次对账"""


class DayNotThere(Unprocessable):
    """对账日期还没有到"""

    mend = "请在当日结束后对账"


class LineState(StrEnum):
    """How a day leaves a settlement."""

    SETTLED = "settled"
    REVERSED = "reversed"


STATE_TITLES = {LineState.SETTLED: "已结算", LineState.REVERSED: "已冲正"}


class Kind(StrEnum):
    """In which way two sides differ."""

    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    AMOUNT = "amount"
    STATE = "state"
    DUPLICATE = "duplicate"
    COUNT = "count"


KIND_TITLES = {
    Kind.MISSING_HERE: "本平台没有",
    Kind.MISSING_THERE: "医疗机构没有",
    Kind.AMOUNT: "金额不符",
    Kind.STATE: "状态不符",
    Kind.DUPLICATE: "重复",
    Kind.COUNT: "笔数不符",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One settlement as one side knows it; `payers` by layer. In fen."""

    settlement_id: UUID
    state: LineState
    total_fen: int
    patient_fen: int
    hospital_fen: int
    payers: Mapping[str, int]
    line_no: int | None = None

    @property
    def parts(self) -> dict[str, int]:
        fixed = {TOTAL: self.total_fen, PATIENT: self.patient_fen, HOSPITAL: self.hospital_fen}
        return fixed | {layer: fen for layer, fen in self.payers.items() if fen}


@dataclass(frozen=True, slots=True)
class Tally:
    """The lines of one state, added up."""

    count: int = 0
    parts: Mapping[str, int] = field(default_factory=dict)

    @property
    def total_fen(self) -> int:
        return self.parts.get(TOTAL, 0)


Tallies = Mapping[LineState, Tally]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A settlement of the hospital that belongs to another day."""

    made_on: date
    reversed_on: date | None

    @property
    def told(self) -> str:
        return f"本平台记在 {self.made_on}" + (f"，于 {self.reversed_on} 冲正" if self.reversed_on else "")


@dataclass(frozen=True, slots=True)
class Difference:
    """What the two sides say of one part of one settlement, or (`settlement_id` None) of the whole day."""

    kind: Kind
    part: str
    here_fen: int = 0
    there_fen: int = 0
    settlement_id: UUID | None = None
    line_no: int | None = None
    here_state: LineState | None = None
    there_state: LineState | None = None
    detail: str = ""


def tally(lines: Iterable[Line]) -> dict[LineState, Tally]:
    """Both states, each with its count and the sums of its parts."""
    counts: Counter[LineState] = Counter()
    sums: dict[LineState, Counter[str]] = {state: Counter() for state in LineState}
    for line in lines:
        counts[line.state] += 1
        sums[line.state].update(line.parts)
    return {state: Tally(counts[state], dict(sums[state])) for state in LineState}


def compare(ours: Iterable[Line], theirs: Sequence[Line], elsewhere: Mapping[UUID, Elsewhere]) -> list[Difference]:
    """Every difference, by kind and then by line. `elsewhere` knows what of theirs belongs to another day of ours."""
    here = {line.settlement_id: line for line in ours}
    there: dict[UUID, Line] = {}
    found = []
    for line in theirs:
        if line.settlement_id in there:
            detail = f"第 {there[line.settlement_id].line_no} 行已经列出" if line.line_no else "已经列出"
            found.append(_only_there(Kind.DUPLICATE, line, detail))
        else:
            there[line.settlement_id] = line
    for settlement_id, line in there.items():
        known = here.get(settlement_id)
        if known is None:
            other = elsewhere.get(settlement_id)
            found.append(_only_there(Kind.MISSING_HERE, line, other.told if other else "本平台没有这次结算"))
        else:
            found += _between(known, line)
    found += [_only_here(line) for settlement_id, line in here.items() if settlement_id not in there]
    order = list(Kind)
    return sorted(found, key=lambda one: (order.index(one.kind), one.line_no or 0, str(one.settlement_id)))


def compare_totals(ours: Tallies, theirs: Tallies) -> list[Difference]:
    """Where only totals were sent: each count and each sum that is not the same."""
    found = []
    for state in LineState:
        here, there = ours[state], theirs[state]
        if here.count != there.count:
            told = f"{STATE_TITLES[state]}：本平台 {here.count} 笔，医疗机构 {there.count} 笔"
            found.append(Difference(Kind.COUNT, COUNT, here_state=state, there_state=state, detail=told))
        found += [
            Difference(
                Kind.AMOUNT, part, here_fen, there_fen, here_state=state, there_state=state, detail=_less(here_fen, there_fen)
            )
            for part, here_fen, there_fen in _unequal(here.parts, there.parts)
        ]
    return found


def _between(here: Line, there: Line) -> list[Difference]:
    found = []
    if here.state is not there.state:
        told = f"本平台{STATE_TITLES[here.state]}，医疗机构{STATE_TITLES[there.state]}"
        found.append(_two_sided(Kind.STATE, here, there, TOTAL, here.total_fen, there.total_fen, told))
    for part, here_fen, there_fen in _unequal(here.parts, there.parts):
        # A difference of state has said both totals already.
        if part != TOTAL or here.state is there.state:
            found.append(_two_sided(Kind.AMOUNT, here, there, part, here_fen, there_fen, _less(here_fen, there_fen)))
    return found


def _two_sided(kind: Kind, here: Line, there: Line, part: str, here_fen: int, there_fen: int, detail: str) -> Difference:
    return Difference(kind, part, here_fen, there_fen, here.settlement_id, there.line_no, here.state, there.state, detail)


def _unequal(here: Mapping[str, int], there: Mapping[str, int]) -> list[tuple[str, int, int]]:
    parts = [*here, *(part for part in there if part not in here)]
    return [(part, here.get(part, 0), there.get(part, 0)) for part in parts if here.get(part, 0) != there.get(part, 0)]


def _less(here_fen: int, there_fen: int) -> str:
    which = "少" if there_fen < here_fen else "多"
    return f"医疗机构比本平台{which} {yuan(abs(here_fen - there_fen))} 元"


def _only_here(line: Line) -> Difference:
    told = f"本平台{STATE_TITLES[line.state]}，医疗机构没有这一笔"
    return Difference(Kind.MISSING_THERE, TOTAL, line.total_fen, 0, line.settlement_id, None, line.state, None, told)


def _only_there(kind: Kind, line: Line, detail: str) -> Difference:
    return Difference(kind, TOTAL, 0, line.total_fen, line.settlement_id, line.line_no, None, line.state, detail)
