"""A stay that is settled in more than one go (中途结算): each settlement takes what came since the one before.

The bill is judged whole every time, by the policy of the day, as if it had never been settled; what earlier settlements of the
stay paid is taken off. So deductible, nth stay and tiers count once, and however often a stay is settled in between, in the end
everybody has paid what one settlement would have given. Whoever has paid more by then gives it back (退回): their part of this
settlement is below zero, and the parts add up to the lines that it takes as ever. Pure; amounts in fen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.medical.rules.counters import Accounts, Drawn, added, divided
from services.medical.rules.drawn import DrawnBefore, divided_by_account, drawn_on
from services.medical.rules.shares import LayersBefore, layers_after, shares_now
from services.medical.rules.tally import EMPTY, Tally, read_tally
from shared.policy.clauses import Policy, Stay
from shared.policy.evaluate import Outcome, settle
from shared.policy.explain import explained


@dataclass(frozen=True, slots=True)
class Settled:
    """What the settlements that stand have taken of a stay; empty for one that was never settled."""

    tally: Tally = EMPTY
    paid: Mapping[str, int] = field(default_factory=dict)
    patient_in_policy_fen: int = 0
    patient_out_of_policy_fen: int = 0
    drawn: tuple[DrawnBefore, ...] = ()
    layers: LayersBefore = field(default_factory=dict)
    """Who stood behind each layer: whoever paid gives back, also once the layer has another payer or is no more."""

    @property
    def patient_fen(self) -> int:
        return self.patient_in_policy_fen + self.patient_out_of_policy_fen

    def taken_out_of(self, accounts: Accounts, *, year: int, family: str) -> Accounts:
        """The accounts as they would stand if this stay had not been settled yet. A life's account knows no years."""
        return accounts.restored(drawn_on(self.drawn, year=year, family=family)) if self.drawn else accounts

    def as_json(self) -> dict[str, Any]:
        if not self.drawn:
            return {}
        return {
            "tally": self.tally.as_json(),
            "paid": dict(self.paid),
            "patient": [self.patient_in_policy_fen, self.patient_out_of_policy_fen],
            "drawn": [one.as_json() for one in self.drawn],
            "layers": dict(self.layers),
        }


def read_settled(told: Mapping[str, Any]) -> Settled:
    """What `as_json` wrote."""
    if not told:
        return Settled()
    in_policy_fen, out_of_policy_fen = told["patient"]
    drawn = [DrawnBefore.read(one) for one in told["drawn"]]
    if drawn and not any("patient" in one for one in told["drawn"]):
        # Kept before a year's own part was: nothing had been given back then, and the last year stands for the stay.
        drawn[-1] = DrawnBefore(drawn[-1].year, drawn[-1].family, drawn[-1].drawn, in_policy_fen + out_of_policy_fen)
    return Settled(
        read_tally(told["tally"]), told["paid"], in_policy_fen, out_of_policy_fen, tuple(drawn), told.get("layers", {})
    )


def returned_by(before: Settled, after: Settled) -> tuple[DrawnBefore, ...]:
    """What the settlement between these two gave back to accounts that are not its own."""
    return after.drawn[len(before.drawn) + 1 :]


@dataclass(frozen=True, slots=True)
class Portion:
    """What one settlement takes: the whole bill's outcome less what came before."""

    outcome: Outcome
    tally: Tally
    paid: Mapping[str, int]
    patient_in_policy_fen: int
    patient_out_of_policy_fen: int
    drawn: Drawn
    """On the accounts of its own year and family; below zero where this stay had drawn too much on them before."""
    returned: tuple[DrawnBefore, ...]
    """What goes back to accounts of another year or family on which earlier settlements had drawn; below zero."""
    before: Settled
    result: dict[str, Any]
    """The explanation as JSON values, for the people and for the row."""

    @property
    def total_fen(self) -> int:
        return self.tally.cost.total_fen

    @property
    def patient_fen(self) -> int:
        return self.patient_in_policy_fen + self.patient_out_of_policy_fen

    @property
    def burden_fen(self) -> int:
        """The patient's part as far as it counts for the year of this settlement."""
        return self.patient_fen - sum(one.patient_fen for one in self.returned)

    @property
    def gives_back(self) -> bool:
        """Whether any account is drawn on less than it was before."""
        return bool(self.returned) or any(amount < 0 for counters in self.drawn.values() for amount in counters.values())

    def settled(self, *, year: int, family: str, goes_on: bool = True) -> Settled:
        """What the stay's settlements have taken once this one stands; unless it `goes_on`, nobody will ask who paid."""
        return Settled(
            self.before.tally + self.tally,
            added(self.before.paid, self.paid),
            self.before.patient_in_policy_fen + self.patient_in_policy_fen,
            self.before.patient_out_of_policy_fen + self.patient_out_of_policy_fen,
            (*self.before.drawn, DrawnBefore(year, family, self.drawn, self.burden_fen), *self.returned),
            layers_after(self.before.layers, self.result["shares"]) if goes_on else {},
        )


def settle_portion(policy: Policy, stay: Stay, whole: Tally, before: Settled, *, year: int, family: str) -> Portion:
    """`stay` is the whole bill, its counters those of before the stay; it draws on the accounts of this year and family.

    Raises what `settle` raises.
    """
    outcome = settle(policy, stay)
    paid = {share.layer.name: share.paid_fen for share in outcome.shares}
    drawn = divided(outcome.drawn, policy.counter_scope)
    patient = (outcome.patient_in_policy_fen, outcome.patient_out_of_policy_fen)
    returned: tuple[DrawnBefore, ...] = ()
    result = explained(policy, outcome)
    if before.drawn:
        paid = {
            layer: paid.get(layer, 0) - before.paid.get(layer, 0)
            for layer in [*paid, *(layer for layer, fen in before.paid.items() if fen and layer not in paid)]
        }
        patient = (patient[0] - before.patient_in_policy_fen, patient[1] - before.patient_out_of_policy_fen)
        drawn, returned = divided_by_account(drawn, sum(patient), before.drawn, year=year, family=family)
        result = _portion_explained(result, paid, drawn, patient, whole - before.tally, before)
    return Portion(outcome, whole - before.tally, paid, *patient, drawn, returned, before, result)


def _portion_explained(
    result: dict[str, Any],
    paid: Mapping[str, int],
    drawn: Drawn,
    patient: tuple[int, int],
    tally: Tally,
    before: Settled,
) -> dict[str, Any]:
    """The whole bill's reasons, and of each amount what is paid now, or given back."""
    shares = shares_now(result["shares"], before.paid, before.layers)
    given_back_fen = sum(max(0, -fen) for fen in (*paid.values(), sum(patient)))
    return result | {
        "shares": shares,
        "total_fen": tally.cost.total_fen,
        "in_policy_fen": tally.cost.in_policy_fen,
        "patient_fen": sum(patient),
        "patient_in_policy_fen": patient[0],
        "patient_out_of_policy_fen": patient[1],
        "shortfall_fen": max(0, min(result["shortfall_fen"], sum(patient))),
        "drawn": {name: amount for counters in drawn.values() for name, amount in counters.items()},
        "earlier": {
            "total_fen": before.tally.cost.total_fen,
            "patient_fen": before.patient_fen,
            "given_back_fen": given_back_fen,
        },
    }
