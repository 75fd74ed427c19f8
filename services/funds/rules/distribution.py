"""How a collective's income of a year is parted among its households: the same for each, the rest by need, the remainder stays.

Every split is by largest remainder, so that its parts add up to the fen. Ties go to the household that comes first by its id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from services.funds.rules.asset_policy import AssetPolicy
from shared.errors import Conflict, NotFound, Unprocessable
from shared.money import split

HOUSEHOLDS_LIMIT = 499
"""A plan is shown in one notice, with a line for what stays with the collective."""


class PlanState(StrEnum):
    DRAWN = "drawn"
    APPROVED = "approved"
    """By a second person, and its notice stands."""
    PAID = "paid"
    WITHDRAWN = "withdrawn"


PLAN_STATE_NAMES = {
    PlanState.DRAWN: "待审批",
    PlanState.APPROVED: "已审批，公示中",
    PlanState.PAID: "已交付发放",
    PlanState.WITHDRAWN: "已撤回",
}

_GIVEN = {
    PlanState.APPROVED: {PlanState.DRAWN},
    PlanState.PAID: {PlanState.APPROVED},
    PlanState.WITHDRAWN: {PlanState.DRAWN, PlanState.APPROVED},
}


class NoSuchPlan(NotFound):
    """没有这份分配方案"""


class PlanStateForbids(Conflict):
    """分配方案当前的状态不允许这样处理"""


class PlanOpen(Conflict):
    """该集体已有一份没有办完的分配方案"""

    mend = "请先办完或撤回原方案"


class PoolNotThere(Conflict):
    """拟分配金额超过该集体待分配的收益"""

    mend = "请先登记收益到账，或核减分配金额"


class NoIncomeYet(Conflict):
    """该集体没有待分配的收益"""


class UnknownFactor(Unprocessable):
    """没有这个分配因素"""

    mend = "请从政策文件所列的因素中选择"


class HouseholdTwice(Unprocessable):
    """同一户在名单中出现两次"""


class HouseholdOutside(Unprocessable):
    """名单中的户不在该集体所在的辖区"""


class TooLittleToShare(Unprocessable):
    """分配金额太少，有的户分不到一分钱"""


@dataclass(frozen=True, slots=True)
class Needy:
    """A household as its need is weighed: how many of each factor it counts."""

    household_id: UUID
    region: str
    factors: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Share:
    """What a household gets, and why."""

    household_id: UUID
    region: str
    points: int
    reasons: list[str]
    guaranteed_fen: int
    extra_fen: int

    @property
    def amount_fen(self) -> int:
        return self.guaranteed_fen + self.extra_fen


@dataclass(frozen=True, slots=True)
class Parted:
    """A whole pool, parted: `pool_fen` is what all shares and the collective's part add up to."""

    pool_fen: int
    collective_fen: int
    shares: list[Share]


def part(pool_fen: int, households: Sequence[Needy], policy: AssetPolicy, *, within: str) -> Parted:
    """Raises HouseholdTwice, HouseholdOutside, UnknownFactor, TooLittleToShare, each with its place in the list."""
    seen: set[UUID] = set()
    for at, each in enumerate(households):
        if each.household_id in seen:
            raise HouseholdTwice(pointer=f"/households/{at}/household_id")
        seen.add(each.household_id)
        if not each.region.startswith(within):
            raise HouseholdOutside(pointer=f"/households/{at}/region")
        for code in each.factors:
            if policy.find_factor(code) is None:
                known = [factor.code for factor in policy.sharing.factors]
                raise UnknownFactor(pointer=f"/households/{at}/factors/{code}", known=known)

    ordered = sorted(households, key=lambda each: each.household_id)
    of_households, collective = _cut(pool_fen, policy.sharing.households)
    guaranteed, extra = _cut(of_households, policy.sharing.guaranteed)
    weighed = [_weigh(each, policy) for each in ordered]
    points = [sum_of for sum_of, _ in weighed]
    if not any(points):
        guaranteed, extra = of_households, 0
    same = split(guaranteed, [1] * len(ordered))
    by_need = split(extra, points) if any(points) else [0] * len(ordered)
    shares = [
        Share(each.household_id, each.region, sum_of, reasons, equal, more)
        for each, (sum_of, reasons), equal, more in zip(ordered, weighed, same, by_need, strict=True)
    ]
    if any(share.amount_fen == 0 for share in shares):
        raise TooLittleToShare(pointer="/pool_yuan")
    return Parted(pool_fen, collective, shares)


def _cut(amount_fen: int, ratio: Fraction) -> tuple[int, int]:
    first, second = split(amount_fen, [ratio.numerator, ratio.denominator - ratio.numerator])
    return first, second


def _weigh(household: Needy, policy: AssetPolicy) -> tuple[int, list[str]]:
    points, reasons = 0, []
    for factor in policy.sharing.factors:
        if many := household.factors.get(factor.code, 0):
            points += many * factor.points
            reasons.append(f"{factor.title} {many}×{factor.points}＝{many * factor.points} 分")
    return points, reasons


def become(state: PlanState, next_state: PlanState) -> PlanState:
    """Raises PlanStateForbids."""
    if state not in _GIVEN[next_state]:
        raise PlanStateForbids(state=PLAN_STATE_NAMES[state], asked=PLAN_STATE_NAMES[next_state])
    return next_state


def pool_of(asked_fen: int | None, available_fen: int) -> int:
    """What is to be parted: all that is there, or what was asked. Raises NoIncomeYet, PoolNotThere."""
    if available_fen <= 0:
        raise NoIncomeYet(pointer="/collective")
    if asked_fen is not None and asked_fen > available_fen:
        raise PoolNotThere(pointer="/pool_yuan", available_fen=available_fen)
    return asked_fen if asked_fen is not None else available_fen
