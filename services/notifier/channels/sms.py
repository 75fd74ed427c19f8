"""Short messages by whatever HTTP gateway the operator described (`rules/gateway.py`)."""

from collections.abc import Mapping

from services.notifier.channels import Letter
from services.notifier.channels.wire import NoAnswer, Wire
from services.notifier.rules.delivery import Cause, Outcome
from services.notifier.rules.gateway import Gateway, full_text, judge_answer, signed, values_at, written
from services.notifier.rules.gateway_receipt import ReceiptsUnreadable, read_receipts
from services.notifier.rules.receipt import Receipt
from services.notifier.schemas.post import SmsContact
from shared import clock


class ShortMessages:
    """One request a message. Without a gateway short messages give up at once, and the next way is tried."""

    def __init__(self, gateway: Gateway | None, *, secrets: Mapping[str, str], timeout_s: float) -> None:
        self._gateway = gateway
        self._secrets = {f"secret.{name}": value for name, value in secrets.items()}
        self._wire = Wire(timeout_s=timeout_s)

    @property
    def can_ask(self) -> bool:
        """Whether the gateway answers questions about receipts."""
        return self._gateway is not None and self._gateway.poll is not None

    async def send(self, letter: Letter, to: SmsContact) -> Outcome:
        if self._gateway is None:
            return Outcome("平台没有配置短信平台", is_final=True)
        text = full_text(self._gateway, letter.subject, letter.body)
        if len(text) > self._gateway.longest:
            return Outcome(f"短信超过 {self._gateway.longest} 字", is_final=True)
        at = clock.now()
        values = values_at(at, phone=to.address, text=text, message_id=letter.message_id.hex) | self._secrets
        request = self._gateway.send
        address, headers, body = written(request, signed(self._gateway, values))
        try:
            answer = await self._wire.ask(request.method, address, headers, body, at=at)
        except NoAnswer as silent:
            return Outcome(f"短信平台{silent}", cause=Cause.LINE)
        return judge_answer(self._gateway, answer.status, answer.body, answer.wait)

    async def ask(self, gateway_id: str) -> list[Receipt]:
        """What the gateway knows of a message; nothing if it does not answer, for it will be asked again."""
        if self._gateway is None or self._gateway.poll is None:
            return []
        at, poll = clock.now(), self._gateway.poll
        values = signed(self._gateway, values_at(at, gateway_id=gateway_id) | self._secrets)
        address, headers, body = written(poll.ask, values)
        try:
            answer = await self._wire.ask(poll.ask.method, address, headers, body, at=at)
            return read_receipts(poll, answer.body) if answer.status == 200 else []
        except (NoAnswer, ReceiptsUnreadable):
            return []
