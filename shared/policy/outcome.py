"""One bill, shared out: what each layer pays and every number on the way there. Money is fen.

These values are made once and not changed; they are plain so that a bill is shared out in microseconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from shared.money import split
from shared.policy.clauses import Beyond, Layer, Period, Reference, Stay, Whole
from shared.policy.plan import Plan, Turn


class Step(NamedTuple):
    """One tier's part: this much of the base lay in it, and this share of that is paid."""

    from_fen: int
    amount_fen: int
    ratio: Fraction
    shown: str
    of: str = ""
    """The part of the base that it is about, where the layer tells parts apart."""
    reference: Reference | None = None
    """Of a part with a ratio of its own."""
    deducted_fen: int = 0
    """What the deductible took out of this part before, where the layer tells parts apart."""


class Deducted(NamedTuple):
    """The deductible that the rule names, and how much of it this bill used up."""

    rule_fen: int
    used_fen: int
    reference: Reference
    of: str = ""
    """Of a share of an income: what the income is called, and (`of_fen`) what it comes to."""
    of_fen: int = 0


class Draw(NamedTuple):
    """What was left of a ceiling before and after this layer paid."""

    ceiling: str
    title: str
    per: Period
    limit_fen: int
    before_fen: int
    after_fen: int
    reference: Reference
    holder: str


class Capped(NamedTuple):
    """A share-of-the-whole limit, in fen, and what it cut off. With `earlier_fen`, layers before this one count as well."""

    share: Fraction
    shown: str
    of: Whole
    whole_fen: int
    earlier_fen: int | None
    limit_fen: int
    """The most that this layer may pay."""
    cut_fen: int
    beyond: Beyond
    reference: Reference


@dataclass(slots=True)
class Share:
    """What one layer pays of one bill, and why."""

    turn: Turn
    base_fen: int
    room_fen: int
    """What nobody has paid yet of that which the base is part of: the most that the layer can take."""
    entered_fen: int
    """What of the base enters, where a rule leaves a share of it with the patient; else the base."""
    before_fen: int
    """The part of the year's base that earlier bills brought; 0 for a layer counted by stay."""
    due_before_fen: int | None
    """For a layer that reckons the year as a whole: what was due from it before this bill."""
    deducted: Deducted | None
    steps: tuple[Step, ...]
    scale_fen: int
    """What deductible and scale give, rounded, before any limit or ceiling."""
    caps: tuple[Capped, ...]
    draws: tuple[Draw, ...]
    paid_fen: int
    is_entitled: bool = True
    is_given: bool = False

    @property
    def layer(self) -> Layer:
        return self.turn.layer

    @property
    def scale_reference(self) -> Reference | None:
        return None if self.is_given or not self.is_entitled else self.turn.scale_reference

    @property
    def capped(self) -> Capped | None:
        """The limit that decided, or the first that applies."""
        return next((cap for cap in reversed(self.caps) if cap.cut_fen), self.caps[0] if self.caps else None)

    def by_payer(self) -> list[int]:
        """What each of several payers bears of this layer: by largest remainder, so that the parts add up."""
        shares = [payer.share for payer in self.layer.payers]
        whole = lcm(*(share.denominator for share in shares))
        return split(self.paid_fen, [share.numerator * (whole // share.denominator) for share in shares])

    @property
    def shortfall_fen(self) -> int:
        return sum(cap.cut_fen for cap in self.caps if cap.beyond is Beyond.SHORTFALL)


@dataclass(slots=True)
class Outcome:
    """One bill, shared out."""

    stay: Stay
    plan: Plan
    shares: tuple[Share, ...]
    patient_in_policy_fen: int
    patient_out_of_policy_fen: int
    drawn: Mapping[str, int]
    """What this bill adds to each counter; a reversal takes exactly this away again."""

    @property
    def patient_fen(self) -> int:
        return self.patient_in_policy_fen + self.patient_out_of_policy_fen

    @property
    def shortfall_fen(self) -> int:
        """The part of the patient's share that an earlier layer should have carried (never more than the share)."""
        return min(self.patient_fen, sum(share.shortfall_fen for share in self.shares))
