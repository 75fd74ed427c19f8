"""Work orders of departments."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field, computed_field

from services.notifier.rules import order
from services.notifier.rules import place as places
from services.notifier.rules.department import Department
from services.notifier.rules.message import case_short
from services.notifier.rules.order import OWED, OrderState
from shared import clock
from shared.schemas import Form, View


class CompleteOrder(Form):
    """What was done."""

    result: str = Field(
        title="办理结果",
        description="做了什么；不写身份证号",
        min_length=2,
        max_length=2000,
        examples=["已入户，发放临时救助金 2000 元"],
    )


class ReopenOrder(Form):
    """The county sends an order back."""

    reason: str = Field(title="退回原因", min_length=2, max_length=500, examples=["临时救助金尚未到账"])
    due_on: date = Field(title="新的办理期限", examples=["2020-06-10"])


class OrderView(View):
    """A work order."""

    id: UUID = Field(title="工单编号")
    case_id: UUID = Field(title="即时帮扶台账编号")
    region: str = Field(title="村（社区）代码")
    department: Department = Field(title="责任部门")
    task: str = Field(title="办理事项")
    reference: str = Field(title="依据")
    is_inferred: bool = Field(title="期限是否为推定", description="依据文件没有写明时限，由平台推定")
    state: OrderState = Field(title="状态")
    turn: int = Field(title="第几次派发")
    opened_at: datetime = Field(title="派发时间")
    due_at: datetime = Field(title="办理期限")
    accepted_at: datetime | None = Field(title="接单时间")
    accepted_by: str | None = Field(title="接单人")
    completed_at: datetime | None = Field(title="办结时间")
    completed_by: str | None = Field(title="办结人")
    result: str | None = Field(title="办理结果")
    is_late: bool | None = Field(title="办结时是否逾期")
    reopened_because: str | None = Field(title="退回原因")

    @computed_field(title="是否正在逾期")  # type: ignore[prop-decorator]
    @property
    def is_overdue(self) -> bool:
        return self.state in OWED and order.is_late(self.due_at, clock.now())

    @computed_field(title="责任部门名称")  # type: ignore[prop-decorator]
    @property
    def department_label(self) -> str:
        return self.department.label

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_label(self) -> str:
        return self.state.label

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def place(self) -> str:
        return places.spoken(self.region)

    @computed_field(title="台账尾号")  # type: ignore[prop-decorator]
    @property
    def case_short(self) -> str:
        return case_short(self.case_id)
