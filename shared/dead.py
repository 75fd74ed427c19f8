"""The dead letters: events that a rule refused or a handler failed at for good. Nothing is lost; a person decides.

    python -m shared.dead list                 # number, when it was buried, handler, code and reason
    python -m shared.dead show 17              # all that is known, and the message itself
    python -m shared.dead replay 17            # send it again; the handlers that did their part already will not do it twice
    python -m shared.dead discard 17 "reason"  # forget it, saying why

Connects as JISHIYU_NATS_USER (the operator's credential) to JISHIYU_NATS_URL.
"""

import asyncio
import json
import sys
from typing import Any

import structlog

from shared import settings
from shared.bus import Bus, connected
from shared.errors import NotFound
from shared.ids import uuid7
from shared.parcels import Outgoing

log = structlog.get_logger()


class NoSuchLetter(NotFound):
    """没有这个编号的死信"""

    mend = "请用 list 查看现有编号"


async def summaries(bus: Bus) -> list[dict[str, Any]]:
    """A line for each letter."""
    return [{"number": number} | _summary(json.loads(body)) for number, body in [letter async for letter in bus.dead_letters()]]


def _summary(letter: dict[str, Any]) -> dict[str, Any]:
    reason = letter["reason"]
    return {
        "handler": letter["handler"],
        "subject": letter["subject"],
        "attempts": letter["attempts"],
        "buried_at": letter["buried_at"],
        "code": reason.get("code"),
        "title": reason.get("title"),
        "pointer": reason.get("pointer"),
    }


async def read(bus: Bus, number: int) -> dict[str, Any]:
    """All that is known of one letter. Raises NoSuchLetter."""
    body = await bus.dead_letter(number)
    if body is None:
        raise NoSuchLetter(number=number)
    letter: dict[str, Any] = json.loads(body)
    return letter


async def replay(bus: Bus, number: int) -> None:
    """Publish the original message again where it was first published, then forget the letter. Raises NoSuchLetter."""
    letter = await read(bus, number)
    again = Outgoing(letter["subject"], letter["body"].encode(), f"replay {number} {uuid7()}", letter["traceparent"])
    await bus.publish_all([again])
    await bus.forget_dead_letter(number)


async def discard(bus: Bus, number: int, why: str) -> None:
    """Forget a letter; its summary and the reason stay in the log. Raises NoSuchLetter."""
    summary = _summary(await read(bus, number))
    await bus.forget_dead_letter(number)
    log.warning("dead.discarded", number=number, why=why, **summary)


async def main(arguments: list[str]) -> int:
    async with connected(settings.current()) as bus:
        match arguments:
            case ["list"]:
                for line in await summaries(bus):
                    _say(line)
            case ["show", number]:
                _say(await read(bus, int(number)))
            case ["replay", number]:
                await replay(bus, int(number))
            case ["discard", number, why]:
                await discard(bus, int(number), why)
            case _:
                sys.stderr.write(__doc__ or "")
                return 2
    return 0


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main(sys.argv[1:])))
    except NoSuchLetter as refusal:
        sys.stderr.write(f"{refusal.title}（{refusal.code}）：{refusal.mend}\n")
        sys.exit(1)
