"""What belongs to the platform on a laptop: its processes, their ports and their surroundings."""

import os
import signal
import sys
from pathlib import Path

from deploy import SERVICES
from deploy.embedded.child import Child
from deploy.embedded.keys import Keys
from deploy.embedded.nats import Nats
from deploy.embedded.ports import LOOPBACK, free_block
from deploy.embedded.postgres import Postgres
from deploy.embedded.state import CHECKOUT

DEFAULT_BASE = 8100
ROLES_OF_PORTS = ("gateway", *SERVICES, "postgres", "nats", "nats-monitor")
"""A port for each, counted up from the base."""
GRACE_S = 5


def asked_base() -> int:
    """The first port, `JISHIYU_PORT_BASE` or 8100."""
    return int(os.environ.get("JISHIYU_PORT_BASE") or DEFAULT_BASE)


def choose_ports() -> dict[str, int]:
    """A port for each role: the asked block, or the first free one above it."""
    start = free_block(asked_base(), len(ROLES_OF_PORTS))
    return {role: start + place for place, role in enumerate(ROLES_OF_PORTS)}


class Stack:
    """The processes of one state folder, made but not started."""

    def __init__(self, folder: Path, ports: dict[str, int]) -> None:
        self.folder = folder
        self.ports = ports
        self.logs = folder / "logs"
        self.keys = Keys(folder / "keys")
        self.postgres = Postgres(folder / "postgres", ports["postgres"], log=self.logs / "postgres.log")
        self.nats = Nats(folder / "nats", ports["nats"], ports["nats-monitor"], log=self.logs / "nats.log")

    def provide(self) -> None:
        """Make the folders and keys that are missing."""
        self.folder.mkdir(exist_ok=True)
        self.logs.mkdir(mode=0o700, exist_ok=True)
        self.keys.provide()

    def setup(self) -> Child:
        """Databases, streams and migrations: runs to its end before any service starts."""
        return self._python("setup", "deploy.setup", environment=self.surroundings("setup"))

    def service(self, name: str) -> Child:
        """One house: one uvicorn with one worker."""
        # The gateway takes the prefix away and uvicorn puts it back, so that the pages' own links keep it.
        return self._uvicorn(name, f"services.{name}.app:create", "--root-path", f"/{name}", environment=self.surroundings(name))

    def gateway(self) -> Child:
        """The one address for people and systems."""
        upstreams = {f"JISHIYU_UPSTREAM_{name.upper()}": f"http://{LOOPBACK}:{self.ports[name]}" for name in SERVICES}
        return self._uvicorn("gateway", "deploy.gateway.app:create", environment=upstreams)

    def surroundings(self, name: str) -> dict[str, str]:
        """The settings of a service, of `setup`, or of the `operator`, who works on the bus alone."""
        if name == "setup":
            databases = {f"JISHIYU_DATABASE_URL_{service.upper()}": self._database(service) for service in SERVICES}
            return databases | {
                "JISHIYU_ADMIN_DATABASE_URL": self.postgres.url(driver=""),
                "JISHIYU_NATS_URL": self.nats.url,
                "JISHIYU_NATS_PASSWORD_OPERATOR": self.nats.passwords["operator"],
            }
        given = {
            "JISHIYU_DATABASE_URL": "" if name == "operator" else self._database(name),
            "JISHIYU_NATS_URL": self.nats.url,
            "JISHIYU_NATS_USER": name,
            "JISHIYU_NATS_PASSWORD": self.nats.passwords[name],
            "JISHIYU_JWKS": str(self.keys.jwks),
            "JISHIYU_IDENTITY_KEY": self.keys.identity,
            "JISHIYU_BASE_URL": f"http://{LOOPBACK}:{self.ports['gateway']}",
        }
        own = {
            "registry": {"JISHIYU_SEAL_KEY_FILE": str(self.keys.seal)},
            "funds": {"JISHIYU_LOG_KEY_FILE": str(self.keys.log), "JISHIYU_HEAD_FILE": str(self.logs / "heads.jsonl")},
            "notifier": {
                "JISHIYU_SEAL_KEY_FILE": str(self.keys.complaints),
                "JISHIYU_MESSAGE_LOG": str(self.logs / "messages.log"),
            },
        }
        return given | own.get(name, {})

    def _database(self, service: str) -> str:
        return self.postgres.url(service, service, self.keys.databases[service])

    def _uvicorn(self, name: str, factory: str, *more: str, environment: dict[str, str]) -> Child:
        options = [
            factory,
            "--factory",
            "--host",
            LOOPBACK,
            "--port",
            str(self.ports[name]),
            "--no-access-log",
            "--log-level",
            "warning",
            "--timeout-graceful-shutdown",
            str(GRACE_S),
            *more,
        ]
        # As Ctrl-C does: after SIGTERM uvicorn ends by that signal, and what Python would tidy up at its end stays in /tmp.
        return self._python(name, "uvicorn", *options, environment=environment, stop_signal=signal.SIGINT)

    def _python(
        self,
        name: str,
        module: str,
        *words: str,
        environment: dict[str, str],
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> Child:
        return Child(
            name,
            [sys.executable, "-m", module, *words],
            self.logs / f"{name}.log",
            environment={**os.environ, **environment},
            stop_signal=stop_signal,
            folder=CHECKOUT,
        )
