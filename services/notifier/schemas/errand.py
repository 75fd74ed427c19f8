"""What the officer of a place is to see to."""

from datetime import datetime
from uuid import UUID

from pydantic import Field, computed_field

from services.notifier.rules import order
from services.notifier.rules import place as places
from services.notifier.rules.department import Department
from services.notifier.rules.errand import ErrandKind, ErrandLevel, ErrandState
from services.notifier.rules.order_rule import Addressee
from shared import clock
from shared.schemas import Form, View


class CompleteErrand(Form):
    """What was done of an order that nothing else records."""

    report: str = Field(title="办理结果", min_length=2, max_length=500, examples=["已劝住户搬到其子家中，门口贴了警示，已报镇街"])


class ErrandView(View):
    """What an officer is to see to."""

    id: UUID = Field(title="村级任务编号")
    title: str = Field(title="任务名称", description="按规则派出的任务填写")
    kind: ErrandKind = Field(title="任务种类")
    source_id: UUID = Field(title="预警编号、名单编号或事项编号")
    rule: str = Field(title="派出的规则", description="按规则派出的任务填写")
    addressee: Addressee | None = Field(title="派给哪一级", description="为空的派给村（社区）")
    department: Department | None = Field(title="派给哪个部门")
    page: str = Field(title="办理的页面", description="网关之后的路径")
    is_by_hand: bool = Field(title="是否由承办人填写结果办结")
    report: str = Field(title="办理结果")
    region: str = Field(title="村（社区）代码")
    task: str = Field(title="办理事项")
    reference: str = Field(title="依据")
    differences: int | None = Field(title="差异数", description="名单差异核实的任务填写，为派发时的数")
    state: ErrandState = Field(title="状态")
    opened_at: datetime = Field(title="派发时间")
    due_at: datetime = Field(title="办理期限")
    told: ErrandLevel | None = Field(title="已报哪一级督办")
    moved_at: datetime | None = Field(title="随户转来的时间")
    closed_at: datetime | None = Field(title="办结时间")
    is_late: bool | None = Field(title="办结时是否逾期")

    @computed_field(title="是否正在逾期")  # type: ignore[prop-decorator]
    @property
    def is_overdue(self) -> bool:
        return self.state is ErrandState.OPEN and order.is_late(self.due_at, clock.now())

    @computed_field(title="任务种类名称")  # type: ignore[prop-decorator]
    @property
    def kind_label(self) -> str:
        return self.title or self.kind.label

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_label(self) -> str:
        return self.state.label

    @computed_field(title="地点")  # type: ignore[prop-decorator]
    @property
    def place(self) -> str:
        return places.spoken(self.region)
