"""A visit at home (入户走访): what it must bring to count for a campaign, where it was made, and what became of a problem."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

from services.registry.rules.campaign import AnswerKind, CampaignKind, Wanted
from shared.errors import Conflict, Forbidden, NotFound, Unprocessable

EARTH_METRES = 6_371_008
MOST_COUNT = 100_000
RECORDED_WITHIN_DAYS = 366


class ProblemState(StrEnum):
    OPEN = "open"
    MENDED = "mended"
    STRUCK_OFF = "struck-off"
    WITHDRAWN = "withdrawn"


class ProblemAct(StrEnum):
    """What was done about a problem. `mend` 整改, `strike-off` 销号, `return` back to be mended, `extend` a new term."""

    MEND = "mend"
    RETURN = "return"
    EXTEND = "extend"
    STRIKE_OFF = "strike-off"
    WITHDRAW = "withdraw"


STATE_OF_PROBLEM_NAMES = {
    ProblemState.OPEN: "整改中",
    ProblemState.MENDED: "待销号",
    ProblemState.STRUCK_OFF: "已销号",
    ProblemState.WITHDRAWN: "已撤销",
}
ACT_NAMES = {
    ProblemAct.MEND: "整改完成",
    ProblemAct.RETURN: "退回整改",
    ProblemAct.EXTEND: "延期",
    ProblemAct.STRIKE_OFF: "销号",
    ProblemAct.WITHDRAW: "撤销",
}
_MOVES: Mapping[tuple[ProblemState, ProblemAct], ProblemState] = {
    (ProblemState.OPEN, ProblemAct.MEND): ProblemState.MENDED,
    (ProblemState.OPEN, ProblemAct.EXTEND): ProblemState.OPEN,
    (ProblemState.OPEN, ProblemAct.WITHDRAW): ProblemState.WITHDRAWN,
    (ProblemState.MENDED, ProblemAct.RETURN): ProblemState.OPEN,
    (ProblemState.MENDED, ProblemAct.STRIKE_OFF): ProblemState.STRUCK_OFF,
}
OF_THE_SUPERVISOR = frozenset({ProblemAct.RETURN, ProblemAct.EXTEND, ProblemAct.STRIKE_OFF, ProblemAct.WITHDRAW})
"""Whoever mends does not say that it is mended: these are the town's and the county's."""


class VisitOnAnImpossibleDay(Unprocessable):
    """走访日期不在可登记的范围"""

    mend = "走访日期不晚于今天，不早于一年前，也不早于所属活动的开始日期"


class QuestionNotAsked(Unprocessable):
    """这项活动没有这个问题或照片"""

    mend = "请按 GET /campaigns/kinds 列出的问题和照片填写"


class VisitAnswerNotPossible(Unprocessable):
    """答案不在可选的范围"""

    mend = "是否题填 yes 或 no，选择题填所列选项，数量题填不带小数的数字"


class PhotoOfAnother(Unprocessable):
    """照片或材料不在这一户的档案中，或已撤下"""

    mend = "请先上传到该户的照片与材料，再填写其编号"


class SomebodyOfAnother(Unprocessable):
    """所见的人不是这一户现在的成员"""

    mend = "请核对人员编号；见到户外人员的写在走访记录里"


class HouseholdNotInCampaign(Conflict):
    """这一户不在这项活动中"""

    mend = "请核对活动编号，或按日常走访登记"


class VisitKnownOtherwise(Conflict):
    """这个走访编号已登记过别的内容"""

    mend = "需要更正的，请用更正接口；新的走访请用新的编号"


class VisitChangedMeanwhile(Conflict):
    """走访记录已有更新的版本"""

    mend = "请先查看最新版本，再填写 replaces_version"


class NotYourHousehold(Forbidden):
    """这一户不由本人帮扶"""

    mend = "部门帮扶责任人只办理自己帮扶或代管的户"


class NoSuchVisit(NotFound):
    """没有找到这次走访"""


class NoSuchVisitProblem(NotFound):
    """没有找到这个问题"""


class ProblemNotInThatState(Conflict):
    """问题现在的状态不能办理这一步"""

    mend = "先整改、后销号；已销号、已撤销的不再改动"


class NotForWhoMends(Forbidden):
    """退回、延期、销号、撤销由镇街或县区办理，且不能由整改人自己办理"""

    mend = "请由镇街或县区的其他工作人员办理"


class TermNotLater(Unprocessable):
    """期限不能用"""

    mend = "整改期限不早于走访当日；延期须填写晚于原期限的新期限"


@dataclass(frozen=True)
class Place:
    """A position in WGS84, in millionths of a degree."""

    latitude_e6: int
    longitude_e6: int


def metres_between(one: Place, other: Place) -> int:
    """Along the surface, to about a metre and half a percent."""
    first, second = radians(one.latitude_e6 / 10**6), radians(other.latitude_e6 / 10**6)
    across = radians((other.longitude_e6 - one.longitude_e6) / 10**6)
    half = sin((second - first) / 2) ** 2 + cos(first) * cos(second) * sin(across / 2) ** 2
    return round(2 * EARTH_METRES * asin(sqrt(half)))


def check_day(visited_on: date, *, starts_on: date | None, on: date, pointer: str = "/visited_on") -> None:
    """Raises VisitOnAnImpossibleDay."""
    too_early = (on - visited_on).days > RECORDED_WITHIN_DAYS or (starts_on is not None and visited_on < starts_on)
    if visited_on > on or too_early:
        raise VisitOnAnImpossibleDay(pointer=pointer)


def check_answers(kind: CampaignKind | None, answers: Mapping[str, str], photos: Collection[str]) -> None:
    """Raises QuestionNotAsked or VisitAnswerNotPossible. A visit of no campaign is asked nothing; its photos are named freely."""
    asked = {each.question: each for each in kind.questions} if kind else {}
    for key, answer in answers.items():
        question = asked.get(key)
        if question is None:
            raise QuestionNotAsked(pointer=f"/answers/{key}", known=sorted(asked))
        if question.answer is AnswerKind.COUNT:
            if not (answer.isascii() and answer.isdigit() and int(answer) <= MOST_COUNT):
                raise VisitAnswerNotPossible(pointer=f"/answers/{key}")
        elif answer not in question.possible:
            raise VisitAnswerNotPossible(pointer=f"/answers/{key}", possible=sorted(question.possible))
    if kind and kind.photos:
        known = {each.photo for each in kind.photos} | {"other"}
        for at, photo in enumerate(photos):
            if photo not in known:
                raise QuestionNotAsked(pointer=f"/photos/{at}/photo", known=sorted(known))


def gaps(kind: CampaignKind | None, answers: Mapping[str, str], photos: Collection[str], *, has_position: bool) -> list[str]:
    """What the visit still lacks to count for its campaign's round, in words; it may be put right later."""
    if kind is None:
        return []
    lacking = [f"未答：{each.title}" for each in kind.questions if each.is_required and each.question not in answers]
    lacking += [f"缺照片：{each.title}" for each in kind.photos if each.is_required and each.photo not in photos]
    if kind.position is Wanted.REQUIRED and not has_position:
        lacking.append("缺定位")
    return lacking


def calls_for_problem(kind: CampaignKind | None, answers: Mapping[str, str]) -> list[str]:
    """The questions whose answer says that something is wrong."""
    return [each.title for each in kind.questions if answers.get(each.question) in each.wrong] if kind else []


def moved(state: ProblemState, act: ProblemAct) -> ProblemState:
    """Raises ProblemNotInThatState."""
    if (state, act) not in _MOVES:
        raise ProblemNotInThatState(state=STATE_OF_PROBLEM_NAMES[state], act=ACT_NAMES[act])
    return _MOVES[state, act]
