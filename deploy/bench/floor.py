"""The floors: the least that can be done with the same database, broker and machine, by bare asyncpg, nats-py and FastAPI."""

import asyncio
import os
import pickle
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

import asyncpg
import nats
from fastapi import FastAPI, Request
from nats.js.api import ConsumerConfig

Statement = tuple[str, tuple[Any, ...]]


def create() -> FastAPI:
    """Replays recorded statements: request i runs settlement i's own SQL with its own values in one asyncpg transaction.

    For uvicorn: the recording's path is in JISHIYU_BENCH_RECORDING, the database in JISHIYU_BENCH_DSN.
    """
    recording: list[list[Statement]] = pickle.loads(Path(os.environ["JISHIYU_BENCH_RECORDING"]).read_bytes())  # noqa: S301  our own

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> Any:
        async with asyncpg.create_pool(os.environ["JISHIYU_BENCH_DSN"], min_size=16, max_size=16) as pool:
            app.state.pool = pool
            yield

    app = FastAPI(lifespan=lifespan)

    @app.post("/settlements/{number}")
    async def settle(number: int, request: Request) -> dict[str, int]:
        await request.body()
        async with request.app.state.pool.acquire() as connection, connection.transaction():
            for sql, values in recording[number]:
                await connection.fetch(sql, *values)
        return {"settled": number}

    return app


async def one_hop(dsn: str, nats_url: str, user: str, password: str, *, times: int) -> list[float]:
    """Seconds for: one insert, publish with ack, fetch, one insert; the least that 'a fact acted on elsewhere' costs."""
    writer, reader = await asyncpg.connect(dsn), await asyncpg.connect(dsn)
    await writer.execute("CREATE TABLE IF NOT EXISTS hop (id uuid PRIMARY KEY, body text)")
    client = await nats.connect(nats_url, user=user, password=password, inbox_prefix=f"_INBOX_{user}".encode())
    stream = client.jetstream()
    subject = "relief.bench.hop.v1"
    await stream.add_consumer("RELIEF", ConsumerConfig(durable_name="bench-hop", filter_subject=subject))
    pull = await stream.pull_subscribe_bind("bench-hop", stream="RELIEF")
    taken = []
    for _ in range(times):
        started, id = perf_counter(), uuid4()
        waiting = asyncio.create_task(pull.fetch(1, timeout=5))
        await writer.execute("INSERT INTO hop VALUES ($1, $2)", id, "detected")
        await stream.publish(subject, id.bytes, headers={"Nats-Msg-Id": str(id)})
        [message] = await waiting
        await reader.execute("INSERT INTO hop VALUES ($1, $2)", uuid4(), "acted")
        taken.append(perf_counter() - started)
        await message.ack()
    await stream.delete_consumer("RELIEF", "bench-hop")
    await client.close()
    await writer.execute("DROP TABLE hop")
    await writer.close()
    await reader.close()
    return taken
