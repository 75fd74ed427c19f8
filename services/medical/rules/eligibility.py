"""Who somebody is to a policy, and whether they are admitted without a deposit (先诊疗后付费), with reasons."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.medical.rules.admission import CAUSE_TITLES, Cause, Visit
from shared.errors import Unprocessable
from shared.policy.clauses import Policy, Reference, Stay

COVER_CLASS = "immediate-assistance"
"""The class of a person whose household's case has opened cover for them."""

CLASS_TITLES = {
    "enrolled": "建档立卡",
    "low-income": "低保",
    "extreme-poverty": "特困供养",
    "monitored": "监测",
    COVER_CLASS: "即时帮扶",
}
"""What lists call the classes that registry and cases give; a policy file has the full names of its place."""


class PersonClassUnknown(Unprocessable):
    """该地政策没有这一人员类别"""

    mend = "请使用该地政策列明的人员类别"


class NotInPolicy(Unprocessable):
    """该地政策没有这一累计项或保障项目"""

    mend = "请使用 known 列出的代码：不认识的不会计入，测算就错了"


@dataclass(frozen=True, slots=True)
class DepositDecision:
    """Whether a deposit is waived, the sentence that says why, and the clause."""

    is_without_deposit: bool
    reason: str
    reference: Reference | None

    @property
    def clause(self) -> str:
        """The clause in one line, for the agreement."""
        return f"{self.reference.document} {self.reference.clause}" if self.reference else ""


def persons_of(classes: Iterable[str], *, has_cover: bool) -> frozenset[str]:
    """The classes by which a policy judges a person: what registry says, and cover that a case has opened."""
    return frozenset(classes) | ({COVER_CLASS} if has_cover else frozenset())


def must_be_known(policy: Policy, persons: Iterable[str]) -> None:
    """Raises PersonClassUnknown, naming those that the policy knows."""
    for person in persons:
        if person not in policy.persons:
            raise PersonClassUnknown(pointer="/persons", person=person, known=dict(policy.persons))


def must_be_ruled(policy: Policy, stay: Stay) -> None:
    """Raises NotInPolicy for a counter or a layer that the policy would pass over, paying as if nothing had been said."""
    asked = (("so_far", stay.so_far, list(policy.counters())), ("given", stay.given, [layer.name for layer in policy.layers]))
    for key, names, known in asked:
        for name in names:
            if name not in known:
                raise NotInPolicy(pointer=f"/{key}/{name}", known=known)


def decide_deposit(
    policy: Policy,
    *,
    persons: frozenset[str],
    region: str,
    level: str,
    cause: Cause,
    visit: Visit = Visit.INPATIENT,
    is_paper: bool = False,
    is_defaulter: bool = False,
) -> DepositDecision:
    """By the policy's deposit rule: the right class of person, the right hospital, and no excluded cause.

    Whoever is on the list of malicious defaulters loses it (see `rules.defaulter`); a visit without a bed, or a bill on paper,
    knows no deposit.
    """
    rule = policy.deposit
    if is_paper:
        return DepositDecision(False, "手工报销不涉及住院押金", None)
    if visit is not Visit.INPATIENT:
        return DepositDecision(False, "门诊就诊不涉及住院押金", None)
    if rule is None:
        return DepositDecision(False, "该地政策没有免押金入院的规定", None)
    if cause in rule.causes_excluded:
        return DepositDecision(False, f"入院原因为{CAUSE_TITLES[cause]}，不适用先诊疗后付费", rule.reference)
    if not rule.entitled.holds(Stay(region, level, persons, total_fen=0, in_policy_fen=0)):
        return DepositDecision(False, "患者不属于先诊疗后付费的人员类别或机构范围", rule.reference)
    if is_defaulter:
        return DepositDecision(
            False, "患者在恶意拖欠医疗费用名单中，本次不适用先诊疗后付费；可向县区申诉，还清后自动移出", rule.reference
        )
    titles = "、".join(title for name, title in policy.persons.items() if name in persons & rule.entitled.persons)
    return DepositDecision(True, f"患者属于{titles}，先诊疗后付费，入院不收押金", rule.reference)
