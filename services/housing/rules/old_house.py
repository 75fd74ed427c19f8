"""The old house of a household that has moved, its plot, and what else stands between it and the end of its file."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from shared.errors import Conflict, Unprocessable


class Reclaimed(StrEnum):
    """What became of an old plot."""

    CROPLAND = "cropland"
    WOODLAND = "woodland"
    COLLECTIVE = "collective"


RECLAIMED_NAMES = {Reclaimed.CROPLAND: "复垦为耕地", Reclaimed.WOODLAND: "恢复为林草地", Reclaimed.COLLECTIVE: "交回集体使用"}


class NoOldHouse(Conflict):
    """这户没有登记旧房"""

    mend = "搬迁以前没有登记过住房的户，不需要拆除旧房"


class OthersLiveThere(Conflict):
    """旧房里还住着别的户，不能拆除"""

    mend = "请先核对居住登记；同住的户另行安置后再拆除"


class OldHousePhotosMissing(Unprocessable):
    """拆除旧房须有拆除前、拆除后的照片各一张，且属于这处旧房"""

    mend = "请先把照片存入这处旧房的档案（POST /papers，about 为 house），再填材料编号"


class DemolishedAlready(Conflict):
    """旧房已登记拆除"""


class NotDemolishedYet(Conflict):
    """旧房还没有登记拆除"""

    mend = "请先登记拆除，再登记复垦"


class NotAllFollowed(Conflict):
    """还有事项没有办完，不能办结"""

    mend = "请先办完所列事项"


def left_to_do(
    *, has_old_house: bool, demolished_on: date | None, reclaimed_on: date | None, open_supports: Sequence[str], open_checks: int
) -> list[str]:
    """What stands between a household that has moved and the end of its file."""
    found = list[str]()
    if has_old_house and demolished_on is None:
        found.append("拆除旧房")
    if has_old_house and reclaimed_on is None:
        found.append("旧宅基地复垦")
    found += open_supports
    if open_checks:
        found.append(f"回访（还有{open_checks}次）")
    return found
