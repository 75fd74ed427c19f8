"""Ends what a supervisor left behind when it was killed itself."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from deploy.embedded.postgres import at_work_in
from deploy.embedded.state import Process, Run

GRACE_S = 10


def left_behind(folder: Path, before: Run | None) -> list[Process]:
    """The processes of the last run, and of its database server, that still live."""
    recorded = list(before.children.values()) if before else []
    at_work = [process for pid in at_work_in(folder / "postgres" / "pgdata") if (process := Process.of(pid))]
    return [process for process in {*recorded, *at_work} if process.is_alive]


def sweep(folder: Path, before: Run | None) -> int:
    """Ask them to end, then end them; how many there were. The kernel has mostly been faster (see launch.py)."""
    found = left_behind(folder, before)
    for process in found:
        _send(process, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_S
    while remaining := left_behind(folder, before):
        if time.monotonic() > deadline:
            for process in remaining:
                _send(process, signal.SIGKILL)
        time.sleep(0.05)
    return len(found)


def _send(process: Process, what: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(process.pid, what)
