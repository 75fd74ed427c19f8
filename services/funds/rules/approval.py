"""Who must sign before money goes to a household: so many people, so many of them of the county, none of them the asker."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.errors import Forbidden


class SignedByItsAsker(Forbidden):
    """提出发放的人不能审核自己提出的发放"""

    mend = "请由另一名工作人员审核"


class SignedTwice(Forbidden):
    """同一人不能审核两次"""

    mend = "请由另一名工作人员完成下一道审核"


class SignedByPayeesRecorder(Forbidden):
    """登记该户收款账户的人不能审核发往这个账户的款项"""

    mend = "请由另一名工作人员审核"


class CountyMustSign(Forbidden):
    """镇街审核已完成，还须县区审核"""

    mend = "按金额权限，请由县区工作人员完成余下的审核"


@dataclass(frozen=True, slots=True)
class Needed:
    """How many must sign, and how many of them at least for the county."""

    persons: int
    of_county: int


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody who looked at a payment and answers for it."""

    by: str
    is_countys: bool


def sign(needed: Needed, signed: Sequence[Signature], new: Signature, *, asked_by: str, payee_by: str) -> bool:
    """Whether the payment is approved once this signature is added. `payee_by` recorded the account that the money goes to.

    The county may sign in a town's stead, never the other way round. Raises SignedByItsAsker, SignedByPayeesRecorder,
    SignedTwice, CountyMustSign.
    """
    if new.by == asked_by:
        raise SignedByItsAsker
    if new.by == payee_by:
        raise SignedByPayeesRecorder
    if any(one.by == new.by for one in signed):
        raise SignedTwice
    towns = sum(not one.is_countys for one in signed)
    if not new.is_countys and towns >= needed.persons - needed.of_county:
        raise CountyMustSign(persons=needed.persons, of_county=needed.of_county)
    everybody = [*signed, new]
    return len(everybody) >= needed.persons and sum(one.is_countys for one in everybody) >= needed.of_county
