"""What the embedded stack remembers between two commands: `.jishiyu/run.json`, with who runs where."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

CHECKOUT = Path(__file__).parents[2]


def state_folder() -> Path:
    """`.jishiyu` in the checkout, or where `JISHIYU_STATE` says."""
    return Path(os.environ.get("JISHIYU_STATE") or CHECKOUT / ".jishiyu").absolute()


@dataclass(frozen=True)
class Process:
    """A process, known by its id and its birth: ids are given out again, births are not."""

    pid: int
    born: int
    """Clock ticks between the machine's start and the process's."""

    @classmethod
    def of(cls, pid: int) -> Self | None:
        """The process that has this id now, if any (a dead one that nobody has reaped does not count)."""
        try:
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return None if words[0] in "ZX" else cls(pid, int(words[19]))

    @property
    def is_alive(self) -> bool:
        """Whether this very process still runs."""
        return self.of(self.pid) == self


@dataclass
class Run:
    """One run of the platform, as its supervisor last wrote it down."""

    ports: dict[str, int]
    is_complete: bool = False
    """Whether everything was started once."""
    supervisor: Process | None = None
    children: dict[str, Process] = field(default_factory=dict)
    restarts: dict[str, int] = field(default_factory=dict)

    @property
    def is_supervised(self) -> bool:
        """Whether the supervisor that wrote this is still at work."""
        return self.supervisor is not None and self.supervisor.is_alive

    def write(self, folder: Path) -> None:
        """Put it in place in one step: a reader sees the old page or the new one."""
        fresh = folder / "run.json.new"
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(asdict(self), indent=1))
        fresh.rename(folder / "run.json")

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """The last run, None before the first."""
        try:
            kept = json.loads((folder / "run.json").read_text())
        except FileNotFoundError:
            return None
        kept["supervisor"] = Process(**kept["supervisor"]) if kept["supervisor"] else None
        kept["children"] = {name: Process(**process) for name, process in kept["children"].items()}
        return cls(**kept)


@contextmanager
def sole_supervisor(folder: Path) -> Iterator[bool]:
    """Whether we are the only supervisor of this folder; the kernel gives the place back however we end."""
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
