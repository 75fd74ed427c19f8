"""Buying the special insurance: who orders it of whom, for which roster, for how long, and what a renewal follows."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from shared.errors import Conflict, Forbidden, NotFound, Unprocessable


class PurchaseStatus(StrEnum):
    """Where an order stands; what is ordered is never changed."""

    DRAFT = "draft"
    ORDERED = "ordered"
    DISCARDED = "discarded"


class PurchaseKind(StrEnum):
    """What an order does."""

    FIRST = "first"
    RENEWAL = "renewal"
    ENDORSEMENT = "endorsement"
    """批改: who joined and left within the insured year."""


PURCHASE_STATUS_TITLES = {
    PurchaseStatus.DRAFT: "草稿",
    PurchaseStatus.ORDERED: "已下单",
    PurchaseStatus.DISCARDED: "已作废",
}
PURCHASE_KIND_TITLES = {
    PurchaseKind.FIRST: "首次投保",
    PurchaseKind.RENEWAL: "续保",
    PurchaseKind.ENDORSEMENT: "批改（年中增减人员）",
}
STATUSES_SPOKEN = "；".join(f"{status.value} {title}" for status, title in PURCHASE_STATUS_TITLES.items())
KINDS_SPOKEN = "；".join(f"{kind.value} {title}" for kind, title in PURCHASE_KIND_TITLES.items())


class NoSuchPurchase(NotFound):
    """没有找到这份投保单"""


class RosterNotConfirmed(Conflict):
    """名册还没有确认，不能据以投保"""

    mend = "请先由编制人以外的人确认名册"


class NotASpecialInsurance(Unprocessable):
    """这份名册不是扶贫特惠保险的名册"""

    mend = "基本医疗保险的个人缴费补贴不在这里投保；请选用险种为 special 的名册"


class RosterAlreadyBought(Conflict):
    """这份名册已经投保"""

    mend = "已有的投保单见 purchase_id；有误的，未下单前可作废后重做"


class PeriodWrong(Unprocessable):
    """保险期间不正确"""

    mend = "保险期间应在名册年度内开始，至多一年；批改的不早于原保险期间、与原保险期间同日终止"


class PeriodsOverlap(Conflict):
    """保险期间与已有的投保单重叠，同一人会重复投保"""

    mend = "请从上一期终止的次日起投保，见 purchase_id"


class BasePurchaseMissing(Conflict):
    """该年度的年度名册还没有投保，不能批改"""

    mend = "请先为年度名册（序号 0）投保并下单"


class PolicyNumberTaken(Conflict):
    """这个保单号已用于另一年度或另一地区"""

    mend = "请核对保单号；续保的使用新保单号，批改的沿用原保单号"


class PurchaseDecided(Conflict):
    """投保单已经下单或作废"""

    mend = "请查询投保单的状态；下单之后人员有增减的，编制补充名册后批改"


class OrderedByItsMaker(Forbidden):
    """投保单不能由制单人自己下单"""

    mend = "请由本级另一名工作人员核对后下单"


class PurchaseNotAsSeen(Conflict):
    """投保单的人数或保费与下单人所见不符"""

    mend = "请重新查看投保单后再下单"


def kind_of(number: int, *, has_previous: bool) -> PurchaseKind:
    """Of a roster by its number, and whether the year before was insured."""
    if number:
        return PurchaseKind.ENDORSEMENT
    return PurchaseKind.RENEWAL if has_previous else PurchaseKind.FIRST


def must_be_period(from_on: date, to_on: date, *, year: int) -> None:
    """At most a year, begun in the year of the roster (the plan of 2017: 保险期间为自然年度). Raises PeriodWrong."""
    following = date(from_on.year + 1, from_on.month, min(from_on.day, 28))
    if from_on.year != year or to_on < from_on or to_on >= following:
        raise PeriodWrong(pointer="/to_on", year=year)


def must_lie_within(from_on: date, to_on: date, whole: tuple[date, date]) -> None:
    """Of an endorsement. Raises PeriodWrong."""
    if not whole[0] <= from_on <= to_on or to_on != whole[1]:
        raise PeriodWrong(pointer="/from_on", from_on=whole[0], to_on=whole[1])


def must_be_draft(status: PurchaseStatus) -> None:
    """Raises PurchaseDecided."""
    if status is not PurchaseStatus.DRAFT:
        raise PurchaseDecided(state=PURCHASE_STATUS_TITLES[status])


def must_be_another(maker: str, by: str) -> None:
    """Raises OrderedByItsMaker."""
    if maker == by:
        raise OrderedByItsMaker


def must_be_as_seen(stands: Sequence[int], seen: Sequence[int]) -> None:
    """Persons and premium. Raises PurchaseNotAsSeen."""
    if list(stands) != list(seen):
        raise PurchaseNotAsSeen(pointer="/premium_yuan")
