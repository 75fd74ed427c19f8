"""The deposit of an operator: taken in up to what the contract agrees, held, and given back or kept with a reason."""

from datetime import date
from enum import StrEnum

from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.asset_contract import MoreThanOwed, NoSuchDue, ReceivedInFuture
from shared.errors import Conflict


class DepositMove(StrEnum):
    """What happened to a part of a deposit."""

    TAKEN = "taken"
    RETURNED = "returned"
    KEPT = "kept"
    """It is income of those who benefit from the asset."""


MOVE_NAMES = {DepositMove.TAKEN: "收取", DepositMove.RETURNED: "退还", DepositMove.KEPT: "扣留"}


class NoDepositAgreed(Conflict):
    """合同没有约定保证金"""


class MoreThanAgreed(Conflict):
    """保证金超过合同约定的金额"""

    mend = "请核对金额；在账的与本次收取的合计不超过合同约定"


class MoreThanHeld(Conflict):
    """金额超过在账的保证金"""

    mend = "请核对在账的保证金余额"


class DepositSecures(Conflict):
    """合同尚在履行或还有未缴的收益，保证金不能退还"""

    mend = "请先登记合同终止并收齐收益；欠缴的可先从保证金中扣抵"


def deposit_key(county: str, *, operator: str, asset: str, starts_on: date) -> AccountKey:
    """The account of one contract's deposit; an asset's contracts never run at the same time."""
    return AccountKey(AccountKind.ASSET_DEPOSIT, county, f"{operator} {asset} {starts_on.isoformat()}")


def must_be_past(moved_on: date, *, on: date) -> None:
    """Raises ReceivedInFuture."""
    if moved_on > on:
        raise ReceivedInFuture(pointer="/moved_on")


def must_be_takeable(amount_fen: int, *, agreed_fen: int, held_fen: int) -> None:
    """Raises NoDepositAgreed, MoreThanAgreed."""
    if agreed_fen == 0:
        raise NoDepositAgreed
    if held_fen + amount_fen > agreed_fen:
        raise MoreThanAgreed(pointer="/amount_yuan", agreed_fen=agreed_fen, held_fen=held_fen)


def must_be_held(amount_fen: int, *, held_fen: int) -> None:
    """Raises MoreThanHeld."""
    if amount_fen > held_fen:
        raise MoreThanHeld(pointer="/amount_yuan", held_fen=held_fen)


def must_secure_nothing(*, last_day: date, owed_fen: int, on: date) -> None:
    """Whether a deposit may go back: the contract is over and nothing is owed. Raises DepositSecures."""
    if on <= last_day or owed_fen:
        raise DepositSecures(last_day=last_day.isoformat(), owed_fen=owed_fen)


def must_settle(amount_fen: int, *, open_fen: int, is_of_contract: bool) -> None:
    """Whether a due may be paid out of this contract's deposit. Raises NoSuchDue, MoreThanOwed."""
    if not is_of_contract:
        raise NoSuchDue(pointer="/due_id")
    if amount_fen > open_fen:
        raise MoreThanOwed(pointer="/amount_yuan", open_fen=open_fen)
