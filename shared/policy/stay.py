"""The facts of one bill, as a policy sees them. Money is fen."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bill: its amount, what of it lies within the policy, and what the patient pays of it first (先行自付)."""

    amount_fen: int
    in_policy_fen: int
    pre_pay_fen: int = 0


@dataclass(frozen=True, slots=True)
class Stay:
    """The facts of one bill, as a policy sees them: a stay in hospital or a visit to it.

    `so_far` holds the counters before this bill, each under the name that the policy gives it (fen drawn from each ceiling; for
    each layer counted by year, as `<layer>.base`, the fen that it has looked at) and the counters that every policy keeps, which
    begin with `year.`. `given` holds what a layer has paid already elsewhere. `classes` divides the bill by catalogue class,
    `items` singles out kinds of service that a policy names; both may be empty where no rule asks for them.
    """

    region: str
    level: str
    persons: frozenset[str]
    total_fen: int
    in_policy_fen: int
    so_far: Mapping[str, int] = field(default_factory=dict)
    given: Mapping[str, int] = field(default_factory=dict)
    scheme: str = "resident"
    visit: str = "inpatient"
    place: str = "in_county"
    """Where the hospital lies, seen from the place where the patient is insured."""
    diseases: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()
    """Of the hospital and of the way there: `designated`, `referred`, and what else a policy names."""
    classes: Mapping[str, Part] = field(default_factory=dict)
    items: Mapping[str, Part] = field(default_factory=dict)
    year: int = 0
    """Of the day that decides; 0 where nobody asks for it. A published income is that of the year before."""
    income_fen: int | None = None
    """What the patient's household has to live on, a head and year; None where nobody has said it."""
    members: int = 0
    """How many live in the household; 0 where nobody has said it."""
