"""The money of one renovation: what was promised, whether it is set aside, and what of it each stage brings, to the fen.

The stages add up to the subsidy, always. What was released before counts as it was released; the stage at the acceptance settles
the rest, and what was paid too much by then a person decides on (funds proposes to ask it back).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from math import lcm
from uuid import UUID

from services.housing.rules.acceptance import SUBSIDY_STATE_NAMES, SubsidyState
from services.housing.rules.money_policy import StageAt
from services.housing.rules.renovation import SubsidyNotPaid
from shared.errors import Conflict, NotFound, Unprocessable
from shared.money import split


class MoneyState(StrEnum):
    """What funds has said of the money that a renovation was promised."""

    PLANNED = "planned"
    """Funds was asked to set it aside."""
    LACKING = "lacking"
    """There is no line for it, or no room; funds tries again by itself."""
    HELD = "held"
    ENDED = "ended"
    """The renovation does not go on, and something of its money is with the household or on the way."""
    FREED = "freed"
    """It does not go on, and nothing of its money is given."""


MONEY_STATE_NAMES = {
    MoneyState.PLANNED: "已请求预留",
    MoneyState.LACKING: "资金未落实",
    MoneyState.HELD: "已预留",
    MoneyState.ENDED: "改造中止，已拨付的待处理",
    MoneyState.FREED: "已释放",
}

GOES_ON = frozenset({MoneyState.PLANNED, MoneyState.LACKING, MoneyState.HELD})


class StageState(StrEnum):
    """How far a stage of the money has come; from REQUESTED on it is what funds says."""

    PLANNED = "planned"
    REACHED = "reached"
    """It is due, but its money is not set aside yet."""
    NOTHING = "nothing"
    """Nothing is left to pay for it."""
    REQUESTED = "requested"
    WAITING = "waiting"
    REFUSED = "refused"
    UNDERWAY = "underway"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    PAID = "paid"
    RETURNED = "returned"


STAGE_STATE_NAMES = {
    StageState.PLANNED: "未到拨付条件",
    StageState.REACHED: "已到条件，等待落实资金",
    StageState.NOTHING: "无须发放",
} | {StageState(state.value): name for state, name in SUBSIDY_STATE_NAMES.items() if state is not SubsidyState.SETTLED}

NOT_RELEASED = frozenset({StageState.PLANNED, StageState.REACHED})
SETTLED = frozenset({StageState.PAID, StageState.NOTHING})
BACK = frozenset({StageState.REFUSED, StageState.WITHDRAWN, StageState.RETURNED})
"""What funds has not paid, or has got back: it may be asked for once more."""


class NoHouseMoney(NotFound):
    """这件改造没有资金安排"""

    mend = "县区尚未审批，当地规定不预留补助资金，或这种改造方式不发建房补助"


class NoSuchStage(NotFound):
    """这件改造没有这个拨付阶段"""


class MoneyNotHeld(Conflict):
    """补助资金没有落实，按当地规定不能开工"""

    mend = "请由县区下达或追加所列的预算指标；资金预留后再登记开工"


class StageNotBack(Conflict):
    """这个阶段的资金没有退回或撤回，不能再次请求发放"""

    mend = "请查看这个阶段的状态；银行退回的，由资金部门更正账户后重新发放"


class SubsidyPromisedElsewhere(Conflict):
    """这处住房已按同一专项安排了补助资金"""

    mend = "一处住房、一个专项只补助一次；原有的改造不再办理的，先收回已拨付的资金"


class BudgetNotAsPlanned(Unprocessable):
    """专项与审批时预留资金的专项不同"""

    mend = "请填写预留资金的专项代码；见这件改造的资金安排"


class WhatIsWrongMissing(Unprocessable):
    """回访发现问题的，须写明问题"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A stage, as far as amounts go: its part of the whole, and what it brings if it was released."""

    at: StageAt
    part: Fraction
    released_fen: int | None = None
    """None: it was not released yet."""


@dataclass(frozen=True, slots=True)
class Due:
    """What an acceptance makes of the money, in fen: to be paid now, kept for later stages, paid too much before."""

    due_fen: int
    rest_fen: int
    over_fen: int


@dataclass(frozen=True, slots=True)
class Part:
    """What funds says of one payment of a stage."""

    amount_fen: int
    state: SubsidyState
    at: datetime
    code: str = ""
    reason: str = ""
    paid_on: date | None = None


def planned(total_fen: int, parts: Sequence[Fraction]) -> list[int]:
    """What each stage brings of a sum, by largest remainder: they add up to it. The parts add up to one."""
    common = lcm(*(part.denominator for part in parts))
    return split(total_fen, [int(part * common) for part in parts])


def replanned(total_fen: int, stages: Sequence[Standing]) -> list[int]:
    """What each stage brings once the subsidy is another: what was released stays, the rest is parted among the others.

    The sum is the subsidy, or what was released where that is more.
    """
    waiting = [each.part if each.released_fen is None else Fraction(0) for each in stages]
    left = max(0, total_fen - sum(each.released_fen or 0 for each in stages))
    if not any(waiting):
        return [each.released_fen or 0 for each in stages]
    whole = sum(waiting, Fraction(0))
    fresh = planned(left, [part / whole for part in waiting])
    return [fen if each.released_fen is None else each.released_fen for each, fen in zip(stages, fresh, strict=True)]


def settled(total_fen: int, stages: Sequence[Standing]) -> list[int]:
    """What each stage brings once the house is accepted and the subsidy stands: a stage of before that was never released is part
    of the one at the acceptance now."""
    folded = sum((each.part for each in stages if each.released_fen is None and _is_before(each)), Fraction(0))
    stages = [Standing(each.at, _settled_part(each, folded)) if each.released_fen is None else each for each in stages]
    return replanned(total_fen, stages)


def _is_before(stage: Standing) -> bool:
    return stage.at not in (StageAt.ACCEPTED, StageAt.VISITED)


def _settled_part(stage: Standing, folded: Fraction) -> Fraction:
    if _is_before(stage):
        return Fraction(0)
    return stage.part + folded if stage.at is StageAt.ACCEPTED else stage.part


def paid_too_much(total_fen: int, stages: Sequence[Standing]) -> int:
    """What was released beyond the subsidy that is due after all, in fen."""
    return max(0, sum(each.released_fen or 0 for each in stages) - total_fen)


def state_of(amount_fen: int, parts: Collection[Part]) -> StageState:
    """A stage may be paid out of several lines: it is paid once all of it is there, and in trouble as soon as a part is."""
    states = {part.state for part in parts}
    for trouble in (SubsidyState.FAILED, SubsidyState.RETURNED, SubsidyState.WITHDRAWN):
        if trouble in states:
            return StageState(trouble.value)
    paid_fen = sum(part.amount_fen for part in parts if part.state is SubsidyState.PAID)
    return StageState.PAID if paid_fen >= amount_fen else StageState.UNDERWAY


BROUGHT_BACK = frozenset(SubsidyState(state.value) for state in BACK)


def still_out(parts: Mapping[UUID, Part]) -> dict[UUID, Part]:
    """The payments of a stage that are with the household or on their way; what funds withdrew or got back is none of them."""
    return {id: part for id, part in parts.items() if part.state not in BROUGHT_BACK}


_TROUBLE_FIRST = (
    StageState.FAILED,
    StageState.RETURNED,
    StageState.WITHDRAWN,
    StageState.REFUSED,
    StageState.WAITING,
    StageState.UNDERWAY,
    StageState.REQUESTED,
)


def subsidy_of(stages: Iterable[tuple[StageAt, StageState]]) -> SubsidyState:
    """How far the subsidy of an accepted house has come, all its stages taken together but what is kept back for quality: it is
    paid once all of them are, and in trouble as soon as one is."""
    due = {state for at, state in stages if at is not StageAt.VISITED} - {StageState.NOTHING}
    if not due:
        return SubsidyState.SETTLED
    for state in _TROUBLE_FIRST:
        if state in due:
            return SubsidyState(state.value)
    return SubsidyState.PAID if due == {StageState.PAID} else SubsidyState.REQUESTED


def is_known(known: Mapping[UUID, Part], payment_id: UUID, at: datetime) -> bool:
    """Whether something later is known of a payment; events come in any order."""
    return payment_id in known and at < known[payment_id].at


def must_be_held(state: MoneyState | None, *, works_wait: bool, short: Sequence[object] = ()) -> None:
    """Raises MoneyNotHeld where the place lets no works begin without their money."""
    if works_wait and state is not None and state is not MoneyState.HELD:
        raise MoneyNotHeld(state=MONEY_STATE_NAMES[state], short=list(short))


def must_be_as_planned(budget_code: str, planned_code: str | None) -> None:
    """Raises BudgetNotAsPlanned."""
    if planned_code is not None and budget_code != planned_code:
        raise BudgetNotAsPlanned(pointer="/budget_code", planned=planned_code)


def must_be_back(state: StageState) -> None:
    """Raises StageNotBack."""
    if state not in BACK:
        raise StageNotBack(state=STAGE_STATE_NAMES[state])


def stages_must_be_paid(stages: Iterable[tuple[str, StageState]]) -> None:
    """Raises SubsidyNotPaid for the first stage, by its title, whose money is not with the household."""
    for title, state in stages:
        if state not in SETTLED:
            raise SubsidyNotPaid(subsidy=f"{title}：{STAGE_STATE_NAMES[state]}")


def must_say_what(said: str, *, is_sound: bool) -> None:
    """Raises WhatIsWrongMissing."""
    if not is_sound and not said.strip():
        raise WhatIsWrongMissing(pointer="/said")
