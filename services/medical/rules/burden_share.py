"""S6: of the in-policy costs of a person's year, how much have they borne themselves? The clause allows less than a tenth.

The line stands here until the policy format can say it (`LINES`, the one place); the two counters of the year are those that
every policy keeps.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from shared.policy.clauses import Reference, Trust
from shared.policy.counters import IN_POLICY, PATIENT_IN_POLICY
from shared.policy.explain import reference_explained


@dataclass(frozen=True, slots=True)
class ShareLine:
    """From this share on it is too much, for these people of this place."""

    region: str
    persons: frozenset[str]
    share: Fraction
    reference: Reference

    @property
    def per_mille(self) -> int:
        return int(self.share * 1000)


LINES = (
    ShareLine(
        region="37",
        persons=frozenset({"enrolled", "low-income", "extreme-poverty", "immediate-assistance"}),
        share=Fraction(1, 10),
        reference=Reference(
            document="德州市2019年扶贫开发工作要点",
            clause="巩固健康扶贫成效：贫困患者个人住院医疗费用经各项保障补偿后，原则上个人累计负担政策范围内医疗费用低于政策范围内医疗总费用的10%",
            address="德州市扶贫开发领导小组办公室（2019年）",
            trust=Trust.INFERRED,
            reason="原文适用于德州市贫困患者；济阳县2018年、罗庄区2019年的规定用同一比例，推断全省适用；低保、特困和即时帮扶对象比照建档立卡",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class BurdenShare:
    """A person's year after a bill: what lay within the policy, and how much of that they have borne."""

    in_policy_fen: int
    burden_fen: int
    line: ShareLine | None

    @property
    def per_mille(self) -> int:
        """Rounded down: 99.9 ‰ is still below a tenth. Of nothing, whatever is borne is all of it (see `is_over`)."""
        if not self.in_policy_fen:
            return 1000 if self.burden_fen > 0 else 0
        return self.burden_fen * 1000 // self.in_policy_fen

    @property
    def is_over(self) -> bool:
        """The clause wants it to be below the line (低于): exactly on the line is too much already.

        Costs of last year's interim settlement of which a payer gives back its part in this year are borne in this year.
        """
        return self.line is not None and 0 < self.burden_fen >= self.in_policy_fen * self.line.share

    @property
    def explained(self) -> dict[str, Any]:
        """As JSON values, for the settlement's record."""
        return {
            "in_policy_fen": self.in_policy_fen,
            "burden_fen": self.burden_fen,
            "share_per_mille": self.per_mille,
            "line_per_mille": self.line and self.line.per_mille,
            "is_over": self.is_over,
            "reference": self.line and reference_explained(self.line.reference),
        }


def line_for(region: str, persons: frozenset[str]) -> ShareLine | None:
    """The line of the narrowest place around `region` that speaks of one of these persons."""
    fitting = [line for line in LINES if region.startswith(line.region) and persons & line.persons]
    return max(fitting, key=lambda line: len(line.region), default=None)


def weigh_share(counters: Mapping[str, int], *, region: str, persons: frozenset[str]) -> BurdenShare:
    """The year as its counters stand after a bill, against the line of the person's place."""
    return BurdenShare(counters.get(IN_POLICY, 0), counters.get(PATIENT_IN_POLICY, 0), line_for(region, persons))
