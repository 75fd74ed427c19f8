"""Door one: one transaction around each request, committed before the answer leaves, and every write exactly once.

A FastAPI dependency with `yield` would commit after the answer is sent (a 201, then a failed commit). So the transaction is
around the whole route: dependencies, handler and serialisation happen inside it; then it commits; then the answer leaves.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, ClassVar, cast

import orjson
from fastapi import Depends, Header, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import inbox
from shared.database import Scope, set_scope
from shared.errors import Refusal, TooLarge, Unauthenticated
from shared.gathering import JSON, Gathering, Verb
from shared.inbox import AlreadyDone, Answer, StillRunning, Work
from shared.security import COOKIE, NOBODY, May, Principal
from shared.vault import seal_bytes, unseal_bytes

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
KEY_LIMIT = 200

Handling = Callable[[Request], Coroutine[Any, Any, Response]]
"""What stands behind a door: dependencies, handler and serialisation."""


class IdempotencyKeyMissing(Refusal):
    """缺少 Idempotency-Key 请求头"""

    mend = "请为每笔业务生成一个唯一值（如 UUID）放入 Idempotency-Key；网络中断后用同一值原样重发，不会重复办理"


class IdempotencyKeyTooLong(Refusal):
    """Idempotency-Key 过长"""

    mend = "至多 200 个字符"


class BodyTooLarge(TooLarge):
    """请求内容超过允许的大小"""


async def _session(request: Request) -> AsyncSession:
    session: AsyncSession = request.state.session
    return session


Transaction = Annotated[AsyncSession, Depends(_session)]
"""This request's one transaction, its row-level-security scope already set."""


async def idempotency_key(
    key: Annotated[
        str,
        Header(
            alias="Idempotency-Key",
            title="幂等键",
            description="每笔业务一个唯一值；重发用同一值，结果相同且只生效一次。保留期限：永久。",
        ),
    ],
) -> None:
    """Documents the header; the route itself reads it, and refuses its absence, before anything else happens."""


class Door(APIRoute):
    """A route whose whole handling is one transaction, and, unless it only reads, one piece of work in the inbox."""

    body_limit_bytes: int | None = None
    asks_only: bool = False
    is_keyed_by_header: ClassVar[bool] = True

    async def work_of(self, request: Request, body: bytes, principal: Principal) -> Work:
        """The name of a command: who sends it, and the key in its header.

        A door whose callers number their messages in the body says so with `is_keyed_by_header` and reads the number here.
        """
        return Work(
            handler=f"{request.method} {self.path}",
            id=command_id(principal.subject, _key_of(request)),
            fingerprint=await _fingerprint(request, body),
        )

    def authorization(self, request: Request) -> str | None:
        """The bearer header; for reading alone also the cookie that a person got by signing in (see `shared.session`)."""
        given = request.headers.get("Authorization")
        if given is None and request.method in SAFE and (token := request.cookies.get(COOKIE)):
            return f"Bearer {token}"
        return given

    def get_route_handler(self) -> Handling:
        inner = super().get_route_handler()
        rules = rules_of(self.dependant)
        # What anyone may do needs no key: a public calculator writes nothing, and what a stranger may leave (an objection to a
        # notice) bears the number of the form that our page gave out.
        is_unkeyed = self.asks_only or (set(self.methods or ()) <= SAFE) or not any(rule.roles for rule in rules)

        async def through(request: Request) -> Response:
            state = request.app.state
            principal = state.gatekeeper.identify(self.authorization(request))
            for rule in rules:
                rule.admit(principal)
            request.state.principal = principal
            scope = principal.scope(f"{request.method} {self.path}") if principal else NOBODY
            if is_unkeyed:
                if request.method not in SAFE:
                    await read_body(request, self.body_limit_bytes or state.settings.body_limit_bytes)
                async with state.sessions.begin() as session:
                    await set_scope(session, scope)
                    request.state.session = session
                    return await inner(request)
            if principal is None:
                raise Unauthenticated
            body = await read_body(request, self.body_limit_bytes or state.settings.body_limit_bytes)
            work = await self.work_of(request, body, principal)
            try:
                return await self.handled(request, inner, scope, work)
            except AlreadyDone as done:
                await request.close()  # files that came with it; FastAPI closes those of the requests that it hears of
                if done.answer is None:
                    raise StillRunning from None
                return replayed(done.answer)
            finally:
                await request.close()  # an upload that was read for its fingerprint and then not handled

        return through

    async def handled(self, request: Request, inner: Handling, scope: Scope, work: Work) -> Response:
        """A command's answer, once it is committed. Raises AlreadyDone with the answer of then."""
        async with request.app.state.sessions.begin() as session:
            await inbox.claim(session, scope, **vars(work))
            request.state.session = session
            response = await inner(request)
            await inbox.remember(session, _answer_of(response), handler=work.handler, id=work.id)
        return response


@dataclass(frozen=True)
class Turn:
    """A request's place among those that wait."""

    gathering: Gathering
    by: Principal
    work: Work
    status: int

    async def take(self, verb: Verb, form: Any) -> Response:
        """Do it with those that wait, and answer; see `Gathering.take`."""
        body = await self.gathering.take(verb, form, by=self.by, work=self.work, status=self.status)
        return Response(body, self.status, media_type=JSON)


def _turn(request: Request) -> Turn:
    return cast("Turn", request.state.turn)


Gathered = Annotated[Turn, Depends(_turn)]
"""In place of `Transaction` at a `GatheringDoor`."""


class GatheringDoor(Door):
    """A door whose commands are done together with those that wait beside them. It says its `response_model`, for its answers
    are written where they are remembered."""

    async def handled(self, request: Request, inner: Handling, scope: Scope, work: Work) -> Response:
        request.state.turn = Turn(request.app.state.gathering, request.state.principal, work, self.status_code or 200)
        return await inner(request)


class Question(Door):
    """A question whose particulars may not stand in a URL (an ID number): posted, and asked anew each time.

    It takes no key and its answer is kept nowhere, so that nothing is handed out twice on the strength of one asking.
    """

    asks_only = True


def rules_of(dependant: Dependant) -> list[May]:
    return [below.call for below in dependant.dependencies if isinstance(below.call, May)]


def _key_of(request: Request) -> str:
    # The draft standard writes the key as a quoted string; many clients leave the quotes out.
    key = request.headers.get("Idempotency-Key", "").strip().strip('"')
    if not key:
        raise IdempotencyKeyMissing(pointer="/header/Idempotency-Key")
    if len(key) > KEY_LIMIT:
        raise IdempotencyKeyTooLong(pointer="/header/Idempotency-Key", length=len(key))
    return key


async def read_body(request: Request, limit_bytes: int) -> bytes:
    """The whole body, refused as soon as it is known to be too large. Raises BodyTooLarge."""
    declared = request.headers.get("Content-Length", "")
    if declared.isdigit() and int(declared) > limit_bytes:
        raise BodyTooLarge(detail=_at_most(limit_bytes), bytes=int(declared), limit_bytes=limit_bytes)
    taken = bytearray()
    async for chunk in request.stream():
        taken += chunk
        if len(taken) > limit_bytes:
            raise BodyTooLarge(detail=_at_most(limit_bytes), limit_bytes=limit_bytes)
    request._body = bytes(taken)  # what Request.body() itself keeps; it has no limit of its own
    return request._body


def _at_most(limit_bytes: int) -> str:
    return f"至多 {limit_bytes // 2**20} MB" if limit_bytes >= 2**20 else f"至多 {limit_bytes // 2**10} KB"


async def _fingerprint(request: Request, body: bytes) -> bytes:
    """What was asked, independent of how it was written: JSON without its spaces, an upload without its boundary."""
    digest = sha256(request.url.path.encode() + b"?" + request.url.query.encode())
    kind = request.headers.get("Content-Type", "").partition(";")[0]
    if kind == "multipart/form-data":
        for name, value in (await request.form()).multi_items():
            digest.update(name.encode())
            if isinstance(value, str):
                digest.update(value.encode())
            else:
                digest.update(await value.read())
                await value.seek(0)
    else:
        try:
            digest.update(orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS))
        except orjson.JSONDecodeError:
            digest.update(body)
    return digest.digest()


def _answer_of(response: Response) -> Answer:
    # Sealed, because an answer may hold a name.
    return Answer(response.status_code, response.headers.get("content-type", ""), seal_bytes(bytes(response.body)))


def command_id(by: str, key: str) -> str:
    """The name of one command in the inbox: the same key of two people is two commands."""
    return f"{by} {key}"


def replayed(answer: Answer) -> Response:
    """What a command answered the first time, byte for byte."""
    return Response(
        unseal_bytes(answer.body),
        answer.status,
        media_type=answer.media_type,
        headers={"Idempotent-Replayed": "true"},
    )
