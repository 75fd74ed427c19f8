"""The way of one household from need to its new home（搬迁户）: its states, and every act that there is, as one table.

对象认定、意愿、公示、抽签分房、签约、交房、入住、拆旧复垦、后续扶持.
"""

from collections.abc import Sequence
from enum import StrEnum

from services.housing.rules.household_question import QUESTION_NAMES, HouseholdQuestion
from shared.errors import Conflict, NotFound, Unprocessable
from shared.money import yuan


class RelocationState(StrEnum):
    """Where a household stands."""

    NAMED = "named"
    WILLING = "willing"
    UNWILLING = "unwilling"
    LISTED = "listed"
    CONFIRMED = "confirmed"
    """Its notice has stood: it takes part in the lot."""
    ALLOTTED = "allotted"
    CONTRACTED = "contracted"
    HANDED_OVER = "handed-over"
    MOVED = "moved"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


RELOCATION_STATE_NAMES = {
    RelocationState.NAMED: "已认定需要搬迁，待征求意愿",
    RelocationState.WILLING: "愿意搬迁，待公示",
    RelocationState.UNWILLING: "不愿搬迁",
    RelocationState.LISTED: "名单公示中",
    RelocationState.CONFIRMED: "公示无异议，待分房",
    RelocationState.ALLOTTED: "已分房，待签约",
    RelocationState.CONTRACTED: "已签约，待交房",
    RelocationState.HANDED_OVER: "已交房，待入住",
    RelocationState.MOVED: "已入住，待后续事项办结",
    RelocationState.CLOSED: "已办结",
    RelocationState.WITHDRAWN: "已撤销",
}

_S = RelocationState
OVER = frozenset({_S.CLOSED, _S.WITHDRAWN, _S.UNWILLING})
"""States that wait for nobody: a programme may end over them."""
GOING_ON = frozenset(_S) - OVER
"""A household of one of these is being helped with its home already, and is not helped otherwise meanwhile."""


class RelocationAct(StrEnum):
    """What can happen to a household that moves: each is a line of its record."""

    NAMED = "named"
    AGREED = "agreed"
    DECLINED = "declined"
    LISTED = "listed"
    NOTICE_STOOD = "notice-stood"
    NOTICE_STOPPED = "notice-stopped"
    ALLOTTED = "allotted"
    LEFT_WAITING = "left-waiting"
    UNALLOTTED = "unallotted"
    EXCHANGED = "exchanged"
    CONTRACTED = "contracted"
    HANDED_OVER = "handed-over"
    MOVED = "moved"
    DEMOLISHED = "demolished"
    RECLAIMED = "reclaimed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    QUESTIONED = "questioned"
    """Registry told that the household changed: death, a move, a split."""
    SETTLED = "settled"
    """The town said with whom it goes on."""


_A = RelocationAct
RELOCATION_ACT_NAMES = {
    _A.NAMED: "认定需要搬迁",
    _A.AGREED: "签字愿意搬迁",
    _A.DECLINED: "签字不愿搬迁",
    _A.LISTED: "列入公示名单",
    _A.NOTICE_STOOD: "名单公示期满无异议",
    _A.NOTICE_STOPPED: "名单公示因异议成立中止",
    _A.ALLOTTED: "抽签分房",
    _A.LEFT_WAITING: "抽签后轮候",
    _A.UNALLOTTED: "分房结果作废",
    _A.EXCHANGED: "自愿调换",
    _A.CONTRACTED: "签订搬迁协议",
    _A.HANDED_OVER: "交房",
    _A.MOVED: "入住",
    _A.DEMOLISHED: "拆除旧房",
    _A.RECLAIMED: "旧宅基地复垦",
    _A.CLOSED: "办结",
    _A.WITHDRAWN: "撤销",
    _A.QUESTIONED: "这户有变化，待明确",
    _A.SETTLED: "明确继续搬迁",
}

_BEFORE_HOME = (_S.NAMED, _S.WILLING, _S.LISTED, _S.CONFIRMED, _S.ALLOTTED, _S.CONTRACTED, _S.HANDED_OVER)
MOVES: dict[RelocationAct, dict[RelocationState, RelocationState]] = {
    _A.AGREED: {
        _S.NAMED: _S.WILLING,
        _S.UNWILLING: _S.WILLING,
        _S.WILLING: _S.WILLING,
        _S.LISTED: _S.LISTED,
        _S.CONFIRMED: _S.CONFIRMED,
    },
    _A.DECLINED: dict.fromkeys((_S.NAMED, _S.WILLING, _S.UNWILLING, _S.LISTED, _S.CONFIRMED), _S.UNWILLING),
    _A.LISTED: {_S.WILLING: _S.LISTED},
    _A.NOTICE_STOOD: {_S.LISTED: _S.CONFIRMED},
    _A.NOTICE_STOPPED: {_S.LISTED: _S.WILLING},
    _A.ALLOTTED: {_S.CONFIRMED: _S.ALLOTTED},
    _A.LEFT_WAITING: {_S.CONFIRMED: _S.CONFIRMED},
    _A.UNALLOTTED: {_S.ALLOTTED: _S.CONFIRMED, _S.CONFIRMED: _S.CONFIRMED},
    _A.EXCHANGED: {_S.ALLOTTED: _S.ALLOTTED},
    _A.CONTRACTED: {_S.ALLOTTED: _S.CONTRACTED},
    _A.HANDED_OVER: {_S.CONTRACTED: _S.HANDED_OVER},
    _A.MOVED: {_S.HANDED_OVER: _S.MOVED},
    _A.DEMOLISHED: {_S.MOVED: _S.MOVED},
    _A.RECLAIMED: {_S.MOVED: _S.MOVED},
    _A.CLOSED: {_S.MOVED: _S.CLOSED},
    _A.WITHDRAWN: dict.fromkeys(
        (_S.NAMED, _S.WILLING, _S.UNWILLING, _S.LISTED, _S.CONFIRMED, _S.ALLOTTED, _S.CONTRACTED, _S.HANDED_OVER), _S.WITHDRAWN
    ),
    _A.QUESTIONED: {state: state for state in _BEFORE_HOME},
    _A.SETTLED: {state: state for state in _BEFORE_HOME},
}
"""From where each act leads whither; what is absent is refused. `NAMED` begins."""


class Asks(StrEnum):
    """What a household with old or disabled people asks for; whoever asks agrees that it stands in the public list."""

    NOTHING = "nothing"
    LOW = "low"
    BARRIER_FREE = "barrier-free"


ASKS_NAMES = {Asks.NOTHING: "没有要求", Asks.LOW: "低楼层", Asks.BARRIER_FREE: "无障碍住房"}


class NoSuchRelocation(NotFound):
    """没有这户搬迁户"""


class RelocationStateForbids(Conflict):
    """这户搬迁户现在不能这样办理"""

    mend = "请查看这户所处的状态和下一步"


class RelocationUnderWay(Conflict):
    """这户已经列为搬迁户"""

    mend = "一户只享受一种住房帮扶：请在原搬迁项目中办理，或先撤销"


class HouseholdOfAnotherCounty(Unprocessable):
    """这户不在本项目的县区"""

    mend = "请在该县区的搬迁项目中认定"


class HouseUnderRenovation(Conflict):
    """这户的住房正在办理危房改造"""

    mend = "一户只享受一种住房帮扶：请先办结或撤销危房改造"


class MoveUnsettled(Conflict):
    """这户有变化，须先由镇街明确由谁继续搬迁，或者撤销"""

    mend = "继续的，登记明确结果（POST /relocations/{relocation_id}/settlement）；不再搬迁的，办理撤销（…/withdrawal）"


class HelpedNotLookedInto(Unprocessable):
    """这户或这处住房享受过住房帮扶，认定时没有写明核实结果"""

    mend = "请就所列情形入户核实，在核实说明中写明仍须搬迁的原因"


class PersonsDifferUnexplained(Unprocessable):
    """所填人口数与登记的不一致，没有写明原因"""

    mend = "请核对人口数；确有出入的，写明原因"


class WishNeedsSite(Unprocessable):
    """愿意搬迁的，须选择安置点"""


class WishWithoutPaper(Unprocessable):
    """没有这户签字的材料"""

    mend = "请先把签字的材料存入这户的档案（POST /papers，about 为 relocation），再填材料编号"


class CannotAskFor(Unprocessable):
    """这户不符合优先选择低楼层或无障碍住房的条件"""

    mend = "户内有规定年龄以上的老人的，可以要求低楼层；有残疾人的，可以要求低楼层或无障碍住房"


class NobodyToList(Conflict):
    """该村没有可以公示的搬迁户"""

    mend = "愿意搬迁、还没有公示的户才列入名单"


class NotAllottedYet(Conflict):
    """这户还没有分得住房"""

    mend = "抽签分房以后才有分房确认书"


class LotNotFinal(Conflict):
    """分房结果的公示还没有期满，或已经作废"""

    mend = "请等分房结果公示期满无异议"


class ContributionTooHigh(Unprocessable):
    """户自筹超过上限"""

    mend = "请核对自筹金额；超出的部分不得由搬迁户承担"


class OldHouseAgreementMissing(Unprocessable):
    """有旧房的搬迁户，签约时须有旧房拆除协议"""

    mend = "请先把签字的旧房拆除协议存入这户的档案，再填材料编号"


def move(state: RelocationState, act: RelocationAct) -> RelocationState:
    """Where the act leads. Raises RelocationStateForbids."""
    if state not in MOVES[act]:
        raise RelocationStateForbids(state=RELOCATION_STATE_NAMES[state], act=RELOCATION_ACT_NAMES[act])
    return MOVES[act][state]


def must_be_settled(question: HouseholdQuestion | None) -> None:
    """Raises MoveUnsettled."""
    if question is not None:
        raise MoveUnsettled(why=QUESTION_NAMES[question])


def is_asked(state: RelocationState, question: HouseholdQuestion) -> bool:
    """Whether a change of the household is a question to the town: until it lives in its new home, where it has been helped.
    Whoever has the keys goes to live elsewhere, and that is no question."""
    return state in MOVES[RelocationAct.QUESTIONED] and not (
        question is HouseholdQuestion.MOVED and state is RelocationState.HANDED_OVER
    )


def must_not_be_moving(number: str | None) -> None:
    """Of a household whose house is to be made safe: it is not on the way to another home. Raises RelocationUnderWay."""
    if number is not None:
        raise RelocationUnderWay(number=number)


def must_be_looked_into(helped: Sequence[str], said: str) -> None:
    """Raises HelpedNotLookedInto."""
    if helped and not said.strip():
        raise HelpedNotLookedInto(pointer="/looked_into", helped=list(helped))


def must_explain_persons(persons: int, known: int, reason: str) -> None:
    """`known`: how many the register has there; 0 where it tells nothing. Raises PersonsDifferUnexplained."""
    if known and persons != known and not reason.strip():
        raise PersonsDifferUnexplained(pointer="/persons_reason", persons=persons, known=known)


def must_be_able_to_ask(asks: Asks, *, oldest: int, has_disabled: bool, old_from: int) -> None:
    """Raises CannotAskFor."""
    may = {Asks.NOTHING: True, Asks.LOW: has_disabled or oldest >= old_from, Asks.BARRIER_FREE: has_disabled}
    if not may[asks]:
        raise CannotAskFor(pointer="/asks", asks=ASKS_NAMES[asks], old_from=old_from)


def must_not_pay_more(contribution_fen: int, most_fen: int | None) -> None:
    """Raises ContributionTooHigh."""
    if most_fen is not None and contribution_fen > most_fen:
        raise ContributionTooHigh(pointer="/contribution_yuan", most_yuan=yuan(most_fen))
