"""What other systems receive, for their engineers: the `webhooks` part of the OpenAPI document. Nothing here is a door."""

import json
from pathlib import Path
from typing import Annotated, Any

from fastapi import Body, FastAPI, Header

from services.notifier.rules.feed import PING, offered, thinned
from services.notifier.schemas.subscription import PushedEvent
from shared import events

_SAMPLES = Path(events.__file__).with_name("examples.json")

HOW = """平台向订阅系统登记的地址 POST 一个 CloudEvents 1.0 事件，按 Standard Webhooks 1.0 签名。

1. **验签**：以 `webhook-id`、`webhook-timestamp` 和请求正文原文用点号相连，用密钥（`whsec_` 之后的 base64 解码）作 HMAC-SHA256，
   base64 后与 `webhook-signature` 中任一 `v1,` 之后的值相同即为真；更换密钥的一天内有两个签名，任一相符即可。
   时间戳相差超过 5 分钟的应拒收。
2. **去重**：同一事件重发时 `webhook-id` 不变；收过的直接答 2xx。
3. **应答**：10 秒内答任一 2xx 即为收下，正文不必有。先存下再答，处理放在之后。
4. **重试**：其他状态、超时、断开都算失败，隔 5 秒、30 秒、2 分、10 分、半小时……直至 6 小时一次，共 3 天；
   答复带 `Retry-After` 的照其等待（至多 6 小时）。
5. **顺序**：按事件流的先后逐个推送，前一个收下才推下一个。只有一个事件被拒而后面的收下时，它单独重试，
   不挡后面的。重试和重新推送会使事件晚到，请以 `time` 和事件自身的内容判断先后。
6. **暂停**：答 410 立即暂停；连续 1 天送不到先提醒授权的县区（又送到了再告知一次），连续 3 天自动暂停并通知。
   接收地址变了的可更换，密钥和进度不变。事件保留 30 天，恢复后从停下的地方继续，
   也可指定时刻重新推送。
7. 不跟随重定向；只推送到 https 的公网地址，或平台运维列出的内网网段。

以下示例是各类型事件在同一个故事中的样子。"""


def document(app: FastAPI) -> None:
    """Add what is sent out to the application's document."""
    app.webhooks.add_api_route(
        "events",
        _received,
        methods=["POST"],
        status_code=204,
        summary="收到一个事件",
        description=HOW,
        tags=["向外推送"],
        response_description="收下",
        responses={
            "410": {"description": "不再接收：订阅立即暂停"},
            "429": {"description": "请稍后再来：按 Retry-After 等待"},
            "4XX": {"description": "没有收下：重试"},
            "5XX": {"description": "没有收下：重试"},
        },
    )


def _examples() -> dict[str, Any]:
    told = thinned(json.loads(_SAMPLES.read_text("utf-8")))
    shown = {kind: {"summary": event.title, "value": told[kind]} for kind, event in offered().items()}
    first = next(iter(told.values()))
    test = first | {"source": "/jishiyu/notifier", "type": PING, "data": {"subscription_id": first["id"]}}
    return shown | {PING: {"summary": "测试", "value": test}}


async def _received(
    event: Annotated[PushedEvent, Body(media_type="application/cloudevents+json", openapi_examples=_examples())],
    webhook_id: Annotated[str, Header(title="消息编号", description="即事件编号，重发时不变")],
    webhook_timestamp: Annotated[str, Header(title="签名时间", description="自 1970 年起的秒数")],
    webhook_signature: Annotated[str, Header(title="签名", description="v1,…；更换密钥的一天内有两个，以空格隔开")],
) -> None:
    """Never called: whoever receives writes it."""
