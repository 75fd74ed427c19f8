"""A process that we started ends when asked, ends when forced, and never outlives us."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.embedded.child import Child, last_lines
from deploy.embedded.state import CHECKOUT, Process
from tests.waiting import until

DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""
PARENT = """
import sys, time
from pathlib import Path
from deploy.embedded.child import Child
child = Child("sleeper", ["sleep", "60"], Path(sys.argv[1]))
child.start()
print(child.pid, flush=True)
time.sleep(60)
"""


def test_a_child_runs_with_its_surroundings_and_writes_its_log(tmp_path: Path) -> None:
    surroundings = os.environ | {"WORD": "雨"}
    child = Child("told", ["sh", "-c", "echo $WORD; pwd"], tmp_path / "log", environment=surroundings, folder=tmp_path)
    child.start()
    child.wait()
    assert (tmp_path / "log").read_text().splitlines() == ["雨", str(tmp_path)]
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600


def test_a_log_grows_over_restarts(tmp_path: Path) -> None:
    child = Child("told", ["echo", "again"], tmp_path / "log")
    for _ in range(2):
        child.start()
        child.wait()
    assert last_lines(tmp_path / "log") == "again\nagain"


def test_a_child_that_ends_tells_how(tmp_path: Path) -> None:
    child = Child("failing", ["sh", "-c", "exit 7"], tmp_path / "log")
    child.start()
    child.wait()
    assert (child.is_alive, child.exit_code) == (False, 7)


async def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    child = Child("deaf", [sys.executable, "-c", DEAF], tmp_path / "log")
    child.start()

    async def is_deaf() -> bool:
        return "deaf" in last_lines(tmp_path / "log")

    await until(is_deaf)
    child.stop(within_s=0.05)
    assert child.exit_code == -signal.SIGKILL


@pytest.fixture
def deaf_to_interrupts() -> Iterator[None]:
    """As whatever a shell starts with `&`."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("deaf_to_interrupts")
def test_a_child_hears_the_signal_that_its_parent_ignores(tmp_path: Path) -> None:
    child = Child("sleeper", ["sh", "-c", "echo up; exec sleep 60"], tmp_path / "log", stop_signal=signal.SIGINT)
    child.start()
    while "up" not in last_lines(tmp_path / "log"):
        assert child.is_alive
    child.stop(within_s=5)
    assert child.exit_code == -signal.SIGINT


async def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, str(tmp_path / "log"), stdout=asyncio.subprocess.PIPE, cwd=CHECKOUT
    )
    assert parent.stdout is not None
    child = Process.of(int(await parent.stdout.readline()))
    assert child is not None
    parent.kill()
    await parent.wait()

    async def is_gone() -> bool:
        return not child.is_alive

    await until(is_gone)


def test_a_process_id_that_was_given_out_again_is_another_process() -> None:
    with subprocess.Popen(["sleep", "60"]) as sleeping:
        process = Process.of(sleeping.pid)
        assert process is not None
        assert process.is_alive
        assert not Process(process.pid, process.born - 1).is_alive
        sleeping.kill()
    assert not process.is_alive


@pytest.mark.parametrize("command", [["/no/such/program"], ["/dev/null"]])
def test_a_command_that_cannot_run_ends_at_once_and_says_why(command: list[str], tmp_path: Path) -> None:
    child = Child("missing", command, tmp_path / "log")
    child.start()
    child.wait()
    assert child.exit_code == 1
    assert "Error" in last_lines(tmp_path / "log")
