"""The whole embedded stack, as `make up` and `make down` run it: five real services, kept alive, and gone when asked to go."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import SERVICES
from deploy.embedded import ports
from deploy.embedded.__main__ import waiting_for
from deploy.embedded.state import CHECKOUT, Process, Run
from deploy.embedded.sweep import left_behind
from tests.waiting import until
from tests.workers import WORKER


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A state folder of our own, on ports of our own; whatever runs in it is stopped at the end."""
    here = tmp_path_factory.mktemp("stack")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JISHIYU_STATE", str(here))
        patch.setenv("JISHIYU_PORT_BASE", str(ports.free_block(31000 + 1000 * WORKER, 20)))
        yield here
        call("down")


@pytest.fixture
def run(folder: Path) -> Run:
    """The stack, up."""
    call("up")
    return running(folder)


def call(*words: str, code: int = 0) -> str:
    """One of the stack's verbs, as make calls it; what it printed."""
    called = subprocess.run([sys.executable, "-m", "deploy.embedded", *words], cwd=CHECKOUT, capture_output=True, text=True)
    assert called.returncode == code, called.stdout + called.stderr
    return called.stdout


def running(folder: Path) -> Run:
    """What the supervisor wrote down last."""
    run = Run.read(folder)
    assert run is not None
    return run


def everyone(run: Run) -> list[Process]:
    """The supervisor and all its children."""
    assert run.supervisor is not None
    return [run.supervisor, *run.children.values()]


async def test_a_second_up_changes_nothing(run: Run, folder: Path) -> None:
    printed = call("up")
    assert running(folder) == run
    assert f"http://127.0.0.1:{run.ports['gateway']}/" in printed
    for name, port in run.ports.items():
        if name != "nats-monitor":
            assert f"{name:8}  127.0.0.1:{port}" in printed
    assert "未就绪" not in printed


@pytest.mark.parametrize("name", ["registry", "gateway", "nats", "postgres"])
async def test_what_is_killed_comes_back(name: str, run: Run, folder: Path) -> None:
    os.kill(run.children[name].pid, signal.SIGKILL)

    async def is_back() -> bool:
        now = running(folder)
        return now.restarts[name] > run.restarts[name] and not waiting_for(now)

    await until(is_back, within_s=60)
    others = {other: process for other, process in run.children.items() if other != name}
    assert {other: running(folder).children[other] for other in others} == others


async def test_the_gateway_leads_to_every_service(run: Run) -> None:
    for service in SERVICES:
        assert ports.is_well(run.ports["gateway"], f"/{service}/readyz")
        assert ports.is_well(run.ports["gateway"], f"/{service}/docs")
        assert ports.is_well(run.ports["gateway"], f"/{service}/static-offline-docs/swagger-ui-bundle.js")


async def test_down_leaves_nothing_running_and_up_finds_the_data_again_on_other_ports(run: Run, folder: Path) -> None:
    kept = {path: path.read_bytes() for path in [*(folder / "keys").iterdir(), folder / "nats" / "passwords.json"]}
    cluster = (folder / "postgres" / "pgdata").stat().st_ino
    call("down")
    assert [process for process in everyone(run) if process.is_alive] == []
    assert left_behind(folder, running(folder)) == []
    assert all(ports.is_free(port) for port in run.ports.values())
    call("status", code=3)
    call("down")

    with socket.socket() as squatter:
        squatter.bind((ports.LOOPBACK, run.ports["funds"]))
        squatter.listen()
        printed = call("up")
    assert running(folder).ports["gateway"] > run.ports["gateway"]
    assert "已被占用" in printed
    assert {path: path.read_bytes() for path in kept} == kept
    assert (folder / "postgres" / "pgdata").stat().st_ino == cluster


async def test_nothing_outlives_a_killed_supervisor(run: Run, folder: Path) -> None:
    assert run.supervisor is not None
    os.kill(run.supervisor.pid, signal.SIGKILL)

    async def is_quiet() -> bool:
        return not any(process.is_alive for process in everyone(run))

    await until(is_quiet)
    call("status", code=3)
    call("up")
    assert not set(everyone(run)) & set(everyone(running(folder)))


async def test_what_holds_secrets_is_for_its_owner_s_eyes(run: Run, folder: Path) -> None:
    secret = [folder / "run.json", folder / "postgres" / "password", folder / "nats" / "passwords.json"]
    open_to_others = {path.name for path in [*secret, *(folder / "keys").iterdir()] if path.stat().st_mode & 0o077}
    assert open_to_others == set()


async def test_a_command_runs_within_a_service_s_settings(run: Run) -> None:
    asks = "from shared.settings import current; print(current().nats_user)"
    assert call("within", "funds", sys.executable, "-c", asks) == "funds\n"
