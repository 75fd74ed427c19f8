"""Routers whose routes are doors, and what every door's documentation says without each house repeating it."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from starlette.routing import Match
from starlette.types import Scope

from shared.door import SAFE, BodyTooLarge, Door, IdempotencyKeyMissing, Question, idempotency_key, rules_of
from shared.errors import Unauthenticated
from shared.inbox import KeyUsedForAnother, StillRunning
from shared.problems import InvalidInput, UnreadableRequest, refuses
from shared.security import ROLE_NAMES, May, RoleNotAllowed

_BEARER = Depends(
    HTTPBearer(
        auto_error=False, scheme_name="访问令牌", bearerFormat="JWT", description="由签发方签名的 JWT；试用环境用 make token 签发"
    )
)
_EVERY_DOOR = refuses(Unauthenticated, RoleNotAllowed)
_EVERY_COMMAND = refuses(StillRunning, BodyTooLarge)
_EVERY_KEYED_COMMAND = refuses(IdempotencyKeyMissing, StillRunning, KeyUsedForAnother, BodyTooLarge)
_EVERY_INPUT = refuses(InvalidInput)
_EVERY_BODY = refuses(UnreadableRequest)


class _Router(APIRouter):
    """Adds to each route what its kind always answers, and documents the header that commands need."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """A path that begins otherwise than all doors of this router means none of them: that is told at a glance, where to hold
        each door's pattern against each request took a service of fifty routers up to a millisecond."""
        if not scope["path"].removeprefix(scope.get("root_path", "")).startswith(self._beginning):
            return Match.NONE, {}
        return super().matches(scope)

    @cached_property
    def _beginning(self) -> str:
        return self.prefix.partition("{")[0]

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        commands = bool(set(options.get("methods") or ["GET"]) - SAFE) and not issubclass(self.route_class, Question)
        dependencies = list(options.get("dependencies") or [])
        is_public = any(isinstance(getattr(rule, "dependency", None), May) and not rule.dependency.roles for rule in dependencies)
        usual: dict[int | str, dict[str, Any]] = {} if is_public else _EVERY_DOOR
        if not is_public:
            dependencies.append(_BEARER)
        if commands and not is_public:
            is_keyed = issubclass(self.route_class, Door) and self.route_class.is_keyed_by_header
            usual = _merged(usual, _EVERY_KEYED_COMMAND if is_keyed else _EVERY_COMMAND)
            if is_keyed:
                dependencies.append(Depends(idempotency_key))
        options |= {"responses": _merged(usual, options.get("responses") or {}), "dependencies": dependencies}
        options["response_description"] = "已办理" if commands and not is_public else "查询结果"
        super().add_api_route(path, endpoint, **options)
        route = self.routes[-1]
        if not isinstance(route, APIRoute):
            return
        if _takes_input(route):
            # Said here, or FastAPI documents an answer of its own that no door gives.
            route.responses = _merged(_EVERY_INPUT, route.responses)
        if route.body_field:
            route.responses = _merged(_EVERY_BODY, route.responses)
        roles = sorted({role for rule in rules_of(route.dependant) for role in rule.roles})
        if roles:
            route.description = f"{route.description}\n\n可用角色：{'、'.join(ROLE_NAMES[role] for role in roles)}".strip()


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
            "description": "；".join(dict.fromkeys(filter(None, [both[status]["description"], answer["description"]]))),
            "content": {media: left | {"examples": examples}},
        }
    return both


def door(prefix: str, tag: str, *, kind: type[Door] = Door) -> APIRouter:
    """A router whose routes are doors, of a house's own kind where it has one."""
    return _Router(prefix=prefix, tags=[tag], route_class=kind)


def door_for_questions(prefix: str, tag: str) -> APIRouter:
    """A door for what is asked by POST and changes nothing (see `shared.door.Question`)."""
    return _Router(prefix=prefix, tags=[tag], route_class=Question)


def door_with_limit(prefix: str, tag: str, *, body_limit_bytes: int, kind: type[Door] = Door) -> APIRouter:
    """A door for uploads, with a limit of its own."""
    wide = type("WideDoor", (kind,), {"body_limit_bytes": body_limit_bytes})
    return _Router(prefix=prefix, tags=[tag], route_class=wide)
