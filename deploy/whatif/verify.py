"""Whether the recorded policies still give what was recorded: each bill by itself, with the counters that it met."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from services.medical.rules.packed import Numbers
from services.medical.rules.recorded import RecordedYear
from shared.policy.batch.columns import Marks, Rows
from shared.policy.batch.run import Results, settle_columns
from shared.policy.clauses import Policy

NAMED_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """A bill that its own policy no longer reproduces: where it differs, in fen."""

    settlement: UUID
    policy: str
    what: str
    recorded_fen: int
    now_fen: int


@dataclass(frozen=True, slots=True)
class Verified:
    """`unknown` counts bills by a version of a policy that is no longer kept; `findings` are the first of those that differ."""

    checked: int
    differing: int
    findings: tuple[Finding, ...]
    unknown: dict[str, int]


def verify(recorded: RecordedYear, policies: Iterable[Policy]) -> Verified:
    kept = {(policy.name, policy.version): policy for policy in policies}
    checked, differing, findings, unknown = 0, 0, list[Finding](), dict[str, int]()
    for number, (name, version) in enumerate(recorded.policies):
        rows = np.flatnonzero(recorded.policy == number)
        policy = kept.get((name, version))
        if policy is None:
            unknown[f"{name}（版本 {version}）"] = len(rows)
            continue
        columns = recorded.columns.taken(
            rows,
            is_each_alone=True,
            opening={
                counter: met[rows].astype(np.int64) for counter, met in recorded.so_far.items() if counter in policy.counters()
            },
        )
        results = settle_columns(policy, columns)
        wrong = _wrong(recorded, rows, results)
        checked, differing = checked + len(rows), differing + int(wrong.sum())
        for at in np.flatnonzero(wrong)[: NAMED_AT_MOST - len(findings)]:
            findings.append(_finding(recorded, int(rows[at]), int(at), name, results))
    return Verified(checked, differing, tuple(findings), unknown)


def _recorded(recorded: RecordedYear, layer: str, rows: Rows) -> Numbers:
    return recorded.layers[layer].paid_fen[rows] if layer in recorded.layers else np.zeros(len(rows), np.int64)


def _wrong(recorded: RecordedYear, rows: Rows, results: Results) -> Marks:
    wrong: Marks = (results.refused > 0) | (results.patient_fen != recorded.patient_fen[rows])
    for at, layer in enumerate(results.layers):
        wrong |= results.paid_fen[at] != _recorded(recorded, layer, rows)
    return wrong


def _finding(recorded: RecordedYear, row: int, at: int, policy: str, results: Results) -> Finding:
    settlement = recorded.id_of(row)
    if results.refused[at]:
        return Finding(settlement, policy, results.refusals[results.refused[at] - 1], int(recorded.patient_fen[row]), 0)
    for place, layer in enumerate(results.layers):
        was, now = int(_recorded(recorded, layer, np.array([row]))[0]), int(results.paid_fen[place, at])
        if was != now:
            title = recorded.layers[layer].title if layer in recorded.layers else layer
            return Finding(settlement, policy, title, was, now)
    return Finding(settlement, policy, "个人负担", int(recorded.patient_fen[row]), int(results.patient_fen[at]))
