"""The way of one house from application to return visit（危房改造）：its states, and every act that there is, as one table.

户申请、村评议公示、镇审核公示、县审批公示、签订协议、施工、竣工验收、补助到户、归档、回访（农村危房改造申请审批程序的公开规定）.
"""

from dataclasses import dataclass
from enum import StrEnum

from services.housing.rules.acceptance import SUBSIDY_STATE_NAMES, SubsidyState
from services.housing.rules.mode import BUILDS, Mode
from shared.errors import Conflict, NotFound, Unprocessable


class RenovationState(StrEnum):
    """Where the renovation of a house stands."""

    APPLIED = "applied"
    VILLAGE_AGREED = "village-agreed"
    TOWN_AGREED = "town-agreed"
    COUNTY_AGREED = "county-agreed"
    AGREED = "agreed"
    """The household, the town and the builder have signed."""
    UNDER_WAY = "under-way"
    STOPPED = "stopped"
    FINISHED = "finished"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


RENOVATION_STATE_NAMES = {
    RenovationState.APPLIED: "已申请，待村级评议",
    RenovationState.VILLAGE_AGREED: "村级评议通过并公示",
    RenovationState.TOWN_AGREED: "镇街审核通过并公示",
    RenovationState.COUNTY_AGREED: "县区审批通过并公示",
    RenovationState.AGREED: "已签协议，待开工",
    RenovationState.UNDER_WAY: "施工中",
    RenovationState.STOPPED: "停工",
    RenovationState.FINISHED: "已完工，待验收",
    RenovationState.ACCEPTED: "已验收，待归档",
    RenovationState.CLOSED: "已归档",
    RenovationState.REFUSED: "不予改造",
    RenovationState.WITHDRAWN: "已撤销",
}

_WITHOUT_WORKS = {RenovationState.AGREED: "已签协议，待入住", RenovationState.ACCEPTED: "已入住，待归档"}


def state_said(state: RenovationState, mode: Mode) -> str:
    """Where it stands, in the words of its mode: whoever does not build begins no works and has none accepted."""
    return RENOVATION_STATE_NAMES[state] if mode in BUILDS else _WITHOUT_WORKS.get(state, RENOVATION_STATE_NAMES[state])


OVER = frozenset({RenovationState.CLOSED, RenovationState.REFUSED, RenovationState.WITHDRAWN})
"""States that wait for nobody; another application for the house may follow."""


class Level(StrEnum):
    """Whose opinion it is."""

    VILLAGE = "village"
    TOWN = "town"
    COUNTY = "county"


LEVEL_NAMES = {Level.VILLAGE: "村级评议", Level.TOWN: "镇街审核", Level.COUNTY: "县区审批"}
LEVEL_DIGITS = {Level.VILLAGE: 12, Level.TOWN: 9, Level.COUNTY: 6}


class Act(StrEnum):
    """What can happen to a renovation: each is a line of its record, which is kept for life (质量终身责任)."""

    APPLIED = "applied"
    AGREED_TO = "agreed-to"
    REFUSED = "refused"
    NOTICE_STOOD = "notice-stood"
    NOTICE_STOPPED = "notice-stopped"
    SIGNED = "signed"
    STARTED = "started"
    STOPPED = "stopped"
    RESUMED = "resumed"
    INSPECTED = "inspected"
    CURED = "cured"
    FINISHED = "finished"
    HOUSED = "housed"
    """A household that does not build moved in: care, a rented or a provided dwelling."""
    NOT_ACCEPTED = "not-accepted"
    ACCEPTED = "accepted"
    UNACCEPTED = "unaccepted"
    CLOSED = "closed"
    VISITED = "visited"
    WITHDRAWN = "withdrawn"
    QUESTIONED = "questioned"
    """Registry told that the household changed: death, a move, a split."""
    SETTLED = "settled"
    """The town said with whom it goes on."""


ACT_NAMES = {
    Act.APPLIED: "申请",
    Act.AGREED_TO: "同意",
    Act.REFUSED: "不予改造",
    Act.NOTICE_STOOD: "公示期满无异议",
    Act.NOTICE_STOPPED: "公示因异议成立中止",
    Act.SIGNED: "签订协议",
    Act.STARTED: "开工",
    Act.STOPPED: "停工",
    Act.RESUMED: "复工",
    Act.INSPECTED: "检查",
    Act.CURED: "整改",
    Act.FINISHED: "完工",
    Act.HOUSED: "登记入住",
    Act.NOT_ACCEPTED: "验收未通过",
    Act.ACCEPTED: "验收合格",
    Act.UNACCEPTED: "验收撤销",
    Act.CLOSED: "归档",
    Act.VISITED: "回访",
    Act.WITHDRAWN: "撤销",
    Act.QUESTIONED: "这户有变化，待明确",
    Act.SETTLED: "明确继续改造",
}

_S = RenovationState
MOVES: dict[Act, dict[RenovationState, RenovationState]] = {
    Act.REFUSED: dict.fromkeys((_S.APPLIED, _S.VILLAGE_AGREED, _S.TOWN_AGREED), _S.REFUSED),
    Act.NOTICE_STOOD: {state: state for state in (_S.VILLAGE_AGREED, _S.TOWN_AGREED, _S.COUNTY_AGREED)},
    Act.NOTICE_STOPPED: {_S.VILLAGE_AGREED: _S.APPLIED, _S.TOWN_AGREED: _S.VILLAGE_AGREED, _S.COUNTY_AGREED: _S.TOWN_AGREED},
    Act.SIGNED: {_S.COUNTY_AGREED: _S.AGREED},
    Act.STARTED: {_S.AGREED: _S.UNDER_WAY},
    Act.STOPPED: {_S.AGREED: _S.STOPPED, _S.UNDER_WAY: _S.STOPPED},
    Act.RESUMED: {_S.STOPPED: _S.UNDER_WAY},
    Act.INSPECTED: {state: state for state in (_S.UNDER_WAY, _S.STOPPED, _S.FINISHED)},
    Act.CURED: {state: state for state in (_S.UNDER_WAY, _S.STOPPED, _S.FINISHED)},
    Act.FINISHED: {_S.UNDER_WAY: _S.FINISHED},
    Act.HOUSED: {_S.AGREED: _S.ACCEPTED},
    Act.NOT_ACCEPTED: {_S.FINISHED: _S.UNDER_WAY},
    Act.ACCEPTED: {_S.FINISHED: _S.ACCEPTED},
    Act.UNACCEPTED: {_S.ACCEPTED: _S.FINISHED},
    Act.CLOSED: {_S.ACCEPTED: _S.CLOSED},
    Act.VISITED: {_S.CLOSED: _S.CLOSED},
    Act.WITHDRAWN: dict.fromkeys(set(_S) - OVER - {_S.ACCEPTED}, _S.WITHDRAWN),
    Act.QUESTIONED: {state: state for state in set(_S) - OVER},
    Act.SETTLED: {state: state for state in set(_S) - OVER},
}
"""From where each act leads whither; what is absent is refused. `APPLIED` begins, `AGREED_TO` goes by level (`agree`)."""

_AGREES = {
    Level.VILLAGE: (_S.APPLIED, _S.VILLAGE_AGREED),
    Level.TOWN: (_S.VILLAGE_AGREED, _S.TOWN_AGREED),
    Level.COUNTY: (_S.TOWN_AGREED, _S.COUNTY_AGREED),
}


class NoSuchRenovation(NotFound):
    """没有这件危房改造"""


class RenovationStateForbids(Conflict):
    """这件危房改造现在不能这样办理"""

    mend = "请查看这件改造所处的状态和下一步"


class AnotherLevelNext(Conflict):
    """还没有轮到这一级办理，或这一级已经办理"""

    mend = "依次由村级评议、镇街审核、县区审批"


class NoticeNotStood(Conflict):
    """上一级的公示还没有期满，不能办理下一步"""

    mend = "公示期满无异议后再办理；有异议的，先调查答复"


class RenovationUnderWay(Conflict):
    """这处住房已有一件正在办理的危房改造"""

    mend = "认定一户、改造一户：请在原申请上继续办理"


class HelpHindered(Unprocessable):
    """按当地规定，这户不予改造"""

    mend = "请逐条核对所列情形；情况有误的，先更正后再申请"


class HindranceNotLookedInto(Unprocessable):
    """有须先核实的情形，申请时没有写明核实结果"""

    mend = "请就所列情形入户核实，在核实说明中写明"


class SubsidyNotPaid(Conflict):
    """补助还没有到户，不能归档"""

    mend = "请等资金服务发放到户；未发放的原因见验收"


class VotesDoNotCarry(Unprocessable):
    """村民代表评议没有过半数同意"""

    mend = "同意人数须超过到会人数的一半；未通过的，请选择不予改造并写明原因"


class VotesMissing(Unprocessable):
    """村级评议须填写到会人数和同意人数"""


class VotesAbovePresent(Unprocessable):
    """同意人数多于到会人数"""

    mend = "请核对到会人数和同意人数"


class VotesUnasked(Unprocessable):
    """只有村级评议填写到会人数和同意人数"""


@dataclass(frozen=True, slots=True)
class Votes:
    """Of the village's assembly."""

    present: int
    agreed: int


def move(state: RenovationState, act: Act, mode: Mode) -> RenovationState:
    """Where the act leads. Raises RenovationStateForbids."""
    if state not in MOVES[act]:
        raise RenovationStateForbids(state=state_said(state, mode), act=ACT_NAMES[act])
    return MOVES[act][state]


def agree(state: RenovationState, level: Level, *, has_stood: bool) -> RenovationState:
    """A level agrees after the one below it, whose notice has stood. Raises AnotherLevelNext, NoticeNotStood."""
    before, after = _AGREES[level]
    if state is not before:
        raise AnotherLevelNext(state=RENOVATION_STATE_NAMES[state], level=LEVEL_NAMES[level])
    if before is not RenovationState.APPLIED:
        must_have_stood(has_stood)
    return after


def must_be_of_level(state: RenovationState, level: Level) -> None:
    """Whoever refuses is the level whose turn it is. Raises AnotherLevelNext."""
    turn = {before: each for each, (before, _) in _AGREES.items()}
    if turn.get(state) is not level:
        raise AnotherLevelNext(state=RENOVATION_STATE_NAMES[state], level=LEVEL_NAMES[level])


def must_have_stood(has_stood: bool) -> None:
    """Raises NoticeNotStood."""
    if not has_stood:
        raise NoticeNotStood


def must_carry(level: Level, votes: Votes | None, *, is_agreed: bool) -> None:
    """More than half of those present: a majority of the assembly. Raises VotesMissing, VotesUnasked, VotesAbovePresent,
    VotesDoNotCarry."""
    if level is not Level.VILLAGE:
        if votes is not None:
            raise VotesUnasked(pointer="/present")
        return
    if votes is None:
        raise VotesMissing(pointer="/present")
    if votes.agreed > votes.present:
        raise VotesAbovePresent(pointer="/agreed", present=votes.present, agreed=votes.agreed)
    if is_agreed and votes.agreed * 2 <= votes.present:
        raise VotesDoNotCarry(pointer="/agreed", present=votes.present, agreed=votes.agreed)


def must_be_paid(subsidy: SubsidyState | None) -> None:
    """A file is closed once its household has the money; a mode without works asks for none. Raises SubsidyNotPaid."""
    if subsidy not in (None, SubsidyState.PAID, SubsidyState.SETTLED):
        raise SubsidyNotPaid(subsidy=SUBSIDY_STATE_NAMES[subsidy])
