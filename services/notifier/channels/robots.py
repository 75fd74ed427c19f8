"""The robots of WeCom, DingTalk and Feishu: a message to a group, which whoever is in it reads.

Not by apprise, which was tried: see decisions.md.
"""

from services.notifier.channels import Letter
from services.notifier.channels.wire import NoAnswer, Wire
from services.notifier.rules.delivery import Cause, ChannelName, Outcome
from services.notifier.rules.personal import found_in
from services.notifier.rules.robot import judge_reply, key_of, post_to
from services.notifier.schemas.post import RobotContact
from shared import clock


class GroupRobot:
    """One maker's robots. `host` stands for the maker's own in tests; nothing that is configured or registered can change it."""

    def __init__(self, channel: ChannelName, *, timeout_s: float, host: str | None = None) -> None:
        self._channel, self._host = channel, host
        self._wire = Wire(timeout_s=timeout_s)

    async def send(self, letter: Letter, to: RobotContact) -> Outcome:
        text = "\n".join(part for part in (letter.subject, letter.body) if part)
        if what := found_in(text):
            return Outcome(f"文字中有{what}，不发到群里", is_final=True)
        key = key_of(self._channel, to.address)
        if key is None:
            return Outcome("机器人地址不对", is_final=True)
        at = clock.now()
        address, body = post_to(self._channel, key, text, secret=to.secret, at=at, host=self._host)
        try:
            answer = await self._wire.ask("POST", address, {"Content-Type": "application/json"}, body, at=at)
        except NoAnswer as silent:
            return Outcome(f"{self._channel.label}{silent}", cause=Cause.LINE)
        return judge_reply(self._channel, answer.status, answer.body, answer.wait)
