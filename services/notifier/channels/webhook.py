"""Webhooks by the Standard Webhooks specification: signed JSON over HTTP to an address that was checked when it was resolved."""

import json
from collections.abc import Collection

from services.notifier.channels import Letter
from services.notifier.channels.kept import Connection, Kept
from services.notifier.channels.receivers import Line, Receivers
from services.notifier.rules.address import Network
from services.notifier.rules.delivery import Outcome
from services.notifier.rules.push import Reply
from services.notifier.schemas.post import WebhookContact

JSON = "application/json"
COME_BACK_LATER = frozenset({408, 409, 425, 429})
"""Answers of the 4xx class that waiting may heal; any other says that this receiver will never take this message."""


class Webhook:
    """Posts to a receiver's address. Of the answer only the status counts. A line that was answered takes the next message to the
    same address, while a round of sending lasts."""

    def __init__(self, *, allowed: Collection[Network], timeout_s: float) -> None:
        self._receivers = Receivers(allowed=allowed, timeout_s=timeout_s)
        self.kept: Kept[Line] = Kept(Line.close)

    async def send(self, letter: Letter, to: WebhookContact) -> Outcome:
        used = await self.kept.take(to.address) or Connection(self._receivers.open(to.address))
        reply = await used.way.send(_body(letter), message_id=str(letter.message_id), secrets=[to.secret], kind=JSON)
        if reply.is_taken:
            await self.kept.give_back(to.address, used)
        else:
            await used.way.close()
        return _judge(reply)


def _body(letter: Letter) -> bytes:
    told = {
        "type": f"notifier.{letter.kind}",
        "timestamp": letter.written_at.isoformat(),
        "data": {
            "message_id": str(letter.message_id),
            "case_id": str(letter.case_id) if letter.case_id else None,
            "errand_id": str(letter.errand_id) if letter.errand_id else None,
            "order_id": str(letter.order_id) if letter.order_id else None,
            "region": letter.region,
            "subject": letter.subject,
            "body": letter.body,
        },
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _judge(reply: Reply) -> Outcome:
    if reply.is_taken:
        return Outcome()
    if reply.status is None:
        return Outcome(reply.said, is_final=reply.is_refused)
    return Outcome(reply.said, is_final=reply.status < 500 and reply.status not in COME_BACK_LATER)
