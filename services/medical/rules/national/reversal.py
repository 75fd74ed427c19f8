"""Which messages may be taken back by 2601, and of whom."""

from typing import Protocol
from uuid import UUID

from shared.errors import Forbidden, Unprocessable

REVERSIBLE = {"2207": "门诊结算", "2208": "门诊结算撤销", "2304": "住院结算", "2305": "住院结算撤销", "2401": "入院办理"}
"""Of the transactions that this platform carries out; the specification also names the pharmacies' 2102 and 2103."""


class NotReversible(Unprocessable):
    """该交易不能冲正"""

    mend = "可以冲正的交易：" + "、".join(f"{infno} {title}" for infno, title in REVERSIBLE.items())


class AnotherTransaction(Unprocessable):
    """原交易编号与该报文不符"""

    mend = "请核对 omsgid 与 oinfno:omsgid 是原交易发出时保存的 msgid"


class AnotherPersonsMessage(Forbidden):
    """人员编号与原交易不符"""

    mend = "请核对 psn_no 与 omsgid"


class _Done(Protocol):
    made_id: UUID | None
    undone_id: UUID | None


def must_be_reversible(infno: str) -> None:
    """Raises NotReversible."""
    if infno not in REVERSIBLE:
        raise NotReversible(pointer="/input/data/oinfno")


def must_match(*, infno: str, psn_no: str | None, asked_infno: str, asked_psn_no: str | None) -> None:
    """Raises AnotherTransaction, AnotherPersonsMessage."""
    if infno != asked_infno:
        raise AnotherTransaction(pointer="/input/data/oinfno")
    if asked_psn_no is not None and psn_no is not None and asked_psn_no != psn_no:
        raise AnotherPersonsMessage(pointer="/input/data/psn_no")


def made_by(message: _Done) -> UUID:
    """What a message that succeeded has made. Raises ValueError for one that makes nothing."""
    if message.made_id is None:
        raise ValueError("this transaction makes nothing")
    return message.made_id


def undone_by(message: _Done) -> UUID:
    """What a message that succeeded has taken back. Raises ValueError for one that takes nothing back."""
    if message.undone_id is None:
        raise ValueError("this transaction takes nothing back")
    return message.undone_id
