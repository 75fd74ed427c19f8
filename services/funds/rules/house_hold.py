"""Money set aside for a house before it is built: on which budget lines the promised subsidy lies, and what lacks where.

Another service says whose money it is (`Wanted`); here are the lines. A hold is one reservation a line; whatever a stage of the
works brings is paid out of them, in their order, and what is promised no more is free again, from the last line backwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.funds.rules.account import AccountKey, Source
from services.funds.rules.matter import Room
from shared.errors import Conflict, NotFound
from shared.regions import county_of, town_of


class HoldState(StrEnum):
    """Whether the money of a house is set aside."""

    WAITING = "waiting"
    """No line, or no room: it is tried again by the clock, the first promised first."""
    HELD = "held"
    ENDED = "ended"
    """The renovation does not go on, and something of its money is with the household."""
    FREED = "freed"
    """It does not go on, and nothing of it was given: the house may be promised money again."""


HOLD_STATE_NAMES = {
    HoldState.WAITING: "资金未落实",
    HoldState.HELD: "已预留",
    HoldState.ENDED: "改造中止，已拨付的待处理",
    HoldState.FREED: "已释放",
}

GOES_ON = frozenset({HoldState.WAITING, HoldState.HELD})


class NoLineForHouse(NotFound):
    """没有这一专项、年度的补助到户预算指标，补助不能预留"""

    mend = "请由县区下达该专项、年度用途为“补助到户”的预算指标；下达后自动预留"


class LinesForHouseShort(Conflict):
    """该专项、年度的预算指标余额不足以预留这户的补助"""

    mend = "请由县区追加或调剂所列来源的预算指标；有余额后自动预留"


class HousePromisedBefore(Conflict):
    """这处住房已按同一专项预留或提出过发放"""

    mend = "一处住房、一个专项只补助一次；前一次不再办理的，先释放或收回其资金"


class NothingPromised(Conflict):
    """这件改造不再办理，资金已经释放"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source's part of what is promised, in fen."""

    source: Source
    amount_fen: int


@dataclass(frozen=True, slots=True)
class HousePlan:
    """What another service promises for a house. Nothing in it names anybody."""

    renovation_id: UUID
    number: str
    plan: int
    household_id: UUID
    house_id: UUID
    region: str
    """The house's village."""
    programme: str
    year: int
    wanted: tuple[Wanted, ...]
    may_stand_in: bool
    asked_by: str
    planned_on: date

    @property
    def county(self) -> str:
        return county_of(self.region)


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a source lacks; the line is its fullest one, or none where it has none."""

    source: Source
    line: str
    lacks_fen: int


def must_go_on(state: HoldState | None) -> None:
    """Raises NothingPromised where a hold was given up."""
    if state is not None and state not in GOES_ON:
        raise NothingPromised


def in_order(rooms: Sequence[Room], region: str) -> list[Room]:
    """Lines that may pay for this place: the town's own before the county's, older money before newer, then by number."""
    town = town_of(region)
    fitting = [room for room in rooms if town.startswith(room.key.region)]
    return sorted(fitting, key=lambda room: (-len(room.key.region), room.money_of_year, room.key.holder))


def borne(wanted: Sequence[Wanted], total_fen: int) -> list[Wanted]:
    """Whose money a promise is that has become another sum: the last source bears what is more, and is spared what is less."""
    kept = lowered([each.amount_fen for each in wanted], total_fen)
    parts = [replace(each, amount_fen=part) for each, part in zip(wanted, kept, strict=True)]
    more = total_fen - sum(kept)
    if more:
        parts[-1] = replace(parts[-1], amount_fen=parts[-1].amount_fen + more)
    return [each for each in parts if each.amount_fen]


def still_wanted(wanted: Sequence[Wanted], *, spent_fen: int) -> list[Wanted]:
    """The parts of a promise of which the first so many fen are paid or asked for: sources pay in the order of the promise."""
    left = list[Wanted]()
    for each in wanted:
        spent = min(spent_fen, each.amount_fen)
        spent_fen -= spent
        if each.amount_fen > spent:
            left.append(replace(each, amount_fen=each.amount_fen - spent))
    return left


def lacking(wanted: Sequence[Wanted], held: Sequence[tuple[Source, int]]) -> list[Wanted]:
    """What of each source is not held yet; what another source holds too much stands in for the last ones."""
    of_source = {each.source: 0 for each in wanted}
    spare = 0
    for source, amount in held:
        if source in of_source:
            of_source[source] += amount
        else:
            spare += amount
    spare += sum(max(0, of_source[each.source] - each.amount_fen) for each in wanted)
    short = [replace(each, amount_fen=max(0, each.amount_fen - of_source[each.source])) for each in wanted]
    for at in range(len(short) - 1, -1, -1):
        used = min(spare, short[at].amount_fen)
        spare -= used
        short[at] = replace(short[at], amount_fen=short[at].amount_fen - used)
    return [each for each in short if each.amount_fen]


def allot(wanted: Sequence[Wanted], rooms: Sequence[Room], *, may_stand_in: bool) -> dict[AccountKey, int]:
    """What each line is to hold. A source's lines come first, in the order of `rooms`; then, where the place allows it, others.

    Raises NoLineForHouse, LinesForHouseShort with everything that lacks.
    """
    free = {room.key: room.available_fen for room in rooms}
    taken = dict[AccountKey, int]()

    def take(amount: int, keys: Sequence[AccountKey]) -> int:
        for key in keys:
            part = min(amount, free[key])
            if part > 0:
                free[key] -= part
                taken[key] = taken.get(key, 0) + part
                amount -= part
        return amount

    short = list[Lacking]()
    unmet = [(each, take(each.amount_fen, [room.key for room in rooms if room.key.source is each.source])) for each in wanted]
    for each, left in unmet:
        left = take(left, [room.key for room in rooms]) if may_stand_in else left
        if left:
            of_source = [room.key for room in rooms if room.key.source is each.source]
            short.append(Lacking(each.source, of_source[0].holder if of_source else "", left))
    if short:
        raise (LinesForHouseShort if rooms else NoLineForHouse)(short=[_told(each) for each in short])
    return taken


def _told(short: Lacking) -> dict[str, object]:
    return {"source": short.source.value, "line": short.line or None, "lacks_fen": short.lacks_fen}


def lowered(parts: Sequence[int], keep_fen: int) -> list[int]:
    """What each line keeps when only so much is wanted: the last line is set free first."""
    kept = list[int]()
    for part in parts:
        kept.append(min(part, keep_fen))
        keep_fen -= kept[-1]
    return kept


def drawn(parts: Sequence[int], amount_fen: int) -> tuple[list[int], int]:
    """What a payment takes of each line, the first first, and what is missing."""
    taken = lowered(parts, amount_fen)
    return taken, amount_fen - sum(taken)
