"""Who lives in which house since when: a household in at most one at a time, and never forgotten where it lived before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.errors import Conflict, NotFound, Unprocessable


class Tenure(StrEnum):
    """By what right a household lives in a house."""

    OWN = "own"
    RENTED = "rented"
    BORROWED = "borrowed"
    COLLECTIVE = "collective"
    UNKNOWN = "unknown"


TENURE_NAMES = {
    Tenure.OWN: "自有",
    Tenure.RENTED: "租住",
    Tenure.BORROWED: "借住",
    Tenure.COLLECTIVE: "集体提供",
    Tenure.UNKNOWN: "未登记",
}


class LeftWhy(StrEnum):
    """Why a household lives there no more."""

    MOVED = "moved"
    DEMOLISHED = "demolished"
    CANCELLED = "cancelled"
    """The household is no more in the register; should it come back, it lives there again."""
    MERGED = "merged"
    """The house was kept twice."""
    CORRECTED = "corrected"
    """It never lived there."""


LEFT_WHY_NAMES = {
    LeftWhy.MOVED: "迁出",
    LeftWhy.DEMOLISHED: "住房拆除",
    LeftWhy.CANCELLED: "销户",
    LeftWhy.MERGED: "住房重复登记，转入另一处",
    LeftWhy.CORRECTED: "登记有误",
}


class HouseholdUnknown(NotFound):
    """登记中没有这一户"""

    mend = "请核对户标识；不在本人辖区的户同样显示为没有找到"


class LivesThereAlready(Conflict):
    """这户已经住在这处住房"""

    mend = "不必重复登记"


class LivesNowhere(Conflict):
    """这户现在没有登记住房"""

    mend = "请查看这户的居住记录"


class MovedOutOfTime(Unprocessable):
    """迁入、迁出日期须在今天或以前，且不早于上一次迁入、迁出"""

    mend = "请核对日期与这户的居住记录"


@dataclass(frozen=True, slots=True)
class Stay:
    """A household's time in a house; days that nobody told are None."""

    since_on: date | None
    until_on: date | None
    """The first day on which it lived there no more."""


def must_follow(stays: Sequence[Stay], moved_on: date, *, on: date, pointer: str) -> None:
    """A household moves after all that is known of its moves. Raises MovedOutOfTime."""
    told = [day for stay in stays for day in (stay.since_on, stay.until_on) if day is not None]
    if moved_on > on or (told and moved_on < max(told)):
        raise MovedOutOfTime(pointer=pointer, today=on.isoformat(), last=max(told, default=moved_on).isoformat())


def holds_on(stay: Stay, day: date) -> bool:
    """Whether a household lived there on this day; what began on a day that nobody told, always had."""
    return (stay.since_on is None or stay.since_on <= day) and (stay.until_on is None or day < stay.until_on)
