"""A programme of relocation（搬迁项目）of a county, and its sites（安置点）: what stands where, before anybody draws for it."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from shared.errors import Conflict, NotFound, Unprocessable

DWELLINGS_A_SITE = 2_000
"""A large site of the thirteenth five-year plan; more is another site."""


class NeedWhy(StrEnum):
    """Why a household cannot stay where it lives."""

    GEOLOGY = "geology"
    FLOOD_PLAIN = "flood-plain"
    NO_LIVELIHOOD = "no-livelihood"
    REMOTE = "remote"
    PROTECTED = "protected"
    OTHER = "other"


NEED_NAMES = {
    NeedWhy.GEOLOGY: "地质灾害危险",
    NeedWhy.FLOOD_PLAIN: "居住在滩区、行洪区",
    NeedWhy.NO_LIVELIHOOD: "一方水土养不起一方人",
    NeedWhy.REMOTE: "边远偏僻，基础设施和公共服务难以到达",
    NeedWhy.PROTECTED: "国家禁止或限制开发地区",
    NeedWhy.OTHER: "其他",
}


class NoRelocationRule(Unprocessable):
    """该地该日没有可适用的搬迁规定"""

    mend = "请由平台运维为该地补充政策文件"


class NoSuchRelocationKind(Unprocessable):
    """该地的搬迁规定中没有这种项目"""

    mend = "请从该地规定所列的项目种类中选择"


class NoSuchProgramme(NotFound):
    """没有这个搬迁项目"""


class ProgrammeEnded(Conflict):
    """这个搬迁项目已经办结"""

    mend = "请在新的搬迁项目中办理"


class HouseholdsStillOnTheWay(Conflict):
    """还有搬迁户没有办完"""

    mend = "请先办结或撤销所列状态的搬迁户"


class ProgrammeOutOfTime(Unprocessable):
    """日期须在今天或以前，且不早于上一步"""

    mend = "请核对日期"


class NoSuchSite(NotFound):
    """没有这个安置点"""


class SiteNamedTwice(Conflict):
    """这个搬迁项目已有同名的安置点"""

    mend = "请换一个名称"


class SiteOfAnotherProgramme(Unprocessable):
    """这个安置点属于另一个搬迁项目"""

    mend = "请选择本项目的安置点"


class SiteTooLarge(Unprocessable):
    """一个安置点的房源过多"""

    mend = "请分为几个安置点登记"


def must_go_on(ended_on: date | None) -> None:
    """Raises ProgrammeEnded."""
    if ended_on is not None:
        raise ProgrammeEnded(ended_on=ended_on.isoformat())


def must_be_in_time(on: date, *, since: date | None, today: date, pointer: str) -> None:
    """A step's day lies between the step before it and today. Raises ProgrammeOutOfTime."""
    if on > today or (since is not None and on < since):
        raise ProgrammeOutOfTime(pointer=pointer, since=since.isoformat() if since else "", today=today.isoformat())


def must_all_be_through(waiting: Collection[str]) -> None:
    """Raises HouseholdsStillOnTheWay."""
    if waiting:
        raise HouseholdsStillOnTheWay(states=sorted(waiting))
