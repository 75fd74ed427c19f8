"""What callers get of a list of houses that a county brings along."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from pydantic import Field, computed_field

from services.housing.rules.list_file import DECISION_NAMES, Decision
from shared.schemas import View

FAULTS_SHOWN = 50


class ListFileView(View):
    """A list, looked through, and taken in or not."""

    id: UUID = Field(title="导入标识")
    region: str = Field(title="地区代码")
    rows: int = Field(title="行数")
    entering: int = Field(title="录入")
    updating: int = Field(title="更新")
    unchanged: int = Field(title="无变化")
    refused: int = Field(title="退回")
    faults: list[dict[str, Any]] = Field(title="退回原因", description="前 50 项；全部见退回的工作簿")
    uploaded_by: str = Field(title="提交人")
    uploaded_at: datetime = Field(title="提交时间")
    taken_at: datetime | None = Field(title="录入时间", description="为空表示还没有录入")


class ListFileLine(View):
    """A row of such a list, and what taking it in does."""

    names: ClassVar[Mapping[Decision, str]] = DECISION_NAMES

    row: int = Field(title="行号")
    decision: Decision = Field(title="处理")
    region: str = Field(title="村（社区）代码")
    household_code: str | None = Field(title="户编号")

    @computed_field(title="处理名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def decision_name(self) -> str:
        return self.names[self.decision]
