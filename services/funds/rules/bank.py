"""The bank's statement beside our books: the words of it, and what is refused."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from shared.errors import Conflict, NotFound, Unprocessable


class StatementForm(StrEnum):
    """How a statement comes in."""

    MT940 = "mt940"
    CSV = "csv"


class How(StrEnum):
    """By what a line was found to be a transfer."""

    REFERENCE = "reference"
    AMOUNT_AND_DAY = "amount-and-day"
    BY_HAND = "by-hand"


HOW_NAMES = {How.REFERENCE: "按附言编号", How.AMOUNT_AND_DAY: "按金额与日期", How.BY_HAND: "人工勾对"}


class DifferenceKind(StrEnum):
    """In which way bank and books differ."""

    NOT_IN_BANK = "not-in-bank"
    NOT_IN_BOOKS = "not-in-books"
    AMOUNT_DIFFERS = "amount-differs"
    DAY_DIFFERS = "day-differs"
    DOUBLED = "doubled"


DIFFERENCE_NAMES = {
    DifferenceKind.NOT_IN_BANK: "账上有、银行没有",
    DifferenceKind.NOT_IN_BOOKS: "银行有、账上没有",
    DifferenceKind.AMOUNT_DIFFERS: "金额不符",
    DifferenceKind.DAY_DIFFERS: "日期不符",
    DifferenceKind.DOUBLED: "银行重复记录",
}


class DifferenceState(StrEnum):
    """Whether a difference still asks for somebody."""

    OPEN = "open"
    SETTLED = "settled"
    CLEARED = "cleared"
    """The other side came later, or the line was found to be another transfer: nothing differs any more."""


DIFFERENCE_STATE_NAMES = {
    DifferenceState.OPEN: "待处理",
    DifferenceState.SETTLED: "已说明",
    DifferenceState.CLEARED: "已核销",
}


class NoSuchBankAccount(NotFound):
    """没有这个银行账户"""


class NoSuchBankLine(NotFound):
    """没有这条银行流水"""


class NoSuchDifference(NotFound):
    """没有这条对账差异"""


class BankAccountKnown(Conflict):
    """这个银行账号已经登记"""


class CustodyTaken(Conflict):
    """这类账户的资金已登记在另一个银行账户"""

    mend = "同一地方同一类账户的资金只能登记在一个银行账户；请核对账户类别"


class StatementOfAnother(Unprocessable):
    """对账单的账号与登记的银行账号不一致"""


class StatementUnreadable(Unprocessable):
    """对账单无法识别"""

    mend = "请提交银行导出的 MT940 原文件，或按接口说明的列制作 CSV（UTF-8 或 GBK）"


class StatementNotInYuan(Unprocessable):
    """对账单不是人民币账户"""


class StatementDoesNotAdd(Unprocessable):
    """对账单的期初余额加发生额不等于期末余额"""

    mend = "请重新从银行导出完整的对账单"


class StatementDoesNotContinue(Conflict):
    """对账单的期初余额与已导入的上一期余额不衔接"""

    mend = "请先导入中间缺少的对账单"


class StatementOutOfTime(Unprocessable):
    """对账单的日期不合理"""

    mend = "期间应从登记的起始日期起，且不晚于今天"


class DifferenceSettledAlready(Conflict):
    """这条差异已经处理"""


class LineMatchedAlready(Conflict):
    """这条流水或款项已经勾对"""


class MatchDoesNotAdd(Unprocessable):
    """所选款项的合计与银行流水金额不等"""

    mend = "请核对所选款项；金额确有差异的，请另作说明处理"


def must_be_free(kinds: Iterable[str], around: Iterable[tuple[str, Collection[str]]]) -> None:
    """Money of one kind lies in one account of a place. `around` are the titles and kinds of those that overlap it.

    Raises CustodyTaken.
    """
    wanted = set(kinds)
    for title, taken in around:
        if wanted & set(taken):
            raise CustodyTaken(pointer="/kinds", account=title)
