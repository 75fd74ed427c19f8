"""Door one: one transaction around each request, committed before the answer leaves, and every write exactly once.

A FastAPI dependency with `yield` would commit after the answer is sent (a 201, then a failed commit). So the transaction is
around the whole route: dependencies, handler and serialisation happen inside it; then it commits; then the answer leaves.
"""

from collections.abc import Callable, Coroutine
from hashlib import sha256
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import inbox
from shared.database import set_scope
from shared.errors import Refusal, TooLarge, Unauthenticated
from shared.inbox import AlreadyDone, Answer, KeyUsedForAnother, StillRunning
from shared.problems import InvalidInput, refuses
from shared.security import NOBODY, May, RoleNotAllowed
from shared.vault import seal_bytes, unseal_bytes

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
KEY_LIMIT = 200


class IdempotencyKeyMissing(Refusal):
    """缺少 Idempotency-Key 请求头"""

    mend = "请为每笔业务生成一个唯一值(如 UUID)放入 Idempotency-Key;网络中断后用同一值原样重发,不会重复办理"


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


async def _idempotency_key(
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            title="幂等键",
            description="每笔业务一个唯一值;重发用同一值,结果相同且只生效一次。保留期限:永久。",
        ),
    ] = None,
) -> None:
    """Documents the header; the route itself reads it before anything else happens."""


class Door(APIRoute):
    """A route whose whole handling is one transaction, and, unless it only reads, one piece of work in the inbox."""

    body_limit_bytes: int | None = None

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()
        rules = _rules(self.dependant)
        # A public calculator writes nothing and needs no key.
        reads_only = (set(self.methods or ()) <= SAFE) or not any(rule.roles for rule in rules)

        async def through(request: Request) -> Response:
            state = request.app.state
            principal = state.gatekeeper.identify(request.headers.get("Authorization"))
            for rule in rules:
                rule.admit(principal)
            request.state.principal = principal
            scope = principal.scope(f"{request.method} {self.path}") if principal else NOBODY
            if reads_only:
                if request.method not in SAFE:
                    await read_body(request, self.body_limit_bytes or state.settings.body_limit_bytes)
                async with state.sessions.begin() as session:
                    await set_scope(session, scope)
                    request.state.session = session
                    return await inner(request)
            body = await read_body(request, self.body_limit_bytes or state.settings.body_limit_bytes)
            work = {"handler": f"{request.method} {self.path}", "id": f"{scope.by} {_key_of(request)}"}
            try:
                async with state.sessions.begin() as session:
                    await inbox.claim(session, scope, fingerprint=await _fingerprint(request, body), **work)
                    request.state.session = session
                    response = await inner(request)
                    await inbox.remember(session, _answer_of(response), **work)
            except AlreadyDone as done:
                return _replayed(done)
            return response

        return through


def _rules(dependant: Dependant) -> list[May]:
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
        raise BodyTooLarge(bytes=int(declared), limit_bytes=limit_bytes)
    taken = bytearray()
    async for chunk in request.stream():
        taken += chunk
        if len(taken) > limit_bytes:
            raise BodyTooLarge(limit_bytes=limit_bytes)
    request._body = bytes(taken)  # what Request.body() itself keeps; it has no limit of its own
    return request._body


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


def _replayed(done: AlreadyDone) -> Response:
    if done.answer is None:
        raise StillRunning
    return Response(
        unseal_bytes(done.answer.body),
        done.answer.status,
        media_type=done.answer.media_type,
        headers={"Idempotent-Replayed": "true"},
    )


_EVERY_DOOR = refuses(Unauthenticated, RoleNotAllowed)
_EVERY_COMMAND = refuses(IdempotencyKeyMissing, StillRunning, KeyUsedForAnother, BodyTooLarge)
_EVERY_INPUT = refuses(InvalidInput)


class _Router(APIRouter):
    """Adds to each route what its kind always answers, and documents the header that commands need."""

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        commands = bool(set(options.get("methods") or ["GET"]) - SAFE)
        dependencies = list(options.get("dependencies") or [])
        is_public = any(isinstance(getattr(rule, "dependency", None), May) and not rule.dependency.roles for rule in dependencies)
        usual: dict[int | str, dict[str, Any]] = {} if is_public else _EVERY_DOOR
        if commands and not is_public:
            usual = _merged(usual, _EVERY_COMMAND)
            dependencies.append(Depends(_idempotency_key))
        options |= {"responses": _merged(usual, options.get("responses") or {}), "dependencies": dependencies}
        super().add_api_route(path, endpoint, **options)
        route = self.routes[-1]
        if isinstance(route, APIRoute) and _takes_input(route):
            # Said here, or FastAPI documents an answer of its own that no door gives.
            route.responses = _merged(_EVERY_INPUT, route.responses)


def _takes_input(route: APIRoute) -> bool:
    return bool(route.body_field or get_flat_params(route.dependant))


def _merged(one: dict[int | str, dict[str, Any]], other: dict[int | str, dict[str, Any]]) -> dict[int | str, dict[str, Any]]:
    both = {status: dict(answer) for status, answer in one.items()}
    for status, answer in other.items():
        if status not in both or "content" not in answer or "content" not in both[status]:
            both[status] = answer
            continue
        [(media, left)], [right] = both[status]["content"].items(), answer["content"].values()
        examples = left.get("examples", {}) | right.get("examples", {})
        both[status] = {
            "description": ";".join(dict.fromkeys(filter(None, [both[status]["description"], answer["description"]]))),
            "content": {media: left | {"examples": examples}},
        }
    return both


def door(prefix: str, tag: str) -> APIRouter:
    """A router whose routes are doors."""
    return _Router(prefix=prefix, tags=[tag], route_class=Door)


def door_with_limit(prefix: str, tag: str, *, body_limit_bytes: int) -> APIRouter:
    """A door for uploads, with a limit of its own."""
    wide = type("WideDoor", (Door,), {"body_limit_bytes": body_limit_bytes})
    return _Router(prefix=prefix, tags=[tag], route_class=wide)
