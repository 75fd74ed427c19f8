"""How much a household is given to make its house safe, why, and whose money it is (补助标准与资金来源)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.housing.rules.help import Applicant
from services.housing.rules.help_policy import HelpPolicy, MoneySource, SubsidyLine
from services.housing.rules.house_money import planned
from services.housing.rules.mode import MODE_NAMES, Mode
from shared.errors import Unprocessable
from shared.money import down, yuan


class NoStandardHere(Unprocessable):
    """当地没有这种方式的补助标准，不能请求发放"""

    mend = "请由平台运维为该地补充补助标准；标准另有文件的，写入政策文件"


@dataclass(frozen=True, slots=True)
class Share:
    """A source's part, in fen."""

    source: MoneySource
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Subsidy:
    """What a mode brings a household, in fen; the shares add up to it, and so do the stages."""

    amount_fen: int
    reasons: tuple[str, ...]
    shares: tuple[Share, ...]
    stages: tuple[tuple[str, int], ...]
    """The policy's code of the stage, and its part in fen."""


def subsidy(policy: HelpPolicy, applicant: Applicant, mode: Mode, *, cost_fen: int | None, area_m2: Decimal | None) -> Subsidy:
    """The best that the household's groups bring, never above what the works cost.

    `cost_fen`: what was spent; None before the works, when the whole standard is what can be hoped for. `area_m2`: floor built;
    None where the subsidy does not go by it, and then the largest floor that counts is taken.
    """
    fitting = [
        line
        for line in policy.subsidies
        if line.mode is mode and applicant.grade in line.grades and applicant.groups & frozenset(line.groups)
    ]
    if not fitting:
        return Subsidy(0, (f"{MODE_NAMES[mode]}：该地的规定没有为这类户定改造补助",), (), ())
    brought = [(_brings(policy, line, applicant, area_m2), line) for line in fitting]
    (amount, reasons), _ = max(brought, key=lambda each: each[0][0])
    if cost_fen is not None and cost_fen < amount:
        because = policy.source(policy.never_above_cost).spoken
        amount, reasons = cost_fen, [*reasons, f"实际支出{yuan(cost_fen)}元，低于标准，按实际支出补助。依据：{because}"]
    return Subsidy(amount, tuple(reasons), shares(policy, amount), _stages(policy, amount))


def _brings(policy: HelpPolicy, line: SubsidyLine, applicant: Applicant, area_m2: Decimal | None) -> tuple[int, list[str]]:
    titles = "、".join(group.title for group in policy.groups if group.code in applicant.groups and group.code in line.groups)
    source = policy.source(line).spoken
    if line.per_m2:
        counted_to = [each.m2 for each in line.per_m2.up_to if each.persons <= applicant.persons][-1]
        counted = min(area_m2, counted_to) if area_m2 is not None else counted_to
        amount = down(Fraction(line.per_m2.amount_fen) * Fraction(counted))
        each = yuan(line.per_m2.amount_fen)
        reasons = [f"{titles}{MODE_NAMES[line.mode]}每平方米{each}元，{applicant.persons}人户计{counted}平方米。依据：{source}"]
    else:
        amount = line.amount_fen or 0
        reasons = [f"{titles}{MODE_NAMES[line.mode]}每户{yuan(amount)}元。依据：{source}"]
    if line.more and (also := applicant.groups & frozenset(line.more.if_also) - frozenset(line.groups)):
        amount += line.more.amount_fen
        named = "、".join(group.title for group in policy.groups if group.code in also)
        reasons.append(f"同时属于{named}，增加{yuan(line.more.amount_fen)}元。依据：{policy.source(line.more).spoken}")
    if line.most_fen is not None and amount > line.most_fen:
        amount = line.most_fen
        reasons.append(f"不超过每户{yuan(amount)}元。依据：{source}")
    return amount, reasons


def shares(policy: HelpPolicy, amount_fen: int) -> tuple[Share, ...]:
    """Whose money a sum is: each payer's first so many yuan, and the last one's rest."""
    left, borne = amount_fen, list[Share]()
    for payer in policy.sources:
        part = left if payer.up_to_fen is None else min(left, payer.up_to_fen)
        if part:
            borne.append(Share(payer.source, part))
        left -= part
    return tuple(borne)


def _stages(policy: HelpPolicy, amount_fen: int) -> tuple[tuple[str, int], ...]:
    parts = planned(amount_fen, [stage.part for stage in policy.stages])
    return tuple((stage.code, part) for stage, part in zip(policy.stages, parts, strict=True))


def spoken(line: SubsidyLine) -> str:
    """A standard in words: `每户18000.00元，同时属于其他对象的增加1000.00元`."""
    said = f"每平方米{yuan(line.per_m2.amount_fen)}元" if line.per_m2 else f"每户{yuan(line.amount_fen or 0)}元"
    if line.per_m2:
        steps = [f"{each.persons}人户计{each.m2}平方米" for each in line.per_m2.up_to]
        said += f"（{'、'.join(steps)}，人口更多的与末档相同）"
    if line.more:
        said += f"，同时属于其他对象的增加{yuan(line.more.amount_fen)}元"
    return said + (f"，不超过每户{yuan(line.most_fen)}元" if line.most_fen else "")
