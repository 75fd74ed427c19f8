"""In which order bills depend on each other: the first of everyone, then the second of everyone, and so on."""

from collections.abc import Iterator

import numpy as np

from shared.policy.batch.columns import Codes, Columns, Rows
from shared.policy.clauses import CounterScope, Policy


def rounds(policy: Policy, columns: Columns) -> Iterator[Rows]:
    """Rows that may be settled together: of each person (of each family, where the policy counts by family) at most one."""
    is_by_family = CounterScope.FAMILY_YEAR in policy.counters().values()
    unit = _households(columns) if is_by_family else columns.person
    by_unit = np.argsort(unit, kind="stable")
    firsts = np.flatnonzero(np.diff(unit[by_unit], prepend=-1))
    counted = np.arange(len(unit)) - np.repeat(firsts, np.diff(firsts, append=len(unit)))
    rank = np.empty(len(unit), np.int32)
    rank[by_unit] = counted
    by_rank = np.argsort(rank, kind="stable")
    ends = np.cumsum(np.bincount(rank)).tolist()
    start = 0
    for end in ends:
        yield by_rank[start:end]
        start = end


def _households(columns: Columns) -> Codes:
    """People and families that are linked by any bill, under one number: a person may change families within the year."""
    label = np.arange(columns.families, dtype=np.int32)
    while True:
        of_person = np.full(columns.people, columns.families, np.int32)
        np.minimum.at(of_person, columns.person, label[columns.family])
        fresh = label.copy()
        np.minimum.at(fresh, columns.family, of_person[columns.person])
        if (fresh == label).all():
            return label[columns.family]
        label = fresh
