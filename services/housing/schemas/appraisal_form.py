"""The appraisal form of a structure, as an officer or an application draws it."""

from pydantic import Field

from services.housing.rules.house import Condition, Part
from services.housing.rules.member import Member
from services.housing.rules.structure import Structure
from shared.schemas import View


class SignChoice(View):
    """Something to tick."""

    code: str = Field(title="代码")
    text: str = Field(title="情形")
    condition: Condition = Field(title="部位情况")
    condition_name: str = Field(title="部位情况名称")
    source: str = Field(title="依据")


class PartChoices(View):
    """A part, and what may be ticked of it."""

    part: Part = Field(title="部位")
    part_name: str = Field(title="部位名称")
    signs: list[SignChoice] = Field(title="可勾选的情形")


class ReadingChoice(View):
    """Something to measure."""

    code: str = Field(title="代码")
    part: Part = Field(title="部位")
    part_name: str = Field(title="部位名称")
    title: str = Field(title="测量项目")
    unit: str = Field(title="单位")
    steps: list[str] = Field(title="各档", examples=[["超过2毫米：局部危险"]])
    source: str = Field(title="依据")


class MemberChoice(View):
    """Members to count."""

    member: Member = Field(title="构件")
    member_name: str = Field(title="构件名称")
    counted_by: str = Field(title="怎样数")


class AppraisalFormView(View):
    """A blank appraisal form."""

    structure: Structure = Field(title="结构类型")
    structure_name: str = Field(title="结构类型名称")
    policy: str = Field(title="政策文件")
    policy_version: str = Field(title="政策文件版本")
    parts: list[PartChoices] = Field(title="各部位")
    readings: list[ReadingChoice] = Field(title="测量项目")
    members: list[MemberChoice] = Field(title="构件清点")
