"""Plans of repayment (还款计划): when how much principal falls due, by the three ways that banks offer.

Equal instalments (等额本息) are the annuity P·i·(1+i)ⁿ ÷ ((1+i)ⁿ−1), equal principal (等额本金) is P÷n, each to the fen, half
up; the last one evens out. A month's rate is a twelfth of the year's.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from services.funds.rules.depreciation import months_later
from services.funds.rules.interest import Instalment
from shared.money import half_up


class Repayment(StrEnum):
    BULLET = "bullet"
    EQUAL_INSTALMENTS = "equal-instalments"
    EQUAL_PRINCIPAL = "equal-principal"


REPAYMENT_NAMES = {
    Repayment.BULLET: "到期一次还本",
    Repayment.EQUAL_INSTALMENTS: "等额本息",
    Repayment.EQUAL_PRINCIPAL: "等额本金",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment of a plan by months, before any day is counted."""

    principal_fen: int
    interest_fen: int

    @property
    def total_fen(self) -> int:
        return self.principal_fen + self.interest_fen


def parts(repayment: Repayment, principal_fen: int, rate: Fraction, *, many: int, months_each: int = 1) -> list[Part]:
    """The plan's instalments: `many` of them, `months_each` apart, at `rate` a year."""
    per_part = rate * months_each / 12
    left, found = principal_fen, []
    for at in range(1, many + 1):
        interest = half_up(left * per_part)
        is_last = at == many
        match repayment:
            case Repayment.BULLET:
                principal = left if is_last else 0
            case Repayment.EQUAL_PRINCIPAL:
                principal = left if is_last else min(half_up(Fraction(principal_fen, many)), left)
            case Repayment.EQUAL_INSTALMENTS:
                principal = left if is_last else min(max(annuity_fen(principal_fen, per_part, many) - interest, 0), left)
        found.append(Part(principal, interest))
        left -= principal
    return found


def annuity_fen(principal_fen: int, per_part: Fraction, many: int) -> int:
    """What is paid each time."""
    if per_part == 0:
        return half_up(Fraction(principal_fen, many))
    grown = (1 + per_part) ** many
    return half_up(principal_fen * per_part * grown / (grown - 1))


def plan(
    repayment: Repayment,
    principal_fen: int,
    rate: Fraction,
    *,
    drawn_on: date,
    months: int,
    months_each: int,
    due_on: date | None = None,
) -> list[Instalment]:
    """When principal falls due: at the end of each part, the rest on the last day of the term (`due_on`, where a contract names
    it)."""
    due_on = due_on or months_later(drawn_on, months)
    if repayment is Repayment.BULLET or months <= months_each:
        return [Instalment(due_on, principal_fen)]
    many = -(-months // months_each)
    days = [months_later(drawn_on, months_each * at) for at in range(1, many)] + [due_on]
    owed = parts(repayment, principal_fen, rate, many=many, months_each=months_each)
    return [Instalment(day, part.principal_fen) for day, part in zip(days, owed, strict=True) if part.principal_fen]


def extended(plan_now: list[Instalment], *, due_on: date, from_on: date) -> list[Instalment]:
    """The plan after an extension (展期): what had fallen due before `from_on` stays, all that is still to come falls due at the
    end."""
    kept = [each for each in plan_now if each.due_on < from_on]
    rest = sum(each.principal_fen for each in plan_now) - sum(each.principal_fen for each in kept)
    return [*kept, Instalment(due_on, rest)] if rest else kept
