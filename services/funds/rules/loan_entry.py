"""What the public reads of small loans: per town and quarter how many households, what for, how much, how long, at which rate.

Law: 公告公示指导意见 (2018) wants 小额信贷 (对象 用途 额度 期限 利率) and subsidised enterprises in the open. A household is
counted, never told apart: a town with fewer than five is counted with the other small ones of its county, and a use of fewer
than five is named without its number.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from services.funds.rules.loan_asking import percent
from services.funds.rules.loan_policy import Borrower
from services.funds.rules.public_text import SMALL, counted
from shared.money import yuan_grouped


@dataclass(frozen=True, slots=True)
class Lent:
    """One loan as it is counted. Its id and `holder`, which tells borrowers apart, are never published; a floating rate has
    none."""

    loan_id: UUID
    holder: UUID
    town: str
    use: str
    amount_fen: int
    months: int
    rate: Fraction | None


@dataclass(frozen=True, slots=True)
class Told:
    """A line for the public, and the loans that it is of."""

    region: str
    subject: str
    reason: str
    amount_fen: int
    lent: tuple[Lent, ...]


TITLES = {Borrower.HOUSEHOLD: "小额信贷", Borrower.STUDENT: "助学贷款"}


def quarter_of(day: date) -> str:
    """`2020年第二季度`, by the calendar."""
    return f"{day.year}年第{'一二三四'[(day.month - 1) // 3]}季度"


def told_by_town(lent: Sequence[Lent], county: str, *, of: Borrower, quarter: str) -> list[Told]:
    """A line for each town with enough households, and one of the county for the small ones together."""
    by_town: defaultdict[str, list[Lent]] = defaultdict(list)
    for each in lent:
        by_town[each.town].append(each)
    large = {town: loans for town, loans in sorted(by_town.items()) if _households(loans) >= SMALL}
    small = [each for town, loans in sorted(by_town.items()) if town not in large for each in loans]
    title = TITLES[of]
    told = [_told(town, title, loans, quarter) for town, loans in large.items()]
    return [*told, _told(county, title, small, quarter)] if small else told


def told_of_enterprise(lent: Lent, *, quarter: str) -> str:
    """An enterprise is told by name: what for, how long, at which rate."""
    return f"{quarter}贷款；用途：{lent.use}；期限 {lent.months} 个月；年利率 {_rate(lent)}"


def _told(region: str, title: str, loans: Sequence[Lent], quarter: str) -> Told:
    many = _households(loans)
    whom = counted(many).text
    amounts = [each.amount_fen for each in loans]
    terms = sorted({each.months for each in loans})
    rates = [_rate(each) for each in sorted(loans, key=lambda each: each.rate if each.rate is not None else Fraction(2))]
    said = "；".join(
        (
            f"{quarter}放款",
            f"用途：{_uses(loans)}",
            f"每户每笔至多 {yuan_grouped(max(amounts))} 元" if many >= SMALL else "额度在办法的限额以内",
            f"期限 {_span([str(terms[0]), str(terms[-1])])} 个月",
            f"年利率 {_span([rates[0], rates[-1]])}",
        )
    )
    return Told(region, f"{title} {whom}", said, sum(amounts), tuple(loans))


def _rate(lent: Lent) -> str:
    return "随基准利率浮动" if lent.rate is None else percent(lent.rate)


def _uses(loans: Sequence[Lent]) -> str:
    by_use: defaultdict[str, list[Lent]] = defaultdict(list)
    for each in loans:
        by_use[each.use].append(each)
    named = sorted(by_use)
    # One small use would follow from the others and the whole: then none is counted.
    if any(_households(loans) < SMALL for loans in by_use.values()):
        return "、".join(named)
    return "、".join(
        f"{use} {_households(by_use[use])} 户 {yuan_grouped(sum(each.amount_fen for each in by_use[use]))} 元" for use in named
    )


def _households(loans: Sequence[Lent]) -> int:
    return len({each.holder for each in loans})


def _span(ends: Sequence[str]) -> str:
    return ends[0] if ends[0] == ends[-1] else f"{ends[0]} 至 {ends[-1]}"
