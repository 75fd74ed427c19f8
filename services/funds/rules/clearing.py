"""Paying a hospital what a payer owes it: the statement was approved in medical; here the payer's account is asked."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from services.funds.rules import transfer
from services.funds.rules.account import Holding
from services.funds.rules.transfer import Legs
from shared.errors import Conflict, Refusal


class ClearingState(StrEnum):
    """What became of a clearing's payment."""

    REFUSED = "refused"
    PAID = "paid"


CLEARING_STATE_NAMES = {ClearingState.REFUSED: "未能支付", ClearingState.PAID: "已支付"}


class PayerAccountMissing(Refusal):
    """该支付方在本县（区）没有清算资金账户"""

    mend = "请先在资金服务登记该支付方的到账资金，再从清算单重新请求支付"


class PayerAccountShort(Refusal):
    """该支付方的清算资金余额不足"""

    mend = "请补足该支付方的清算资金，再从清算单重新请求支付"


class ClearingStands(Conflict):
    """清算拨付的款项不能冲正"""

    mend = "请在医疗结算中冲正有误的结算，差额在下一期清算单中抵减"


@dataclass(frozen=True, slots=True)
class Claim:
    """What medical asks to be paid: a statement's sum, from a payer of a county to a hospital."""

    statement_id: UUID
    region: str
    hospital: str
    payer: str
    period: str
    amount_fen: int
    ask: int


def must_be_payable(fund: Holding | None, amount_fen: int) -> Holding:
    """The payer's account, if it is there and can pay this much. Raises PayerAccountMissing, PayerAccountShort."""
    if fund is None:
        raise PayerAccountMissing
    if fund.sums.available_fen < amount_fen:
        raise PayerAccountShort(available_fen=fund.sums.available_fen, needed_fen=amount_fen)
    return fund


def pay(fund: Holding, hospital: Holding, amount_fen: int) -> Legs:
    """The money goes from the payer to the hospital at once. Raises NothingToMove, Overdrawn."""
    return transfer.move(fund, hospital, amount_fen)
