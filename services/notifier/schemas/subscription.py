"""Other systems: what they are granted, what they ask to be sent, and what came of it."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, computed_field

from services.notifier.rules.push import PushState, pauses_at
from services.notifier.rules.subscription import SubscriptionState, Way
from shared.regions import AnyRegion
from shared.schemas import Form, View

SINCE_YEAR = datetime(2000, 1, 1, tzinfo=UTC)
Moment = Annotated[AwareDatetime, Field(ge=SINCE_YEAR)]
"""An instant that a database can hold in any zone."""
ADDRESS_SIGNS = 500
CODE = r"^[a-z][a-z0-9-]{2,38}[a-z0-9]$"


def _each_once(types: list[str]) -> list[str]:
    if len(set(types)) < len(types):
        raise ValueError("有重复的事件类型")
    return types


TypeName = Annotated[str, Field(max_length=120)]
Types = Annotated[list[TypeName], Field(max_length=200), AfterValidator(_each_once)]


class Endpoint(Form):
    """An address with the secrets that sign what is sent there; kept sealed."""

    address: str = ""
    secret: str = ""
    former_secret: str = ""
    former_until: datetime | None = None


class GrantSubscriber(Form):
    """What a county lets another system have."""

    title: str = Field(title="系统名称", min_length=2, max_length=60, examples=["罗庄区政务数据共享平台"])
    region: AnyRegion | Literal["*"] = Field(
        title="授权辖区", description="该系统能得到此辖区（含下级）的事件；全部辖区填 *，只有平台运维可授", examples=["371311"]
    )
    types: Types = Field(
        title="授权的事件类型",
        description="可授权的类型见 GET /feed/types",
        min_length=1,
        examples=[["relief.registry.new-poverty-detected.v1", "relief.registry.case-closed.v1"]],
    )


class SubscriberView(View):
    """Another system and its rights."""

    code: str = Field(title="系统代码", description="令牌的 org；NATS 通道名")
    title: str = Field(title="系统名称")
    region: str = Field(title="授权辖区")
    types: list[str] = Field(title="授权的事件类型")
    granted_by: str = Field(title="授权人")
    granted_at: datetime = Field(title="授权时间")
    ended_at: datetime | None = Field(title="终止时间")


class OpenSubscription(Form):
    """What a subscriber asks to be sent."""

    code: str | None = Field(
        default=None, title="系统代码", description="管理员代办时填写；订阅系统自己办理时不填", max_length=40, pattern=CODE
    )
    way: Way = Field(default=Way.WEBHOOK, title="方式", examples=["webhook"])
    address: str = Field(
        default="",
        title="推送地址",
        description="HTTP 推送必填",
        max_length=ADDRESS_SIGNS,
        examples=["https://oa.example.gov.cn/hooks/jishiyu"],
    )
    region: AnyRegion | None = Field(default=None, title="辖区", description="不填为授权的全部辖区", examples=["371311001"])
    types: Types = Field(default=[], title="事件类型", description="不填为授权的全部类型，今后增加的授权也包括在内")
    since: Moment | None = Field(default=None, title="起始时间", description="从此刻之后的事件推起；不填只推今后的")


class MoveSubscription(Form):
    """Where a subscription's events go from now on."""

    address: str = Field(
        title="新的推送地址",
        description="要求与新建订阅时相同",
        max_length=ADDRESS_SIGNS,
        examples=["https://oa.example.gov.cn/hooks/jishiyu"],
    )


class ResumeSubscription(Form):
    """Go on, or begin anew from a moment."""

    since: Moment | None = Field(
        default=None,
        title="起始时间",
        description="从此刻之后的事件重新推起（30 天以内），已送达过的会再次送达；不填从停下的地方继续",
        examples=["2026-06-01T00:00:00+08:00"],
    )


class SubscriptionView(View):
    """A subscription and how it stands."""

    id: UUID = Field(title="订阅编号")
    code: str = Field(title="系统代码")
    region: str = Field(title="辖区")
    types: list[str] = Field(title="事件类型", description="空为授权的全部类型")
    way: Way = Field(title="方式")
    address: str = Field(title="推送地址", description="网址中 ? 之后的部分不显示；NATS 为所订阅的主题")
    state: SubscriptionState = Field(title="状态")
    opened_at: datetime = Field(title="建立时间")
    secret_renewed_at: datetime | None = Field(title="密钥更换时间")
    moved_at: datetime | None = Field(title="推送地址更换时间")
    paused_at: datetime | None = Field(title="暂停时间")
    paused_because: str = Field(title="暂停原因")
    ended_at: datetime | None = Field(title="终止时间")
    failures: int = Field(title="连续失败次数")
    failing_since: datetime | None = Field(title="从何时起送不到")
    due_at: datetime | None = Field(title="下次尝试时间")
    behind: int = Field(title="尚未读到的事件数", description="事件流中排在后面的全部事件，含不属于本订阅的")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_label(self) -> str:
        return self.state.label

    @computed_field(title="仍送不到何时暂停", description="送得到的和已暂停的没有")  # type: ignore[prop-decorator]
    @property
    def pauses_at(self) -> datetime | None:
        if self.state is not SubscriptionState.ACTIVE or self.failing_since is None:
            return None
        return pauses_at(self.failing_since)


class OpenedSubscription(SubscriptionView):
    """The one answer that shows the secret."""

    secret: str = Field(title="签名密钥", description="只在这一次显示，请立即存入接收系统；遗失只能更换")


class PushView(View):
    """What became of an event on its way to one address."""

    id: UUID = Field(title="推送编号")
    event_id: UUID = Field(title="事件编号", description="即 webhook-id 与 CloudEvents 的 id")
    type: str = Field(title="事件类型")
    state: PushState = Field(title="状态")
    is_aside: bool = Field(title="是否单独重试", description="接收系统只拒收这一条时，单独重试，后面的照常推送")
    attempts: int = Field(title="已尝试次数")
    status: int | None = Field(title="最近一次答复的状态码")
    error: str = Field(title="最近一次失败原因")
    answer: str = Field(title="答复开头", description="长数字和令牌已隐去")
    took_ms: int = Field(title="最近一次用时（毫秒）")
    first_at: datetime = Field(title="首次尝试时间")
    last_at: datetime = Field(title="最近一次尝试时间")
    due_at: datetime | None = Field(title="下次尝试时间", description="排在最前而失败的，见订阅的下次尝试时间")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_label(self) -> str:
        return self.state.label


class ReplyView(View):
    """What a receiver did with a test."""

    is_taken: bool = Field(title="是否收下")
    status: int | None = Field(title="状态码")
    error: str = Field(title="失败原因")
    answer: str = Field(title="答复开头")
    took_ms: int = Field(title="用时（毫秒）")


class EventTypeView(View):
    """A kind of event that may be granted."""

    type: str = Field(title="事件类型")
    title: str = Field(title="含义")
    fields: dict[str, str] = Field(title="字段", description="data 中各字段的含义")


class FeedPage(View):
    """A piece of the feed."""

    events: list[dict[str, Any]] = Field(title="事件", description="CloudEvents 1.0，按事件流的先后")
    next: str = Field(title="下一位置", description="作为 after 参数继续读取；没有新事件时也要用它")


class PushedEvent(View):
    """What is sent to a subscriber's address: an event as it goes over the bus."""

    specversion: Literal["1.0"] = Field(title="CloudEvents 版本")
    id: UUID = Field(title="事件编号", description="重发时不变，据此去重；与请求头 webhook-id 相同")
    source: str = Field(title="来源", examples=["/jishiyu/registry"])
    type: str = Field(title="事件类型")
    time: datetime = Field(title="发生时间")
    datacontenttype: Literal["application/json"] = Field(title="内容格式")
    data: dict[str, Any] = Field(title="内容", description="各类型的字段见 GET /feed/types；今后可能增加字段，不认识的请忽略")
