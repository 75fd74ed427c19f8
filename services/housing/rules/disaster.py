"""Disasters: whom a command means, how it is confirmed, when it is over (自然灾害救助条例 第十四条、第十八条)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.errors import Conflict, NotFound, Unprocessable

LONGEST_AGO = timedelta(days=60)
"""A disaster that is older is no emergency: its houses are looked at by a campaign."""


OVER = "灾情结束："
"""Before the reason for which surveys are called off that nobody made until a disaster was over: its board counts them."""


class CameBy(StrEnum):
    """How a household came to be of a disaster."""

    PLACE = "place"
    LIST = "list"
    JOINED = "joined"
    """The register told of it after its place had been struck."""


CAME_BY_NAMES = {CameBy.PLACE: "受灾区域", CameBy.LIST: "受灾名单", CameBy.JOINED: "后来登记"}


class DisasterAct(StrEnum):
    """What is done with a disaster: each is a line of its record."""

    DECLARED = "declared"
    WIDENED = "widened"
    ENDED = "ended"


DISASTER_ACT_NAMES = {DisasterAct.DECLARED: "下达", DisasterAct.WIDENED: "扩大范围", DisasterAct.ENDED: "结束"}


class NoSuchDisaster(NotFound):
    """没有这场灾情"""


class NoDisasterRule(Unprocessable):
    """该地该日没有可适用的灾情规定"""

    mend = "请由平台运维为该地补充政策文件"


class NoSuchDisasterKind(NotFound):
    """该地现行政策文件中没有这种灾情"""

    mend = "请从 GET /disasters/kinds 列出的种类中选择"


class DisasterOutOfTime(Unprocessable):
    """发生时间须在过去 60 天之内，且不能晚于现在"""

    mend = "请核对发生时间；更早的请部署排查行动"


class PlaceOutsideDisaster(Unprocessable):
    """受灾区域不在这场灾情的县区之内"""

    mend = "请核对区划代码；其他县区由其自行下达"


class NobodyStruck(Unprocessable):
    """没有找到受灾的户"""

    mend = "请核对受灾区域和名单；登记尚未下发的，请稍后再试"


class StruckOtherwise(Conflict):
    """受灾户数与预览时确认的不同"""

    mend = "请重新预览（POST /disasters/preview），核对后以现在的户数确认"


class DisasterDeclaredAlready(Conflict):
    """这场灾情已经下达"""

    mend = "请在原灾情上扩大范围（POST /disasters/{disaster_id}/widening）"


class DisasterEndedAlready(Conflict):
    """这场灾情已经结束"""

    mend = "再次受灾的，请另行下达"


class DisasterSurveysLeft(Conflict):
    """还有受灾住房没有排查"""

    mend = "请先完成排查；确需结束的，写明原因"


class NotStruck(Unprocessable):
    """这一户不在这场灾情的受灾户之中"""

    mend = "请先扩大范围，把这一户列入（POST /disasters/{disaster_id}/widening）"


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something of a list that nobody lives behind: `pointer` leads to it in the form."""

    pointer: str
    said: str
    reason: str


def must_have_happened(happened_at: datetime, *, at: datetime) -> None:
    """Raises DisasterOutOfTime."""
    if not at - LONGEST_AGO <= happened_at <= at:
        raise DisasterOutOfTime(pointer="/happened_at", now=at.isoformat())


def must_lie_inside(places: Sequence[str], region: str) -> None:
    """Raises PlaceOutsideDisaster."""
    for number, place in enumerate(places):
        if not place.startswith(region):
            raise PlaceOutsideDisaster(pointer=f"/places/{number}", place=place, region=region)


def without_those_inside(places: Collection[str]) -> list[str]:
    """A town needs no mention of its villages."""
    return [place for place in sorted(set(places)) if not any(place != one and place.startswith(one) for one in places)]


def must_be_confirmed(confirmed: int, found: int) -> None:
    """A wrong code must not set a county moving. Raises NobodyStruck, StruckOtherwise."""
    if not found:
        raise NobodyStruck
    if confirmed != found:
        raise StruckOtherwise(pointer="/confirmed", confirmed=confirmed, found=found)


def must_run(ended_at: datetime | None) -> None:
    """Raises DisasterEndedAlready."""
    if ended_at is not None:
        raise DisasterEndedAlready(ended_at=ended_at.isoformat())


def must_say_why(left: int, reason: str) -> None:
    """Raises DisasterSurveysLeft."""
    if left and not reason:
        raise DisasterSurveysLeft(pointer="/reason", left=left)


def hours_since(happened_at: datetime, at: datetime) -> int:
    """Whole hours, as a board counts them; none before it happened."""
    return max(0, int((at - happened_at).total_seconds() // 3600))
