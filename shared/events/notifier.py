"""What notifier tells the others."""

from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.events import Event


class OpenedOrder(BaseModel):
    """A work order that one department now owes."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    order_id: UUID = Field(title="工单编号")
    department: str = Field(title="责任部门代码")
    due_at: AwareDatetime = Field(title="办理期限")


class WorkOrdersOpened(Event):
    """部门工单已派发"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    region: str = Field(title="村（社区）代码")
    orders: list[OpenedOrder] = Field(title="工单")


class WorkOrderCompleted(Event):
    """部门工单已办结"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    order_id: UUID = Field(title="工单编号")
    department: str = Field(title="责任部门代码")
    region: str = Field(title="村（社区）代码")
    completed_at: AwareDatetime = Field(title="办结时间")
    is_late: bool = Field(title="是否逾期")
