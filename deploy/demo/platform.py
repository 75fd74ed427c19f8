"""A running platform seen from outside: one gateway, one client per person or system that uses it."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from deploy.embedded.issuer import token
from deploy.embedded.keys import Keys
from deploy.embedded.ports import LOOPBACK
from deploy.embedded.state import Run, state_folder
from shared.security import Role

COUNTY = "371311"


class Refused(Exception):
    """The platform answered with a problem; its text is the whole answer."""


@dataclass(frozen=True)
class Platform:
    """Where it is, and the keys that sign for its users."""

    gateway: str
    keys: Keys

    @classmethod
    def running(cls) -> "Platform":
        """The gateway that JISHIYU_GATEWAY names, or the embedded one of this checkout."""
        folder = state_folder()
        gateway = os.environ.get("JISHIYU_GATEWAY")
        if gateway is None:
            run = Run.read(folder)
            if run is None:
                raise SystemExit("平台没有运行,请先 make up / not running: make up")
            gateway = f"http://{LOOPBACK}:{run.ports['gateway']}"
        return cls(gateway, Keys(Path(folder / "keys")))

    def as_(self, role: Role, *, region: str = COUNTY, org: str = "", subject: str = "") -> "Person":
        """Somebody at the gateway, with a token of their own."""
        bearer = f"Bearer {token(self.keys, role, region=region, org=org, subject=subject)}"
        return Person(self.gateway, {"Authorization": bearer})

    def anyone(self) -> "Person":
        return Person(self.gateway, {})


class Person:
    """One user's HTTP client. Raises Refused for every answer that is no success."""

    def __init__(self, gateway: str, headers: dict[str, str]) -> None:
        # A proxy of the machine knows no loopback address.
        self._client = httpx.Client(base_url=gateway, headers=headers, timeout=30, trust_env=False)

    def get(self, path: str, **params: Any) -> httpx.Response:
        return _answered(self._client.get(path, params=params))

    def read(self, path: str, **params: Any) -> Any:
        return self.get(path, **params).json()

    def post(self, path: str, form: Any = None, *, key: str | None = None, **more: Any) -> Any:
        headers = {"Idempotency-Key": key or str(uuid4())} | more.pop("headers", {})
        return _answered(self._client.post(path, json=form, headers=headers, **more)).json()

    def put(self, path: str, form: Any, *, key: str | None = None) -> Any:
        return _answered(self._client.put(path, json=form, headers={"Idempotency-Key": key or str(uuid4())})).json()


def _answered(answer: httpx.Response) -> httpx.Response:
    if answer.is_error:
        raise Refused(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}")
    return answer
