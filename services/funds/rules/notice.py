"""Notices (公示) of funds: how long one stands, what an objection does to it, and when what it is about may go on.

Nothing is written when a notice has stood its term: that follows from its days and from the objections to it. So a stranger's
objection holds it, and no stranger changes anything of ours.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.errors import Conflict, Unprocessable
from shared.notices.laws import NoticeOver, NotOnThatNotice

LINES_LIMIT = 500
"""A village's households, or a county's projects of a year; what is longer is posted in parts."""


class NoticeAbout(StrEnum):
    """What a notice is about: the noun whose id stands beside it."""

    PLAN = "plan"
    """A year's plan, a longer plan, the library of projects: what is said in words, without a noun of ours behind it."""
    BUDGET = "budget"
    PROJECT = "project"
    PROJECT_STAGE = "project-stage"
    """One of the notices of a project's chain: the id is the stage's."""
    PAYMENT = "payment"
    """A batch of payments to households."""
    GRANT = "grant"
    DISTRIBUTION = "distribution"
    ASSET = "asset"
    """An asset's confirmation or disposal."""
    LOAN = "loan"
    DONATION = "donation"
    RENOVATION = "renovation"
    """What housing has shown before a house is made safe; the id is its own."""
    RELOCATION_LIST = "relocation-list"
    RELOCATION_LOT = "relocation-lot"
    RELOCATION_DRAW = "relocation-draw"
    """What housing has shown of households that move: who, what the lot is drawn from, what was drawn; the ids are its own."""


ABOUT_NAMES = {
    NoticeAbout.PLAN: "计划与绩效公示",
    NoticeAbout.BUDGET: "资金分配公示",
    NoticeAbout.PROJECT: "项目公示",
    NoticeAbout.PROJECT_STAGE: "项目程序公示",
    NoticeAbout.PAYMENT: "到户资金发放公示",
    NoticeAbout.GRANT: "救助对象公示",
    NoticeAbout.DISTRIBUTION: "资产收益分配公示",
    NoticeAbout.ASSET: "帮扶资产公示",
    NoticeAbout.LOAN: "小额信贷与贴息公示",
    NoticeAbout.DONATION: "捐赠使用公示",
    NoticeAbout.RENOVATION: "危房改造公示",
    NoticeAbout.RELOCATION_LIST: "搬迁对象公示",
    NoticeAbout.RELOCATION_LOT: "抽签分房公示",
    NoticeAbout.RELOCATION_DRAW: "分房结果公示",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a notice is about."""

    kind: NoticeAbout
    id: UUID


class NoticeState(StrEnum):
    """How a notice stands on a day."""

    WAITING = "waiting"
    """To be posted on the board before its days count."""
    STANDING = "standing"
    ON_HOLD = "on-hold"
    STOOD = "stood"
    STOPPED = "stopped"


NOTICE_STATE_NAMES = {
    NoticeState.WAITING: "待张贴",
    NoticeState.STANDING: "公示中",
    NoticeState.ON_HOLD: "有异议，暂停",
    NoticeState.STOOD: "期满",
    NoticeState.STOPPED: "异议成立，已中止",
}


class NoticeMissing(Conflict):
    """还没有公示，不能办理下一步"""

    mend = "请先公示，期满无异议后再办理"


class NoticeNotPosted(Conflict):
    """公示还没有张贴，公示期没有开始"""

    mend = "请张贴后登记张贴地点和照片；公示期从登记的次日起算"


class NoticeStillStands(Conflict):
    """公示期未满，不能办理下一步"""

    mend = "公示须贴满规定的天数，从公示的次日起算；期满次日起可以办理"


class NoticeOnHold(Conflict):
    """公示尚有异议没有处理，暂停办理"""

    mend = "请由没有经办过的人员调查答复后，公示才能继续"


class NoticeStopped(Conflict):
    """公示因异议成立已经中止"""

    mend = "请按调查结论更正后重新公示"


NOTICE_LAWS = (NoticeMissing, NoticeNotPosted, NoticeStillStands, NoticeOnHold, NoticeStopped)
"""What `must_have_stood` may raise, for the doors behind it: `responses=refuses(*NOTICE_LAWS)`."""


class NoticeSaysNothing(Unprocessable):
    """公示没有内容，或内容过多"""

    mend = "一份公示列 1 至 500 行，多的分开公示"


class NoNoticeRule(Unprocessable):
    """该地该日没有可适用的公示规定"""

    mend = "请由平台运维为该地补充政策文件"


@dataclass(frozen=True, slots=True)
class Standing:
    """A notice as the rules see it. `until_on` is the last day of its term; the day after it has stood."""

    notice_id: UUID
    opened_on: date
    until_on: date
    open_objections: int = 0
    objections: int = 0
    is_held: bool = True
    """Whether an open objection holds it (by policy)."""
    is_stopped: bool = False
    is_waiting: bool = False
    """Whether its days wait for the posting on a board (by policy)."""


def state_of(notice: Standing, *, on: date) -> NoticeState:
    if notice.is_stopped:
        return NoticeState.STOPPED
    if notice.open_objections and notice.is_held:
        return NoticeState.ON_HOLD
    if notice.is_waiting:
        return NoticeState.WAITING
    return NoticeState.STOOD if on > notice.until_on else NoticeState.STANDING


def must_have_stood(notice: Standing | None, *, on: date) -> None:
    """Whether what the notice is about may go on: its last day over, nothing open, nothing upheld.

    `notice` is what `store.notice.find_last_notice` gives. Raises NoticeMissing, NoticeNotPosted, NoticeStillStands, NoticeOnHold
    or NoticeStopped (NOTICE_LAWS).
    """
    if notice is None:
        raise NoticeMissing
    match state_of(notice, on=on):
        case NoticeState.STOPPED:
            raise NoticeStopped(notice_id=str(notice.notice_id))
        case NoticeState.ON_HOLD:
            raise NoticeOnHold(notice_id=str(notice.notice_id), open_objections=notice.open_objections)
        case NoticeState.WAITING:
            raise NoticeNotPosted(notice_id=str(notice.notice_id))
        case NoticeState.STANDING:
            raise NoticeStillStands(notice_id=str(notice.notice_id), until_on=notice.until_on.isoformat())
        case NoticeState.STOOD:
            return


def must_take_objection(notice: Standing, line_id: UUID | None, line_ids: Collection[UUID], *, on: date) -> None:
    """Whether one may still object. Raises NoticeOver, NotOnThatNotice."""
    if state_of(notice, on=on) in {NoticeState.STOOD, NoticeState.STOPPED}:
        raise NoticeOver
    if line_id is not None and line_id not in line_ids:
        raise NotOnThatNotice(pointer="/line_id")
