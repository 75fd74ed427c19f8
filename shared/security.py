"""Who is asking, and what they may see: signed tokens (JWT against a key set), ten roles, and regions by code prefix."""

import json
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import httpx
from cachetools import TTLCache
from fastapi import Depends, Request
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError, UnsupportedAlgorithmError
from joserfc.jwk import KeySet

from shared import clock, regions
from shared.database import EVERYWHERE, Scope
from shared.errors import Forbidden, Unauthenticated
from shared.settings import Settings

ALGORITHMS = ["Ed25519", "ES256"]
COOKIE = "jishiyu_token"
TOKENS_REMEMBERED = 10_000
TOKEN_MEMORY_S = 60
KEYS_LOOK = timedelta(minutes=1)


class Role(StrEnum):
    """What a person or a system is to us."""

    HOSPITAL = "hospital"
    DEPARTMENT = "department"
    HEALTH = "health"
    VILLAGE = "village"
    TOWN = "town"
    COUNTY = "county"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    SUBSCRIBER = "subscriber"
    COMPLAINTS = "complaints"
    """The desk of 12317: it alone knows who complains."""


_UNREADABLE: dict[type[Exception], str] = {
    BadSignatureError: "签名不符，令牌被改动过或不是由本平台的签发方签发",
    InvalidKeyIdError: "签名所用的密钥（kid）不在签发方的公钥之中",
    UnsupportedAlgorithmError: f"签名算法应为 {' 或 '.join(ALGORITHMS)}",
}
"""What the ways in which a token cannot be verified are called in Chinese; anything else is no token at all."""

ROLE_NAMES = {
    Role.HOSPITAL: "医疗机构",
    Role.DEPARTMENT: "部门",
    Role.HEALTH: "卫生健康",
    Role.VILLAGE: "村（社区）",
    Role.TOWN: "镇街",
    Role.COUNTY: "县区",
    Role.AUDITOR: "审计监督",
    Role.OPERATOR: "平台运维",
    Role.SUBSCRIBER: "订阅系统",
    Role.COMPLAINTS: "监督举报受理",
}


class TokenExpired(Unauthenticated):
    """访问令牌已过期"""

    mend = "请重新获取访问令牌"


class TokenNotOurs(Unauthenticated):
    """访问令牌无效"""

    mend = "请核对令牌的签发方、受众（aud=jishiyu）与声明（sub、role、region）"


class RoleNotAllowed(Forbidden):
    """当前角色不能进行此操作"""


class OutsideRegion(Forbidden):
    """所办事项不在本人辖区"""

    mend = "请由该辖区的工作人员办理"


@dataclass(frozen=True)
class Principal:
    """Whoever asks. `region` is the prefix of the region codes they may see (`371311`), `*` for all; `org` is the code of
    their hospital, department or subscribing system."""

    subject: str
    role: Role
    region: str
    org: str = ""

    def covers(self, region: str) -> bool:
        """Whether a region lies in theirs, or in one that is over and became part of it."""
        own = (self.region, *regions.predecessors_of(self.region))
        return self.region == EVERYWHERE or region.startswith(own)

    def must_cover(self, region: str, *, pointer: str | None = None) -> None:
        """Raises OutsideRegion."""
        if not self.covers(region):
            raise OutsideRegion(pointer=pointer, region=region)

    def scope(self, why: str) -> Scope:
        return Scope(by=self.subject, role=self.role.value, region=self.region, org=self.org, why=why)


NOBODY = Scope(by="anyone", role="public", region="", org="", why="public")
"""The scope of a public endpoint: it sees what is published and nothing else."""


class Gatekeeper:
    """Checks tokens against the issuer's keys."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._keys: KeySet | None = None
        self._look_again_at = clock.now()
        self._remembered: TTLCache[str, tuple[Principal, int]] = TTLCache(TOKENS_REMEMBERED, TOKEN_MEMORY_S)

    def _key_set(self, *, afresh: bool = False) -> KeySet:
        # At most one look a minute over the network, however many bad tokens come; a file costs nothing.
        may_look = not self._settings.jwks.startswith("https://") or clock.now() >= self._look_again_at
        if self._keys is None or (afresh and may_look):
            self._look_again_at = clock.now() + KEYS_LOOK
            where = self._settings.jwks
            if where.startswith("https://"):
                text = httpx.get(where, timeout=5).raise_for_status().text
            else:
                text = Path(where).read_text("utf-8")
            self._keys = KeySet.import_key_set(json.loads(text))
        return self._keys

    def identify(self, authorization: str | None) -> Principal | None:
        """Who a header speaks for; None without one. Raises TokenExpired or TokenNotOurs."""
        if not authorization:
            return None
        kind, _, token = authorization.partition(" ")
        if kind.lower() != "bearer" or not token:
            raise TokenNotOurs(reason="应为 Bearer 令牌")
        known = self._remembered.get(token)
        if known is None:
            known = self._read(token)
            self._remembered[token] = known
        principal, expires_at = known
        if expires_at <= clock.now().timestamp():
            raise TokenExpired
        return principal

    def _read(self, token: str) -> tuple[Principal, int]:
        try:
            claims = self._verified(token)
        except (JoseError, ValueError) as wrong:
            raise TokenNotOurs(reason=_UNREADABLE.get(type(wrong), "不是完整的令牌")) from None
        expected = {"iss": self._settings.issuer, "aud": self._settings.audience}
        for claim, value in expected.items():
            if claims.get(claim) != value:
                raise TokenNotOurs(reason=f"{claim} 应为 {value}")
        region, expires_at = claims.get("region"), claims.get("exp")
        if not isinstance(region, str) or not (region == EVERYWHERE or (region.isdigit() and len(region) in (2, 4, 6, 9, 12))):
            raise TokenNotOurs(reason="region 应为区划代码或 *")
        if not isinstance(expires_at, int) or not isinstance(claims.get("sub"), str):
            raise TokenNotOurs(reason="缺少 exp 或 sub")
        try:
            role = Role(claims.get("role", ""))
        except ValueError:
            raise TokenNotOurs(reason="role 不在角色表中") from None
        return Principal(claims["sub"], role, region, str(claims.get("org", ""))), expires_at

    def _verified(self, token: str) -> dict[str, Any]:
        try:
            return jwt.decode(token, self._key_set(), algorithms=ALGORITHMS).claims
        except (JoseError, ValueError):
            # The issuer may have changed its keys since we read them.
            return jwt.decode(token, self._key_set(afresh=True), algorithms=ALGORITHMS).claims


@dataclass(frozen=True)
class May:
    """A door's rule of who may enter; empty means anyone, without a token."""

    roles: frozenset[Role]

    def admit(self, principal: Principal | None) -> None:
        """Raises Unauthenticated or RoleNotAllowed."""
        if not self.roles:
            return
        if principal is None:
            raise Unauthenticated
        if principal.role not in self.roles:
            raise RoleNotAllowed(role=ROLE_NAMES[principal.role], allowed=[ROLE_NAMES[role] for role in sorted(self.roles)])

    # Async because a plain function would be sent to a thread, at many times its own cost.
    async def __call__(self, request: Request) -> Principal | None:
        return getattr(request.state, "principal", None)

    def __hash__(self) -> int:
        return hash(self.roles)


def may(*roles: Role) -> Any:
    """For `by: Annotated[Principal, may(Role.TOWN, Role.COUNTY)]`: the door opens for these roles alone."""
    return Depends(May(frozenset(roles)))


anyone: Any = Depends(May(frozenset()))
"""For `dependencies=[anyone]`: a public endpoint, said aloud."""
