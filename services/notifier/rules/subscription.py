"""What another system may have, and what it asks for out of that."""

import base64
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from shared import regions
from shared.errors import Conflict, Forbidden, Unprocessable

SECRET_BYTES: Final = 32
SUBSCRIPTIONS_LIMIT: Final = 20
"""Of one subscriber."""
FORMER_SECRET_STAYS: Final = timedelta(days=1)
"""After a renewal both secrets sign, so that a receiver can be changed over in working hours."""


class Way(StrEnum):
    """How a subscription is served. The feed over HTTP needs none: whoever is granted something reads it."""

    WEBHOOK = "webhook"
    NATS = "nats"

    @property
    def label(self) -> str:
        return {Way.WEBHOOK: "HTTP 推送", Way.NATS: "NATS 通道"}[self]


class SubscriptionState(StrEnum):
    """Whether a subscription is served."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return {
            SubscriptionState.ACTIVE: "推送中",
            SubscriptionState.PAUSED: "已暂停",
            SubscriptionState.ENDED: "已终止",
        }[self]


class NotGranted(Forbidden):
    """所订阅的内容未获授权"""

    mend = "请向县区平台管理员申请；已获授权的事件类型和辖区见 GET /feed/rights"


class SubscriberEnded(Conflict):
    """该订阅系统的授权已终止"""

    mend = "请由县区平台管理员重新授权"


class SubscriptionOver(Conflict):
    """该订阅已终止"""

    mend = "终止的订阅不能恢复，请新建订阅"


class SubscribedOverTheBus(Conflict):
    """该系统已有一个 NATS 订阅"""

    mend = "每个系统一个 NATS 通道；请先终止原订阅"


class NotPushed(Conflict):
    """NATS 订阅没有推送地址和密钥"""

    mend = "此操作只用于 HTTP 推送；NATS 的口令由平台运维更换"


class MomentAhead(Unprocessable):
    """起始时间晚于当前时间"""

    mend = "请填写过去的时间；只要今后的事件则不填"


class AnothersCode(Conflict):
    """该代码已由其他辖区的系统使用"""

    mend = "请另取代码"


class TooManySubscriptions(Conflict):
    """该系统的订阅数已达上限"""

    mend = "每个系统至多 20 个订阅；请先终止不用的"


class CodeMissing(Unprocessable):
    """没有说明是哪个系统的订阅"""

    mend = "管理员代办时填写系统代码；订阅系统只能为自己办理"


@dataclass(frozen=True)
class Rights:
    """What a county granted: these types of events of a region."""

    region: str
    types: frozenset[str]
    is_ended: bool = False


def places_of(region: str) -> list[str]:
    """Patterns of the codes of whatever lies in a region, under those of former divisions too."""
    if region == "*":
        return ["%"]
    return [f"{code}%" for code in (region, *regions.predecessors_of(region))]


def judge_asked(rights: Rights, *, region: str, types: Collection[str]) -> None:
    """What is asked for lies within what was granted. Raises SubscriberEnded or NotGranted."""
    if rights.is_ended:
        raise SubscriberEnded
    if rights.region != "*" and not region.startswith(rights.region):
        raise NotGranted(pointer="/region", region=region)
    for at, kind in enumerate(types):
        if kind not in rights.types:
            raise NotGranted(pointer=f"/types/{at}", event_type=kind)


def refuse_over(state: SubscriptionState) -> None:
    """Raises SubscriptionOver."""
    if state is SubscriptionState.ENDED:
        raise SubscriptionOver


def refuse_ahead(since: datetime | None, at: datetime) -> None:
    """Raises MomentAhead."""
    if since is not None and since > at:
        raise MomentAhead(pointer="/since")


def secret_of(chance: bytes) -> str:
    """A secret as Standard Webhooks writes it, of so many random bytes."""
    return f"whsec_{base64.b64encode(chance).decode()}"


def former_until(renewed_at: datetime | None, *, at: datetime) -> datetime | None:
    """Until when the secret before the present one signs too; None if it does no more."""
    until = renewed_at + FORMER_SECRET_STAYS if renewed_at else None
    return until if until and at < until else None


def secrets_at(secret: str, former: str, former_until: datetime | None, at: datetime) -> list[str]:
    """The secrets that sign at an instant, the newest first."""
    return [secret, former] if former_until and at < former_until else [secret]
