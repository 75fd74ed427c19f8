"""An application for the whole grant: drafted, handed in, looked at for repetition, decided by the town or above it, paid."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from services.funds.rules.aid_policy import AidPolicy, Level
from services.funds.rules.grant import GrantState
from services.funds.rules.second_person import must_be_another
from shared.errors import Conflict, Forbidden, NotFound, Unprocessable


class ApplicationState(StrEnum):
    """Where an application stands."""

    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    AT_COUNTY = "at-county"
    """The town agreed; the county decides."""
    APPROVED = "approved"
    """Waits for its notice to have stood, and for money."""
    ASKED = "asked"
    """The payment is asked for: it goes the way of all payments."""
    SETTLED = "settled"
    """Approved, and the first aid was all of it."""
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


APPLICATION_STATE_NAMES = {
    ApplicationState.DRAFTED: "拟稿",
    ApplicationState.SUBMITTED: "已提交，待审批",
    ApplicationState.AT_COUNTY: "镇街同意，待县区审批",
    ApplicationState.APPROVED: "已批准，待公示期满或资金到位",
    ApplicationState.ASKED: "已批准，转入发放",
    ApplicationState.SETTLED: "已批准，先行救助已足额",
    ApplicationState.REFUSED: "不予批准",
    ApplicationState.WITHDRAWN: "已撤回",
}

MAY_BECOME: dict[ApplicationState, frozenset[ApplicationState]] = {
    ApplicationState.DRAFTED: frozenset({ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN}),
    ApplicationState.SUBMITTED: frozenset(
        {
            ApplicationState.DRAFTED,
            ApplicationState.AT_COUNTY,
            ApplicationState.APPROVED,
            ApplicationState.SETTLED,
            ApplicationState.REFUSED,
            ApplicationState.WITHDRAWN,
        }
    ),
    ApplicationState.AT_COUNTY: frozenset(
        {ApplicationState.DRAFTED, ApplicationState.APPROVED, ApplicationState.SETTLED, ApplicationState.REFUSED}
    ),
    # Where its notice is stopped by an objection, it goes back to whoever drafted it.
    ApplicationState.APPROVED: frozenset({ApplicationState.ASKED, ApplicationState.DRAFTED, ApplicationState.REFUSED}),
    ApplicationState.ASKED: frozenset(),
    ApplicationState.SETTLED: frozenset(),
    ApplicationState.REFUSED: frozenset(),
    ApplicationState.WITHDRAWN: frozenset(),
}

OVER = frozenset({ApplicationState.REFUSED, ApplicationState.WITHDRAWN})
"""Another application about the same first aid may follow."""
GIVEN = frozenset({ApplicationState.APPROVED, ApplicationState.ASKED, ApplicationState.SETTLED})
UNDECIDED = (ApplicationState.SUBMITTED, ApplicationState.AT_COUNTY)


class Verdict(StrEnum):
    """What whoever decides makes of it."""

    AGREE = "agree"
    SEND_BACK = "send-back"
    REFUSE = "refuse"


VERDICT_NAMES = {Verdict.AGREE: "同意", Verdict.SEND_BACK: "退回补正", Verdict.REFUSE: "不予批准"}


class NoSuchApplication(NotFound):
    """没有这份临时救助申请"""


class ApplicationStateForbids(Conflict):
    """这份申请当前的状态不允许这样处理"""


class ApplicationOpen(Conflict):
    """这笔先行救助已有一份申请在办或已批准"""

    mend = "请在已有的申请上办理"


class FirstAidNotPaid(Conflict):
    """先行救助没有发放，或已经退回"""

    mend = "待先行救助发放后申请；没有先行救助的，不填 grant_id 直接申请"


class GrantOfAnotherHousehold(Unprocessable):
    """所填的先行救助不是该户的"""

    mend = "请核对户标识与救助金编号"


class KindNotOfTrigger(Unprocessable):
    """救助类别与先行救助的致困情形不符"""

    mend = "请按致困情形选择 expected 所示的类别；情形有变的，先更正台账"


class PeopleMoreThanKnown(Unprocessable):
    """救助人数多于该户登记的人数"""

    mend = "请核对人数；户内有新增人口的，先在登记簿中更正"


class SurveyTooFew(Unprocessable):
    """入户核查人数不足"""

    mend = "请按规定人数入户核查并逐人填写"


class SurveyNotCurrent(Unprocessable):
    """入户核查日期在将来，或已超过有效天数"""

    mend = "请重新入户核查"


class ApplicationNotChecked(Conflict):
    """重复申请的核对尚未完成"""

    mend = "核对在提交后几秒内自动完成，请稍候再审批"


class AmountNotSeen(Conflict):
    """所填的全额与申请现在的全额不一致"""

    mend = "请按现在的申请核对后再同意"


class CountyDecides(Forbidden):
    """这份申请由县区审批"""

    mend = "镇街审批权限以内的由镇街审批；超出的、重大个案和疑似重复的，镇街同意后由县区审批"


class TownDecidesFirst(Forbidden):
    """镇街还没有提出意见"""

    mend = "请由镇街先审核"


def become(state: ApplicationState, next_state: ApplicationState) -> ApplicationState:
    """The next state. Raises ApplicationStateForbids for a move that is not in MAY_BECOME."""
    if next_state not in MAY_BECOME[state]:
        raise ApplicationStateForbids(state=APPLICATION_STATE_NAMES[state], asked=APPLICATION_STATE_NAMES[next_state])
    return next_state


def must_be_aided(state: GrantState) -> None:
    """Whether first aid was paid and stands. Raises FirstAidNotPaid."""
    if state is not GrantState.PAID:
        raise FirstAidNotPaid(pointer="/grant_id")


def must_be_counted(people: int, known: int) -> None:
    """No more people than the household has, where registry has told of it. Raises PeopleMoreThanKnown."""
    if known and people > known:
        raise PeopleMoreThanKnown(pointer="/people", known=known)


def must_be_surveyed(policy: AidPolicy, surveyors: Collection[str], surveyed_on: date, *, on: date) -> None:
    """By enough people, and not too long ago. Raises SurveyTooFew, SurveyNotCurrent."""
    if len(set(surveyors)) < policy.survey.persons:
        raise SurveyTooFew(pointer="/surveyors", persons=policy.survey.persons)
    if not on - timedelta(days=policy.survey.days) <= surveyed_on <= on:
        raise SurveyNotCurrent(pointer="/surveyed_on", days=policy.survey.days)


def decided_as(
    state: ApplicationState, level: Level, verdict: Verdict, *, is_countys: bool, is_repeated: bool, to_pay_fen: int
) -> ApplicationState:
    """What the application becomes. A town that agrees to what is above it hands it on; a county decides after the town.

    Raises ApplicationStateForbids, TownDecidesFirst, CountyDecides.
    """
    if state not in UNDECIDED:
        raise ApplicationStateForbids(state=APPLICATION_STATE_NAMES[state], asked="审批")
    if is_countys and state is ApplicationState.SUBMITTED:
        raise TownDecidesFirst
    if not is_countys and state is ApplicationState.AT_COUNTY:
        raise CountyDecides
    if verdict is Verdict.SEND_BACK:
        return ApplicationState.DRAFTED
    if verdict is Verdict.REFUSE:
        return ApplicationState.REFUSED
    if not is_countys and (level is Level.COUNTY or is_repeated):
        return ApplicationState.AT_COUNTY
    return ApplicationState.APPROVED if to_pay_fen else ApplicationState.SETTLED


def must_be_fresh(by: str, took_part: Collection[str]) -> None:
    """Whoever decides drafted nothing of it, handed nothing in, surveyed nobody, and did not decide before. Raises SamePerson."""
    for other in took_part:
        must_be_another(other, by)
