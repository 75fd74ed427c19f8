"""A running platform seen from outside: one gateway, one client per person or system that uses it."""

import os
from pathlib import Path
from typing import Any, Self
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


class Platform:
    """Where it is, and the keys that sign for its users. Close it, or use it as a context."""

    def __init__(self, gateway: str, keys: Keys) -> None:
        self.gateway = gateway
        self.keys = keys
        # A proxy of the machine knows no loopback address.
        self._client = httpx.Client(base_url=gateway, timeout=30, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    @classmethod
    def running(cls) -> Self:
        """The gateway that JISHIYU_GATEWAY names, or the embedded one of this checkout."""
        folder = state_folder()
        gateway = os.environ.get("JISHIYU_GATEWAY")
        if gateway is None:
            run = Run.read(folder)
            if run is None:
                raise SystemExit("平台没有运行，请先 make up / not running: make up")
            gateway = f"http://{LOOPBACK}:{run.ports['gateway']}"
        return cls(gateway, Keys(Path(folder / "keys")))

    def as_(self, role: Role, *, region: str = COUNTY, org: str = "", subject: str = "") -> "Person":
        """Somebody at the gateway, with a token of their own."""
        bearer = f"Bearer {token(self.keys, role, region=region, org=org, subject=subject)}"
        return Person(self._client, {"Authorization": bearer})

    def anyone(self) -> "Person":
        return Person(self._client, {})


class Person:
    """One user's HTTP client. Raises Refused for every answer that is no success."""

    def __init__(self, client: httpx.Client, headers: dict[str, str]) -> None:
        self._client = client
        self._headers = headers

    def get(self, path: str, **params: Any) -> httpx.Response:
        return _answered(self._client.get(path, params=params, headers=self._headers))

    def read(self, path: str, **params: Any) -> Any:
        return self.get(path, **params).json()

    def post(self, path: str, form: Any = None, *, key: str | None = None, **more: Any) -> Any:
        headers = self._headers | {"Idempotency-Key": key or str(uuid4())} | more.pop("headers", {})
        return _answered(self._client.post(path, json=form, headers=headers, **more)).json()

    def put(self, path: str, form: Any, *, key: str | None = None) -> Any:
        headers = self._headers | {"Idempotency-Key": key or str(uuid4())}
        return _answered(self._client.put(path, json=form, headers=headers)).json()


def _answered(answer: httpx.Response) -> httpx.Response:
    if answer.is_error:
        raise Refused(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}")
    return answer
