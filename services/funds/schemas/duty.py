"""Duties to publish as officers see them, and their proofs."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from services.funds.rules.duty import DutyState
from services.funds.rules.publishing import Level, Outlet
from services.funds.schemas.notice import ProofView
from shared.schemas import Form, View


def _web(address: str) -> str:
    if not address.startswith(("https://", "http://")):
        raise ValueError("网页地址应以 https:// 或 http:// 开头")
    return address


class ProveDuty(Form):
    """登记张贴：公开栏附照片，网站填网页地址。"""

    place: str = Field(title="地点", min_length=2, max_length=200, examples=["龙潭社区村务公开栏"])
    posted_on: date = Field(title="张贴日期", examples=["2020-06-02"])
    photo_id: UUID | None = Field(default=None, title="现场照片的附件编号", examples=["0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"])
    address: Annotated[str, AfterValidator(_web)] | None = Field(default=None, title="网页地址", max_length=500)


class TakeDown(Form):
    """登记撤下。"""

    taken_on: date = Field(title="撤下日期", examples=["2020-06-13"])


class DutyLine(View):
    """One duty to publish."""

    duty_id: UUID = Field(title="公开任务编号")
    content: str = Field(title="公开内容代码")
    title: str = Field(title="公开内容")
    owner: str = Field(title="责任单位区划代码")
    owner_name: str = Field(title="责任单位")
    level: Level = Field(title="层级")
    outlet: Outlet = Field(title="公开渠道")
    outlet_name: str = Field(title="公开渠道名称")
    stands: str = Field(title="公开多久", examples=["10天", "长期"])
    arose_on: date = Field(title="事项发生日期")
    due_on: date = Field(title="公开期限", description="含当日")
    state: DutyState = Field(title="状态")
    state_name: str = Field(title="状态名称")
    met_on: date | None = Field(title="公开日期")
    until_on: date | None = Field(title="应公开到哪天")
    is_late: bool = Field(title="是否逾期", description="期限已过才公开，或期限已过仍未公开")
    entry_id: UUID | None = Field(title="公示条目编号")
    notice_id: UUID | None = Field(title="公示编号")


class DutyView(DutyLine):
    """A duty with where it comes from and how it was met."""

    basis: str = Field(title="依据")
    proofs: list[ProofView] = Field(title="张贴记录")
    urged_on: date | None = Field(title="逾期提醒责任单位的日期")
    escalated_on: date | None = Field(title="报县区督办的日期")


class PunctualityView(View):
    """How a place keeps its duties on boards and sites."""

    owner: str = Field(title="区划代码")
    owner_name: str = Field(title="责任单位")
    duties: int = Field(title="应公开")
    in_time: int = Field(title="按期公开")
    late: int = Field(title="逾期公开")
    overdue: int = Field(title="逾期未公开")
    open: int = Field(title="未到期")
    in_time_rate: str | None = Field(title="按期率", description="按期公开占已到期的比例；没有到期的为空", examples=["95.0%"])
