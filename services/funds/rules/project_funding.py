"""What a project is approved for, parted among its sources, and the budget lines that each part is drawn on.

A part is what its source was to give of the whole, by largest remainder, so that the parts are the sum to the fen; a fen that is
left over goes to the source that the place's rules put first. What is drawn on a line for any project goes to a line of the
project's own, so that nothing else can spend it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.funds.rules.account import SOURCE_NAMES, Source
from shared.errors import Conflict, Unprocessable
from shared.money import split

NO_BUDGET = frozenset({Source.DONATION, Source.INSURER})
"""Sources that have no budget lines: their money lies in accounts of its own."""

NOT_FOR_PROJECTS = frozenset({"household-aid", "interest", "reserve"})
"""Uses whose lines pay households, banks or towns' reserves. The management fee is one more, by the place's rules."""


class LineNotForProjects(Unprocessable):
    """这条预算指标不能用于项目建设"""

    mend = "请选用本区县或项目所在镇街、用于工程或生产经营的指标；补助到户、备用金、贴息、管理费和其他镇街的指标不能用"


class LineOfOtherSource(Unprocessable):
    """这条预算指标的资金来源不在项目申报的来源之内"""

    mend = "请选用项目申报的资金来源的指标"


class SourceWithoutRoom(Conflict):
    """这个来源的预算指标可用金额不足"""

    mend = "请增选同一来源的指标，或先下达、调剂指标"


@dataclass(frozen=True, slots=True)
class Part:
    """What of an approval one source bears."""

    source: Source
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Room:
    """A budget line that may be drawn on, with what is available in it."""

    line: str
    source: Source
    is_own: bool
    """Set down for this very project."""
    money_of_year: int
    available_fen: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """How much of a line a project takes."""

    line: str
    source: Source
    amount_fen: int


def part_by_source(amount_fen: int, planned: Mapping[Source, int], order: Sequence[Source]) -> list[Part]:
    """The parts of all planned sources, in the order of the place's rules; together they are `amount_fen`."""
    sources = sorted(planned, key=order.index)
    return [Part(*one) for one in zip(sources, split(amount_fen, [planned[source] for source in sources]), strict=True)]


def must_be_for_project(
    line_source: Source,
    use: str,
    *,
    line_region: str,
    region: str,
    fee: str,
    planned: Mapping[Source, int],
    pointer: str,
) -> None:
    """A line pays for what lies in its place: a county's for any of its projects, a town's for the town's own.

    `region` is the project's.

    Raises LineNotForProjects, LineOfOtherSource.
    """
    if not region.startswith(line_region) or use in NOT_FOR_PROJECTS or use == fee:
        raise LineNotForProjects(pointer=pointer)
    if line_source not in planned:
        raise LineOfOtherSource(pointer=pointer, source=SOURCE_NAMES[line_source], planned=[SOURCE_NAMES[one] for one in planned])


def must_still_have(drawn: Sequence[Drawn], available_fen: Mapping[str, int]) -> None:
    """Once the lines are locked: each has what was to be taken of it. Raises SourceWithoutRoom."""
    for one in drawn:
        if available_fen[one.line] < one.amount_fen:
            raise SourceWithoutRoom(
                pointer="/lines",
                source=SOURCE_NAMES[one.source],
                line=one.line,
                part_fen=one.amount_fen,
                available_fen=available_fen[one.line],
                short_fen=one.amount_fen - available_fen[one.line],
            )


def draw(parts: Sequence[Part], rooms: Sequence[Room]) -> list[Drawn]:
    """Each part out of its source's lines: the project's own first, then the oldest money, then by number.

    Raises SourceWithoutRoom with what is short.
    """
    drawn = []
    for part in parts:
        if part.source in NO_BUDGET:
            continue
        lines = [room for room in rooms if room.source is part.source]
        left_fen = part.amount_fen
        for room in sorted(lines, key=lambda one: (not one.is_own, one.money_of_year, one.line)):
            taken_fen = min(left_fen, room.available_fen)
            if taken_fen > 0:
                drawn.append(Drawn(room.line, room.source, taken_fen))
                left_fen -= taken_fen
        if left_fen:
            raise SourceWithoutRoom(
                pointer="/lines",
                source=SOURCE_NAMES[part.source],
                part_fen=part.amount_fen,
                available_fen=sum(room.available_fen for room in lines),
                short_fen=left_fen,
            )
    return drawn
