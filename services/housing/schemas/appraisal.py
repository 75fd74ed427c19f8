"""What callers send and get of appraisals."""

from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, computed_field, model_validator

from services.housing.rules.appraisal_life import (
    APPRAISAL_STATE_NAMES,
    OPINION_NAMES,
    ORIGIN_NAMES,
    AppraisalOrigin,
    AppraisalState,
)
from services.housing.rules.house import Grade, Part
from services.housing.rules.member import Count, Member
from services.housing.rules.structure import STRUCTURE_NAMES, Structure, appraised_as
from services.housing.schemas.house import spoken_village
from services.housing.schemas.part import PartView
from shared.schemas import Form, View

Code = Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,39}$")]
Codes = Annotated[list[Code], Field(max_length=30)]
Measured = Annotated[str, Field(pattern=r"^\d{1,4}(\.\d{1,3})?$", description="测得的数值，至多三位小数", examples=["2.5"])]


class AskAppraisal(Form):
    """A house to be appraised: because of a survey's grade, or by hand with why."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"survey_id": "0198d6f2-0000-7000-8000-000000000000", "why": "排查评为 D 级"}]}
    )

    survey_id: UUID | None = Field(default=None, title="排查编号", description="评为 C、D 级的排查；与住房编号二者填一")
    house_id: UUID | None = Field(default=None, title="住房编号", description="由工作人员提出时填写")
    why: str = Field(title="提出鉴定的理由", min_length=2, max_length=500)

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.survey_id is None) == (self.house_id is None):
            raise ValueError("排查编号与住房编号填一个，也只填一个")
        return self


class ReviewAppraisal(Form):
    """Why another opinion is wanted."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"why": "住户提出异议，须由另一机构复核"}]})

    why: str = Field(title="提出复核的理由", min_length=2, max_length=500)


class MemberCount(Form):
    """So many members, so many of them dangerous."""

    total: int = Field(title="构件总数", ge=0, le=2000)
    dangerous: int = Field(title="危险构件数", ge=0, le=2000)


class SignsSeen(Form):
    """What was ticked, part by part; an empty list says that the part was looked at and nothing was found."""

    site: Codes = Field(title="场地")
    foundation: Codes = Field(title="地基基础")
    walls: Codes = Field(title="墙、柱")
    roof: Codes = Field(title="屋盖")
    enclosure: Codes = Field(title="围护结构")


class DraftAppraisal(Form):
    """The appraisal form as the appraiser filled it in; the grade is the rule's."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "appraiser_id": "0198d6f2-0000-7000-8000-000000000000",
                    "visited_on": "2020-06-08",
                    "structure": "masonry",
                    "signs": {
                        "site": [],
                        "foundation": [],
                        "walls": ["masonry-bulging"],
                        "roof": ["roof-sagging"],
                        "enclosure": [],
                    },
                    "readings": {"masonry-crack": "3.5"},
                    "counts": {"foundation": {"total": 12, "dangerous": 0}, "wall": {"total": 20, "dangerous": 9}},
                    "advice": "立即停止使用，拆除重建",
                }
            ]
        }
    )

    appraiser_id: UUID = Field(title="鉴定人标识")
    visited_on: date = Field(title="现场查看日期")
    structure: Annotated[Structure, AfterValidator(appraised_as)] = Field(
        title="结构类型",
        description="混凝土 concrete，砌体 masonry，木 timber，钢 steel，石 stone，生土 earth；砖木 brick-timber 按砌体鉴定",
    )
    signs: SignsSeen = Field(title="各部位所见", description="勾选的情形代码；查看过而没有发现的填空列表")
    readings: dict[Code, Measured] = Field(default={}, title="测量值", max_length=30)
    counts: dict[Member, MemberCount] = Field(default={}, title="构件清点", description="定性评为 D 级或复核时必填")
    advice: str = Field(default="", title="处理建议", max_length=500)

    @property
    def seen_signs(self) -> dict[Part, list[str]]:
        return {part: getattr(self.signs, part) for part in Part}

    @property
    def measured(self) -> dict[str, Fraction]:
        return {code: Fraction(value) for code, value in self.readings.items()}

    @property
    def counted(self) -> dict[Member, Count]:
        return {member: Count(count.total, count.dangerous) for member, count in self.counts.items()}


class CancelAppraisal(Form):
    """Why an appraisal is not needed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"why": "住户已搬离，房屋已拆除"}]})

    why: str = Field(title="取消原因", min_length=2, max_length=200)


class VoidAppraisals(Form):
    """A disaster, after which what was seen before says nothing."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"region": "371311001", "happened_on": "2020-08-14", "why": "8·14 特大暴雨"}]}
    )

    region: str = Field(title="受灾地区代码", description="县区、镇街或村（社区）", pattern=r"^\d{6}(\d{3}){0,2}$")
    happened_on: date = Field(title="受灾日期", description="此前查看的鉴定自这一天起失效")
    why: str = Field(title="灾害", min_length=2, max_length=200)


class VoidedView(View):
    """What a disaster voided."""

    voided: int = Field(title="失效的鉴定数")
    house_ids: list[UUID] = Field(title="须重新鉴定的住房", description="至多列出 500 处")


class AppraisalLine(View):
    """An appraisal in a list."""

    id: UUID = Field(title="鉴定标识")
    number: str = Field(title="鉴定编号")
    house_id: UUID = Field(title="住房标识")
    household_id: UUID | None = Field(title="户标识", description="空置的住房为空")
    region: str = Field(title="村（社区）代码")
    origin: AppraisalOrigin = Field(title="缘由")
    opinion: int = Field(title="第几次鉴定")
    state: AppraisalState = Field(title="状态")
    asked_on: date = Field(title="提出日期")
    visited_on: date | None = Field(title="现场查看日期")
    grade: Grade | None = Field(title="等级")
    signed_on: date | None = Field(title="签署日期")
    valid_until_on: date | None = Field(title="有效期至")
    voided_on: date | None = Field(title="因灾失效日期")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return "因灾失效" if self.voided_on else APPRAISAL_STATE_NAMES[self.state]

    @computed_field(title="缘由名称")  # type: ignore[prop-decorator]
    @property
    def origin_name(self) -> str:
        return ORIGIN_NAMES[self.origin]

    @computed_field(title="第几次鉴定的名称")  # type: ignore[prop-decorator]
    @property
    def opinion_name(self) -> str:
        return OPINION_NAMES[self.opinion]

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)


class CountView(View):
    """How many members of a kind were counted."""

    member: Member = Field(title="构件")
    member_name: str = Field(title="构件名称")
    total: int = Field(title="构件总数")
    dangerous: int = Field(title="危险构件数")


class FoundView(View):
    """Something that was ticked or measured, in words."""

    part: Part = Field(title="部位")
    part_name: str = Field(title="部位名称")
    code: str = Field(title="代码")
    said: str = Field(title="所见", description="勾选的情形，或测量项目与数值")


class AppraisalView(AppraisalLine):
    """An appraisal with everything that was found, and why it makes the grade."""

    house_number: str = Field(title="住房编号")
    household_code: str = Field(title="户编号", description="空置的住房、尚无编号的户为空")
    survey_id: UUID | None = Field(title="排查编号")
    first_id: UUID = Field(title="首次鉴定的标识")
    why: str = Field(title="提出的理由")
    asked_by: str = Field(title="提出人")
    appraiser_id: UUID | None = Field(title="鉴定人标识")
    appraiser: str = Field(title="鉴定人")
    institution: str = Field(title="鉴定机构")
    licence: str = Field(title="证书编号")
    structure: Structure | None = Field(title="结构类型")
    found: list[FoundView] = Field(title="各部位所见与测量值")
    counts: list[CountView] = Field(title="构件清点")
    parts: list[PartView] = Field(title="各部位情况")
    qualitative: Grade | None = Field(title="定性等级")
    counted: Grade | None = Field(title="定量等级")
    reasons: list[str] = Field(title="评定理由与依据")
    advice: str = Field(title="处理建议")
    drafted_by: str = Field(title="录入人")
    drafted_at: datetime | None = Field(title="录入时间")
    signed_by: str = Field(title="签署经办人")
    cancelled_why: str = Field(title="取消原因")
    voided_why: str = Field(title="失效原因")
    policy: str = Field(title="鉴定所依据的政策文件")
    policy_version: str = Field(title="政策文件版本", description="文件内容的摘要，据此可以重新推导")
    grades_policy: str = Field(title="等级合成所依据的政策文件")
    grades_policy_version: str = Field(title="等级合成政策文件版本")

    @computed_field(title="结构类型名称")  # type: ignore[prop-decorator]
    @property
    def structure_name(self) -> str:
        return STRUCTURE_NAMES[self.structure] if self.structure else ""
