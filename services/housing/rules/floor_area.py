"""How large a rebuilt house may be: over the limit there is no acceptance and no money (危房改造面积控制)."""

from dataclasses import dataclass
from decimal import Decimal

from services.housing.rules.help_policy import HelpPolicy
from shared.errors import Unprocessable


class AreaMissing(Unprocessable):
    """重建的须填写建筑面积"""


class FloorTooLarge(Unprocessable):
    """重建的建筑面积超过该户的上限，不予验收和补助"""

    mend = "请核对人口数和建筑面积（辅助用房不计）；确实超面积的，整改后再验收"


class FloorTooSmall(Unprocessable):
    """重建的建筑面积低于该户的下限，不能满足基本居住"""

    mend = "请核对人口数和建筑面积"


@dataclass(frozen=True, slots=True)
class FloorLimit:
    """Square metres of floor, both ends allowed; sheds and pens are not counted."""

    least_m2: Decimal
    most_m2: Decimal
    reason: str


def floor_limit(policy: HelpPolicy, persons: int) -> FloorLimit:
    """The limits for a household of so many people."""
    steps, beyond = policy.areas.steps, policy.areas.beyond
    if persons <= len(steps):
        step = steps[persons - 1]
        reason = f"{persons}人户{step.least_m2}至{step.most_m2}平方米。依据：{policy.source(step).spoken}"
        return FloorLimit(step.least_m2, step.most_m2, reason)
    each = f"人均{beyond.least_m2}至{beyond.most_m2}平方米"
    least, most = beyond.least_m2 * persons, beyond.most_m2 * persons
    return FloorLimit(least, most, f"{persons}人户，{each}，共{least}至{most}平方米。依据：{policy.source(beyond).spoken}")


def must_keep_floor_limit(limit: FloorLimit, area_m2: Decimal, *, pointer: str) -> None:
    """Raises FloorTooLarge, FloorTooSmall."""
    if area_m2 > limit.most_m2:
        raise FloorTooLarge(pointer=pointer, most_m2=str(limit.most_m2))
    if area_m2 < limit.least_m2:
        raise FloorTooSmall(pointer=pointer, least_m2=str(limit.least_m2))
