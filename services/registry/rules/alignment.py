"""Aligning relief and dibao (扶贫、低保两项制度衔接): the seven unities of 临淄 (第九章二), and what can be seen of each.

The document names the seven and no more (it speaks of 融合; later ones, and this code, of 衔接). What each means here is our
reading, marked as inferred in `policy/alignment`. Two can be seen in our own data: whether the dibao line stands above the relief
standard, and who is in one register and not in the other. For the others a place answers, with the document that it goes by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.registry.rules.line import Line
from shared.errors import Conflict, NotFound, Unprocessable
from shared.money import yuan_grouped
from shared.policy.document import Document, Value
from shared.policy.written import Text


class Unity(StrEnum):
    STANDARD = "standard"
    RECOGNITION = "recognition"
    OBJECT = "object"
    POLICY = "policy"
    MANAGEMENT = "management"
    INFORMATION = "information"
    ACCEPTANCE = "acceptance"


UNITY_NAMES = {
    Unity.STANDARD: "统一标准",
    Unity.RECOGNITION: "统一认定",
    Unity.OBJECT: "统一对象",
    Unity.POLICY: "统一政策",
    Unity.MANAGEMENT: "统一管理",
    Unity.INFORMATION: "统一信息",
    Unity.ACCEPTANCE: "统一受理",
}


class Standing(StrEnum):
    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


ALIGNMENT_STANDING_NAMES = {Standing.MET: "已统一", Standing.UNMET: "未统一", Standing.UNKNOWN: "尚无依据"}


class Test(StrEnum):
    """How one of the seven is judged: by the published lines, by the two registers, or by what the place answers."""

    LINES = "lines"
    REGISTERS = "registers"
    ANSWER = "answer"


class DifferenceKind(StrEnum):
    """How the two registers may disagree about a household."""

    DIBAO_NOT_ENROLLED = "dibao-not-enrolled"
    BELOW_LINE_NOT_DIBAO = "below-line-not-dibao"
    NO_LABOUR_NOT_DIBAO = "no-labour-not-dibao"
    PARTLY_DIBAO = "partly-dibao"


DIFFERENCE_NAMES = {
    DifferenceKind.DIBAO_NOT_ENROLLED: "在低保，不在建档立卡和监测之列",
    DifferenceKind.BELOW_LINE_NOT_DIBAO: "建档立卡，收入低于低保标准，不在低保",
    DifferenceKind.NO_LABOUR_NOT_DIBAO: "建档立卡，没有劳动力，不在低保和特困供养",
    DifferenceKind.PARTLY_DIBAO: "同一户中，一部分成员在低保，一部分不在",
}


class NoAlignmentPolicy(NotFound):
    """该地没有生效的两项制度衔接标准"""

    mend = "临淄等试点地区有标准；其他地区按全国文件查看"


class SeenInTheRegister(Unprocessable):
    """这一项由系统按标准和登记判断，不由人工填写"""

    mend = "请核对标准文件和两项登记的差异"


class AnswerChangedMeanwhile(Conflict):
    """这一项已有更新的答复"""

    mend = "请重新打开，在最新版本上更正"


class UnityRule(Value):
    """One of the seven as a place's file reads it."""

    unity: Unity
    means: Text
    test: Test


class DifferenceRule(Value):
    """A way in which the registers disagree, with the clause that asks for the contrary."""

    kind: DifferenceKind
    ask: Text


class RatioGoal(Value):
    """By which year the urban dibao line may be at most so many thousandths of the rural one."""

    year: Annotated[int, Field(ge=2010, le=2100)]
    per_mille: Annotated[int, Field(ge=1000, le=5000)]


class AlignmentPolicy(Document):
    """One place's standard of alignment. `above`: the dibao line must stand above the relief standard, not only reach it."""

    unities: tuple[UnityRule, ...]
    differences: tuple[DifferenceRule, ...] = ()
    ratios: tuple[RatioGoal, ...] = ()
    above: bool = False

    @model_validator(mode="after")
    def _is_seven(self) -> Self:
        self.must_know(each.reference for each in (*self.unities, *self.differences, *self.ratios))
        if [each.unity for each in self.unities] != list(Unity):
            raise ValueError("七个统一须依次写全：standard、recognition、object、policy、management、information、acceptance")
        return self


@dataclass(frozen=True)
class Judged:
    """How one of the seven stands in a place, and what shows it."""

    rule: UnityRule
    standing: Standing
    shows: str


def check_answered(policy: AlignmentPolicy, unity: Unity) -> None:
    """Raises SeenInTheRegister."""
    if next(rule for rule in policy.unities if rule.unity is unity).test is not Test.ANSWER:
        raise SeenInTheRegister(pointer="/unity", unity=UNITY_NAMES[unity])


def judge_lines(policy: AlignmentPolicy, *, dibao: Line | None, poverty: Line | None) -> tuple[Standing, str]:
    """Whether the dibao line reaches (or stands above) the relief standard; each is the newest that holds there."""
    if dibao is None or poverty is None:
        missing = [name for name, line in (("农村低保标准", dibao), ("扶贫标准", poverty)) if line is None]
        return Standing.UNKNOWN, f"没有已公布的{'、'.join(missing)}"
    shows = (
        f"农村低保标准 {yuan_grouped(dibao.amount_fen)} 元（{dibao.year} 年），"
        f"扶贫标准 {yuan_grouped(poverty.amount_fen)} 元（{poverty.year} 年）"
    )
    if dibao.year != poverty.year:
        return Standing.UNKNOWN, f"{shows}；不是同一年度，不能比较"
    is_met = dibao.amount_fen > poverty.amount_fen if policy.above else dibao.amount_fen >= poverty.amount_fen
    return (Standing.MET if is_met else Standing.UNMET), shows


def judge_registers(counts: Mapping[DifferenceKind, int], *, households: int) -> tuple[Standing, str]:
    """Whether the two registers name the same households; an empty register shows nothing."""
    if not households:
        return Standing.UNKNOWN, "登记中没有低保或建档立卡的户"
    differing = {kind: count for kind, count in counts.items() if count}
    if not differing:
        return Standing.MET, f"{households:,} 户，两项登记一致"
    return Standing.UNMET, "；".join(f"{DIFFERENCE_NAMES[kind]} {count:,} 户" for kind, count in differing.items())
