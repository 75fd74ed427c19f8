"""What makes a donation's way whole: goods counted into households' hands, a fund's year published once, its official receipt."""

from collections.abc import Sequence

from services.funds.rules.donation import UseKind, UseState
from shared.errors import Conflict, NotFound, Unprocessable


class NotGoods(Conflict):
    """只有已批准的物资使用可以登记到户"""

    mend = "资金到户由发放记录逐户反映，不在此登记"


class MoreThanCountedOut(Unprocessable):
    """到户数量超过这笔使用批准发放的数量"""

    mend = "请核对各户数量；合计不超过批准数量"


class HandedElsewhere(Unprocessable):
    """领取户不在物资发放地"""


class HandedTomorrow(Unprocessable):
    """领取日期不能晚于今天，也不能早于批准日期"""


class HandedAgain(Conflict):
    """该户当日已经登记过领取"""

    mend = "同一户同一天合并为一行"


class StatementTooEarly(Conflict):
    """年度还没有结束，不能公布年度收支"""


class FundNotYetOpen(Conflict):
    """这个年度基金还没有设立，也没有收支"""

    mend = "请核对年度"


class StatementPublished(Conflict):
    """该年度收支已经公布"""

    mend = "已公布的不再更改；有误的以更正公示说明"


class FundNotWhole(Conflict):
    """基金账实不符，不能公布年度收支"""

    mend = "有未发放成功的款项时十分钟内自动退回原捐赠；仍不符的，请核对账户流水"


class NoSuchStatement(NotFound):
    """没有公布过这个年度的收支"""


class TicketIssued(Conflict):
    """这笔捐赠已经登记过票据"""

    mend = "一笔捐赠开具一张票据；作废重开的，请在财政票据系统办理后说明"


class TicketUsed(Conflict):
    """该票据号码已登记在另一笔捐赠"""


class TicketIncomplete(Unprocessable):
    """单位捐赠须填写统一社会信用代码"""


class TicketSamePerson(Unprocessable):
    """收款人和复核人不能是同一人"""


def must_be_counted_out(kind: UseKind, state: UseState) -> None:
    """Raises NotGoods."""
    if kind is not UseKind.GOODS or state is not UseState.APPROVED:
        raise NotGoods


def must_be_left(asked: Sequence[int], *, handed: int, quantity: int) -> None:
    """Raises MoreThanCountedOut."""
    if handed + sum(asked) > quantity:
        raise MoreThanCountedOut(pointer="/rows", left=quantity - handed, asked=sum(asked))


def must_be_publishable(*, year: int, this_year: int, is_before_fund: bool, is_whole: bool, is_published: bool) -> None:
    """`is_before_fund`: the fund was opened later, and nothing of that year was entered.

    Raises StatementTooEarly, FundNotYetOpen, StatementPublished, FundNotWhole.
    """
    if year >= this_year:
        raise StatementTooEarly(year=year)
    if is_before_fund:
        raise FundNotYetOpen(year=year)
    if is_published:
        raise StatementPublished(year=year)
    if not is_whole:
        raise FundNotWhole
