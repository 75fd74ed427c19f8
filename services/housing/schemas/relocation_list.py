"""What callers get of a list of households that is shown."""

from datetime import date
from uuid import UUID

from pydantic import Field

from shared.schemas import View


class RelocationListView(View):
    """The willing households of a village that are shown together."""

    id: UUID = Field(title="公示事项编号")
    programme_id: UUID = Field(title="搬迁项目标识")
    region: str = Field(title="村（社区）代码")
    households: int = Field(title="户数")
    shown_on: date = Field(title="公示开始日期")
    ended_on: date | None = Field(title="公示结束日期")
    stood: bool | None = Field(title="是否期满无异议")
