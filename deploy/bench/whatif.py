"""Bench (e): a year of a million recorded settlements under a policy, column by column, against one bill after the other."""

import resource
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter, process_time

import numpy as np

from deploy.bench.year import a_year
from services.medical.store.policies import shelf
from shared.policy.batch.columns import Columns
from shared.policy.batch.run import Results, settle_columns
from shared.policy.clauses import CounterScope, Policy
from shared.policy.evaluate import settle

SETTLEMENTS, SAMPLED = 1_000_000, 20_000


@dataclass(frozen=True)
class Measured:
    """One policy's year: seconds by the clock and of the processor; the scalar path's processor seconds for as many."""

    policy: str
    settlements: int
    wall_s: float
    cpu_s: float
    scalar_cpu_s: float
    one_by_one: int
    peak_mb: int
    before_mb: int


def measure(policy: Policy, settlements: int = SETTLEMENTS, sampled: int = SAMPLED) -> Measured:
    """Raises AssertionError where the sample is not the same to the fen on both paths."""
    columns = a_year(policy, settlements)
    before_mb = _peak_mb()
    wall_s, cpu_s = perf_counter(), process_time()
    results = settle_columns(policy, columns)
    wall_s, cpu_s = perf_counter() - wall_s, process_time() - cpu_s
    count, scalar_s = _compare(policy, columns, results, sampled)
    return Measured(
        policy.name, settlements, wall_s, cpu_s, scalar_s / count * settlements, results.one_by_one, _peak_mb(), before_mb
    )


def _compare(policy: Policy, columns: Columns, results: Results, sampled: int) -> tuple[int, float]:
    """Every bill of the families of some persons, one by one; how many, and the processor's seconds for the settling alone."""
    step = max(1, len(columns) // sampled)
    rows = np.flatnonzero(columns.family % step == 0)
    scopes, kept = policy.counters(), dict[tuple[str, int], int]()
    asked = []
    for row in map(int, rows):
        owners = {
            name: int((columns.family if scope is CounterScope.FAMILY_YEAR else columns.person)[row])
            for name, scope in scopes.items()
        }
        stay = columns.stay(row, {name: kept.get((name, owner), 0) for name, owner in owners.items()})
        outcome = settle(policy, stay)
        asked.append(stay)
        assert [share.paid_fen for share in outcome.shares] == results.paid_fen[:, row].tolist()
        assert outcome.patient_fen == results.patient_fen[row]
        for name, amount in outcome.drawn.items():
            kept[name, owners[name]] = kept.get((name, owners[name]), 0) + amount
    started = process_time()
    for stay in asked:
        settle(policy, stay)
    return len(asked), process_time() - started


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def table(settlements: int = SETTLEMENTS) -> Sequence[str]:
    """Every shipped file."""
    lines = [
        "| policy | settlements | wall s | CPU s | scalar path CPU s | batch / scalar | one by one | peak MB (columns alone) |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for policy in shelf().policies:
        one = measure(replace(policy, plans={}), settlements)
        lines.append(
            f"| {one.policy} | {one.settlements:,} | {one.wall_s:.1f} | {one.cpu_s:.1f} | {one.scalar_cpu_s:.0f} "
            f"| {one.scalar_cpu_s / one.cpu_s:.0f} times | {one.one_by_one:,} | {one.peak_mb} ({one.before_mb}) |"
        )
    return [*lines, "", f"Scalar path: {SAMPLED:,} of them, whole families, the same to the fen; scaled up."]
