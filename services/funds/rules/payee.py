"""Whose account a household's money goes to (一卡通): what must be so, what is only noticed, and who may settle a doubt."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum import luhn

from shared.errors import Conflict, Forbidden, NotFound, Unprocessable
from shared.identity import half_width

CARD_DIGITS = range(12, 33)
"""Cards have 16 to 19 digits; passbooks of rural banks from 12, and none has more than 32."""
UNIONPAY = "62"
UNIONPAY_DIGITS = range(16, 20)


class PayeeState(StrEnum):
    """Whether money may go there."""

    GOOD = "good"
    LOOK = "to-look-at"
    """A person must look at it before anything is paid there."""
    REFUSED = "refused"


PAYEE_STATE_NAMES = {PayeeState.GOOD: "可用", PayeeState.LOOK: "待核实", PayeeState.REFUSED: "不予使用"}


class PayeeFinding(StrEnum):
    """What was noticed when an account was recorded."""

    HOLDER_NOT_MEMBER = "holder-not-member"
    HOLDER_LEFT = "holder-left"
    HOUSEHOLD_UNKNOWN = "household-unknown"
    NAME_DIFFERS = "name-differs"
    CARD_OF_OTHERS = "card-of-other-households"
    WEAK_NUMBER = "number-check-fails"
    UNUSUAL_NUMBER = "number-unusual"


FINDING_NAMES = {
    PayeeFinding.HOLDER_NOT_MEMBER: "持卡人不是该户成员",
    PayeeFinding.HOLDER_LEFT: "持卡人曾是该户成员，现已不在该户",
    PayeeFinding.HOUSEHOLD_UNKNOWN: "登记尚未下发该户的成员",
    PayeeFinding.NAME_DIFFERS: "同一证件号码此前登记的姓名不同",
    PayeeFinding.CARD_OF_OTHERS: "同一卡号已用于其他户",
    PayeeFinding.WEAK_NUMBER: "卡号校验位不符，存折账号除外",
    PayeeFinding.UNUSUAL_NUMBER: "不是常见的银联卡号，存折账号除外",
}

MUST_BE_LOOKED_AT = frozenset(
    {PayeeFinding.HOLDER_NOT_MEMBER, PayeeFinding.HOLDER_LEFT, PayeeFinding.HOUSEHOLD_UNKNOWN, PayeeFinding.NAME_DIFFERS}
)
"""The others are only said: a passbook has no check digit, and a mother may keep the account of two households."""


class NoSuchPayee(NotFound):
    """没有这个收款账户"""


class InvalidCard(Unprocessable):
    """银行卡号或账号不正确"""

    mend = "请对照银行卡或存折填写 12 至 32 位数字"


class PayeeDecided(Conflict):
    """这个收款账户已经核实过或已停用"""

    mend = "如有变更，请登记新的收款账户"


class DecidedByItsRecorder(Forbidden):
    """登记收款账户的人不能自己核实"""

    mend = "请由另一名工作人员核实"


class StartsBeforeTheLast(Conflict):
    """生效日期早于现有账户的生效日期"""

    mend = "账户按日期先后更替，请核对生效日期"


class EndsBeforeItStarts(Unprocessable):
    """停用日期早于生效日期"""

    mend = "请核对停用日期"


class Standing(StrEnum):
    """What the register says of an account's holder and the household."""

    MEMBER = "member"
    FORMER = "former"
    STRANGER = "stranger"
    UNKNOWN = "unknown"
    """Of the household no member is known."""


_OF_STANDING = {
    Standing.FORMER: PayeeFinding.HOLDER_LEFT,
    Standing.STRANGER: PayeeFinding.HOLDER_NOT_MEMBER,
    Standing.UNKNOWN: PayeeFinding.HOUSEHOLD_UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known around an account when it is recorded."""

    standing: Standing
    names: Collection[str]
    """Under which the same identity number was recorded before."""
    other_households: int
    """That are paid to the same number."""


def card_of(text: str) -> str:
    """The digits of a card or passbook as people write them. Raises InvalidCard; the number is never repeated."""
    number = half_width(text).replace(" ", "").replace("-", "")
    if not (number.isascii() and number.isdigit()):
        raise InvalidCard(pointer="/card_number", reason="应全为数字")
    if len(number) not in CARD_DIGITS:
        raise InvalidCard(pointer="/card_number", reason=f"应为 12 至 32 位，实有 {len(number)} 位")
    return number


def tail_of(card: str) -> str:
    """The last four digits: what people recognise an account by."""
    return card[-4:]


def findings_of(card: str, holder_name: str, known: Known) -> list[PayeeFinding]:
    """Everything that is noticed about an account, in the order of FINDING_NAMES."""
    found = set()
    if finding := _OF_STANDING.get(known.standing):
        found.add(finding)
    if any(name != holder_name for name in known.names):
        found.add(PayeeFinding.NAME_DIFFERS)
    if known.other_households:
        found.add(PayeeFinding.CARD_OF_OTHERS)
    if not (card.startswith(UNIONPAY) and len(card) in UNIONPAY_DIGITS):
        found.add(PayeeFinding.UNUSUAL_NUMBER)
    elif not luhn.is_valid(card):
        found.add(PayeeFinding.WEAK_NUMBER)
    return [finding for finding in FINDING_NAMES if finding in found]


def state_of(findings: Collection[PayeeFinding]) -> PayeeState:
    """Whether a person must look at it first."""
    return PayeeState.LOOK if MUST_BE_LOOKED_AT.intersection(findings) else PayeeState.GOOD


def decide(state: PayeeState, *, is_current: bool, recorded_by: str, by: str, is_good: bool) -> PayeeState:
    """Settle a doubt. Raises PayeeDecided, DecidedByItsRecorder."""
    if state is not PayeeState.LOOK or not is_current:
        raise PayeeDecided(state=PAYEE_STATE_NAMES[state])
    if recorded_by == by:
        raise DecidedByItsRecorder
    return PayeeState.GOOD if is_good else PayeeState.REFUSED


def must_follow(from_on: date, last_from_on: date | None) -> None:
    """Raises StartsBeforeTheLast."""
    if last_from_on is not None and from_on < last_from_on:
        raise StartsBeforeTheLast(pointer="/from_on", last_from_on=last_from_on.isoformat())
