"""Who is told, and how to reach them."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from services.notifier.rules.delivery import ChannelName
from services.notifier.rules.department import Department
from services.notifier.rules.robot import key_of
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


class _Contact(Form):
    """A way to reach somebody. `shown` is its address without what would let others use it, or find the person."""

    address: str

    @property
    def shown(self) -> str:
        return self.address


class LogContact(_Contact):
    """The duty log: a file that the desk on duty reads."""

    channel: Literal[ChannelName.LOG] = Field(title="方式")
    address: str = Field(default="值班室", title="值班处", min_length=1, max_length=60)


class EmailContact(_Contact):
    """A mailbox."""

    channel: Literal[ChannelName.EMAIL] = Field(title="方式")
    address: str = Field(title="电子邮箱", max_length=254, pattern=r"^[^@\s<>,;\"]{1,64}@[A-Za-z0-9.-]{1,190}$")


class WebhookContact(_Contact):
    """A system that takes our messages over HTTP, signed as Standard Webhooks says."""

    channel: Literal[ChannelName.WEBHOOK] = Field(title="方式")
    address: str = Field(title="推送地址", max_length=500, examples=["https://oa.example.gov.cn/hooks/jishiyu"])
    secret: Annotated[str, AfterValidator(_secret)] = Field(title="签名密钥", description="whsec_ 开头；不会再显示")


class SmsContact(_Contact):
    """A mobile telephone."""

    channel: Literal[ChannelName.SMS] = Field(title="方式")
    address: str = Field(title="手机号码", pattern=r"^1[3-9]\d{9}$", examples=["13900000000"])

    @property
    def shown(self) -> str:
        return f"{self.address[:3]}****{self.address[-4:]}"


class RobotContact(_Contact):
    """A robot in a group of WeCom, DingTalk or Feishu. Whoever has its address can write to the group, so it is a secret too."""

    channel: Literal[ChannelName.WECOM, ChannelName.DINGTALK, ChannelName.FEISHU] = Field(title="方式")
    address: str = Field(
        title="机器人地址",
        description="群里添加机器人时给出的 Webhook 地址，原样填写；不会再完整显示",
        max_length=300,
        examples=["https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=00000000-0000-4000-8000-000000000000"],
    )
    secret: str = Field(default="", title="加签密钥", description="钉钉、飞书安全设置选“加签”时填写", max_length=200)

    @model_validator(mode="after")
    def _is_of_its_maker(self) -> Self:
        if key_of(self.channel, self.address) is None:
            raise ValueError(f"不是{self.channel.label}的地址，请从群的机器人设置中复制")
        if self.secret and self.channel is ChannelName.WECOM:
            raise ValueError("企业微信群机器人没有加签密钥")
        return self

    @property
    def shown(self) -> str:
        key = key_of(self.channel, self.address) or ""
        return self.address.replace(key, f"****{key[-4:]}") if key else "****"


class LetterContact(_Contact):
    """A postal address, or who carries it there: the message is printed and handed over."""

    channel: Literal[ChannelName.LETTER] = Field(title="方式")
    address: str = Field(
        title="送达地址", min_length=2, max_length=100, examples=["罗庄街道龙潭社区居民委员会，由网格员当面送交"]
    )


class PageContact(_Contact):
    """The inbox alone: for whoever opens it anyhow. Every message stands there, by whichever way it is sent besides."""

    channel: Literal[ChannelName.PAGE] = Field(title="方式")
    address: str = Field(
        default="收件箱",
        title="说明",
        description="打开收件箱才看得到；一直没有人看的，改用下一种方式，最后记入值班日志",
        min_length=1,
        max_length=60,
    )


Contact = Annotated[
    LogContact | EmailContact | WebhookContact | SmsContact | RobotContact | LetterContact | PageContact,
    Field(discriminator="channel"),
]


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


class ContactView(View):
    """A way to reach somebody, without its secret."""

    channel: ChannelName = Field(title="方式")
    address: str = Field(title="地址", description="手机号码和机器人地址不完整显示")


class PostView(View):
    """Who is told what concerns a place."""

    id: UUID = Field(title="岗位编号")
    region: str = Field(title="区划代码")
    place: str = Field(title="区划名称")
    department: Department | None = Field(title="部门", description="空为该地的帮扶联络员")
    name: str = Field(title="负责人姓名")
    channels: list[ContactView] = Field(title="联系方式")
    changed_at: datetime = Field(title="更新时间")
