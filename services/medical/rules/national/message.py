"""When a national message is taken in, and what is said of one that is not."""

import re
from collections.abc import Sequence

from shared.errors import Conflict, Forbidden, NotFound, Unprocessable

MSGID_LIMIT = 30


class MessageUnreadable(Unprocessable):
    """报文无法识别"""

    mend = "请发送 UTF-8 编码的 JSON 对象，带有 infno、msgid、input 等交易头字段"


class MessageIdMalformed(Unprocessable):
    """发送方报文 ID 不符合规定"""

    mend = "msgid 为 30 位：定点医药机构编号（12）+时间 yyyyMMddHHmmss(14)+顺序号（4）"


class MessageIdUsed(Unprocessable):
    """同一发送方报文 ID 已用于内容不同的报文"""

    mend = "重发请保持交易编号和 input 完全一致；新的业务请使用新的 msgid"


class MessageWithdrawn(Conflict):
    """该报文已被 2601 冲正，不再受理"""

    mend = "请用新的 msgid 重新办理"


class TransactionUnknown(NotFound):
    """不支持这个交易编号"""

    mend = "supported 列出本平台支持的交易"


class TransactionMismatch(Unprocessable):
    """报文中的交易编号与请求地址不一致"""

    mend = "请求地址末段与 infno 应为同一个交易编号"


class OtherInstitution(Forbidden):
    """报文中的定点医药机构编号不是访问令牌所属的机构"""

    mend = "请使用签发给本机构的令牌，fixmedins_code 与令牌的 org 一致"


class GatewaySignatureWrong(Forbidden):
    """网关签名不符"""

    mend = "x-tif-signature 为 SHA256（时间戳+令牌+随机串+时间戳）的十六进制，时间戳与平台时间相差不超过 5 分钟"


class NodeMissing(Unprocessable):
    """交易输入缺少节点"""

    mend = "请按接口规范填写 input 下的节点"


class CodeUnknown(Unprocessable):
    """代码不在代码表中"""

    mend = "请使用接口规范代码表中的代码"


class NoSuchMessage(NotFound):
    """没有收到过这个发送方报文 ID"""

    mend = "该报文没有到达，没有生效；可以用同一 msgid 原样重发"


def must_be_numbered(msgid: str, *, code: str, patterns: Sequence[str]) -> None:
    """A message bears a number in one of the forms that the place knows. Raises MessageIdMalformed."""
    if not any(re.fullmatch(pattern.replace("{code}", re.escape(code)), msgid, re.ASCII) for pattern in patterns):
        raise MessageIdMalformed(pointer="/msgid")
