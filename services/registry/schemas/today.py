"""The officer's page of today."""

from datetime import date
from uuid import UUID

from pydantic import Field

from services.registry.schemas.assignment import HelpedHousehold, HelperView
from shared.schemas import View


class TodayEntry(View):
    """A line of today."""

    thing_id: UUID = Field(title="所办事项编号")
    household_id: UUID = Field(title="户标识")
    head: str = Field(title="户主姓名")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在村（社区）")
    title: str = Field(title="事项")
    due_on: date | None = Field(title="期限或日期")
    days: int | None = Field(title="还有几天", description="负数为已逾期")
    link: str = Field(title="网页", description="相对于本服务")


class TodaySource(View):
    """The lines of one kind."""

    source: str = Field(title="来源")
    name: str = Field(title="名称")
    group: str = Field(title="分组", description="due 待办、changed 变化、found 系统发现")
    total: int = Field(title="总数")
    late: int = Field(title="其中逾期")
    entries: list[TodayEntry] = Field(title="最紧的若干条", description="每类至多 50 条")


class TodayView(View):
    """What an officer has before them."""

    on: date = Field(title="日期")
    scope: str = Field(title="范围", description="mine 本人帮扶和代管的户、region 本人辖区的户")
    region: str = Field(title="辖区代码", description="空为全部")
    helper: HelperView | None = Field(title="本人的责任人登记", description="没有登记为责任人的为空")
    households: list[HelpedHousehold] = Field(title="本人的户", description="至多 200 户；按辖区看时为空")
    due: int = Field(title="待办总数")
    late: int = Field(title="逾期总数")
    sources: list[TodaySource] = Field(title="各类事项")
