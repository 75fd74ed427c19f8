"""How the ways out are, as operators see it."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field, computed_field

from services.notifier.rules.delivery import ChannelName
from shared.schemas import View


class ChannelState(StrEnum):
    """How a channel is."""

    WELL = "well"
    FAILING = "failing"
    CLOSED = "closed"
    UNSET = "unset"

    @property
    def label(self) -> str:
        return {
            ChannelState.WELL: "正常",
            ChannelState.FAILING: "最近一次失败",
            ChannelState.CLOSED: "暂停发送，等候恢复",
            ChannelState.UNSET: "没有配置",
        }[self]


class ChannelView(View):
    """One channel. Numbers are of the messages of the reader's region."""

    channel: ChannelName = Field(title="方式")
    name: str = Field(title="方式名称")
    state: ChannelState = Field(title="状态")
    closed_until: datetime | None = Field(title="暂停到", description="到时先试发一条")
    lines: int = Field(title="线路数", description="机器人一个一条线路，其他方式一条")
    closed_lines: int = Field(title="暂停的线路数")
    last_sent_at: datetime | None = Field(title="最近一次发出")
    last_failed_at: datetime | None = Field(title="最近一次失败")
    last_error: str | None = Field(title="最近一次失败原因")
    waiting: int = Field(title="等候发送的条数")
    oldest_due_at: datetime | None = Field(title="等候最久的应发时间")
    sent: int = Field(title="近一日发出的条数", description="含已送达、已读和未送达")
    delivered: int = Field(title="近一日确认送达的条数")
    undelivered: int = Field(title="近一日确认未送达的条数")
    given_up: int = Field(title="近一日放弃的条数")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_label(self) -> str:
        return self.state.label
