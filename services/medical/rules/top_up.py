"""A year-end top-up (年终补足): reckoned, confirmed by another person, booked, taken back (paid or refused: `rules.payout`)."""

from datetime import date
from enum import StrEnum

from shared.errors import Conflict, Forbidden, NotFound, Unprocessable

COUNTY_DIGITS = 6


class RunState(StrEnum):
    """Where a county's top-up of a year stands."""

    RECKONING = "reckoning"
    DRAFTED = "drafted"
    UNCHANGED = "unchanged"
    BOOKING = "booking"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"


RUN_STATE_TITLES = {
    RunState.RECKONING: "计算中",
    RunState.DRAFTED: "待确认",
    RunState.UNCHANGED: "没有变化",
    RunState.BOOKING: "已确认，入账中",
    RunState.CONFIRMED: "已确认",
    RunState.DISCARDED: "已作废",
}
RUN_MOVES: dict[RunState, frozenset[RunState]] = {
    RunState.RECKONING: frozenset({RunState.DRAFTED, RunState.UNCHANGED, RunState.DISCARDED}),
    RunState.DRAFTED: frozenset({RunState.BOOKING, RunState.DISCARDED}),
    RunState.UNCHANGED: frozenset(),
    RunState.BOOKING: frozenset({RunState.CONFIRMED}),
    RunState.CONFIRMED: frozenset(),
    RunState.DISCARDED: frozenset(),
}
"""Every move that there is."""
UNDER_WAY = (RunState.RECKONING, RunState.DRAFTED, RunState.BOOKING)
"""Of a county and year, at most one run is in one of these."""


class TopUpState(StrEnum):
    """Where one person's top-up stands."""

    DRAFTED = "drafted"
    BOOKED = "booked"
    MOVED_ON = "moved-on"
    """The year had changed between reckoning and booking: nothing was booked, the next run reckons it anew."""


TOP_UP_STATE_TITLES = {TopUpState.DRAFTED: "待确认", TopUpState.BOOKED: "已入账", TopUpState.MOVED_ON: "有变动，未入账"}


class NoSuchTopUpRun(NotFound):
    """没有这批年终补足"""


class NoSuchTopUp(NotFound):
    """没有这笔年终补足"""


class TopUpNeedsCounty(Unprocessable):
    """年终补足以县（区）为单位计算"""

    mend = "请填写六位的县（区）代码"


class YearNotOver(Unprocessable):
    """这个年度还没有结束，不能计算年终补足"""

    mend = "请在年度结束之后办理"


class NoYearEndRule(Unprocessable):
    """该地在这一年年末有效的政策没有年终一次性计算的规定"""

    mend = "请核对地区和年度；政策确有规定的，请在政策文件的 year_end 中写明"


class TopUpBeingBooked(Conflict):
    """该地该年度的上一批年终补足正在入账"""

    mend = "请等它入账完成后再计算；进度见该批次"


class TopUpStateForbids(Conflict):
    """这批年终补足当前的状态不允许这样处理"""

    mend = "请查询该批次的当前状态"


class TopUpConfirmedByItsMaker(Forbidden):
    """年终补足不能由编制人自己确认"""

    mend = "请由本县（区）另一名工作人员核对后确认"


class TopUpMadeAnew(Conflict):
    """所核对的内容与这批年终补足不符"""

    mend = "请重新核对，并以最新的 content_hash 确认"


class TopUpPolicyChanged(Conflict):
    """计算之后，该地的政策文件有了修改"""

    mend = "请按新的政策文件重新计算"


class ReturnTooLarge(Unprocessable):
    """退回的金额大于应退回的金额"""

    mend = "请核对金额；应退回的金额见 due_yuan"


def must_be_county(region: str) -> None:
    """Raises TopUpNeedsCounty."""
    if len(region) != COUNTY_DIGITS:
        raise TopUpNeedsCounty(pointer="/region", region=region)


def must_be_over(year: int, *, on: date) -> None:
    """Raises YearNotOver."""
    if on.year <= year:
        raise YearNotOver(pointer="/year", year=year)


def become(state: RunState, next_state: RunState) -> RunState:
    """Raises TopUpStateForbids for a move that is not in RUN_MOVES."""
    if next_state not in RUN_MOVES[state]:
        raise TopUpStateForbids(state=RUN_STATE_TITLES[state], asked=RUN_STATE_TITLES[next_state])
    return next_state


def must_be_another(confirmer: str, made_by: str) -> None:
    """Two pairs of eyes. Raises TopUpConfirmedByItsMaker."""
    if confirmer == made_by:
        raise TopUpConfirmedByItsMaker(made_by=made_by)
