"""An order as it is shown, and its record line by line."""

from datetime import datetime
from uuid import UUID

from pydantic import Field, computed_field

from services.notifier.rules import order
from services.notifier.rules import place as places
from services.notifier.rules.department import Department
from services.notifier.rules.message import case_short
from services.notifier.rules.office import Office
from services.notifier.rules.order import OWED, OrderState
from services.notifier.rules.order_act import Act
from services.notifier.rules.order_kind import OrderKind, StepLevel
from services.notifier.rules.order_rule import Addressee
from shared import clock
from shared.filing.forms import FiledView
from shared.schemas import View


class OrderView(View):
    """A work order."""

    id: UUID = Field(title="工单编号")
    kind: OrderKind = Field(title="工单种类")
    title: str = Field(title="工单名称", description="即时帮扶的为空")
    case_id: UUID | None = Field(title="即时帮扶台账编号", description="其他种类的为空")
    household_id: UUID | None = Field(title="户编号", description="关于一户的填写")
    region: str = Field(title="村（社区）代码", description="关于镇街、县区的为其代码")
    addressee: Addressee | None = Field(title="派给哪一级")
    department: Department | None = Field(title="责任部门")
    holder_id: UUID | None = Field(title="承办人的岗位编号", description="没有指定人、也没有人接单的为空")
    task: str = Field(title="办理事项")
    problem: str = Field(title="存在的问题", description="问题整改的填写")
    measure: str = Field(title="整改措施")
    found_by: str = Field(title="发现单位")
    papers: list[str] = Field(title="办结所需材料")
    page: str = Field(title="相关页面", description="网关之后的路径")
    reference: str = Field(title="依据")
    is_inferred: bool = Field(title="期限是否为推定", description="依据文件没有写明时限，由平台推定")
    is_checked: bool = Field(title="办结后是否由他人检查销号")
    is_by_record: bool = Field(title="是否按另一处的登记自行销号", description="在相关页面办理，不在工单中办结")
    rule: str = Field(title="派单规则", description="按规则自动派出的填写")
    is_restricted: bool = Field(title="是否只有指定的人可见")
    state: OrderState = Field(title="状态")
    turn: int = Field(title="第几次派发")
    given_by: str = Field(title="派单人", description="按规则自动派出的为空")
    source_id: UUID | None = Field(title="来源事项编号")
    opened_at: datetime = Field(title="派发时间")
    due_at: datetime = Field(title="办理期限")
    accepted_at: datetime | None = Field(title="接单时间")
    accepted_by: str | None = Field(title="接单人")
    completed_at: datetime | None = Field(title="办结时间")
    completed_by: str | None = Field(title="办结人")
    result: str | None = Field(title="办理结果")
    is_late: bool | None = Field(title="办结时是否逾期")
    checked_at: datetime | None = Field(title="检查销号时间")
    checked_by: str | None = Field(title="检查人")
    reopened_because: str | None = Field(title="退回原因")

    @computed_field(title="是否正在逾期")  # type: ignore[prop-decorator]
    @property
    def is_overdue(self) -> bool:
        return self.state in OWED and order.is_late(self.due_at, clock.now())

    @computed_field(title="责任部门名称")  # type: ignore[prop-decorator]
    @property
    def department_label(self) -> str:
        return Office(self.addressee, self.department).label

    @computed_field(title="工单种类名称")  # type: ignore[prop-decorator]
    @property
    def kind_label(self) -> str:
        return self.kind.label

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_label(self) -> str:
        return "已办结，待检查" if self.is_checked and self.state is OrderState.DONE else self.state.label

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def place(self) -> str:
        return places.spoken(self.region)

    @computed_field(title="台账尾号", description="其他种类的为工单尾号")  # type: ignore[prop-decorator]
    @property
    def case_short(self) -> str:
        return case_short(self.case_id or self.id)

    @computed_field(title="称呼")  # type: ignore[prop-decorator]
    @property
    def called(self) -> str:
        return self.title or self.kind.label


class OrderActView(View):
    """One line of an order's record."""

    act: Act = Field(title="办理环节")
    turn: int = Field(title="第几次派发")
    at: datetime = Field(title="时间")
    done_by: str = Field(title="办理人", description="平台自动办理的为空")
    words: str = Field(title="内容")
    to_post_id: UUID | None = Field(title="转给的岗位编号")
    level: StepLevel | None = Field(title="提醒或督办到哪一级")
    due_at: datetime | None = Field(title="其后的办理期限")

    @computed_field(title="办理环节名称")  # type: ignore[prop-decorator]
    @property
    def act_label(self) -> str:
        return self.act.label


class OrderPaperView(FiledView):
    """A photo or paper of an order."""

    turn: int = Field(title="第几次派发时的")
