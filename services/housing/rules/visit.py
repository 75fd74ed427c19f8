"""What a telephone may say of a visit that it tells of later: when somebody was there, and which photos came along."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from shared.errors import Unprocessable

FIX_APART = timedelta(hours=2)
"""A house is looked at in less: a position of another hour may be of another place."""


class VisitAhead(Unprocessable):
    """现场查看的日期晚于今天"""

    mend = "请核对手机的日期和时间，改正现场查看时间后重新提交"


class VisitBeforeAsked(Unprocessable):
    """现场查看的日期早于安排排查的日期"""

    mend = "请核对现场查看时间；安排之前看过的，请按安排再看一次"


class VisitBeforeDisaster(Unprocessable):
    """现场查看在灾害发生之前，不能用作灾后的排查"""

    mend = "请灾后到现场再看一次，按灾后所见填报"


class PhotosNotFiled(Unprocessable):
    """随同的照片有的没有收到"""

    mend = "请先上传缺少的照片，或更正照片编号；已撤下的不算"


def must_be_of_its_time(visited_on: date, *, asked_on: date, on: date) -> None:
    """A visit answers what was asked before it, and nobody was there tomorrow. Days of the Chinese calendar.

    Raises VisitAhead, VisitBeforeAsked.
    """
    if visited_on > on:
        raise VisitAhead(pointer="/visited_at", visited_on=visited_on.isoformat(), today=on.isoformat())
    if visited_on < asked_on:
        raise VisitBeforeAsked(pointer="/visited_at", visited_on=visited_on.isoformat(), asked_on=asked_on.isoformat())


def must_be_after_disaster(visited_at: datetime, struck_at: datetime | None) -> None:
    """What stood before a storm may have fallen in it. Raises VisitBeforeDisaster."""
    if struck_at is not None and visited_at < struck_at:
        raise VisitBeforeDisaster(pointer="/visited_at", happened_at=struck_at.isoformat())


def must_be_filed(named: Collection[UUID], filed: Collection[UUID]) -> None:
    """What a telephone believes to have sent has come. Raises PhotosNotFiled."""
    if missing := [str(each) for each in named if each not in filed]:
        raise PhotosNotFiled(pointer="/photos", missing=missing)


def is_of_another_hour(fixed_at: datetime | None, visited_at: datetime | None) -> bool:
    """Whether a telephone knew its place long before or after the visit, so that somebody should compare it with the house's."""
    return fixed_at is not None and visited_at is not None and abs(fixed_at - visited_at) > FIX_APART
