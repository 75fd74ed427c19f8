"""Villages redrawn: where a household belongs after two were merged, one was divided, or a whole county was renamed."""

from collections.abc import Collection

from shared import regions
from shared.errors import Unprocessable

AT_ONCE = 200
"""Households that one command moves; it says how many are left, and is given again until none are."""


class NothingRedrawn(Unprocessable):
    """调整前后是同一个区划"""

    mend = "请核对调整前、后的区划代码"


class NoVillageThere(Unprocessable):
    """调整后的区划里没有对应的村（社区）"""

    mend = "请逐村提交，并写明每个村调整后的代码；新设的村须先写入平台的区划变更表"


class OnlyVillagesAreDivided(Unprocessable):
    """只调整部分户时，调整前的区划应当是一个村（社区）"""

    mend = "请填写 12 位村（社区）代码"


def redrawn(village: str, *, old: str, new: str) -> str:
    """The village of today for one of a division that became `new`: of the same number in it, or `new` if that is a village.

    Raises NoVillageThere.
    """
    found = new if len(new) == 12 else new + village[len(new) :]
    if len(new) not in (len(old), 12) or not regions.exists(found):
        raise NoVillageThere(pointer="/to_region", village=village, looked_for=found)
    return found


def check_redrawing(old: str, new: str, households: Collection[object]) -> None:
    """Raises NothingRedrawn or OnlyVillagesAreDivided."""
    if old == new:
        raise NothingRedrawn(pointer="/to_region")
    if households and len(old) != 12:
        raise OnlyVillagesAreDivided(pointer="/from_region")
