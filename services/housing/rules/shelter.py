"""Temporary housing（过渡性安置，自然灾害救助条例 第十八条）：places, who is in them, and when one may go home."""

from datetime import date, datetime
from enum import StrEnum

from services.housing.rules.house import Grade
from shared.errors import Conflict, NotFound, Unprocessable

LARGEST_HOUSEHOLD = 30
LARGEST_SHELTER = 100_000


class ShelterKind(StrEnum):
    """What roof it is: the government's or one's own (政府安置与自行安置相结合)."""

    SCHOOL = "school"
    PUBLIC = "public"
    """A village's hall, a gymnasium, a civil-defence shelter."""
    TENTS = "tents"
    HOTEL = "hotel"
    RENTED = "rented"
    KIN = "kin"
    OTHER = "other"


SHELTER_KIND_NAMES = {
    ShelterKind.SCHOOL: "学校",
    ShelterKind.PUBLIC: "村（社区）场所等公共建筑",
    ShelterKind.TENTS: "帐篷、板房点",
    ShelterKind.HOTEL: "旅馆",
    ShelterKind.RENTED: "租房",
    ShelterKind.KIN: "投亲靠友",
    ShelterKind.OTHER: "其他",
}


class LeftAs(StrEnum):
    """How a household left a place."""

    MOVED_ON = "moved-on"
    HOME = "home"
    RESETTLED = "resettled"
    """It lives in another house of its own, rented or provided, and needs no place."""


LEFT_AS_NAMES = {LeftAs.MOVED_ON: "转到另一处安置", LeftAs.HOME: "回到原住房", LeftAs.RESETTLED: "另有住房"}

_SAFE = (Grade.A, Grade.B)
_ONE_S_OWN = (ShelterKind.RENTED, ShelterKind.KIN)
"""Found for one household: that it is full says nothing."""
ROUNDS_FROM_HOUR = 7
"""On a Chinese wall clock: nobody is sent at night to people who sleep."""


class NoSuchShelter(NotFound):
    """没有这个安置点"""


class NoSuchStay(NotFound):
    """没有这项安置"""


class ShelterClosed(Conflict):
    """这个安置点已经关闭"""

    mend = "请选择开放的安置点"


class ShelterFull(Conflict):
    """这个安置点住不下这一户"""

    mend = "请选择有空位的安置点，或先核增容量（POST /shelters/{shelter_id}/capacity）"


class ShelterLivedIn(Conflict):
    """这个安置点还有人住"""

    mend = "请先把各户转到别处或送回家"


class ShelterTooSmall(Conflict):
    """容量不能小于现在住的人数"""

    mend = "请先把一部分户转到别处"


class ShelteredAlready(Conflict):
    """这一户已经安置在一处"""

    mend = "一户同时只住一处：请办理转移（POST /shelter-stays/{stay_id}/move）"


class StayEndedAlready(Conflict):
    """这一户已经离开这个安置点"""

    mend = "再次需要安置的，请重新安排"


class SameShelter(Unprocessable):
    """这一户已经在这个安置点"""

    mend = "请选择另一处安置点"


class HomeNotSafe(Conflict):
    """这一户的住房没有评为 A、B 级，也没有改造合格，不能回家"""

    mend = "请先完成排查、鉴定或改造验收；确需回家的，由镇街或县区写明原因"


def must_be_open(closed_at: object) -> None:
    """Raises ShelterClosed."""
    if closed_at is not None:
        raise ShelterClosed


def must_have_room(*, capacity: int, taken: int, persons: int) -> None:
    """Raises ShelterFull."""
    if taken + persons > capacity:
        raise ShelterFull(pointer="/shelter_id", room=capacity - taken, persons=persons)


def must_hold(*, capacity: int, taken: int) -> None:
    """Raises ShelterTooSmall."""
    if capacity < taken:
        raise ShelterTooSmall(pointer="/capacity", taken=taken)


def must_be_empty(taken: int) -> None:
    """Raises ShelterLivedIn."""
    if taken:
        raise ShelterLivedIn(taken=taken)


def may_go_home(left_as: LeftAs, grade: Grade | None, *, reason: str) -> None:
    """Home is where the house counts as A or B today, by a survey, an appraisal or an acceptance since the disaster; or for a
    reason that stays readable. Raises HomeNotSafe."""
    if left_as is LeftAs.HOME and grade not in _SAFE and not reason:
        raise HomeNotSafe(pointer="/reason", grade=grade or "")


def days_of(since: date, until: date) -> int:
    """The day of coming counts, that of leaving does not; who leaves on the same day was there for one."""
    return max(1, (until - since).days)


def counted(days: int, *, before: int, at_most: int) -> int:
    """Of these days, those that count for the transition: a household has so many at most in one disaster, wherever it was."""
    return max(0, min(days, at_most - before))


def is_filling(kind: ShelterKind, *, capacity: int, taken: int, below_percent: int) -> bool:
    """Whether fewer than so many percent of a place's beds are left, or none."""
    left = capacity - taken
    return kind not in _ONE_S_OWN and taken > 0 and (left <= 0 or left * 100 < capacity * below_percent)


def asked_before(at: datetime) -> date:
    """A place of people for which somebody was last sent before this day is due: each day once, from the morning on. `at`: on
    a Chinese wall clock."""
    return at.date() if at.hour >= ROUNDS_FROM_HOUR else date.min
