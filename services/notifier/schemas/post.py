"""Who is told, and how to reach them."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from services.notifier.rules.delivery import ChannelName
from services.notifier.rules.department import Department
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


class PageContact(Form):
    """The inbox alone: for whoever opens it anyhow. Every message stands there, by whichever way it is sent besides."""

    channel: Literal[ChannelName.PAGE] = Field(title="方式")
    address: str = Field(
        default="收件箱",
        title="说明",
        description="打开收件箱才看得到；要提醒到人的，请把别的方式排在前面",
        min_length=1,
        max_length=60,
    )


Contact = Annotated[LogContact | EmailContact | WebhookContact | PageContact, Field(discriminator="channel")]


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
