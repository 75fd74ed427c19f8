"""Bench (a): a settlement of eight charge lines over HTTP, against the same SQL in one bare asyncpg transaction.

The SQL of the floor is not written by hand: real settlements are done once, each statement with its values is recorded on the
way to the driver, and the floor replays exactly that against a copy of the same database behind a bare FastAPI route.
"""

import asyncio
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import orjson
from fastapi import FastAPI
from sqlalchemy import event

from deploy.bench.floor import Statement
from deploy.bench.load import Call, Loaded, closed_loop
from deploy.demo.register import id_number
from deploy.embedded.issuer import token
from deploy.embedded.ports import LOOPBACK, any_free, is_well
from deploy.embedded.stack import Stack
from services.medical.app import create
from shared import migrations
from shared.ids import uuid7
from shared.security import Role
from shared.settings import Settings

CLIENTS = (1, 8, 32)
WARM_UP = 100
FIRST_BIRTHDAY = date(1950, 1, 1)
HOSPITAL, COUNTY, VILLAGE = "H37131100001", "371311", "371311001001"
LINES = [
    {
        "line_no": number,
        "charged_on": "2020-06-02",
        "code": f"X{number:04}",
        "name": "药品",
        "catalogue_class": "ABC"[number % 3],
        "unit_price": "12.345678",
        "quantity": "10",
        "amount_yuan": "123.46",
        **({"self_pay_ratio": "0.1"} if number % 3 == 1 else {}),
    }
    for number in range(1, 9)
]


@dataclass(frozen=True)
class Compared:
    """One number of clients: the house and its floor."""

    clients: int
    house: Loaded
    floor: Loaded

    @property
    def ratio(self) -> float:
        return self.house.per_second / self.floor.per_second


async def compare(stack: Stack, *, per_level: int) -> tuple[list[Compared], int]:
    """Run both sides at every number of clients; also the number of statements in one settlement's transaction."""
    settings = settings_of(stack, "bench_prepared")
    await copy_database(stack, "bench_prepared", of=None)
    await asyncio.to_thread(migrations.upgrade, "medical", settings.database_url.get_secret_value())
    bearer = {"Authorization": f"Bearer {token(stack.keys, Role.HOSPITAL, region=COUNTY, org=HOSPITAL)}"}
    total = WARM_UP + per_level * len(CLIENTS)
    async with doors_of(create(settings), bearer) as doors:
        stays = [await _charged_stay(doors, sequence) for sequence in range(total)]
    for name in ("bench_recorded", "bench_house", "bench_floor"):
        await copy_database(stack, name, of="bench_prepared")

    calls = [
        Call(
            f"/admissions/{stay}/settlement",
            orjson.dumps({"discharged_on": "2020-06-12"}),
            bearer | {"Content-Type": "application/json", "Idempotency-Key": str(uuid7())},
        )
        for stay in stays
    ]
    recording = await _recorded(settings_of(stack, "bench_recorded"), calls)
    replays = [Call(f"/settlements/{number}", call.body, call.headers) for number, call in enumerate(calls)]
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "recording"
        kept.write_bytes(pickle.dumps(recording))
        dsn = settings_of(stack, "bench_floor").database_url.get_secret_value().replace("+asyncpg", "")
        house_settings = stack.surroundings("medical") | {
            "JISHIYU_DATABASE_URL": settings_of(stack, "bench_house").database_url.get_secret_value()
        }
        floor_settings = {"JISHIYU_BENCH_RECORDING": str(kept), "JISHIYU_BENCH_DSN": dsn}
        with (
            _served("services.medical.app:create", house_settings) as house,
            _served("deploy.bench.floor:create", floor_settings) as floor,
        ):
            await closed_loop(house, calls[:WARM_UP], clients=4)
            await closed_loop(floor, replays[:WARM_UP], clients=4)
            compared = []
            for level, clients in enumerate(CLIENTS):
                part = slice(WARM_UP + level * per_level, WARM_UP + (level + 1) * per_level)
                compared.append(await _in_turns(house, calls[part], floor, replays[part], clients=clients))
    return compared, len(recording[-1])


async def _in_turns(
    house: str, calls: Sequence[Call], floor: str, replays: Sequence[Call], *, clients: int, turns: int = 4
) -> Compared:
    """House, floor, house, floor …: what slows the machine for a while slows both."""
    done: dict[str, list[Loaded]] = {house: [], floor: []}
    step = len(calls) // turns
    for turn in range(turns):
        part = slice(turn * step, (turn + 1) * step)
        for where, work in ((house, calls), (floor, replays)):
            done[where].append(await closed_loop(where, work[part], clients=clients))
    return Compared(clients, _together(done[house]), _together(done[floor]))


def _together(parts: Sequence[Loaded]) -> Loaded:
    return Loaded(sum(part.seconds for part in parts), tuple(latency for part in parts for latency in part.latencies_s))


def settings_of(stack: Stack, database: str) -> Settings:
    url = stack.postgres.url("medical", database, stack.keys.databases["medical"])
    return Settings(database_url=url, jwks=str(stack.keys.jwks), identity_key=stack.keys.identity)


async def copy_database(stack: Stack, name: str, *, of: str | None) -> None:
    connection = await asyncpg.connect(stack.postgres.url(driver=""))
    try:
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await connection.execute(f"CREATE DATABASE {name} OWNER medical TEMPLATE {of or 'template0'}")
        if of:
            # The copy has no statistics of its own use yet; without them the first plans are guesses.
            copied = await asyncpg.connect(stack.postgres.url("postgres", name, driver=""))
            await copied.execute("ANALYZE")
            await copied.execute("CHECKPOINT")
            await copied.close()
    finally:
        await connection.close()


@asynccontextmanager
async def doors_of(app: FastAPI, headers: dict[str, str]) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://medical", headers=headers) as client:
        yield client
    await app.state.engine.dispose()


async def _charged_stay(doors: httpx.AsyncClient, sequence: int) -> str:
    form = {
        "id_number": id_number(FIRST_BIRTHDAY + timedelta(days=sequence // 500), sequence % 500 * 2),
        "name": "试算",
        "region": VILLAGE,
        "hospital_level": "2",
        "admitted_on": "2020-06-01",
    }
    stay = (await doors.post("/admissions", json=form, headers={"Idempotency-Key": str(uuid7())})).raise_for_status().json()["id"]
    charges = await doors.post(f"/admissions/{stay}/charges", json={"lines": LINES}, headers={"Idempotency-Key": str(uuid7())})
    charges.raise_for_status()
    return str(stay)


async def _recorded(settings: Settings, calls: Sequence[Call]) -> list[list[Statement]]:
    """Settle every stay once, in process, noting what each settlement sends to the driver."""
    app = create(settings)
    recording: list[list[Statement]] = []

    @event.listens_for(app.state.engine.sync_engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> None:
        recording[-1].append((sql, tuple(values)))

    async with doors_of(app, {}) as doors:
        for call in calls:
            recording.append([])
            (await doors.post(call.path, content=call.body, headers=call.headers)).raise_for_status()
    return recording


@contextmanager
def _served(factory: str, environment: dict[str, str]) -> Iterator[str]:
    """One uvicorn worker, as the platform runs its services."""
    port = any_free()
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        factory,
        "--factory",
        "--host",
        LOOPBACK,
        "--port",
        str(port),
        "--no-access-log",
        "--log-level",
        "warning",
    ]
    with subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL) as process:
        try:
            while not is_well(port, "/openapi.json"):
                if process.poll() is not None:
                    raise RuntimeError(f"{factory} did not start")
            yield f"http://{LOOPBACK}:{port}"
        finally:
            process.terminate()
