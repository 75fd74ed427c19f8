"""What became of a command: whoever lost the answer asks by the key that they sent it with.

A caller's system that knows three outcomes (done, refused, unknown) turns an unknown one into a known one here, without sending
the command again. Only their own commands are found: the key is looked up together with who asks.
"""

from datetime import datetime
from functools import cache
from typing import Annotated

from fastapi import FastAPI, Path, Request, Response
from fastapi.routing import iter_route_contexts
from pydantic import Field

from shared import inbox
from shared.door import KEY_LIMIT, SAFE, Door, Transaction, command_id, replayed
from shared.errors import NotFound
from shared.inbox import Done, StillRunning
from shared.problems import refuses
from shared.router import door
from shared.schemas import View
from shared.security import Principal, Role, may

router = door("/commands", "办理结果")


class NoSuchCommand(NotFound):
    """没有办成过这个键的请求"""

    mend = "这个键的请求没有收到，或被退回而没有生效；可用同一个键原样重发"


Key = Annotated[
    str,
    Path(title="幂等键", description="提交时的 Idempotency-Key，不带引号", max_length=KEY_LIMIT, examples=["8e03978e-40d5"]),
]
Asker = Annotated[Principal, may(*Role)]


class CommandView(View):
    """一次已办成的请求"""

    door: str = Field(title="接口", description="例如 POST /admissions")
    status: int = Field(title="当时答复的 HTTP 状态码")
    media_type: str = Field(title="当时答复的内容类型")
    claimed_at: datetime = Field(title="办理时间")
    answer: str | None = Field(title="当时答复的正文", description="逐字与首次答复相同；不是文本的为空，请用 answer 接口取回")


@router.get("/{key:path}/answer", summary="按幂等键取回当时的答复", responses=refuses(NoSuchCommand, StillRunning))
async def read_answer(key: Key, request: Request, session: Transaction, by: Asker) -> Response:
    """与首次答复逐字节相同：同样的状态码、内容类型和正文，并带 Idempotent-Replayed: true。"""
    done = await _found(key, request, session, by)
    return replayed(done[-1].answer)


@router.get("/{key:path}", summary="按幂等键查询办理结果", responses=refuses(NoSuchCommand, StillRunning))
async def read_command(key: Key, request: Request, session: Transaction, by: Asker) -> list[CommandView]:
    """没有收到答复时，按提交时的键查询：已办成的给出接口和当时的答复；404 为没有收到或没有生效；409 为正在办理，稍候再查。"""
    return [
        CommandView(
            door=one.handler,
            status=one.answer.status,
            media_type=one.answer.media_type,
            claimed_at=one.claimed_at,
            answer=_text_of(one),
        )
        for one in await _found(key, request, session, by)
    ]


def _text_of(done: Done) -> str | None:
    is_text = done.answer.media_type.startswith("text/") or "json" in done.answer.media_type
    return bytes(replayed(done.answer).body).decode() if is_text else None


async def _found(key: str, request: Request, session: Transaction, by: Principal) -> list[Done]:
    """Raises NoSuchCommand, StillRunning."""
    done = await inbox.find_done(session, handlers=_doors_of(request.app), id=command_id(by.subject, key.strip('"')))
    if not done:
        raise NoSuchCommand
    return done


@cache
def _doors_of(app: FastAPI) -> tuple[str, ...]:
    """The doors that take commands, under the names by which the inbox knows their work."""
    return tuple(
        f"{method} {context.path}"
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, Door)
        for method in sorted(set(context.original_route.methods or ()) - SAFE)
    )
