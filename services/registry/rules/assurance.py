"""Whether a household may leave: the five assurances (两不愁三保障), and income steadily above the line of its place and year.

What an officer leaves out comes from the newest checklist and from the income book (`rules.on_file`).
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.errors import Unprocessable
from shared.money import Yuan
from shared.schemas import Form


class Assurance(StrEnum):
    """不愁吃、不愁穿、义务教育、基本医疗、住房安全."""

    FOOD = "food"
    CLOTHING = "clothing"
    SCHOOLING = "schooling"
    MEDICAL_CARE = "medical-care"
    HOUSING = "housing"


class Finding(StrEnum):
    """是，否，不涉及, as Shandong's check of 两不愁三保障 of 2020 asks of each item."""

    MET = "met"
    UNMET = "unmet"
    NOT_CONCERNED = "not-concerned"


ASSURANCE_NAMES = {
    Assurance.FOOD: "不愁吃（含饮水安全）",
    Assurance.CLOTHING: "不愁穿",
    Assurance.SCHOOLING: "义务教育有保障",
    Assurance.MEDICAL_CARE: "基本医疗有保障",
    Assurance.HOUSING: "住房安全有保障",
}
FINDING_NAMES = {Finding.MET: "是", Finding.UNMET: "否", Finding.NOT_CONCERNED: "不涉及"}
MAY_NOT_CONCERN = frozenset({Assurance.SCHOOLING})
"""A household without a child of school age; the other four concern everybody."""


class AssuranceUnmet(Unprocessable):
    """“两不愁三保障”尚未全部实现，不得退出"""

    mend = "先落实未实现的项目，再入户核实；核实为“是”以后才能继续"


class AssuranceNotJudged(Unprocessable):
    """“两不愁三保障”没有逐项核实"""

    mend = "五项都要逐项填写：是、否；没有义务教育阶段学生的，义务教育一项填不涉及"


class UnmetWithoutReason(Unprocessable):
    """填“否”的项目没有写明原因"""

    mend = "请写明为什么没有实现、差在哪里"


class IncomeNotShown(Unprocessable):
    """没有填写收入"""

    mend = "请按年度填写人均纯收入、当地当年的标准和标准的出处"


class IncomeNotSteady(Unprocessable):
    """人均纯收入没有稳定超过标准"""

    mend = "达到规定的年数以前不能退出，请继续帮扶"


class NotYetIndependent(Unprocessable):
    """未达到“脱贫不再享受政策”的条件"""

    mend = "人均可支配收入须达到所在区县农民人均可支配收入；明显不符合扶贫标准的，须写明理由"


class AssuranceFinding(Form):
    """一项保障核实的结果"""

    finding: Finding = Field(title="是否实现", description="met 是、unmet 否、not-concerned 不涉及（只限义务教育）")
    note: str = Field(default="", title="说明", description="填“否”时必须写明原因", max_length=500)


class YearIncome(Form):
    """某一年的收入与标准"""

    year: Annotated[int, Field(ge=2010, le=2100)] = Field(title="年度", examples=[2020])
    per_head_fen: Yuan = Field(alias="per_head_yuan", title="人均纯收入（元）")
    line_fen: Yuan = Field(alias="line_yuan", title="当地当年的标准（元）")
    line_source: str = Field(title="标准的出处", min_length=2, max_length=200, examples=["湖南省2020年收入标准"])
    is_expected: bool = Field(default=False, title="是否预计数", description="当年未结束时按预计数填")


class IncomeEvidence(Form):
    """收入核实：几年的人均纯收入"""

    years: list[YearIncome] = Field(title="各年度", min_length=1, max_length=5)


class IndependenceEvidence(Form):
    """“脱贫不再享受政策”的核实"""

    per_head_fen: Yuan = Field(alias="per_head_yuan", title="年人均可支配收入（元）")
    county_average_fen: Yuan = Field(alias="county_average_yuan", title="所在区县农民人均可支配收入（元）")
    average_source: str = Field(title="区县数据的出处", min_length=2, max_length=200, examples=["区县统计公报"])
    plainly_not_poor: str = Field(
        default="", title="明显不符合扶贫标准的理由", description="收入未达到而明显不符合标准时填写", max_length=500
    )


def check_findings(findings: Mapping[Assurance, AssuranceFinding]) -> None:
    """All five are judged, each as it can be. Raises AssuranceNotJudged or UnmetWithoutReason."""
    missing = [ASSURANCE_NAMES[each] for each in Assurance if each not in findings]
    if missing:
        raise AssuranceNotJudged(pointer="/evidence/assurances", missing=missing)
    for assurance, told in findings.items():
        if told.finding is Finding.NOT_CONCERNED and assurance not in MAY_NOT_CONCERN:
            raise AssuranceNotJudged(pointer=f"/evidence/assurances/{assurance.value}", wrong=ASSURANCE_NAMES[assurance])
        if told.finding is Finding.UNMET and not told.note:
            raise UnmetWithoutReason(pointer=f"/evidence/assurances/{assurance.value}/note", item=ASSURANCE_NAMES[assurance])


def check_assurances(findings: Mapping[Assurance, Finding]) -> None:
    """未实现“两不愁三保障”的不得退出. Raises AssuranceNotJudged or AssuranceUnmet."""
    missing = [ASSURANCE_NAMES[each] for each in Assurance if each not in findings]
    if missing:
        raise AssuranceNotJudged(missing=missing)
    unmet = [ASSURANCE_NAMES[each] for each in Assurance if findings[each] is Finding.UNMET]
    if unmet:
        raise AssuranceUnmet(unmet=unmet)


def check_income(income: IncomeEvidence | None, *, years: int) -> None:
    """Income above the line in each of the last `years` years that are told, which follow each other.

    Raises IncomeNotShown or IncomeNotSteady.
    """
    told = {each.year: each for each in income.years} if income else {}
    newest = max(told, default=0)
    wanted: Sequence[int] = range(newest - years + 1, newest + 1)
    if not told or any(year not in told for year in wanted):
        raise IncomeNotShown(pointer="/evidence/income", years=years)
    below = [year for year in wanted if told[year].per_head_fen <= told[year].line_fen]
    if below:
        raise IncomeNotSteady(pointer="/evidence/income", below=below, years=years)


def check_independence(told: IndependenceEvidence | None) -> None:
    """达到所在区县农民人均可支配收入水平，或明显不符合扶贫标准（淄博 2018 第4条）. Raises IncomeNotShown or NotYetIndependent."""
    if told is None:
        raise IncomeNotShown(pointer="/evidence/independence")
    if told.per_head_fen < told.county_average_fen and not told.plainly_not_poor:
        raise NotYetIndependent(pointer="/evidence/independence/per_head_yuan")
