"""Helpers (帮扶责任人): each enrolled household has one at any time; one who leaves hands all of theirs over."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from shared.errors import Conflict, NotFound, Unprocessable


class NoSuchHelper(NotFound):
    """没有找到这名帮扶责任人"""


class HelperKnown(Conflict):
    """这名帮扶责任人已登记"""

    mend = "同一账号、同一电话只登记一名在任的责任人"


class HelperHasLeft(Conflict):
    """这名帮扶责任人已离任"""

    mend = "请选择在任的责任人"


class HelperElsewhere(Unprocessable):
    """责任人所在地与这些户没有上下级关系"""

    mend = "责任人须在该户所在的村、镇街、县区或以上单位任职"


class TooManyHouseholds(Conflict):
    """超过每名责任人的帮扶户数上限"""

    mend = "请减少户数，或再指定其他责任人接手；上限由当地政策文件规定"


class HouseholdNotTheirs(Unprocessable):
    """其中有不由这名责任人帮扶的户"""

    mend = "请核对户标识；不填则移交其全部户"


class SameHelper(Unprocessable):
    """接手的就是原责任人，或重复填写"""

    mend = "请另选责任人"


class HasHouseholds(Conflict):
    """责任人名下还有帮扶户"""

    mend = "请先移交，或在离任时指定接手的责任人"


class AssignedOnAnImpossibleDay(Unprocessable):
    """结对日期不能用"""

    mend = "不晚于今天，不早于该户现责任人的结对日期"


class SubstitutionNotUsable(Unprocessable):
    """代管的起止日期不能用"""

    mend = "结束不早于开始和今天，全程不超过当地政策规定的天数"


def check_day(since_on: date, *, held_since: date | None, on: date) -> None:
    """Raises AssignedOnAnImpossibleDay."""
    if since_on > on or (held_since is not None and since_on < held_since):
        raise AssignedOnAnImpossibleDay(pointer="/since_on")


def check_room(load: int, more: int, *, most: int) -> None:
    """Raises TooManyHouseholds."""
    if load + more > most:
        raise TooManyHouseholds(households=load, more=more, most=most)


def governs(helper_region: str, household_region: str) -> bool:
    """Whether somebody of an office there may help a household here: the household lies in what the office governs."""
    return household_region.startswith(helper_region)


def shared_out(households: Sequence[UUID], loads: Mapping[UUID, int], *, most: int) -> dict[UUID, list[UUID]]:
    """Give each household to exactly one of those who take over: as even as their loads allow, neighbours (as the list has them)
    together. Raises TooManyHouseholds when there is no room for all."""
    room = sum(max(0, most - load) for load in loads.values())
    if room < len(households):
        raise TooManyHouseholds(households=len(households), room=room, most=most)
    sizes = dict.fromkeys(loads, 0)
    for _ in households:
        least = min((one for one in loads if loads[one] + sizes[one] < most), key=lambda one: (loads[one] + sizes[one], str(one)))
        sizes[least] += 1
    given, at = dict[UUID, list[UUID]](), 0
    for one, size in sizes.items():
        given[one], at = list(households[at : at + size]), at + size
    return given
