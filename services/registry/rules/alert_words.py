"""An alert says why, in sentences that an officer can take along to the house: the facts one by one, then the threshold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.registry.rules.watch import FACT_NAMES, HOUSEHOLD_CLASS_NAMES, FactKind, HouseholdClass, Rule
from shared.money import yuan_grouped

FACTS_TOLD = 20
"""More facts than this are counted, not listed."""


@dataclass(frozen=True)
class Told:
    """A fact (of a kind, on a day) or an income book (of a year), as far as it can be said without naming anybody."""

    kind: FactKind | None
    happened_on: date | None
    year: int | None
    amount_fen: int | None
    word: str
    note: str


def reasons(
    rule: Rule,
    told: Sequence[Told],
    *,
    household_class: HouseholdClass,
    persons: int,
    amount_fen: int | None,
    over_spoken: str,
    below_fen: int | None,
) -> list[str]:
    """The facts, then what they were held against. Names nobody: who it is, stands in the household's file."""
    said = [_fact(each) for each in told[:FACTS_TOLD]]
    if len(told) > FACTS_TOLD:
        said.append(f"另有 {len(told) - FACTS_TOLD} 项事实")
    if rule.person:
        said.append(f"登记信息中有 {persons} 名成员符合本规则的条件")
    if over_spoken and amount_fen is not None:
        said.append(f"合计 {yuan_grouped(amount_fen)} 元，超过 {over_spoken}")
    if below_fen is not None:
        said.append(f"当年适用的标准为 {yuan_grouped(below_fen)} 元")
    if rule.income and rule.income.falls_per_mille:
        said.append(f"比上一年度下降 {rule.income.falls_per_mille // 10}% 以上")
    return [*said, f"户类型：{HOUSEHOLD_CLASS_NAMES[household_class]}"]


def _fact(told: Told) -> str:
    if told.kind is None:
        return f"{told.year} 年人均纯收入 {yuan_grouped(told.amount_fen or 0)} 元"
    day = told.happened_on.isoformat() if told.happened_on else ""
    parts = [
        f"{day} {FACT_NAMES[told.kind]}",
        told.word and f"{told.word} 级" if told.kind is FactKind.HOUSE_GRADE else told.word,
    ]
    if told.amount_fen is not None:
        parts.append(f"{yuan_grouped(told.amount_fen)} 元")
    return "，".join(filter(None, [" ".join(filter(None, parts)), told.note]))
