"""Receipts as a gateway gives them: read as its file says (`rules/gateway.py`), and believed if they prove themselves."""

import base64
import hmac
import json
import re
from typing import Any, Final
from urllib.parse import parse_qsl

from services.notifier.rules.delivery import DeliveryState
from services.notifier.rules.gateway import Callback, Receipts, find, plain
from services.notifier.rules.receipt import Receipt

RECEIPTS_LIMIT: Final = 1000
"""In one call; a gateway that has more calls again."""


class ReceiptsUnreadable(ValueError):
    """What came is no list of receipts as the file describes it."""


def read_receipts(shape: Receipts, body: bytes, *, is_form: bool = False) -> list[Receipt]:
    """The receipts in what a gateway said. Raises ReceiptsUnreadable."""
    try:
        told = dict(parse_qsl(body.decode(), max_num_fields=100)) if is_form else json.loads(body)
    except ValueError as wrong:
        raise ReceiptsUnreadable("既不是 JSON 也不是表单") from wrong
    listed = find(told, shape.items)
    lines = listed if isinstance(listed, list) else [listed]
    if len(lines) > RECEIPTS_LIMIT:
        raise ReceiptsUnreadable(f"一次至多 {RECEIPTS_LIMIT} 条回执")
    return [one for position, line in enumerate(lines) if (one := _receipt(shape, line, position))]


def _receipt(shape: Receipts, line: Any, position: int) -> Receipt | None:
    gateway_id, state = plain(find(line, shape.id)), plain(find(line, shape.state))
    if not gateway_id or not state or len(gateway_id) > 120:
        raise ReceiptsUnreadable(f"第 {position + 1} 条没有短信编号或状态")
    if state in shape.waiting:
        return None
    is_delivered = state in shape.delivered
    reason = plain(find(line, shape.reason)) if shape.reason is not None else state
    shown = re.sub(r"\d{7,}", "****", reason)[:60]
    return Receipt(
        gateway_id,
        DeliveryState.DELIVERED if is_delivered else DeliveryState.UNDELIVERED,
        reason="" if is_delivered else shown,
        message_id=plain(find(line, shape.message_id)) if shape.message_id is not None else "",
    )


def is_proved(callback: Callback, given: str, body: bytes, secret: str) -> bool:
    """Whether a callback comes from somebody who knows the secret."""
    if not secret or not given:
        return False
    if callback.proof == "token":
        expected = secret
    else:
        digest = hmac.digest(secret.encode(), body, "sha256")
        expected = digest.hex() if callback.proof.endswith("hex") else base64.b64encode(digest).decode()
    return hmac.compare_digest(expected.encode(), given.encode())
