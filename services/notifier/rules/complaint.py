"""Complaints to 12317 监督举报: what becomes of one, by whose act, and in which state it can be.

Whoever complains is known to the desk alone, or to nobody. Those who look into it get the desk's own words, never the letter.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from services.notifier.rules.department import Department
from shared import regions
from shared.errors import Conflict, Forbidden, NotFound, Unprocessable


class Channel(StrEnum):
    """How it came."""

    PAGE = "page"
    TELEPHONE = "telephone"
    LETTER = "letter"
    VISIT = "visit"

    @property
    def label(self) -> str:
        return {Channel.PAGE: "网页", Channel.TELEPHONE: "12317 电话", Channel.LETTER: "来信", Channel.VISIT: "来访"}[self]


class About(StrEnum):
    """What of ours it points at, by its public number."""

    NOTHING = "nothing"
    NOTICE = "notice"
    PROJECT = "project"
    ENTRY = "entry"
    """A public entry of the disclosure."""

    @property
    def label(self) -> str:
        return {About.NOTHING: "没有指明", About.NOTICE: "公示", About.PROJECT: "项目", About.ENTRY: "公告条目"}[self]


class ComplaintState(StrEnum):
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    HANDED_ON = "handed-on"
    REPORTED = "reported"
    ANSWERED = "answered"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return STATE_NAMES[self]


STATE_NAMES: Final = {
    ComplaintState.RECEIVED: "已登记，待决定是否受理",
    ComplaintState.ACCEPTED: "已受理",
    ComplaintState.REFUSED: "不予受理",
    ComplaintState.HANDED_ON: "正在调查",
    ComplaintState.REPORTED: "已有调查结果，正在审核",
    ComplaintState.ANSWERED: "已答复",
    ComplaintState.CLOSED: "已办结",
}


class Act(StrEnum):
    ACCEPT = "accept"
    REFUSE = "refuse"
    HAND_ON = "hand-on"
    REPORT = "report"
    EXTEND = "extend"
    ANSWER = "answer"
    RATE = "rate"
    REOPEN = "reopen"
    CLOSE = "close"


ACT_NAMES: Final = {
    Act.ACCEPT: "受理",
    Act.REFUSE: "不予受理",
    Act.HAND_ON: "转办",
    Act.REPORT: "反馈调查结果",
    Act.EXTEND: "延长办理期限",
    Act.ANSWER: "答复",
    Act.RATE: "评价",
    Act.REOPEN: "请求复查",
    Act.CLOSE: "办结",
}

_S = ComplaintState
MOVES: Final[Mapping[Act, Mapping[ComplaintState, ComplaintState]]] = {
    Act.ACCEPT: {_S.RECEIVED: _S.ACCEPTED},
    Act.REFUSE: {_S.RECEIVED: _S.REFUSED},
    # Handed on anew: the report did not do, or another has to look.
    Act.HAND_ON: {_S.ACCEPTED: _S.HANDED_ON, _S.HANDED_ON: _S.HANDED_ON, _S.REPORTED: _S.HANDED_ON},
    Act.REPORT: {_S.HANDED_ON: _S.REPORTED},
    Act.EXTEND: {state: state for state in (_S.ACCEPTED, _S.HANDED_ON, _S.REPORTED)},
    # The desk may know the answer itself.
    Act.ANSWER: {_S.ACCEPTED: _S.ANSWERED, _S.REPORTED: _S.ANSWERED},
    Act.RATE: {_S.ANSWERED: _S.ANSWERED, _S.CLOSED: _S.CLOSED},
    Act.REOPEN: {_S.ANSWERED: _S.ACCEPTED, _S.CLOSED: _S.ACCEPTED},
    Act.CLOSE: {_S.ANSWERED: _S.CLOSED},
}
"""What each act makes of each state; what is not written here is refused."""

OPEN: Final = frozenset({_S.RECEIVED, _S.ACCEPTED, _S.HANDED_ON, _S.REPORTED})
"""States in which somebody owes the complainant something."""
TOWN_DIGITS: Final = 9


class Verdict(StrEnum):
    """What an investigation found."""

    TRUE = "true"
    PARTLY_TRUE = "partly-true"
    UNTRUE = "untrue"

    @property
    def label(self) -> str:
        return {Verdict.TRUE: "属实", Verdict.PARTLY_TRUE: "部分属实", Verdict.UNTRUE: "不属实"}[self]


class Satisfaction(StrEnum):
    """What the complainant says of the answer."""

    SATISFIED = "satisfied"
    FAIR = "fair"
    DISSATISFIED = "dissatisfied"

    @property
    def label(self) -> str:
        return {Satisfaction.SATISFIED: "满意", Satisfaction.FAIR: "基本满意", Satisfaction.DISSATISFIED: "不满意"}[self]


class HandlerLevel(StrEnum):
    """Who looks into it."""

    TOWN = "town"
    COUNTY = "county"
    DEPARTMENT = "department"

    @property
    def label(self) -> str:
        return {HandlerLevel.TOWN: "镇街", HandlerLevel.COUNTY: "县区", HandlerLevel.DEPARTMENT: "部门"}[self]


class NoSuchComplaint(NotFound):
    """没有这件举报"""

    mend = "请核对回执号；回执号在提交后的页面上，或由接听人员告知"


class NoSuchComplaintTask(NotFound):
    """没有这件转办件"""


class ComplaintStands(Conflict):
    """举报现在的状态不能这样办理"""

    mend = "请刷新后按当前状态办理"


class UnknownMatter(Unprocessable):
    """问题分类不在规定之内"""

    mend = "请从政策文件列出的分类中选择"


class HandlerUnclear(Unprocessable):
    """转给部门办理须写明部门，转给镇街办理须写明镇街代码"""

    mend = "转给镇街的写九位镇街代码，不写部门；转给部门的选部门，不写镇街；转给县区的都不写"


class TownElsewhere(Unprocessable):
    """办理单位不在被反映的县区之内"""

    mend = "请核对区划代码，镇街九位；外县区的事，请由那里的 12317 受理"


class NothingSaid(Unprocessable):
    """没有写理由、摘要或答复"""

    mend = "请写明，至少五个字"


class NothingFound(Unprocessable):
    """没有选结论"""

    mend = "请选属实、部分属实或不属实"


class ExtendedAlready(Conflict):
    """办理期限只能延长一次"""

    mend = "请在现在的期限内答复"


class ReviewTooLate(Conflict):
    """已经超过请求复查的期限"""

    mend = "请向上一级信访机构反映，或重新举报新的情况"


class TaskReported(Conflict):
    """这件转办件已经反馈，或已改转他处"""

    mend = "不用再反馈；要补充的请与监督举报受理人员联系"


class TaskOfAnother(Forbidden):
    """这件转办件由其他单位办理"""

    mend = "请由转办件写明的镇街、县区或部门反馈；办不了的，请受理人员改转"


class DeskShut(Conflict):
    """平台没有配置举报专用密钥，暂不能网上举报"""

    mend = "请拨打 12317"


def next_state(act: Act, state: ComplaintState) -> ComplaintState:
    """Raises ComplaintStands."""
    to = MOVES[act].get(state)
    if to is None:
        raise ComplaintStands(act=ACT_NAMES[act], state=state.label)
    return to


def must_be_extendable(extended_on: date | None) -> None:
    """Raises ExtendedAlready."""
    if extended_on is not None:
        raise ExtendedAlready


def must_be_reviewable(answered_on: date, review_days: int, *, on: date) -> None:
    """Raises ReviewTooLate."""
    last = answered_on + timedelta(days=review_days)
    if on > last:
        raise ReviewTooLate(until=last.isoformat())


def level_named(region: str, department: Department | None) -> HandlerLevel | None:
    """The level of whoever is named without one: a department is a department, and nine digits are a town."""
    if department is not None:
        return HandlerLevel.DEPARTMENT
    return HandlerLevel.TOWN if len(region) == TOWN_DIGITS else None


def must_name_handler(level: HandlerLevel, region: str, department: Department | None, *, county: str) -> None:
    """A town by its nine digits, in the complaint's county; a department by its code. Raises HandlerUnclear, TownElsewhere."""
    wants_department = level is HandlerLevel.DEPARTMENT
    if wants_department == (department in {None, Department.TOWN}):
        raise HandlerUnclear(pointer="/department")
    if (len(region) == TOWN_DIGITS) != (level is HandlerLevel.TOWN):
        raise HandlerUnclear(pointer="/region")
    if not region.startswith(county) or not regions.exists(region):
        raise TownElsewhere(pointer="/region", region=region, county=regions.name_of(county))


def must_be_unreported(*, is_over: bool) -> None:
    """Neither reported nor given to another. Raises TaskReported."""
    if is_over:
        raise TaskReported


def must_be_handler_s(
    level: HandlerLevel, region: str, department: Department | None, *, role: str, region_of: str, org: str
) -> None:
    """A town's task is the town's, a department's the department's, the county's the county's. Raises TaskOfAnother."""
    if not is_handler_s(level, region, department, role=role, region_of=region_of, org=org):
        raise TaskOfAnother


def is_handler_s(level: HandlerLevel, region: str, department: Department | None, *, role: str, region_of: str, org: str) -> bool:
    """Whether it is theirs to look into; others of the place only see it."""
    return {
        HandlerLevel.TOWN: role == "town" and region == region_of,
        HandlerLevel.COUNTY: role == "county",
        HandlerLevel.DEPARTMENT: role == "department" and org == department,
    }[level]
