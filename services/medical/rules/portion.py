"""A stay that is settled in more than one go (中途结算): each settlement takes what came since the one before.

The bill is judged whole every time, by the policy of the day, as if it had never been settled; what earlier settlements of the
stay paid is taken off. So deductible, nth stay and tiers count once, and however often a stay is settled in between, in the end
everybody has paid what one settlement would have given. Pure; amounts in fen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from services.medical.rules.counters import Accounts, Drawn, added, divided
from services.medical.rules.tally import EMPTY, Tally, read_tally
from shared.errors import Conflict
from shared.money import yuan_grouped
from shared.policy.clauses import Policy, Stay
from shared.policy.counters import CounterScope
from shared.policy.evaluate import Outcome, settle
from shared.policy.explain import explained
from shared.policy.outcome import Share


class InterimNoLongerFits(Conflict):
    """中途结算时某一方的支付已多于全部费用应有的支付"""

    mend = "请先冲正本次住院的中途结算，再一次结清全部费用"


@dataclass(frozen=True, slots=True)
class DrawnBefore:
    """What an earlier settlement of the same stay drew, and on which year's and which family's accounts."""

    year: int
    family: str
    drawn: Drawn


@dataclass(frozen=True, slots=True)
class Settled:
    """What the settlements that stand have taken of a stay; empty for one that was never settled."""

    tally: Tally = EMPTY
    paid: Mapping[str, int] = field(default_factory=dict)
    patient_in_policy_fen: int = 0
    patient_out_of_policy_fen: int = 0
    drawn: tuple[DrawnBefore, ...] = ()

    @property
    def patient_fen(self) -> int:
        return self.patient_in_policy_fen + self.patient_out_of_policy_fen

    def taken_out_of(self, accounts: Accounts, *, year: int, family: str) -> Accounts:
        """The accounts as they would stand if this stay had not been settled yet. A life's account knows no years."""
        for before in self.drawn:
            drawn = {
                scope: counters
                for scope, counters in before.drawn.items()
                if scope is CounterScope.PERSON_LIFE
                or (before.year == year and (scope is CounterScope.PERSON_YEAR or before.family == family))
            }
            accounts = accounts.restored(drawn)
        return accounts

    def as_json(self) -> dict[str, Any]:
        if not self.drawn:
            return {}
        return {
            "tally": self.tally.as_json(),
            "paid": dict(self.paid),
            "patient": [self.patient_in_policy_fen, self.patient_out_of_policy_fen],
            "drawn": [{"year": one.year, "family": one.family, "drawn": plain(one.drawn)} for one in self.drawn],
        }


def read_settled(told: Mapping[str, Any]) -> Settled:
    """What `as_json` wrote."""
    if not told:
        return Settled()
    drawn = (DrawnBefore(one["year"], one["family"], read_drawn(one["drawn"])) for one in told["drawn"])
    in_policy_fen, out_of_policy_fen = told["patient"]
    return Settled(read_tally(told["tally"]), told["paid"], in_policy_fen, out_of_policy_fen, tuple(drawn))


def plain(drawn: Drawn) -> dict[str, dict[str, int]]:
    """As rows keep what was drawn, by the names of the accounts."""
    return {scope.value: dict(counters) for scope, counters in drawn.items()}


def read_drawn(told: Mapping[str, Mapping[str, int]]) -> dict[CounterScope, dict[str, int]]:
    return {CounterScope(scope): dict(counters) for scope, counters in told.items()}


@dataclass(frozen=True, slots=True)
class Portion:
    """What one settlement takes: the whole bill's outcome less what came before."""

    outcome: Outcome
    tally: Tally
    paid: Mapping[str, int]
    patient_in_policy_fen: int
    patient_out_of_policy_fen: int
    drawn: Drawn
    before: Settled
    result: dict[str, Any]
    """The explanation as JSON values, for the people and for the row."""

    @property
    def total_fen(self) -> int:
        return self.tally.cost.total_fen

    @property
    def patient_fen(self) -> int:
        return self.patient_in_policy_fen + self.patient_out_of_policy_fen

    def settled(self, *, year: int, family: str) -> Settled:
        """What the stay's settlements have taken once this one stands."""
        return Settled(
            self.before.tally + self.tally,
            added(self.before.paid, self.paid),
            self.before.patient_in_policy_fen + self.patient_in_policy_fen,
            self.before.patient_out_of_policy_fen + self.patient_out_of_policy_fen,
            (*self.before.drawn, DrawnBefore(year, family, self.drawn)),
        )


def settle_portion(policy: Policy, stay: Stay, whole: Tally, before: Settled) -> Portion:
    """`stay` is the whole bill, its counters those of before the stay. Raises InterimNoLongerFits and what `settle` raises."""
    outcome = settle(policy, stay)
    paid = {share.layer.name: share.paid_fen for share in outcome.shares}
    drawn = divided(outcome.drawn, policy.counter_scope)
    patient = (outcome.patient_in_policy_fen, outcome.patient_out_of_policy_fen)
    result = explained(policy, outcome)
    if before.drawn:
        paid = _less(paid, before.paid)
        for earlier in before.drawn:
            drawn = {scope: _less(drawn.get(scope, {}), earlier.drawn.get(scope, {})) for scope in CounterScope}
        drawn = {scope: kept for scope, counters in drawn.items() if (kept := {name: by for name, by in counters.items() if by})}
        patient = (patient[0] - before.patient_in_policy_fen, patient[1] - before.patient_out_of_policy_fen)
        if sum(patient) < 0:
            raise InterimNoLongerFits(party="patient")
        result = _portion_explained(outcome, result, paid, drawn, patient, whole - before.tally, before)
    return Portion(outcome, whole - before.tally, paid, *patient, drawn, before, result)


def _less(whole: Mapping[str, int], before: Mapping[str, int]) -> dict[str, int]:
    left = dict(whole)
    for name, amount in before.items():
        left[name] = left.get(name, 0) - amount
        if left[name] < 0:
            raise InterimNoLongerFits(party=name)
    return left


def _portion_explained(
    outcome: Outcome,
    result: dict[str, Any],
    paid: Mapping[str, int],
    drawn: Drawn,
    patient: tuple[int, int],
    tally: Tally,
    before: Settled,
) -> dict[str, Any]:
    """The whole bill's reasons, and of each amount what is paid now."""
    shares = []
    for judged, share in zip(outcome.shares, result["shares"], strict=True):
        now_fen, earlier_fen = paid[share["layer"]], before.paid.get(share["layer"], 0)
        told = f"以上按本次住院全部费用计算，此前已结 {yuan_grouped(earlier_fen)} 元，本次支付 {yuan_grouped(now_fen)} 元。"
        sentence = share["sentence"] + told if share["paid_fen"] else share["sentence"]
        told_now = {"paid_fen": now_fen, "payers": _payers_now(judged, share["payers"], earlier_fen), "sentence": sentence}
        shares.append(share | told_now | {"earlier_fen": earlier_fen})
    return result | {
        "shares": shares,
        "total_fen": tally.cost.total_fen,
        "in_policy_fen": tally.cost.in_policy_fen,
        "patient_fen": sum(patient),
        "patient_in_policy_fen": patient[0],
        "patient_out_of_policy_fen": patient[1],
        "shortfall_fen": max(0, min(result["shortfall_fen"], sum(patient))),
        "drawn": {name: amount for counters in drawn.values() for name, amount in counters.items()},
        "earlier": {"total_fen": before.tally.cost.total_fen, "patient_fen": before.patient_fen},
    }


def _payers_now(judged: Share, whole: list[dict[str, Any]], earlier_fen: int) -> list[dict[str, Any]]:
    """Of each payer of a layer, their part of the whole less their part of what the layer has paid before."""
    if len(whole) == 1:
        return [{**whole[0], "paid_fen": judged.paid_fen - earlier_fen}]
    earlier = replace(judged, paid_fen=earlier_fen).by_payer()
    return [{**one, "paid_fen": one["paid_fen"] - before_fen} for one, before_fen in zip(whole, earlier, strict=True)]
