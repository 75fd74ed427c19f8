"""The appraisal of a house (农村房屋危险性鉴定): looked at part by part first; from D on, and on dispute, counted as well.

Which condition of which parts makes which grade is the survey's rule, so that both mean the same by C and D.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.housing.rules import survey as survey_rule
from services.housing.rules.appraisal_policy import AppraisalPolicy, Reading, Sign
from services.housing.rules.house import CONDITION_NAMES, PART_NAMES, Condition, Grade, Part
from services.housing.rules.member import (
    GROUP_NAMES,
    MEMBER_NAMES,
    Count,
    Group,
    Member,
    Memberships,
    house_memberships,
    is_whole_house,
    leading,
    memberships,
    percent,
    share,
)
from services.housing.rules.structure import STRUCTURE_NAMES, Structure
from services.housing.rules.survey_policy import SurveyPolicy
from shared.errors import Unprocessable

_CONDITIONS = list(Condition)
_GRADES = list(Grade)


class SignNotOfStructure(Unprocessable):
    """所勾选的情形不属于这一部位或这类结构"""

    mend = "请按该类结构的鉴定表（GET /appraisal-forms/{结构}）填写代码"


class ReadingNotOfStructure(Unprocessable):
    """所填的测量项目不属于这类结构"""

    mend = "请按该类结构的鉴定表（GET /appraisal-forms/{结构}）填写代码"


class MoreDangerousThanThere(Unprocessable):
    """危险构件数多于构件总数"""

    mend = "请核对该类构件的总数和危险构件数"


class CountsMissing(Unprocessable):
    """须逐构件清点，作定量复核"""

    mend = "定性评为 D 级或复核时，请填写各类构件的总数和危险构件数；至少有基础和一种上部承重构件"


@dataclass(frozen=True, slots=True)
class Seen:
    """What an appraiser found: signs by part, measured values, members counted (empty where nobody counted)."""

    structure: Structure
    signs: Mapping[Part, Sequence[str]]
    readings: Mapping[str, Fraction]
    counts: Mapping[Member, Count]


@dataclass(frozen=True, slots=True)
class Counted:
    """What the counts of members come to."""

    grade: Grade
    shares: Mapping[Group, Fraction]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Appraised:
    """The grade of a house with its reasons; `qualitative` by looking, `counted` by counting where that was done."""

    conditions: Mapping[Part, Condition]
    qualitative: Grade
    counted: Grade | None
    must_count: bool
    """Whether looking alone cannot stand here."""
    grade: Grade
    reasons: tuple[str, ...]


def appraise(policy: AppraisalPolicy, grades: SurveyPolicy, seen: Seen, *, is_review: bool = False) -> Appraised:
    """`is_review`: a second or third opinion, which is counted whatever it sees.

    Raises SignNotOfStructure, ReadingNotOfStructure, MoreDangerousThanThere, CountsMissing (for counts that cannot be reckoned
    with; whether there must be any is `must_count`, and judged by whoever signs).
    """
    conditions, why = _look(policy, seen)
    by_looking = survey_rule.grade(grades, conditions)
    # The ground is not made of members: counting can say nothing against a landslide.
    structure = survey_rule.grade(grades, {**conditions, Part.SITE: Condition.SOUND}).grade
    site = survey_rule.grade(grades, {part: conditions[part] if part is Part.SITE else Condition.SOUND for part in Part}).grade
    must_count = is_review or structure >= policy.qualitative.count_from
    if not seen.counts:
        reasons = (*why, *by_looking.reasons)
        return Appraised(conditions, by_looking.grade, None, must_count, by_looking.grade, reasons)

    counted = _count(policy, seen.counts)
    best = _GRADES[max(0, _GRADES.index(structure) - policy.differing.better_by)]
    grade = max(site, counted.grade, best)
    # The last of the survey's reasons says what the grade by looking means; here that is not the last word.
    told = [*why, *by_looking.reasons[:-1], *counted.reasons]
    if counted.grade is not structure or site > max(counted.grade, best):
        said = f"房屋本身定性为{structure}级，定量为{counted.grade}级；"
        told.append(said + _differing(policy, counted=counted.grade, best=best, site=site))
    meaning = grades.meaning_of(grade)
    told.append(f"{grade}级：{meaning.meaning}。依据：{grades.source(meaning).spoken}")
    return Appraised(conditions, by_looking.grade, counted.grade, must_count, grade, tuple(told))


def must_be_counted(appraised: Appraised) -> None:
    """Raises CountsMissing."""
    if appraised.must_count and appraised.counted is None:
        raise CountsMissing(pointer="/counts", qualitative=appraised.qualitative.value)


def _look(policy: AppraisalPolicy, seen: Seen) -> tuple[dict[Part, Condition], list[str]]:
    """How each part is by what was ticked and measured, and why, from the ground up."""
    conditions, why = dict.fromkeys(Part, Condition.SOUND), {part: list[str]() for part in Part}
    for part in Part:
        known = {sign.code: sign for sign in policy.signs_for(seen.structure, part)}
        for at, code in enumerate(seen.signs.get(part, ())):
            if code not in known:
                pointer = f"/signs/{part.value}/{at}"
                raise SignNotOfStructure(pointer=pointer, code_given=code, structure=STRUCTURE_NAMES[seen.structure])
            conditions[part] = worse(conditions[part], known[code].condition)
            why[part].append(_ticked(policy, known[code]))
    measurable = {reading.code: reading for reading in policy.readings_for(seen.structure)}
    for code, value in seen.readings.items():
        if code not in measurable:
            structure = STRUCTURE_NAMES[seen.structure]
            raise ReadingNotOfStructure(pointer=f"/readings/{code}", code_given=code, structure=structure)
        reading = measurable[code]
        condition = reading.condition_at(value)
        conditions[reading.part] = worse(conditions[reading.part], condition)
        why[reading.part].append(_measured(policy, reading, value, condition))
    return conditions, [reason for part in Part for reason in why[part]]


def worse(one: Condition, other: Condition) -> Condition:
    return max(one, other, key=_CONDITIONS.index)


def _ticked(policy: AppraisalPolicy, sign: Sign) -> str:
    return f"{PART_NAMES[sign.part]}：{sign.text}，为{CONDITION_NAMES[sign.condition]}。依据：{policy.source(sign).spoken}"


def _measured(policy: AppraisalPolicy, reading: Reading, value: Fraction, condition: Condition) -> str:
    passed = [step.over for step in reading.steps if value > step.over]
    limit = f"，超过{plain(passed[-1])}{reading.unit}" if passed else f"，未超过{plain(reading.steps[0].over)}{reading.unit}"
    told = f"{PART_NAMES[reading.part]}：{reading.title}{plain(value)}{reading.unit}{limit}，为{CONDITION_NAMES[condition]}"
    return f"{told}。依据：{policy.source(reading).spoken}"


def plain(value: Fraction) -> str:
    """A measured value as people write it, to three decimals."""
    thousandths = round(value * 1000)
    whole, rest = divmod(thousandths, 1000)
    return f"{whole}.{rest:03}".rstrip("0") if rest else str(whole)


def _count(policy: AppraisalPolicy, counts: Mapping[Member, Count]) -> Counted:
    for member, count in counts.items():
        if count.dangerous > count.total:
            raise MoreDangerousThanThere(pointer=f"/counts/{member.value}", member=MEMBER_NAMES[member])
    groups = {group: {rule.member: rule.weight for rule in policy.members if rule.group is group} for group in Group}
    bearing = [member for group in (Group.FOUNDATION, Group.SUPERSTRUCTURE) for member in groups[group]]
    for group in (Group.FOUNDATION, Group.SUPERSTRUCTURE):
        if not any(counts[member].total for member in groups[group] if member in counts):
            raise CountsMissing(pointer="/counts", missing=GROUP_NAMES[group])
    scale = policy.memberships.scale
    shares = {group: share(groups[group], counts) for group in Group}
    parts = {group: memberships(shares[group], scale) for group in Group}
    house = house_memberships(parts, scale)
    grade, how = leading(house), policy.source(policy.memberships).spoken
    reasons = [_shares(policy, groups, counts, shares, parts)]
    if is_whole_house(parts, scale):
        grade = Grade.D
        reasons.append(f"有承重部分的d级隶属度达到{percent(scale.whole_from)}，定量评为D级。依据：{how}")
    else:
        spoken = "，".join(f"{each}级{_two(house[each])}" for each in Grade)
        reasons.append(f"房屋各级隶属度：{spoken}，定量评为{grade}级。依据：{how}")
    lifted = _floor(policy, parts, has_danger=any(count.dangerous for count in counts.values()))
    if lifted > grade:
        reasons.append(f"按构件清点至少为{lifted}级。依据：{policy.source(policy.floor).spoken}")
        grade = lifted
    even = share(dict.fromkeys(bearing, Fraction(1)), counts)
    if even > policy.other_scale.whole_over and grade is not Grade.D:
        other = policy.source(policy.other_scale).spoken
        reasons.append(f"危险承重构件占{percent(even)}，按另一种口径为D级，未据以评级，请县区核对。依据：{other}")
    return Counted(grade, shares, tuple(reasons))


def _floor(policy: AppraisalPolicy, parts: Mapping[Group, Memberships], *, has_danger: bool) -> Grade:
    is_failing = leading(parts[Group.FOUNDATION]) >= Grade.C
    return max(policy.floor.any_dangerous if has_danger else Grade.A, policy.floor.foundation_failing if is_failing else Grade.A)


def _shares(
    policy: AppraisalPolicy,
    groups: Mapping[Group, Mapping[Member, Fraction]],
    counts: Mapping[Member, Count],
    shares: Mapping[Group, Fraction],
    parts: Mapping[Group, Memberships],
) -> str:
    told = []
    for group in Group:
        there = [f"{MEMBER_NAMES[m]}{counts[m].dangerous}/{counts[m].total}" for m in groups[group] if m in counts]
        level = leading(parts[group]).lower()
        told.append(f"{GROUP_NAMES[group]}（{'、'.join(there) or '无'}）危险构件百分数{percent(shares[group])}，为{level}级")
    return f"{'；'.join(told)}。依据：{policy.source(policy.members[0]).spoken}"


def _two(value: Fraction) -> str:
    hundredths = (value * 200 + 1) // 2
    return f"{hundredths // 100}.{hundredths % 100:02}"


def _differing(policy: AppraisalPolicy, *, counted: Grade, best: Grade, site: Grade) -> str:
    grade = max(counted, best, site)
    if site > max(counted, best):
        how = f"场地为{site}级，不因清点而改变"
    else:
        how = "以定量为准" if counted is grade else f"定量至多比定性好{policy.differing.better_by}级"
    return f"{how}，评为{grade}级。依据：{policy.source(policy.differing).spoken}"
