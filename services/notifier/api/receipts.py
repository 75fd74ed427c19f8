"""Where a short-message gateway tells what became of messages. It proves itself as its file says, for it has no token of ours."""

from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from services.notifier.channels import settings
from services.notifier.operations.message.take_receipts import take_receipts
from services.notifier.rules.delivery import ChannelName
from services.notifier.rules.gateway_receipt import ReceiptsUnreadable, is_proved, read_receipts
from services.notifier.store.receipt import act_for_gateway
from shared.clock import now
from shared.errors import NotFound, Unauthenticated, Unprocessable
from shared.security import anyone
from shared.service import Transaction, door, refuses

router = door("/receipts", "短信回执")

FORM = "application/x-www-form-urlencoded"
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {}, "example": [{"BizId": "8001", "Status": "DELIVRD"}]}},
    }
}


class NoReceiptsTaken(NotFound):
    """平台没有配置接收短信回执"""

    mend = "请平台运维在短信平台的说明文件中写明 callback，并设置回执密钥"


class ReceiptNotProved(Unauthenticated):
    """回执的口令或签名不符"""

    mend = "请核对短信平台回调设置中的口令、签名方式与平台的说明文件一致"


class ReceiptNotRead(Unprocessable):
    """回执读不懂"""

    mend = "请核对说明文件中 callback 的 items、id、state 与短信平台实际推送的内容"


@router.post(
    "/sms",
    summary="短信回执（由短信平台推送）",
    dependencies=[anyone],
    openapi_extra=_BODY,
    response_class=JSONResponse,
    responses=refuses(NoReceiptsTaken, ReceiptNotProved, ReceiptNotRead),
)
async def take_sms_receipts(request: Request, session: Transaction) -> Response:
    """重复推送无妨。不认识的短信编号在 unknown 中列出并留存三天，待对应的发送记录写好后自动补记。"""
    gateway = settings.gateway()
    secret = settings.current().sms_receipt_secret.get_secret_value()
    if gateway is None or gateway.callback is None or not secret:
        raise NoReceiptsTaken
    callback, body = gateway.callback, await request.body()
    if not is_proved(callback, request.headers.get(callback.header, ""), body, secret):
        raise ReceiptNotProved
    try:
        receipts = read_receipts(callback, body, is_form=request.headers.get("Content-Type", "").startswith(FORM))
    except ReceiptsUnreadable as wrong:
        raise ReceiptNotRead(reason=str(wrong)) from wrong
    await act_for_gateway(session)
    taken = await take_receipts(session, ChannelName.SMS, receipts, at=now())
    if isinstance(callback.answer, str):
        return PlainTextResponse(callback.answer)
    return JSONResponse(callback.answer | {"taken": taken.changed, "unknown": list(taken.unknown)})
