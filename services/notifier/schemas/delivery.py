"""What became of messages."""

from datetime import datetime
from uuid import UUID

from pydantic import Field, computed_field

from services.notifier.rules.delivery import ChannelName, DeliveryState
from services.notifier.rules.message import MessageKind
from shared.schemas import View


class DeliveryView(View):
    """What became of a message over one channel."""

    id: UUID = Field(title="送达记录编号")
    message_id: UUID = Field(title="消息编号", description="接收方据此识别重复")
    case_id: UUID | None = Field(title="即时帮扶台账编号", description="村级任务的消息为空")
    errand_id: UUID | None = Field(title="村级任务编号")
    order_id: UUID | None = Field(title="工单编号")
    region: str = Field(title="村（社区）代码")
    kind: MessageKind = Field(title="消息种类")
    subject: str = Field(title="标题")
    channel: ChannelName = Field(title="方式")
    state: DeliveryState = Field(title="状态")
    attempts: int = Field(title="已尝试次数")
    due_at: datetime | None = Field(title="下次尝试时间", description="收件箱的：到这时没有人看，就改用下一种方式")
    last_error: str | None = Field(title="最近一次失败原因")
    sent_at: datetime | None = Field(title="发送时间")
    heard_at: datetime | None = Field(title="回执时间", description="短信的回执、信函的登记、收件箱有没有人看；别的方式没有")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_label(self) -> str:
        return self.state.label

    @computed_field(title="方式名称")  # type: ignore[prop-decorator]
    @property
    def channel_label(self) -> str:
        return self.channel.label
