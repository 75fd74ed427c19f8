"""Family-doctor contracts: one doctor at a time."""

from datetime import date

from shared.errors import Conflict, NotFound, Unprocessable


class NoSuchContract(NotFound):
    """没有找到这份家庭医生签约"""


class AlreadyContracted(Conflict):
    """此人在这段时间已有家庭医生签约"""

    mend = "已有的签约见 contract_id；请先解约，或把签约日期接在其后"


class ContractEnded(Conflict):
    """这份签约已经解约"""

    mend = "请重新签约"


class TermUpsideDown(Unprocessable):
    """签约终止日期早于起始日期，或超过五年"""

    mend = "请核对起止日期；签约一般一年一签"


TERM_YEARS = 5
"""A longer contract is a slip of the pen."""


def must_be_a_term(starts_on: date, ends_on: date) -> None:
    """Raises TermUpsideDown."""
    if not starts_on <= ends_on or ends_on.year - starts_on.year > TERM_YEARS:
        raise TermUpsideDown(pointer="/ends_on", starts_on=starts_on, ends_on=ends_on)


def must_stand(ended_on: date | None) -> None:
    """Raises ContractEnded."""
    if ended_on is not None:
        raise ContractEnded(ended_on=ended_on)
