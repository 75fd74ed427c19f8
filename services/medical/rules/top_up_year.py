"""What the year-end rules owe a person for a year, less what was asked to be paid before. Pure; amounts in fen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.medical.rules.counters import Accounts, Drawn, divided
from shared.money import yuan_grouped
from shared.policy.clauses import Layer, Policy, Stay
from shared.policy.counters import COUNTED, CounterScope
from shared.policy.evaluate import Outcome, settle_year
from shared.policy.explain import explained

AskKey = tuple[str, str]
"""A layer and one of its payers."""


@dataclass(frozen=True, slots=True)
class Bill:
    """A settlement that stands: what the policy was asked about it, and what it added to its person's year."""

    stay: Stay
    counted: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked to be paid before, less what was refused or came back; `title` is the layer's."""

    title: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Part:
    """One payer's part of one rule: for the year in all, and what stands of earlier runs."""

    layer: str
    title: str
    payer: str
    owed_fen: int
    before_fen: int

    @property
    def pay_fen(self) -> int:
        return max(0, self.owed_fen - self.before_fen)

    @property
    def over_fen(self) -> int:
        """Asked before and no longer owed: due to be taken back."""
        return max(0, self.before_fen - self.owed_fen)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A person's top-up of a year."""

    parts: tuple[Part, ...]
    drawn: Drawn
    result: dict[str, Any] = field(repr=False)

    @property
    def owed_fen(self) -> int:
        return sum(part.owed_fen for part in self.parts)

    @property
    def before_fen(self) -> int:
        return sum(part.before_fen for part in self.parts)

    @property
    def pay_fen(self) -> int:
        return sum(part.pay_fen for part in self.parts)

    @property
    def over_fen(self) -> int:
        return sum(part.over_fen for part in self.parts)


def last_day(year: int) -> date:
    """The day by which a year-end rule judges: which file is in force, and who a person is."""
    return date(year, 12, 31)


def ceilings_of(policy: Policy) -> dict[str, CounterScope]:
    """The counters that the year-end rules draw on and leave behind."""
    return {one.name: one.scope for layer in policy.year_end for one in layer.ceilings if one.scope is not None}


def reckon(
    policy: Policy, who: Stay, bills: Sequence[Bill], accounts: Accounts, *, asked: Mapping[AskKey, Asked], year: int
) -> Reckoned:
    """`accounts` without what this year's top-up drew on them before; `who` is the person on the year's last day.

    A rule that counts some stays only is told of all stays of the year that it counts, whichever file they were settled by: a
    file that comes into force within the year speaks of the whole year.
    """
    so_far = accounts.so_far | {name: fen for layer in policy.year_end for name, fen in _counted(layer, bills).items()}
    stay = Stay(who.region, "", who.persons, 0, 0, {name: fen for name, fen in so_far.items() if fen}, scheme=who.scheme)
    outcome = settle_year(policy, stay)
    parts = tuple(_parts(outcome, asked))
    result = explained(policy, outcome)
    result["shares"] = [_told(share, parts, year) for share in result["shares"]]
    return Reckoned(parts, divided(outcome.drawn, policy.counter_scope), result)


def nothing_owed(asked: Mapping[AskKey, Asked], *, year: int) -> Reckoned:
    """Of somebody whose settlements of the year are all taken back."""
    known = [(key, one) for key, one in sorted(asked.items(), key=lambda each: each[0]) if one.amount_fen]
    parts = tuple(Part(layer, one.title, payer, 0, one.amount_fen) for (layer, payer), one in known)
    told = f"{year} 年度已没有有效的结算，应补 0.00 元。"
    shares = [_nothing(part, told) for part in parts]
    return Reckoned(parts, {}, {"shares": shares, "patient_fen": 0, "so_far": {}, "drawn": {}})


def without(accounts: Accounts, drawn: Drawn) -> Accounts:
    """The accounts without what a top-up drew on them."""
    return accounts.restored(drawn)


def _counted(layer: Layer, bills: Iterable[Bill]) -> dict[str, int]:
    if layer.counting is None:
        return {}
    fitting = [bill for bill in bills if layer.counting.holds(bill.stay)]
    return {f"{layer.name}.{counted}": sum(bill.counted.get(f"year.{counted}", 0) for bill in fitting) for counted in COUNTED}


def _parts(outcome: Outcome, asked: Mapping[AskKey, Asked]) -> Iterable[Part]:
    """Each payer of each rule, and whoever was asked before and is asked no more."""
    left = dict(asked)
    for share in outcome.shares:
        amounts = share.by_payer() if len(share.layer.payers) > 1 else [share.paid_fen]
        for payer, owed_fen in zip(share.layer.payers, amounts, strict=True):
            before = left.pop((share.layer.name, payer.title), None)
            before_fen = before.amount_fen if before else 0
            if owed_fen or before_fen:
                yield Part(share.layer.name, share.layer.title, payer.title, owed_fen, before_fen)
    for (layer, title), one in sorted(left.items(), key=lambda each: each[0]):
        if one.amount_fen:
            yield Part(layer, one.title, title, 0, one.amount_fen)


def _told(share: dict[str, Any], parts: Sequence[Part], year: int) -> dict[str, Any]:
    own = [part for part in parts if part.layer == share["layer"]]
    before_fen, pay_fen, over_fen = (sum(getattr(part, name) for part in own) for name in ("before_fen", "pay_fen", "over_fen"))
    sentence = share["sentence"]
    if before_fen:
        now = f"本次补 {yuan_grouped(pay_fen)} 元" if not over_fen else f"多补的 {yuan_grouped(over_fen)} 元应退回"
        sentence += f"{year} 年度此前已补 {yuan_grouped(before_fen)} 元，{now}。"
    return share | {"sentence": sentence, "before_fen": before_fen, "pay_fen": pay_fen, "over_fen": over_fen}


def _nothing(part: Part, told: str) -> dict[str, Any]:
    """An explained share of a rule by which nothing is owed any more."""
    return {
        "layer": part.layer,
        "title": part.title,
        "payer": part.payer,
        "payers": [{"payer": part.payer, "paid_fen": 0}],
        "paid_fen": 0,
        "is_entitled": False,
        "is_given": False,
        "sentence": f"{told}此前已补 {yuan_grouped(part.before_fen)} 元，多补的 {yuan_grouped(part.over_fen)} 元应退回。",
        "reference": None,
        "before_fen": part.before_fen,
        "pay_fen": 0,
        "over_fen": part.over_fen,
    }
