"""Households, persons and imports as the doors show them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, WithJsonSchema

from services.registry.rules.vocabulary import HEAD, RELATIONS
from services.registry.schemas.likely import LikelyDouble
from shared.schemas import Form, View


def _is_relation(text: str) -> str:
    if text not in RELATIONS:
        raise ValueError("应为导出表的 28 种与户主关系之一，如 户主、配偶、之子")
    return text


Relation = Annotated[str, AfterValidator(_is_relation), WithJsonSchema({"type": "string", "enum": sorted(RELATIONS)})]


LIKELY = "登记已办理；仅为提醒，请到疑似重复人员中判定。只含本辖区的，跨辖区的随后由系统比对"


class VerifyPerson(Form):
    """A village officer has seen the person and the card."""

    name: str = Field(title="姓名", min_length=1, max_length=50, examples=["王小明"])
    id_number: str = Field(title="身份证号码", max_length=40, examples=["371311197203154417"])
    relation: Relation = Field(default=HEAD, title="与户主关系", description="导出表的 28 种关系之一")


class ParticularView(View):
    """One field of a file that has no place of its own in the view."""

    title: str = Field(title="项目")
    value: str = Field(title="内容")


class PersonView(View):
    """A member. The ID number is never shown whole; an auditor sees the name masked too."""

    person_id: UUID = Field(title="人员编号")
    name: str | None = Field(title="姓名", description="待核实的人员为空")
    id_number: str | None = Field(title="身份证号码（部分隐去）")
    sex: str = Field(title="性别", description="1 男、2 女，待核实的为空")
    born_on: date | None = Field(title="出生日期")
    relation: str = Field(title="与户主关系")
    classes: list[str] = Field(title="人员类别")
    class_names: list[str] = Field(title="人员类别名称")
    is_verified: bool = Field(title="是否已核实")
    died_on: date | None = Field(default=None, title="死亡日期")
    joined_on: date | None = Field(default=None, title="加入本户日期")
    particulars: list[ParticularView] = Field(default=[], title="其他登记项目")
    likely_doubles: list[LikelyDouble] = Field(default=[], title="可能与之重复的人员", description=LIKELY)


class PersonFileView(PersonView):
    """A person's file, with the household that they belong to."""

    household_id: UUID | None = Field(title="户标识", description="为空表示不属于任何户")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    true_on: date = Field(title="所问的日期")
    known_at: datetime | None = Field(title="当时所知的时刻", description="为空即现在所知")
    merged_into_id: UUID | None = Field(default=None, title="已并入的人员编号", description="这份档案是重复登记；为空即没有")
    merged_ids: list[UUID] = Field(default=[], title="并入这份档案的人员编号", description="其档案与历史按各自的编号查询")


class HouseholdLine(View):
    """One household of a list."""

    household_id: UUID = Field(title="户标识")
    household_code: str | None = Field(title="户编号")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    state: str = Field(title="状态")
    state_name: str = Field(title="状态名称")
    enrolled_on: date | None = Field(title="登记日期")


class HouseholdRow(HouseholdLine):
    """One household of a list, with what tells it from its neighbours."""

    head: str = Field(title="户主", description="待核实的为空；审计人员看到的已遮盖")
    members: int = Field(title="人数")
    causes: list[str] = Field(title="致贫原因")
    class_names: list[str] = Field(title="成员类别")
    poverty: str = Field(title="脱贫或监测状态", examples=["脱贫享受政策，脱贫不稳定户"])
    open_case_id: UUID | None = Field(title="进行中的即时帮扶台账编号")
    has_open_case: bool = Field(title="是否正在即时帮扶")


class HouseholdView(HouseholdLine):
    """A household with its members."""

    standard: str = Field(title="识别标准")
    causes: list[str] = Field(title="致贫原因")
    open_case_id: UUID | None = Field(title="进行中的即时帮扶台账")
    members: list[PersonView] = Field(title="家庭成员")
    particulars: list[ParticularView] = Field(default=[], title="其他登记项目")
    true_on: date | None = Field(default=None, title="所问的日期", description="为空即今天")
    known_at: datetime | None = Field(default=None, title="当时所知的时刻", description="为空即现在所知")
    likely_doubles: list[LikelyDouble] = Field(default=[], title="可能与之重复的人员", description=LIKELY)
