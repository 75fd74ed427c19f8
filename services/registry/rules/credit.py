"""Credit grades for small loans (小额信贷评级授信): points for each criterion with the reason, a grade, and what it is good for.

The register answers what it knows; what it cannot know, the officer answers.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.registry.rules.composition import Composition, has, told, with_trait
from services.registry.rules.credit_standard import CreditPolicy, Criterion, Dimension, Grade, IncomeStep, Step, grade_of
from shared.errors import NotFound, Unprocessable
from shared.money import yuan_grouped


class RatingState(StrEnum):
    PROPOSED = "proposed"
    DECIDED = "decided"
    RETURNED = "returned"
    REPLACED = "replaced"


RATING_STATE_NAMES = {
    RatingState.PROPOSED: "待审定",
    RatingState.DECIDED: "已审定",
    RatingState.RETURNED: "退回重评",
    RatingState.REPLACED: "已被新的评级取代",
}


class ObjectionState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    REGRADED = "regraded"


OBJECTION_STATE_NAMES = {
    ObjectionState.OPEN: "待复核",
    ObjectionState.UPHELD: "维持原评级",
    ObjectionState.REGRADED: "已复评",
}


class AnswersMissing(Unprocessable):
    """评级的问题没有答全"""

    mend = "missing 所列各项均须回答；问题和可选的答案见评级标准"


class AnswerUnknown(Unprocessable):
    """评级的答案不在可选之列"""

    mend = "请从 allowed 中选择"


class BorrowerNotOfHousehold(Unprocessable):
    """借款人不是这一户的成员"""

    mend = "请选择本户成员：户借、户用、户还"


class BorrowerOutOfAge(Unprocessable):
    """借款人的年龄不在规定范围之内"""

    mend = "请由本户年龄符合的其他成员申请"


class NoCreditPolicy(NotFound):
    """该地没有生效的评级授信标准"""

    mend = "请联系平台管理员在评级标准文件中补录并注明出处"


@dataclass(frozen=True)
class PointLine:
    """One criterion's points, out of how many, and why."""

    criterion: str
    title: str
    dimension: Dimension
    points: int
    of: int
    why: str
    clause: str


@dataclass(frozen=True)
class HeldIncome:
    """The newest income book beside the poverty line of its year; `line_fen` is None where none is published."""

    year: int
    per_head_fen: int
    line_fen: int | None


@dataclass(frozen=True)
class Rated:
    """What a household comes to."""

    lines: tuple[PointLine, ...]
    points: int
    grade: Grade
    barriers: tuple[str, ...]
    limit_fen: int


def check_borrower(policy: CreditPolicy, age: int | None, *, is_member: bool) -> None:
    """Raises BorrowerNotOfHousehold or BorrowerOutOfAge, the latter also for somebody whose birth nobody knows."""
    if not is_member:
        raise BorrowerNotOfHousehold(pointer="/borrower_id")
    if age is None or not policy.loan.age_from <= age <= policy.loan.age_to:
        raise BorrowerOutOfAge(pointer="/borrower_id", age_from=policy.loan.age_from, age_to=policy.loan.age_to)


def check_answers(policy: CreditPolicy, answers: Mapping[str, str], barriers: Mapping[str, bool]) -> None:
    """Raises AnswersMissing or AnswerUnknown."""
    asked = {each.criterion: each for each in policy.criteria if each.options}
    named = {each.barrier for each in policy.barriers}
    if missing := [*(set(asked) - set(answers)), *(named - set(barriers))]:
        raise AnswersMissing(pointer="/answers", missing=sorted(missing))
    if strange := sorted(set(answers) - set(asked)):
        raise AnswerUnknown(pointer=f"/answers/{strange[0]}", allowed=sorted(asked))
    if strange := sorted(set(barriers) - named):
        raise AnswerUnknown(pointer=f"/barriers/{strange[0]}", allowed=sorted(named))
    for criterion, answer in answers.items():
        allowed = [option.answer for option in asked[criterion].options]
        if answer not in allowed:
            raise AnswerUnknown(pointer=f"/answers/{criterion}", allowed=allowed)


def rate(
    policy: CreditPolicy,
    home: Composition,
    income: HeldIncome | None,
    *,
    answers: Mapping[str, str],
    barriers: Mapping[str, bool],
) -> Rated:
    """Points by criterion, the grade, and the limit: nothing where a barrier stands. `answers` are checked (`check_answers`)."""
    lines = tuple(_line(policy, criterion, home, income, answers) for criterion in policy.criteria)
    points = sum(line.points for line in lines)
    standing = tuple(each.title for each in policy.barriers if barriers[each.barrier])
    grade = grade_of(policy, points)
    return Rated(lines, points, grade, standing, 0 if standing else grade.limit_fen)


def valid_until(policy: CreditPolicy, decided_on: date) -> date:
    """The corresponding day so many months later, or that month's last day (民法典 第二百零二条)."""
    years, month = divmod(decided_on.month - 1 + policy.terms.valid_months, 12)
    year = decided_on.year + years
    return date(year, month + 1, min(decided_on.day, monthrange(year, month + 1)[1]))


def _line(
    policy: CreditPolicy, criterion: Criterion, home: Composition, income: HeldIncome | None, answers: Mapping[str, str]
) -> PointLine:
    if criterion.options:
        option = next(each for each in criterion.options if each.answer == answers[criterion.criterion])
        points, why = option.points, option.title
    elif criterion.steps:
        points, why = _from_register(criterion.steps, home)
    else:
        points, why = _from_income(criterion.income, income)
    clause = policy.source(criterion).spoken
    return PointLine(criterion.criterion, criterion.title, criterion.dimension, points, criterion.most, why, clause)


def _from_register(steps: Sequence[Step], home: Composition) -> tuple[int, str]:
    seen: list[str] = []
    for step in steps:
        if step.trait is None:
            return step.points, "；".join(dict.fromkeys(seen)) or "登记的情况都不符合加分条件"
        if step.is_absent:
            if not has(home, step.trait):
                return step.points, f"登记中没有：{told(home, step.trait)}"
            seen.append(told(home, step.trait))
        elif len(with_trait(home, step.trait)) >= (step.at_least or 1):
            return step.points, told(home, step.trait)
    return 0, "；".join(dict.fromkeys(seen)) or "登记的情况都不符合加分条件"


def _from_income(steps: Sequence[IncomeStep], income: HeldIncome | None) -> tuple[int, str]:
    if income is None:
        return 0, "没有收入台账"
    said = f"{income.year} 年人均纯收入 {yuan_grouped(income.per_head_fen)} 元"
    if income.line_fen is None:
        return 0, f"{said}，当年没有公布标准"
    said += f"，标准 {yuan_grouped(income.line_fen)} 元"
    for step in sorted(steps, key=lambda each: -each.at_least_per_mille):
        if income.per_head_fen * 1000 >= income.line_fen * step.at_least_per_mille:
            return step.points, said
    return 0, said
