"""The yearly burden of a person against the line that the place's policy draws."""

from dataclasses import dataclass
from typing import Any

from shared.policy.clauses import Policy, Reference, Stay, first
from shared.policy.explain import reference_explained


@dataclass(frozen=True, slots=True)
class Burden:
    """What a person has borne in the year before and after this bill, and the line for people like them, if there is one."""

    before_fen: int
    after_fen: int
    line_fen: int | None
    reference: Reference | None

    @property
    def is_crossed(self) -> bool:
        """Whether this very bill carries the person over the line: exactly on the line is not over it."""
        return self.line_fen is not None and self.before_fen <= self.line_fen < self.after_fen

    def explained(self) -> dict[str, Any]:
        """As JSON values, for the people and for the row."""
        return {
            "before_fen": self.before_fen,
            "after_fen": self.after_fen,
            "line_fen": self.line_fen,
            "is_crossed": self.is_crossed,
            "reference": self.reference and reference_explained(self.reference),
        }


def weigh(policy: Policy, stay: Stay, *, before_fen: int, patient_fen: int) -> Burden:
    """大额医疗费用预警: the line is yearly and personal, and comes from the policy file with its clause."""
    line = first(policy.burden_lines, stay)
    return Burden(before_fen, before_fen + patient_fen, line.value if line else None, line.reference if line else None)
