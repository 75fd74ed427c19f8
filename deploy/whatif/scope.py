"""Which recorded bills a draft concerns: those of its place that no narrower file of a county's own rules."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from services.medical.rules.recorded import RecordedYear
from shared import regions
from shared.policy.batch.columns import Rows
from shared.policy.clauses import Policy

COUNTY_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Concerned:
    """The bills, how many of each county, and how many of the year lie elsewhere."""

    rows: Rows
    by_county: dict[str, int]
    elsewhere: int
    ruled_narrower: int


def concerned(recorded: RecordedYear, draft: Policy, kept: Iterable[Policy]) -> Concerned:
    narrower = tuple(one.region for one in kept if len(one.region) > len(draft.region) and one.region.startswith(draft.region))
    kinds = recorded.columns.kinds
    inside = np.array([stay.region.startswith(draft.region) for stay in kinds], np.bool_)
    own = np.array([bool(narrower) and stay.region.startswith(narrower) for stay in kinds], np.bool_)
    kind = recorded.columns.kind
    rows = np.flatnonzero((inside & ~own)[kind])
    by_county: dict[str, int] = {}
    for number, count in enumerate(np.bincount(kind[rows], minlength=len(kinds)).tolist()):
        if count:
            county = kinds[number].region[:COUNTY_DIGITS]
            by_county[county] = by_county.get(county, 0) + count
    return Concerned(rows, dict(sorted(by_county.items())), int((~inside)[kind].sum()), int((inside & own)[kind].sum()))


def place_name(region: str) -> str:
    return regions.name_of(region) if regions.exists(region) else region
