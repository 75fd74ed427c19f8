"""Close the year of everyone whose bills were settled: what the year-end rules pay, one person after the other."""

from dataclasses import dataclass, replace

import numpy as np

from shared.policy import counters
from shared.policy.batch.columns import Columns
from shared.policy.batch.run import Results
from shared.policy.clauses import CounterScope, Layer, Policy
from shared.policy.evaluate import settle_year
from shared.policy.income import IncomeNeeded, IncomeNotPublished


@dataclass(slots=True)
class YearEnd:
    """One year-end rule: what it pays together, and to how many people."""

    layer: Layer
    paid_fen: int = 0
    people: int = 0


def close_years(policy: Policy, columns: Columns, results: Results) -> tuple[YearEnd, ...]:
    """By whoever each person was at their last bill. Nothing for a policy without year-end rules."""
    found = tuple(YearEnd(layer) for layer in policy.year_end)
    if not found or not len(columns):
        return found
    scopes = policy.counters()
    last = np.full(columns.people, -1, np.int64)
    last[columns.person] = np.arange(len(columns))  # of several rows the last is kept
    borne = results.closing[counters.PATIENT]
    for person in np.flatnonzero((last >= 0) & (borne > 0)).tolist():
        row = int(last[person])
        family = int(columns.family[row])
        so_far = {
            name: int(values[family if scopes[name] is CounterScope.FAMILY_YEAR else person])
            for name, values in results.closing.items()
        }
        last_bill = columns.stay(row, {name: counted for name, counted in so_far.items() if counted})
        stay = replace(last_bill, total_fen=0, in_policy_fen=0, given={}, classes={}, items={})
        try:
            outcome = settle_year(policy, stay)
        except (IncomeNeeded, IncomeNotPublished):
            continue  # a rule that goes by an income which is not known closes nobody's year
        for one, share in zip(found, outcome.shares, strict=True):
            one.paid_fen += share.paid_fen
            one.people += share.paid_fen > 0
        for name, drawn in outcome.drawn.items():
            owner = family if scopes.get(name) is CounterScope.FAMILY_YEAR else person
            if name in results.closing:
                results.closing[name][owner] += drawn
    return found
