"""The supervisor starts again what died, later each time, and sets large logs aside."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.embedded import ports, supervisor
from deploy.embedded.child import Child
from deploy.embedded.state import Process, Run, sole_supervisor
from deploy.embedded.supervisor import Watched, starter, turn_logs


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[Watched]:
    """A child that ends as soon as it starts."""
    watched = Watched(starter(Child("failing", ["false"], tmp_path / "log")))
    yield watched
    watched.child.wait()


def test_a_child_that_keeps_dying_is_started_later_each_time(failing: Watched) -> None:
    now_s, waits = failing.child.started_at_s, []
    for _ in range(10):
        failing.child.wait()
        assert not failing.look(now_s)
        due_s = failing._due_at_s
        assert due_s is not None
        waits.append(round(due_s - now_s, 3))
        assert not failing.look(due_s - 0.001)
        assert failing.look(due_s)
        now_s = failing.child.started_at_s
    assert waits == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0, 10.0]
    assert failing.restarts == 10


def test_a_child_that_lived_long_is_started_again_at_once(failing: Watched) -> None:
    for _ in range(3):
        failing.child.wait()
        failing.look(failing.child.started_at_s)
        failing.look(failing.child.started_at_s + 60)
    failing.child.wait()
    later_s = failing.child.started_at_s + supervisor.FORGIVEN_AFTER_S
    failing.look(later_s)
    assert failing._due_at_s == pytest.approx(later_s + supervisor.FIRST_DELAY_S)


def test_a_start_that_fails_is_tried_again(tmp_path: Path) -> None:
    attempts = []

    def begin() -> Child:
        attempts.append(1)
        if len(attempts) == 2:
            raise RuntimeError("another PostgreSQL works here")
        child.start()
        return child

    child = Child("failing", ["false"], tmp_path / "log")
    watched = Watched(begin)
    child.wait()
    assert not watched.look(0)
    assert not watched.look(1)
    assert watched.look(2)
    child.wait()
    assert len(attempts) == 3


def test_a_large_log_is_set_aside_and_its_writer_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LOG_LIMIT_BYTES", 10)
    (tmp_path / "small.log").write_text("short")
    log = tmp_path / "large.log"
    with log.open("a") as writer:
        writer.write("first lines\n")
        writer.flush()
        turn_logs(tmp_path)
        writer.write("next\n")
    assert log.read_text() == "next\n"
    assert (tmp_path / "large.log.1").read_text() == "first lines\n"
    assert not (tmp_path / "small.log.1").exists()


def test_there_is_one_supervisor_of_a_folder(tmp_path: Path) -> None:
    with sole_supervisor(tmp_path) as first, sole_supervisor(tmp_path) as second:
        assert (first, second) == (True, False)
    with sole_supervisor(tmp_path) as again:
        assert again


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert Run.read(tmp_path) is None
    run = Run({"gateway": 8100}, True, Process(7, 70), {"nats": Process(8, 80)}, {"nats": 2})
    run.write(tmp_path)
    assert Run.read(tmp_path) == run
    assert (tmp_path / "run.json").stat().st_mode & 0o777 == 0o600


def test_a_taken_port_moves_the_whole_block_aside() -> None:
    base = ports.free_block(30000, 10)
    with socket.socket() as squatter:
        squatter.bind((ports.LOOPBACK, base + 3))
        squatter.listen()
        assert ports.free_block(base, 10) == base + 100
