"""Likely doubles as people decide and read them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.registry.schemas.likely import ReasonView
from services.registry.schemas.move import EXAMPLE_ID, Paper, Seats
from services.registry.schemas.register import PersonView
from shared.schemas import Form, View

Why = Annotated[str, Field(title="理由", min_length=1, max_length=500, examples=["已见本人与身份证原件，两份档案是同一人"])]
Papers = Annotated[list[Paper], Field(title="依据", max_length=20, examples=[["身份证"]])]


class DecideDouble(Form):
    """Two people, or a question for later."""

    decision: Literal["different", "later"] = Field(title="判定", description="different 不是同一人、later 暂缓")
    reason: Why
    until_on: date | None = Field(default=None, title="何日再提醒", description="暂缓的；不填按当地规定的天数")


class NameDouble(Form):
    """Two files that an officer takes for one human being's."""

    person_id: UUID = Field(title="一人的人员编号", examples=[EXAMPLE_ID])
    other_id: UUID = Field(title="另一人的人员编号", examples=["0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e11"])
    reason: Why


class MergePersons(Form):
    """One human being with two files."""

    keep_id: UUID = Field(title="保留档案的人员编号", description="另一份并入这一份；保留号码正确的一份", examples=[EXAMPLE_ID])
    reason: Why
    papers: Papers = []
    relations: Seats = Field(
        default=[],
        title="留下成员与户主的关系",
        description="被并入的一份是户主而该户还有其他成员的，指定新户主及各成员的关系",
    )


class UndoMerge(Form):
    """They were two people after all."""

    reason: Why
    papers: Papers = []


class SideView(View):
    """One of the two, as far as the reader may see them."""

    person_id: UUID = Field(title="人员编号")
    region_name: str = Field(title="所在地", description="不在本人辖区的只到县")
    is_visible: bool = Field(title="是否在本人辖区内", description="为否时不显示档案内容")
    person: PersonView | None = Field(default=None, title="人员档案")
    phone: str = Field(default="", title="联系电话")
    ethnic_group: str = Field(default="", title="民族")
    household_id: UUID | None = Field(default=None, title="户标识")
    household_code: str | None = Field(default=None, title="户编号")
    head_name: str = Field(default="", title="户主姓名")
    members: int = Field(default=0, title="该户现有人数")
    is_seated: bool = Field(default=True, title="现在是否属于该户")
    has_open_case: bool = Field(default=False, title="是否有进行中的即时帮扶台账")


class DoubleLine(View):
    """A pair of a list."""

    pair_id: UUID = Field(title="编号")
    points: int = Field(title="相似分值")
    state: str = Field(title="状态")
    state_name: str = Field(title="状态名称")
    reasons: list[ReasonView] = Field(title="相似与不同之处")
    person_ids: list[UUID] = Field(title="两人的人员编号")
    names: list[str] = Field(title="两人的姓名", description="不在本人辖区的显示为其他辖区的人员")
    region_names: list[str] = Field(title="两人的所在地")
    noted_at: datetime = Field(title="发现时间")
    later_on: date | None = Field(default=None, title="暂缓到哪天")
    named_by: str = Field(title="提出人", description="由工作人员提出的；系统发现的为空")
    named_why: str = Field(title="提出的理由")
    decided_by: str = Field(title="判定人")
    decided_at: datetime | None = Field(default=None, title="判定时间")
    why: str = Field(title="判定理由")


class MergerView(View):
    """A merger of two files."""

    merger_id: UUID = Field(title="合并编号")
    pair_id: UUID = Field(title="疑似重复编号")
    kept_id: UUID = Field(title="保留的人员编号")
    merged_id: UUID = Field(title="被并入的人员编号")
    merged_on: date = Field(title="合并日期")
    merged_by: str = Field(title="办理人")
    merged_at: datetime = Field(title="办理时间")
    reason: str = Field(title="理由")
    papers: list[str] = Field(title="依据")
    undone_by: str = Field(title="撤销人")
    undone_at: datetime | None = Field(title="撤销时间")
    undone_why: str = Field(title="撤销理由")


class DoubleView(DoubleLine):
    """A pair side by side."""

    sides: list[SideView] = Field(title="两人的档案")
    number_differs_at: list[int] = Field(title="身份证号码第几位不同", description="两份号码都有时；号码本身不显示全")
    households_alike: int = Field(title="两户之间相似的成员对数", description="两对以上的，两户可能是一户，可办理并户")
    asked_from: int = Field(title="提请判定的分值")
    policy: str = Field(title="评分办法")
    mergers: list[MergerView] = Field(title="合并记录")


class DoubleSweepView(View):
    """A comparing of the whole register."""

    swept_on: date = Field(title="日期")
    persons: int = Field(title="比对的人数")
    compared: int = Field(title="逐对比较的对数")
    found: int = Field(title="新提请判定的对数")
    large_groups: int = Field(title="过大而未逐对比较的组数", description="如同村同一出生日期的人太多；这些人仍按其他线索比较")
    persons_in_large_groups: int = Field(title="这些组的人数")
    started_at: datetime = Field(title="开始时间")
    finished_at: datetime | None = Field(title="完成时间")
