"""The embedded PostgreSQL keeps what it committed, through kill -9, and lets nobody in without a password."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy import SERVICES
from deploy.databases import provide
from deploy.embedded import account
from deploy.embedded.account import account_for
from deploy.embedded.postgres import Postgres, at_work_in, binaries

IS_ROOT = os.geteuid() == 0
PASSWORDS = {service: f'{service}\'s "own"' for service in SERVICES}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres(tmp_path_factory.mktemp("cluster") / "postgres", durable=False) as running:
        yield running


async def ask(server: Postgres, question: str, **credential: str) -> object:
    """One value from the server."""
    connection = await asyncpg.connect(server.url(driver=""), **credential)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_what_was_committed_outlives_kill_9(server: Postgres) -> None:
    await ask(server, "CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS value")
    server.kill()
    assert not server.is_alive
    assert not server.is_ready
    server.start()
    assert await ask(server, "SELECT value FROM kept") == 42


async def test_what_was_committed_outlives_an_orderly_stop(server: Postgres) -> None:
    await ask(server, "CREATE TABLE IF NOT EXISTS stopped AS SELECT 43 AS value")
    server.stop()
    assert at_work_in(server.cluster) == []
    server.start()
    assert await ask(server, "SELECT value FROM stopped") == 43


async def test_a_lock_file_whose_process_id_is_somebody_else_s_by_now_does_not_stop_a_start(server: Postgres) -> None:
    server.kill()
    lock = server.cluster / "postmaster.pid"
    lock.write_text(lock.read_text().replace(str(server.pid), str(os.getpid()), 1))
    server.start()
    assert await ask(server, "SELECT 1") == 1


async def test_nobody_enters_with_a_wrong_password(server: Postgres) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await ask(server, "SELECT 1", password="guessed")


def test_the_password_is_for_its_owner_s_eyes(server: Postgres) -> None:
    assert (server.folder / "password").stat().st_mode & 0o777 == 0o600


async def test_it_speaks_utf_8_in_byte_order_and_utc(server: Postgres) -> None:
    assert await ask(server, "SHOW server_encoding") == "UTF8"
    assert await ask(server, "SELECT datcollate FROM pg_database WHERE datname = 'postgres'") == "C"
    assert await ask(server, "SHOW timezone") == "UTC"


async def test_a_durable_server_waits_for_the_disk(tmp_path: Path) -> None:
    with Postgres(tmp_path / "postgres", durable=True) as durable:
        assert [await ask(durable, f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")] == ["on"] * 3


async def test_a_cluster_whose_making_was_interrupted_is_made_anew(tmp_path: Path) -> None:
    unfinished = tmp_path / "postgres" / "pgdata.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("16\n")
    with Postgres(tmp_path / "postgres", durable=False) as server:
        assert await ask(server, "SELECT 1") == 1


async def test_a_server_that_cannot_start_says_why(server: Postgres, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="Address already in use"):
        Postgres(tmp_path / "postgres", server.port, durable=False).start()


async def test_a_service_owns_its_database_and_can_enter_no_other(server: Postgres) -> None:
    for _ in range(2):  # run again, it changes nothing
        await provide(server.url(driver=""), PASSWORDS)
    for service in SERVICES:
        credential = {"user": service, "password": PASSWORDS[service]}
        await ask(server, "CREATE TABLE IF NOT EXISTS mine (id int)", database=service, **credential)
        for other in {*SERVICES, "postgres"} - {service, "postgres"}:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await ask(server, "SELECT 1", database=other, **credential)


async def test_a_service_s_role_is_bound_by_row_level_security(server: Postgres) -> None:
    await provide(server.url(driver=""), PASSWORDS)
    above = "SELECT count(*) FROM pg_roles WHERE rolname = ANY($1) AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)"
    connection = await asyncpg.connect(server.url(driver=""))
    assert await connection.fetchval(above, list(SERVICES)) == 0
    await connection.close()


def test_root_runs_it_as_somebody_else(tmp_path: Path) -> None:
    way = account_for(tmp_path, binaries() / "postgres").split(":")[0]
    assert way in (("namespace", "user", "passing") if IS_ROOT else ("self",))


@pytest.fixture
def home(mode: int) -> Iterator[Path]:
    """A folder whose parents everybody may enter, and itself as `mode` says."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(mode)
        yield Path(folder)


@pytest.mark.parametrize(("mode", "way"), [(0o755, "user"), (0o700, "passing")] if IS_ROOT else [])
async def test_root_without_namespaces_hands_the_data_to_nobody(home: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container without privileges forbids user namespaces; its root's home may be closed to everybody else."""
    can_run = account._can_run
    monkeypatch.setattr(account, "_can_run", lambda who, *where: not who.startswith("namespace") and can_run(who, *where))
    server = Postgres(home / "postgres", durable=False)
    for _ in range(2):
        with server:
            assert await ask(server, "SELECT 1") == 1
    owner = server.cluster.stat().st_uid
    assert owner != 0
    assert account_for(server.cluster, binaries() / "postgres").startswith(f"{way}:{owner}:")


def test_all_processes_of_a_server_are_found_by_their_titles(server: Postgres) -> None:
    found = at_work_in(server.cluster)
    assert server.pid in found
    assert len(found) > 3
    assert at_work_in(server.folder) == []
