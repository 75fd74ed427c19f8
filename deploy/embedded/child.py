"""One process that we started: how it begins, ends, and is found again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

LAUNCH = Path(__file__).with_name("launch.py")


def launched(command: Sequence[str | Path], *, account: str = "self", death_signal: signal.Signals = signal.SIGTERM) -> list[str]:
    """The command that becomes `command` under that account and dies, by `death_signal`, with this thread."""
    launcher = [sys.executable, "-I", "-S", LAUNCH, os.getpid(), int(death_signal), account, "--"]
    return [str(word) for word in (*launcher, *command)]


class Child:
    """A command with its log file; it dies with the thread that started it, even when that is killed with -9."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        log: Path,
        *,
        environment: Mapping[str, str] | None = None,
        account: str = "self",
        stop_signal: signal.Signals = signal.SIGTERM,
        folder: Path | None = None,
    ) -> None:
        self.name = name
        self.command = [str(word) for word in command]
        self.log = log
        self.environment = environment
        self.account = account
        self.stop_signal = stop_signal
        self.folder = folder
        self.started_at_s = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin; the output is appended to the log, which only its owner may read."""
        descriptor = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            self._process = subprocess.Popen(
                launched(self.command, account=self.account, death_signal=self.stop_signal),
                stdin=subprocess.DEVNULL,
                stdout=descriptor,
                stderr=descriptor,
                env=self.environment,
                cwd=self.folder,
                start_new_session=True,
            )
        finally:
            os.close(descriptor)
        self.started_at_s = time.monotonic()

    @property
    def pid(self) -> int:
        """The process id of the running command, 0 before it was started."""
        return self._process.pid if self._process else 0

    @property
    def is_alive(self) -> bool:
        """Whether it runs; a finished process is reaped here."""
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How it ended (negative: by that signal), None while it runs or was never started."""
        return self._process.poll() if self._process else None

    def ask_to_stop(self) -> None:
        """Send the polite signal and return at once."""
        if self._process and self.is_alive:
            self._process.send_signal(self.stop_signal)

    def wait(self, within_s: float | None = None) -> bool:
        """Whether it has ended of itself within `within_s` seconds; without a limit, wait until it has."""
        try:
            if self._process:
                self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self, within_s: float = 10) -> None:
        """Ask politely, wait, and after `within_s` seconds end its whole process group."""
        self.ask_to_stop()
        if not self.wait(within_s):
            os.killpg(self.pid, signal.SIGKILL)
            self.wait()

    def kill(self) -> None:
        """End it the way a power cut would: no warning, no cleaning up."""
        if self._process:
            self._process.kill()
            self._process.wait()


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, to be shown when its process would not start."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:]) if log.exists() else ""
