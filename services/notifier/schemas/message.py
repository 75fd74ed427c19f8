"""What was written to whom, in which forms, and what became of it; and how a message would read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.notifier.rules.delivery import ChannelName, DeliveryState
from services.notifier.rules.message import MessageKind
from services.notifier.rules.message_form import Form as MessageForm
from services.notifier.rules.message_form import Register
from services.notifier.rules.message_times import Priority, Wait
from shared.regions import AnyRegion
from shared.schemas import Form, View

DRAFT_LIMIT = 100_000


class FormView(View):
    """A message in one form."""

    form: MessageForm = Field(title="形式")
    form_label: str = Field(title="形式名称")
    subject: str = Field(title="标题", description="短信没有标题")
    body: str = Field(title="正文")
    characters: int = Field(title="正文字数", description="按短信计字（UCS-2）")
    sms_parts: int | None = Field(title="要发几条短信", description="只有短信有")


class WayView(View):
    """A message's way over one channel."""

    id: UUID = Field(title="送达记录编号")
    channel: ChannelName = Field(title="方式")
    channel_label: str = Field(title="方式名称")
    form: MessageForm | None = Field(title="发出的形式", description="还没有发的为空；这一形式的原文见 forms")
    state: DeliveryState = Field(title="状态")
    state_label: str = Field(title="状态名称")
    wait: Wait | None = Field(title="在等什么")
    wait_label: str = Field(title="在等什么（名称）")
    due_at: datetime | None = Field(title="下次尝试时间")
    sent_at: datetime | None = Field(title="发送时间")
    attempts: int = Field(title="已尝试次数")
    last_error: str | None = Field(title="最近一次失败原因")
    digest_id: UUID | None = Field(title="并入的汇总消息")


class MessageView(View):
    """A message as it was written, with its ways."""

    id: UUID = Field(title="消息编号")
    kind: MessageKind = Field(title="消息种类")
    kind_label: str = Field(title="消息种类名称")
    priority: Priority = Field(title="缓急")
    priority_label: str = Field(title="缓急名称")
    region: str = Field(title="区划代码")
    place: str = Field(title="地点")
    to: str = Field(title="发给谁", description="岗位所在的地方和部门；本户的短信写“本户”；没有岗位的写“值班日志”")
    post_id: UUID | None = Field(title="岗位编号")
    household_id: UUID | None = Field(title="户标识", description="直接发给本户的")
    case_id: UUID | None = Field(title="即时帮扶台账编号")
    errand_id: UUID | None = Field(title="村级任务编号")
    order_id: UUID | None = Field(title="工单编号")
    written_at: datetime = Field(title="写成时间")
    forms: list[FormView] = Field(title="各种形式的原文")
    ways: list[WayView] = Field(title="送达记录")


class PreviewMessage(Form):
    """How a message would read: with the words in force, or with those of a draft."""

    kind: MessageKind = Field(title="消息种类", examples=["household-paid"])
    region: AnyRegion = Field(title="区划代码", examples=["371311001001"])
    form: MessageForm | None = Field(default=None, title="形式", description="不写为这一类的全部形式")
    voice: Register = Field(
        default=Register.OFFICIAL, title="对谁说", description="official 对工作人员；plain 对群众", examples=["plain"]
    )
    fields: dict[str, Any] | None = Field(
        default=None,
        title="字段",
        description="不写或写一部分的，其余用示例值；金额为分，日期为 2020-06-02，时刻带时区",
        max_length=40,
        examples=[{"matter": "临时救助", "amount_fen": 300000, "paid_on": "2020-06-02"}],
    )
    draft: str = Field(default="", title="草案", description="消息文件（YAML）的全文；先查错，再按它显示", max_length=DRAFT_LIMIT)


class ComplaintView(View):
    """What is wrong in a draft."""

    line: int = Field(title="行")
    wrong: str = Field(title="哪里不对")
    mend: str = Field(title="怎样更正")


class PreviewView(View):
    """A message in its forms, and what is wrong in the draft (then the words in force are shown)."""

    kind: MessageKind = Field(title="消息种类")
    kind_label: str = Field(title="消息种类名称")
    voice: Register = Field(title="对谁说")
    voice_label: str = Field(title="对谁说（名称）")
    priority_label: str = Field(title="缓急")
    fields: dict[str, str] = Field(title="这一类消息的字段", description="字段名与含义")
    forms: list[FormView] = Field(title="各种形式")
    complaints: list[ComplaintView] = Field(title="草案的错处")
