"""What notifier takes in and gives out."""

import base64
import binascii
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, computed_field

from services.notifier.rules import order
from services.notifier.rules import place as places
from services.notifier.rules.delivery import ChannelName, DeliveryState
from services.notifier.rules.department import Department
from services.notifier.rules.errand import ErrandKind, ErrandLevel, ErrandState
from services.notifier.rules.message import MessageKind, case_short
from services.notifier.rules.order import OWED, OrderState
from services.notifier.rules.order_rule import Addressee
from shared import clock
from shared.schemas import Form, View

SECRET_BYTES = range(24, 65)


def _secret(text: str) -> str:
    try:
        key = base64.b64decode(text.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        key = b""
    if not text.startswith("whsec_") or len(key) not in SECRET_BYTES:
        raise ValueError("应为 whsec_ 加上 24 至 64 字节随机数的 base64")
    return text


class LogContact(Form):
    """The duty log: a file that the desk on duty reads."""

    channel: Literal[ChannelName.LOG] = Field(title="方式")
    address: str = Field(default="值班室", title="值班处", min_length=1, max_length=60)


class EmailContact(Form):
    """A mailbox."""

    channel: Literal[ChannelName.EMAIL] = Field(title="方式")
    address: str = Field(title="电子邮箱", max_length=254, pattern=r"^[^@\s<>,;\"]{1,64}@[A-Za-z0-9.-]{1,190}$")


class WebhookContact(Form):
    """A system that takes our messages over HTTP, signed as Standard Webhooks says."""

    channel: Literal[ChannelName.WEBHOOK] = Field(title="方式")
    address: str = Field(title="推送地址", max_length=500, examples=["https://oa.example.gov.cn/hooks/jishiyu"])
    secret: Annotated[str, AfterValidator(_secret)] = Field(title="签名密钥", description="whsec_ 开头；不会再显示")


Contact = Annotated[LogContact | EmailContact | WebhookContact, Field(discriminator="channel")]


class PutPost(Form):
    """Who is told, and how to reach them: the first way is tried first."""

    name: str = Field(title="负责人姓名", min_length=1, max_length=40, examples=["王小明"])
    channels: list[Contact] = Field(
        title="联系方式",
        description="按顺序尝试；前一种送不到，改用下一种",
        min_length=1,
        max_length=5,
        examples=[
            [{"channel": "email", "address": "wang@luozhuang.example.gov.cn"}, {"channel": "log", "address": "街道值班室"}]
        ],
    )


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
    due_at: datetime | None = Field(title="下次尝试时间")
    last_error: str | None = Field(title="最近一次失败原因")
    sent_at: datetime | None = Field(title="发送时间")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_label(self) -> str:
        return self.state.label


class ContactView(View):
    """A way to reach somebody, without its secret."""

    channel: ChannelName = Field(title="方式")
    address: str = Field(title="地址")


class PostView(View):
    """Who is told what concerns a place."""

    id: UUID = Field(title="岗位编号")
    region: str = Field(title="区划代码")
    place: str = Field(title="区划名称")
    department: Department | None = Field(title="部门", description="空为该地的帮扶联络员")
    name: str = Field(title="负责人姓名")
    channels: list[ContactView] = Field(title="联系方式")
    changed_at: datetime = Field(title="更新时间")
