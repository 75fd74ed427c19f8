"""Who is helped with a dangerous house, and how: the groups, one help a house, and the modes that fit.

认定一户、改造一户；对单人、高龄危房户最大程度实行集中供养，where they wish it（淄博市打赢脱贫攻坚战三年行动实施意见，2018）.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from services.housing.rules.help_policy import Group, HelpPolicy, Kinship, ModeRule, Whom
from services.housing.rules.house import Grade
from services.housing.rules.mode import Mode, ModeNeedsReason, ModeNotOffered
from shared.errors import Unprocessable


class NoHelpRule(Unprocessable):
    """该地该日没有可适用的危房改造规定"""

    mend = "请由平台运维为该地补充政策文件"


class GroupUnknown(Unprocessable):
    """该地的危房改造规定中没有这类对象"""

    mend = "请从该地规定所列的对象类别中选择"


@dataclass(frozen=True, slots=True)
class FormerHelp:
    """A house that was made safe with public money before, and through what it is this household's too."""

    on: date
    through: Kinship
    was_destroyed: bool = False


@dataclass(frozen=True, slots=True)
class Applicant:
    """A household and its house, as far as the rule looks at them."""

    grade: Grade
    groups: frozenset[str]
    """Codes of the policy."""
    persons: int
    oldest: int
    """Years of age of the eldest member."""
    wishes_care: bool = False
    children_have_safe_house: bool = False
    has_another_safe_house: bool = False
    former: tuple[FormerHelp, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a household may not be helped, or what has to be looked into before."""

    code: str
    sentence: str
    is_absolute: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A mode that fits, and why."""

    mode: Mode
    reason: str


def groups_of(policy: HelpPolicy, applicant: Applicant) -> tuple[Group, ...]:
    """The groups of the place that the household is of, in the policy's order. Raises GroupUnknown."""
    if unknown := applicant.groups - {group.code for group in policy.groups}:
        raise GroupUnknown(pointer="/groups", groups="、".join(sorted(unknown)))
    return tuple(group for group in policy.groups if group.code in applicant.groups)


def hindrances(policy: HelpPolicy, applicant: Applicant, *, on: date) -> tuple[Hindrance, ...]:
    """Everything that stands against help, not only the first: an officer has to be able to tell the household all of it."""
    found = list[Hindrance]()
    if applicant.grade < Grade.C:
        found.append(Hindrance("house-not-dangerous", f"住房为{applicant.grade}级，不是危房", is_absolute=True))
    if not groups_of(policy, applicant):
        named = "、".join(group.title for group in policy.groups)
        found.append(Hindrance("of-no-group", f"不属于该地危房改造的对象（{named}）", is_absolute=True))
    found += helped_before(policy, applicant.former, on=on)
    if applicant.children_have_safe_house:
        bar = policy.safe_house_of_children
        sentence = f"子女（赡养义务人）有安全住房，按分户不分家核实。依据：{policy.source(bar).spoken}"
        found.append(Hindrance("children-have-safe-house", sentence, bar.is_absolute))
    if applicant.has_another_safe_house:
        bar = policy.another_safe_house
        sentence = f"名下另有安全住房。依据：{policy.source(bar).spoken}"
        found.append(Hindrance("another-safe-house", sentence, bar.is_absolute))
    return tuple(found)


def helped_before(policy: HelpPolicy, former: Sequence[FormerHelp], *, on: date) -> list[Hindrance]:
    """What counts of earlier help to this house, this household and its kin: one help a house, whatever the help is."""
    return [_helped_before(policy, each) for each in former if _still_counts(policy, each, on=on)]


_THROUGH = {Kinship.HOUSEHOLD: "这户", Kinship.ADDRESS: "这处住房", Kinship.KIN: "同住过的亲属"}


def _still_counts(policy: HelpPolicy, former: FormerHelp, *, on: date) -> bool:
    rule = policy.once_only
    if former.through not in rule.through or (former.was_destroyed and rule.unless_destroyed):
        return False
    return rule.years is None or (on.year - former.on.year) - ((on.month, on.day) < (former.on.month, former.on.day)) < rule.years


def _helped_before(policy: HelpPolicy, former: FormerHelp) -> Hindrance:
    rule = policy.once_only
    sentence = f"{_THROUGH[former.through]}已于{former.on.isoformat()}享受过危房改造。依据：{policy.source(rule).spoken}"
    # A kinsman's house is a reason to look: who lived with whom may be wrong in the books.
    return Hindrance(f"helped-before-{former.through}", sentence, is_absolute=former.through is not Kinship.KIN)


def offers(policy: HelpPolicy, applicant: Applicant) -> tuple[Offer, ...]:
    """The modes that fit, the one to be tried first in front."""
    fitting = [rule for rule in policy.modes if applicant.grade in rule.grades and _is_for(policy, rule, applicant)]
    return tuple(Offer(rule.mode, f"{_why(policy, rule, applicant)}。依据：{policy.source(rule).spoken}") for rule in fitting)


def _is_for(policy: HelpPolicy, rule: ModeRule, applicant: Applicant) -> bool:
    if rule.only_if_wished and not applicant.wishes_care:
        return False
    is_single, is_old = applicant.persons == 1, applicant.oldest >= policy.old_from
    fits = {
        Whom.ANY: True,
        Whom.SINGLE: is_single,
        Whom.OLD: is_old,
        Whom.SINGLE_OR_OLD: is_single or is_old,
    }
    return fits[rule.whom]


def _why(policy: HelpPolicy, rule: ModeRule, applicant: Applicant) -> str:
    said = [f"住房为{applicant.grade}级"]
    if rule.whom in (Whom.SINGLE, Whom.SINGLE_OR_OLD) and applicant.persons == 1:
        said.append("单人户")
    if rule.whom in (Whom.OLD, Whom.SINGLE_OR_OLD) and applicant.oldest >= policy.old_from:
        said.append(f"有{policy.old_from}周岁以上老人")
    if rule.only_if_wished:
        said.append("本人愿意")
    return "，".join(said)


def must_fit(offered: Sequence[Offer], mode: Mode, *, reason: str) -> None:
    """The mode that was chosen is one that is offered; another than the first has a reason.

    Raises ModeNotOffered, ModeNeedsReason.
    """
    modes = [offer.mode for offer in offered]
    if mode not in modes:
        raise ModeNotOffered(pointer="/mode", offered="、".join(modes))
    if mode is not modes[0] and not reason.strip():
        raise ModeNeedsReason(pointer="/mode_reason", first=modes[0])
