"""What an operator owes for an asset: a contract's schedule of dues, its yearly yield, and when a due is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from services.funds.rules.depreciation import months_later
from shared.errors import Conflict, NotFound, Unprocessable
from shared.money import half_up, split

WHOLE_BP = 10_000
"""A yield is kept in ten-thousandths: 700 is 7%."""


class Pricing(StrEnum):
    """How what is owed is reckoned."""

    RENT = "rent"
    YIELD = "yield"


PRICING_NAMES = {Pricing.RENT: "固定租金", Pricing.YIELD: "按投入资金的比例"}


class DueAt(StrEnum):
    """When in its period a due is owed."""

    BEGIN = "begin"
    END = "end"


class DueFor(StrEnum):
    """What somebody owes it for."""

    CONTRACT = "contract"
    GENERATION = "generation"
    """Electricity of a photovoltaic plant."""
    SALE = "sale"
    """The price of an asset that was sold."""


DUE_FOR_NAMES = {DueFor.CONTRACT: "合同收益", DueFor.GENERATION: "光伏发电收益", DueFor.SALE: "处置价款"}


class ContractState(StrEnum):
    RUNNING = "running"
    ENDED = "ended"
    """Before its term; what was not yet begun is owed no more."""


class DueStep(StrEnum):
    """What somebody is told of a due."""

    REMINDER = "reminder"
    OVERDUE = "overdue"


class NoSuchAssetContract(NotFound):
    """没有这份经营合同"""


class NoSuchDue(NotFound):
    """没有这笔应收收益"""


class ContractTerm(Unprocessable):
    """合同期限不成立"""

    mend = "止期应晚于起期，期限不超过 50 年"


class PricingIncomplete(Unprocessable):
    """计价方式填写不全"""

    mend = "固定租金填年租金；按比例的填投入资金和年收益率"


class NotOperated(Unprocessable):
    """只有经营性资产可以订立经营合同"""


class ContractsOverlap(Conflict):
    """该资产在这段时间已有经营合同"""

    mend = "请先登记原合同提前终止，或核对起止日期"


class ContractOver(Conflict):
    """合同已经终止"""


class EndOutsideTerm(Unprocessable):
    """终止日期应在合同期限以内"""


class MoreThanOwed(Conflict):
    """到账金额超过这笔应收的未收金额"""

    mend = "多出的部分请登记到下一期应收，或退回"


class NobodyBenefits(Conflict):
    """资产没有登记收益权，收益不能入账"""

    mend = "请先登记收益权"


class ReceivedInFuture(Unprocessable):
    """到账日期不能晚于今天"""


@dataclass(frozen=True, slots=True)
class Terms:
    """A contract as its dues are reckoned; both days are within the term."""

    starts_on: date
    ends_on: date
    yearly_fen: int
    dues_a_year: int
    owed_when: DueAt
    grace_days: int


@dataclass(frozen=True, slots=True)
class DuePeriod:
    """One due: for these days, by this day."""

    from_on: date
    to_on: date
    due_on: date
    amount_fen: int


def yearly_fen(pricing: Pricing, *, rent_fen: int | None, basis_fen: int | None, yield_bp: int | None) -> int:
    """What is owed a year. Raises PricingIncomplete where what the pricing needs is not there, or something else is."""
    if pricing is Pricing.RENT and rent_fen and basis_fen is None and yield_bp is None:
        return rent_fen
    is_yield = pricing is Pricing.YIELD and rent_fen is None
    if is_yield and basis_fen and yield_bp and (amount := half_up(Fraction(basis_fen * yield_bp, WHOLE_BP))):
        return amount
    raise PricingIncomplete(pointer="/pricing")


def yield_of(yearly: int, basis_fen: int) -> Fraction:
    """What a year brings for each yuan put in."""
    return Fraction(yearly, basis_fen)


def schedule(terms: Terms) -> list[DuePeriod]:
    """Every due of the term. A year's dues add up to the year; a last period that is cut short is owed by its days.

    Raises ContractTerm.
    """
    if not terms.starts_on < terms.ends_on <= months_later(terms.starts_on, 600):
        raise ContractTerm(pointer="/ends_on")
    step = 12 // terms.dues_a_year
    parts = split(terms.yearly_fen, [1] * terms.dues_a_year)
    dues: list[DuePeriod] = []
    while (from_on := months_later(terms.starts_on, step * len(dues))) <= terms.ends_on:
        whole_to = months_later(terms.starts_on, step * (len(dues) + 1)) - timedelta(days=1)
        to_on = min(whole_to, terms.ends_on)
        days, whole_days = (to_on - from_on).days + 1, (whole_to - from_on).days + 1
        amount = half_up(Fraction(parts[len(dues) % terms.dues_a_year] * days, whole_days))
        owed_on = from_on if terms.owed_when is DueAt.BEGIN else to_on
        dues.append(DuePeriod(from_on, to_on, owed_on + timedelta(days=terms.grace_days), amount))
    return [due for due in dues if due.amount_fen]


def must_not_overlap(terms: Sequence[tuple[date, date]], starts_on: date, ends_on: date) -> None:
    """Raises ContractsOverlap where one of these terms has a day in common with this one."""
    if any(begun <= ends_on and starts_on <= ended for begun, ended in terms):
        raise ContractsOverlap(pointer="/starts_on")


def part_owed(amount_fen: int, from_on: date, to_on: date, ended_on: date) -> int:
    """What of a due is owed when its contract ends on this day, the last that counts: by days."""
    days = (min(to_on, ended_on) - from_on).days + 1
    return half_up(Fraction(amount_fen * max(days, 0), (to_on - from_on).days + 1))


def by_share(amount_fen: int, shares: Sequence[int]) -> list[int]:
    """What each who benefits gets of an income. Raises NobodyBenefits."""
    if not shares:
        raise NobodyBenefits
    return split(amount_fen, shares)


def step_due(due_on: date, *, reminder_days: int, is_reminded: bool, is_overdue: bool, on: date) -> DueStep | None:
    """What has to be told of an unpaid due on this day, if anything: each step once."""
    if on > due_on:
        return None if is_overdue else DueStep.OVERDUE
    return DueStep.REMINDER if not is_reminded and on >= due_on - timedelta(days=reminder_days) else None
