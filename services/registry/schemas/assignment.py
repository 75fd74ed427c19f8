"""Helpers, assignments and hand-overs, as the doors take and show them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.regions import AnyRegion
from shared.schemas import Form, PersonName, View

Phone = Annotated[str, Field(pattern=r"^\+?\d[\d-]{5,19}$", title="联系电话", examples=["0533-7180001"])]
Subject = Annotated[
    str, Field(min_length=1, max_length=100, title="登录账号", description="令牌中的 sub", examples=["ganbu-0031"])
]
Reason = Annotated[str, Field(min_length=2, max_length=500, title="原因", examples=["工作调动"])]
AN_ID = "0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"
SOME_IDS = [AN_ID]
HOUSEHOLDS_AT_ONCE = 500


class EnterHelper(Form):
    """A person of an office who will help households."""

    region: AnyRegion = Field(title="任职单位的辖区代码", description="可帮扶该辖区内的户", examples=["371311"])
    name: PersonName = Field(title="姓名", examples=["张帮扶"])
    phone: Phone | None = Field(default=None, title="联系电话")
    office: str = Field(title="单位", min_length=2, max_length=100, examples=["罗庄街道办事处"])
    post: str = Field(default="", title="职务", max_length=60, examples=["农业服务中心副主任"])
    subject: Subject | None = Field(default=None, title="登录账号")


class ChangeHelper(Form):
    """What is otherwise of a helper now; what is left out stays."""

    name: PersonName | None = Field(default=None, title="姓名")
    phone: Phone | None = Field(default=None, title="联系电话")
    office: str | None = Field(default=None, title="单位", min_length=2, max_length=100)
    post: str | None = Field(default=None, title="职务", max_length=60)
    subject: Subject | None = Field(default=None, title="登录账号")


class AssignHouseholds(Form):
    """Households that this helper takes over; whoever had them no longer does."""

    household_ids: list[UUID] = Field(title="户标识", min_length=1, max_length=HOUSEHOLDS_AT_ONCE, examples=[SOME_IDS])
    since_on: date | None = Field(default=None, title="结对日期", description="不填为今天")
    reason: Reason = Field(title="原因", examples=["结对帮扶"])


class HandOver(Form):
    """Somebody's households go to another, or evenly to several."""

    to: list[UUID] = Field(
        title="接手的责任人", description="多人时按现有户数均衡分配，同村的户尽量归同一人", max_length=50, examples=[SOME_IDS]
    )
    household_ids: list[UUID] | None = Field(
        default=None, title="移交的户", description="不填为全部", min_length=1, max_length=HOUSEHOLDS_AT_ONCE
    )
    since_on: date | None = Field(default=None, title="移交日期", description="不填为今天")
    reason: Reason = Field(title="原因")
    leaves: bool = Field(default=False, title="是否离任", description="离任的须移交全部户，名下无户的可不指定接手人")


class ArrangeSubstitute(Form):
    """Somebody stands in for a helper who is away."""

    substitute_id: UUID = Field(title="代管人", examples=[AN_ID])
    since_on: date = Field(title="开始日期", examples=["2026-12-01"])
    until_on: date = Field(title="结束日期", description="当日仍在代管", examples=["2026-12-31"])
    reason: Reason = Field(title="原因", examples=["产假"])


class HelperView(View):
    """A helper."""

    helper_id: UUID = Field(title="责任人编号")
    name: str = Field(title="姓名")
    phone: str = Field(title="联系电话", description="审计只见后四位")
    region: str = Field(title="任职单位的辖区代码")
    region_name: str = Field(title="辖区")
    office: str = Field(title="单位")
    post: str = Field(title="职务")
    has_account: bool = Field(title="是否有登录账号")
    households: int = Field(title="帮扶户数")
    left_on: date | None = Field(title="离任日期")


class HelpedHousehold(View):
    """A household of a helper."""

    household_id: UUID = Field(title="户标识")
    household_code: str | None = Field(title="户编号")
    head: str = Field(title="户主姓名")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    members: int = Field(title="在册人数")
    since_on: date = Field(title="结对日期")
    is_substitute: bool = Field(title="是否代管")
    visited_on: date | None = Field(title="最近走访")


class SubstitutionView(View):
    """Somebody who stood or stands in for somebody."""

    helper_id: UUID = Field(title="责任人编号")
    substitute_id: UUID = Field(title="代管人编号")
    since_on: date = Field(title="开始日期")
    until_on: date = Field(title="结束日期")
    why: str = Field(title="原因")


class HelperFile(HelperView):
    """A helper with their households."""

    helped: list[HelpedHousehold] = Field(title="帮扶的户", description="含正在代管的户，至多 500 户")
    substitutions: list[SubstitutionView] = Field(title="代管")


class AssignmentView(View):
    """A household's helper from one day to another."""

    household_id: UUID = Field(title="户标识")
    helper: HelperView = Field(title="责任人")
    since_on: date = Field(title="结对日期")
    until_on: date | None = Field(title="结束日期", description="当日起由他人负责；为空表示在任")
    why: str = Field(title="结对原因")
    ended_why: str = Field(title="结束原因")


class GivenView(View):
    """What a command did: households by who has them now."""

    helper_id: UUID = Field(title="责任人编号")
    household_ids: list[UUID] = Field(title="新归其负责的户")


class UncoveredLine(View):
    """A household that must have a helper and has none."""

    household_id: UUID = Field(title="户标识")
    household_code: str | None = Field(title="户编号")
    head: str = Field(title="户主姓名")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    without_since_on: date | None = Field(title="自何日起没有责任人", description="从未有过的为空")


class CoverageLine(View):
    """How far a place has come in giving each household a helper."""

    place: str = Field(title="辖区代码")
    place_name: str = Field(title="辖区")
    households: int = Field(title="应有责任人的户数")
    uncovered: int = Field(title="没有责任人的户数")


class CoverageView(View):
    """The same of all places directly inside one."""

    region: str = Field(title="辖区代码", description="空为全部")
    clause: str = Field(title="依据")
    households: int = Field(title="应有责任人的户数")
    uncovered: int = Field(title="没有责任人的户数")
    places: list[CoverageLine] = Field(title="下一级辖区")


class AssignmentFault(View):
    """Why a row of a list was handed back."""

    row: int = Field(title="行号")
    column: str = Field(title="列")
    reason: str = Field(title="原因")
    mend: str = Field(title="如何更正")


class AssignmentImportView(View):
    """What became of a list."""

    import_id: UUID = Field(title="导入编号")
    rows: int = Field(title="行数")
    taken: int = Field(title="已结对的户数")
    unchanged: int = Field(title="与现有一致的户数")
    helpers: int = Field(title="新登记的责任人数")
    refused: int = Field(title="退回的行数")
    errors: list[AssignmentFault] = Field(title="退回的原因", description="前 100 条，其余见工作簿")
    errors_workbook: str | None = Field(title="退回的行（工作簿）")
    imported_at: datetime = Field(title="导入时间")
