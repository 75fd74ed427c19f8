"""What money may be budgeted for: its source, its earmark, its use, the fee's ceiling, and last year's plan.

Money keeps what it was bound to: the account's key bears source, programme and year, and no movement between pools and lines
changes the first two. 《中央财政专项扶贫资金管理办法》(2017): 专款专用, the negative list, 项目管理费 at most 1 %.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from services.funds.rules.account import SOURCE_NAMES, AccountKey, AccountKind, Source
from services.funds.rules.budget_policy import BudgetPolicy, FeeCeiling, IfBelow, Programme, Use
from shared.errors import Conflict, NotFound, Unprocessable


class ReceiptState(StrEnum):
    """Money that came in, from the first person's note to the second person's word."""

    NOTED = "noted"
    """Written down by one person: on its way to the pool, and no part of it."""
    CONFIRMED = "confirmed"
    TAKEN_BACK = "taken-back"


RECEIPT_STATE_NAMES = {
    ReceiptState.NOTED: "待确认",
    ReceiptState.CONFIRMED: "已确认到账",
    ReceiptState.TAKEN_BACK: "已撤销",
}


class NoBudgetRule(Unprocessable):
    """这个地方在这一天没有预算规则"""

    mend = "请联系平台运维补充当地的预算规则文件"


class ProgrammeUnknown(Unprocessable):
    """没有这个专项"""

    mend = "请从当地的专项目录中选择"


class SourceMayNotPay(Unprocessable):
    """这个来源的资金不能用于这个专项"""

    mend = "请换一个来源，或核对专项目录"


class EarmarkForbids(Unprocessable):
    """专款专用：指定了专项的资金不能用于别的专项"""

    mend = "请从未指定专项的资金中安排，或安排到资金所指定的专项"


class UseUnknown(Unprocessable):
    """没有这种支出用途"""

    mend = "请从当地的用途目录中选择"


class UseForbidden(Unprocessable):
    """这种支出在负面清单上，不得列支"""

    mend = "请改用准许的用途；确需开支的，另行筹资"


class UseNotOfProgramme(Unprocessable):
    """这个专项不能列支这种用途"""

    mend = "请核对专项与用途"


class FeeAboveCeiling(Conflict):
    """项目管理费超过上限"""

    mend = "请核减管理费；上限按当年到账的本来源资金计算"


class LessNotExplained(Unprocessable):
    """安排规模低于上年，审定时须说明原因"""

    mend = "请在审定意见中写明为什么少于上年"


class BelowLastYear(Conflict):
    """安排规模低于上年"""

    mend = "请增加安排，或核对上年数"


class BudgetStands(Conflict):
    """预算资金不能按款项冲正"""

    mend = "到账有误的用“撤销到账”；指标下达后用“调剂”或年终收回"


class NoSuchReceipt(NotFound):
    """没有这笔到账"""


class ReceiptTwice(Conflict):
    """这份文件的这笔资金已经登记过"""

    mend = "同一文件分批到账的，请填写批次"


class ReceiptTakenBack(Conflict):
    """这笔到账已经撤销"""


class ReceiptConfirmed(Conflict):
    """这笔到账已经确认"""


class ShareOutsideCounty(Unprocessable):
    """分配到的地方不在本区县"""

    mend = "请填写本区县或其镇街的代码"


def pool_key(county: str, source: Source, programme: str, year: int) -> AccountKey:
    """The part of a county's pool that this money lies in; an empty programme is money that is bound to none."""
    return AccountKey(AccountKind.COUNTY_POOL, county, "", source, programme, year)


def programme_of(policy: BudgetPolicy, code: str, source: Source, *, pointer: str = "/programme") -> Programme:
    """The programme, if this source's money may pay for it. Raises ProgrammeUnknown, SourceMayNotPay."""
    programme = policy.programme_of(code)
    if programme is None:
        raise ProgrammeUnknown(pointer=pointer, programme=code, known=[one.code for one in policy.programmes])
    if source not in programme.sources:
        raise SourceMayNotPay(
            pointer="/source",
            source=SOURCE_NAMES[source],
            programme=programme.title,
            clause=policy.source(programme).spoken,
        )
    return programme


def must_keep_earmark(bound_to: str, programme: str) -> None:
    """Raises EarmarkForbids."""
    if bound_to and bound_to != programme:
        raise EarmarkForbids(pointer="/programme", bound_to=bound_to, asked=programme)


def use_of(policy: BudgetPolicy, code: str, programme: Programme, source: Source, *, pointer: str) -> Use:
    """The use, if money of this source may be spent on it in this programme.

    Raises UseForbidden with the clause, UseUnknown, UseNotOfProgramme.
    """
    if forbidden := policy.forbids(code, source):
        raise UseForbidden(pointer=pointer, use=forbidden.title, clause=policy.source(forbidden).spoken)
    use = policy.use_of(code)
    if use is None:
        raise UseUnknown(pointer=pointer, use=code, known=[one.code for one in policy.uses])
    if programme.code not in use.programmes:
        raise UseNotOfProgramme(pointer=pointer, use=use.title, programme=programme.title)
    return use


def must_fit_fee(ceiling: FeeCeiling | None, *, received_fen: int, fee_fen: int) -> None:
    """Whether the fee of a source's year fits what that source gave. Raises FeeAboveCeiling."""
    if ceiling is not None and fee_fen > ceiling.most_fen(received_fen):
        most = ceiling.most_fen(received_fen)
        raise FeeAboveCeiling(share=_percent(ceiling.share), received_fen=received_fen, most_fen=most, fee_fen=fee_fen)


@dataclass(frozen=True, slots=True)
class Compared:
    """A year's plan beside that of the year before."""

    planned_fen: int
    last_year_fen: int | None
    warning: str = ""

    @property
    def change_fen(self) -> int | None:
        return None if self.last_year_fen is None else self.planned_fen - self.last_year_fen


def must_explain_less(compared: Compared, said: str) -> None:
    """Whoever agrees to less than last year says why. Raises LessNotExplained."""
    if compared.warning and not said:
        raise LessNotExplained(pointer="/decision", planned_fen=compared.planned_fen, last_year_fen=compared.last_year_fen)


def compare_with_last_year(policy: BudgetPolicy, source: Source, planned_fen: int, last_year_fen: int | None) -> Compared:
    """The plan beside last year's; below it there is a warning, or a refusal where the place's rule says so.

    Raises BelowLastYear.
    """
    rule = policy.if_below(source)
    if rule is None or last_year_fen is None or planned_fen >= last_year_fen:
        return Compared(planned_fen, last_year_fen)
    clause = policy.source(rule).spoken
    if rule.rule is IfBelow.REFUSE:
        short_fen = last_year_fen - planned_fen
        raise BelowLastYear(
            pointer="/planned_yuan", planned_fen=planned_fen, last_year_fen=last_year_fen, short_fen=short_fen, clause=clause
        )
    return Compared(planned_fen, last_year_fen, f"安排规模低于上年，请说明原因。依据：{clause}")


def must_be_noted(state: ReceiptState) -> None:
    """Raises ReceiptConfirmed, ReceiptTakenBack."""
    if state is ReceiptState.CONFIRMED:
        raise ReceiptConfirmed
    must_stand(state)


def must_stand(state: ReceiptState) -> None:
    """Raises ReceiptTakenBack."""
    if state is ReceiptState.TAKEN_BACK:
        raise ReceiptTakenBack


def must_lie_in(county: str, region: str, *, pointer: str) -> None:
    """Raises ShareOutsideCounty."""
    if not region.startswith(county):
        raise ShareOutsideCounty(pointer=pointer, region=region)


def _percent(share: Fraction) -> str:
    """A share of a whole number of per cent, as a clerk writes it."""
    whole = share * 100
    return f"{whole.numerator}%" if whole.denominator == 1 else f"{whole.numerator}/{whole.denominator}%"
