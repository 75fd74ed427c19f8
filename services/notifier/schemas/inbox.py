"""The inbox of a person: what is before them, messages with their receipts, and what came of several things done at once."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field, computed_field

from services.notifier.rules.message import MessageKind
from services.notifier.schemas.complaint import ComplaintTaskView
from services.notifier.schemas.errand import ErrandView
from services.notifier.schemas.order_view import OrderView
from shared.schemas import Form, View

AT_ONCE = 50
"""Things of one visit."""


class AcceptSeveral(Form):
    """What is accepted in one tap."""

    order_ids: list[UUID] = Field(
        title="工单编号", min_length=1, max_length=AT_ONCE, examples=[["0197f5c2-7c1e-7a53-9f6b-3d5f0a1b2c3d"]]
    )


class AskGiver(Form):
    """A question about one order."""

    order_id: UUID = Field(title="工单编号", examples=["0197f5c2-7c1e-7a53-9f6b-3d5f0a1b2c3d"])
    question: str = Field(title="询问", min_length=2, max_length=500, examples=["这一户已迁走，由谁办理？"])


class InboxAccount(View):
    """Whose inbox a browser reads, and which version of the page it would be given now."""

    subject: str = Field(title="账号")
    version: str = Field(title="页面程序的版本")


class OutcomeView(View):
    """What came of one thing: done, or why not."""

    thing: Literal["order", "errand"] = Field(title="事项种类", description="order 为工单，errand 为村级任务")
    id: UUID = Field(title="事项编号")
    called: str = Field(title="事项名称", description="看不到的为空")
    is_done: bool = Field(title="是否办成")
    code: str | None = Field(default=None, title="没有办成的原因代码")
    title: str = Field(default="", title="没有办成的原因")
    mend: str = Field(default="", title="如何更正")


class OutcomesView(View):
    """What came of each."""

    outcomes: list[OutcomeView] = Field(title="逐件结果")

    @computed_field(title="办成几件")  # type: ignore[prop-decorator]
    @property
    def done(self) -> int:
        return sum(one.is_done for one in self.outcomes)


class InboxMessageView(View):
    """A message to this person or their office."""

    id: UUID = Field(title="消息编号")
    kind: MessageKind = Field(title="消息种类")
    subject: str = Field(title="标题")
    body: str = Field(title="内容")
    written_at: datetime = Field(title="时间")
    order_id: UUID | None = Field(title="工单编号")
    read_at: datetime | None = Field(title="本人阅读时间", description="空为未读；第一次打开的时间即回执")


class InboxCounts(View):
    """How many are where."""

    owed: int = Field(title="待办")
    late: int = Field(title="已逾期")
    today: int = Field(title="今天到期")
    new: int = Field(title="待接单")
    asked: int = Field(title="等派单人答复")
    to_answer: int = Field(title="等本人答复、检查")
    unread: int = Field(title="未读消息")
    done: int = Field(title="本周办结")


class RoundView(View):
    """What is to be done in one place: one way there does all of it."""

    region: str = Field(title="区划代码")
    place: str = Field(title="地点")
    orders: list[OrderView] = Field(title="工单")
    errands: list[ErrandView] = Field(title="村级任务")
    tasks: list[ComplaintTaskView] = Field(title="监督举报转办件")

    @property
    def open(self) -> list[UUID]:
        """Orders that wait to be accepted."""
        return [order.id for order in self.orders if order.state == "open"]


class InboxView(View):
    """A person's inbox."""

    at: datetime = Field(title="查询时间")
    counts: InboxCounts = Field(title="件数")
    rounds: list[RoundView] = Field(title="按地点的待办", description="最急的地点在前")
    left: int = Field(title="没有列出的待办件数")
    to_answer: list[OrderView] = Field(title="等本人答复、检查的工单")
    messages: list[InboxMessageView] = Field(title="消息", description="三十天以内，新的在前")
    done: list[OrderView] = Field(title="本周办结的工单")
