"""Starts everything in order, starts again whatever dies, and stops everything in order: `python -m deploy.embedded.supervisor`.

It holds no connection and serves nobody, so that there is little in it that could die. If it is killed all the same, the
kernel ends its children (see launch.py), and the next `up` finds its place free.
"""

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from deploy import SERVICES
from deploy.embedded.child import Child, last_lines
from deploy.embedded.stack import Stack, choose_ports
from deploy.embedded.state import Process, Run, sole_supervisor, state_folder
from deploy.embedded.sweep import sweep

FIRST_DELAY_S, LONGEST_DELAY_S = 0.1, 10.0
FORGIVEN_AFTER_S = 10
"""A child that lived this long starts again without delay when it dies."""
LOG_LIMIT_BYTES = 10 * 1024 * 1024
LOGS_LOOKED_AT_EVERY_S = 60
ANOTHER_IS_AT_WORK = 3
"""The exit code of a supervisor that found its place taken."""
STOP = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


class Stopped(Exception):
    """We were asked to end."""


class Watched:
    """A child that must run: when it is due to be started again, and how often it was."""

    def __init__(self, begin: Callable[[], Child]) -> None:
        self.begin = begin
        self.child: Child = begin()
        self.restarts = 0
        self._delay_s = 0.0
        self._due_at_s: float | None = None

    def look(self, now_s: float) -> bool:
        """Start the child again if it is dead and its delay is over; whether that happened."""
        if self.child.is_alive:
            return False
        if self._due_at_s is None:
            if now_s - self.child.started_at_s >= FORGIVEN_AFTER_S:
                self._delay_s = 0.0
            self._due_at_s = now_s + self._longer_delay_s()
            say(f"{self.child.name} 已退出 / ended ({self.child.exit_code}), {self._delay_s:.1f} s")
        if now_s < self._due_at_s:
            return False
        try:
            self.child = self.begin()
        except (RuntimeError, OSError) as failure:
            self._due_at_s = now_s + self._longer_delay_s()
            say(f"{self.child.name}: {failure}")
            return False
        self._due_at_s = None
        self.restarts += 1
        return True

    def _longer_delay_s(self) -> float:
        self._delay_s = min(max(2 * self._delay_s, FIRST_DELAY_S), LONGEST_DELAY_S)
        return self._delay_s

    @property
    def due_in_s(self) -> float | None:
        """Seconds until a dead child is to be started, None while it lives."""
        return None if self._due_at_s is None else max(0.0, self._due_at_s - time.monotonic())


class Supervisor:
    """One run of the stack."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.watched: dict[str, Watched] = {}
        self.run = Run(stack.ports, supervisor=Process.of(os.getpid()))

    def start(self) -> None:
        """Everything in order; returns when every process has been started, raises Stopped or RuntimeError."""
        self.stack.provide()
        self._write()
        self._watch("postgres", self.stack.postgres.begin)
        self._watch("nats", self.stack.nats.begin)
        self._until(lambda: self.stack.postgres.is_ready and self.stack.nats.is_ready)
        self._set_up()
        for name in SERVICES:
            self._watch(name, starter(self.stack.service(name)))
        self._watch("gateway", starter(self.stack.gateway()))
        self.run.is_complete = True
        self._write()

    def keep(self) -> None:
        """Start again whatever dies; ends by raising Stopped."""
        logs_seen_at_s = time.monotonic()
        while True:
            self._wait(self._next_due_s())
            self._look()
            if time.monotonic() - logs_seen_at_s > LOGS_LOOKED_AT_EVERY_S:
                logs_seen_at_s = time.monotonic()
                turn_logs(self.stack.logs)

    def stop(self) -> None:
        """Services first, together; then the bus and the database, which they were writing to."""
        houses = [watched.child for name, watched in self.watched.items() if name not in ("postgres", "nats")]
        for child in houses:
            child.ask_to_stop()
        for child in houses:
            child.stop()
        self.stack.nats.stop()
        self.stack.postgres.stop()
        self.run.children, self.run.supervisor, self.run.is_complete = {}, None, False
        self.run.write(self.stack.folder)

    def _set_up(self) -> None:
        setup = self.stack.setup()
        setup.start()
        try:
            self._until(lambda: not setup.is_alive)
        finally:
            setup.stop()
        if setup.exit_code:
            raise RuntimeError(f"setup failed:\n{last_lines(setup.log)}")

    def _watch(self, name: str, begin: Callable[[], Child]) -> None:
        self.watched[name] = Watched(begin)
        self._write()

    def _look(self) -> None:
        changed = [watched.look(time.monotonic()) for watched in self.watched.values()]
        if any(changed):
            self._write()

    def _until(self, is_done: Callable[[], bool]) -> None:
        while not is_done():
            self._wait(0.05)
            self._look()

    def _next_due_s(self) -> float:
        return min([LOGS_LOOKED_AT_EVERY_S, *(due for watched in self.watched.values() if (due := watched.due_in_s) is not None)])

    def _wait(self, at_most_s: float) -> None:
        """Sleep until a child dies or `at_most_s` is over; raises Stopped when we are asked to end."""
        received = signal.sigtimedwait({signal.SIGCHLD, *STOP}, at_most_s)
        if received is not None and received.si_signo in STOP:
            raise Stopped

    def _write(self) -> None:
        processes = {name: Process.of(watched.child.pid) for name, watched in self.watched.items()}
        self.run.children = {name: process for name, process in processes.items() if process}
        self.run.restarts = {name: watched.restarts for name, watched in self.watched.items()}
        self.run.write(self.stack.folder)


def starter(child: Child) -> Callable[[], Child]:
    """Start this child, each time anew."""

    def begin() -> Child:
        child.start()
        return child

    return begin


def turn_logs(folder: Path) -> None:
    """Set a large log aside as `.1`. Its writer keeps the file open for appending, so it is emptied, not moved."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > LOG_LIMIT_BYTES:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)


def say(line: str) -> None:
    """A line in the supervisor's own log."""
    print(time.strftime("%Y-%m-%dT%H:%M:%S%z"), line, flush=True)


def main() -> int:
    """Run until asked to end; 0 after an orderly end, 1 when the start failed, 3 when another supervisor is at work."""
    folder = state_folder()
    folder.mkdir(parents=True, exist_ok=True)
    # Signals are waited for, not handled: nothing is ever interrupted half-way.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD, *STOP})
    with sole_supervisor(folder) as is_sole:
        if not is_sole:
            return ANOTHER_IS_AT_WORK
        before = Run.read(folder)
        sweep(folder, before)
        supervisor = Supervisor(Stack(folder, choose_ports()))
        try:
            supervisor.start()
            supervisor.keep()
        except Stopped:
            say("收到停止信号 / asked to stop")
        except (RuntimeError, OSError) as failure:
            say(f"启动失败 / could not start: {failure}")
            return 1
        finally:
            supervisor.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
