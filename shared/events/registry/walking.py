"""What registry tells the others of helpers, campaigns and visits."""

from datetime import date
from uuid import UUID

from pydantic import Field

from shared.events import Event


class HelperAssigned(Event):
    """一户落实或变更了帮扶责任人"""

    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    helper_id: UUID = Field(title="帮扶责任人编号")
    former_helper_id: UUID | None = Field(default=None, title="原责任人编号")
    since_on: date = Field(title="结对日期")


class CampaignOpened(Event):
    """走访活动开始"""

    campaign_id: UUID = Field(title="活动编号")
    kind: str = Field(title="活动种类", description="look-back / visit-all / winter / left-behind-elders …")
    region: str = Field(title="辖区代码")
    starts_on: date = Field(title="开始日期")
    ends_on: date = Field(title="结束日期")
    households: int = Field(title="户数")


class CampaignEnded(Event):
    """走访活动办结"""

    campaign_id: UUID = Field(title="活动编号")
    kind: str = Field(title="活动种类", description="look-back / visit-all / winter / left-behind-elders …")
    region: str = Field(title="辖区代码")
    households: int = Field(title="户数")
    complete: int = Field(title="走访完成的户数")


class HouseholdVisited(Event):
    """登记或更正了一次入户走访"""

    visit_id: UUID = Field(title="走访编号")
    version: int = Field(title="版本", description="逐次加大；两条消息中较大的为后")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    campaign_id: UUID | None = Field(default=None, title="活动编号")
    visited_on: date = Field(title="走访日期")
    is_withdrawn: bool = Field(title="是否已撤销")


class VisitProblemRecorded(Event):
    """走访发现一个问题"""

    problem_id: UUID = Field(title="问题编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    whose: str = Field(title="整改责任", description="helper / village / town / county 或部门代码")
    due_on: date = Field(title="整改期限")


class VisitProblemMoved(Event):
    """问题整改有进展"""

    problem_id: UUID = Field(title="问题编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    state: str = Field(title="状态", description="open / mended / struck-off / withdrawn")
    due_on: date = Field(title="整改期限")
