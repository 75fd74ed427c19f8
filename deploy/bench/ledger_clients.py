"""The clients of the ledger's bench: what the service's own code posts, in processes of its own."""

import asyncio
import multiprocessing
import os
import random
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from time import perf_counter
from typing import Any, NamedTuple
from uuid import uuid4

import orjson
from pydantic import SecretStr
from uvicorn.loops.auto import auto_loop_factory

from deploy.embedded.postgres import Postgres
from services.funds.api.slips import book
from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.transfer import Phase, Purpose
from services.funds.schemas.journal import RecordJournal
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.tables import Transfer
from shared import clock
from shared.database import Sessions, connect, the_platform, transaction
from shared.database import sessions as sessions_of
from shared.gathering import Gathering
from shared.inbox import Work
from shared.security import Principal, Role
from shared.service import leave_alone_what_stays
from shared.settings import Settings

ACCOUNTS, CLIENTS, SECONDS, WORKERS = 1_000, 32, 10, 2
TOWN, COUNTY = "371311001", "371311"
SCOPE = the_platform("bench", "bench")
GIVING = [AccountKey(AccountKind.PAYER_FUND, COUNTY, f"{n:04}") for n in range(ACCOUNTS // 2)]
TAKING = [AccountKey(AccountKind.TREASURY, COUNTY, f"{n:04}") for n in range(ACCOUNTS // 2)]
"""Money that payers do not need goes back: every account that gives is one that cannot be overdrawn."""
HOT = GIVING[0]
POOL = AccountKey(AccountKind.COUNTY_POOL, COUNTY)
RESERVE = AccountKey(AccountKind.TOWN_RESERVE, TOWN)
IDENTITY_KEY = b64encode(bytes(32)).decode()


class Way(NamedTuple):
    """From one account to another, and what for."""

    source: AccountKey
    target: AccountKey
    purpose: Purpose


Ways = Callable[[random.Random], Way]


@dataclass(frozen=True)
class Posted:
    """A rate of transfers: how many in how many seconds."""

    transfers: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.transfers / self.seconds


def moved(purpose: Purpose, amount_fen: int) -> Transfer:
    """A transfer of now in the bench's county."""
    return Transfer(
        phase=Phase.MOVED,
        purpose=purpose,
        region=COUNTY,
        amount_fen=amount_fen,
        memo="转拨",
        made_at=clock.now(),
        booked_on=clock.today(),
    )


@asynccontextmanager
async def connected(server: Postgres | str) -> AsyncIterator[Sessions]:
    """As the service connects, with a connection for each client."""
    url = server if isinstance(server, str) else server.url("funds", "funds", "funds")
    settings = Settings(database_url=SecretStr(url), jwks="", identity_key=SecretStr(IDENTITY_KEY), pool_size=CLIENTS)
    engine = connect(settings)
    try:
        yield sessions_of(engine, "funds")
    finally:
        await engine.dispose()


def in_processes(server: Postgres, kind: str, workers: int = WORKERS) -> Posted:
    """Transfers by so many processes of the service's own code, the clients shared out among them."""
    url = server.url("funds", "funds", "funds")
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        parts = list(pool.map(_worked, [url] * workers, [kind] * workers, [CLIENTS // workers] * workers, range(workers)))
    return Posted(sum(part.transfers for part in parts), max(part.seconds for part in parts))


def _worked(url: str, kind: str, clients: int, seed: int) -> Posted:
    # Answers are sealed where they are remembered.
    os.environ |= {"JISHIYU_IDENTITY_KEY": IDENTITY_KEY, "JISHIYU_DATABASE_URL": url, "JISHIYU_JWKS": "none"}
    clients_do, ways = KINDS[kind]
    leave_alone_what_stays()
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:  # the loop that serves the doors
        return runner.run(clients_do(url, clients, random.Random(seed), ways))  # noqa: S311  a bench's dice


def _spread(dice: random.Random) -> Way:
    return Way(dice.choice(GIVING), dice.choice(TAKING), Purpose.CLAWBACK)


def _hot(dice: random.Random) -> Way:
    return Way(HOT, dice.choice(TAKING), Purpose.CLAWBACK)


def _fill(_: random.Random) -> Way:
    return Way(POOL, RESERVE, Purpose.RESERVE_FILL)


async def _alone(url: str, clients: int, dice: random.Random, ways: Ways) -> Posted:
    """Each client posts a transfer in a transaction of its own, again and again."""

    async def once(sessions: Sessions) -> int:
        return await _post(sessions, [ways(dice)])

    return await _looped(url, clients, once)


async def _by_one(url: str, clients: int, dice: random.Random, ways: Ways) -> Posted:
    """One caller has them all, and posts them in one transaction, as the door of events and batches do it."""

    async def once(sessions: Sessions) -> int:
        return await _post(sessions, [ways(dice) for _ in range(clients)])

    return await _looped(url, 1, once)


async def _slips(url: str, clients: int, dice: random.Random, ways: Ways) -> Posted:
    """Each client brings a slip, waits for its answer and brings the next, as at `POST /transfers`: read and checked, gathered
    with those that wait, judged, written, remembered under its own key and answered for itself; all but HTTP."""
    by, gatherings = Principal("bench", Role.COUNTY, COUNTY), dict[int, Gathering]()

    async def once(sessions: Sessions) -> int:
        gathering = gatherings.setdefault(id(sessions), Gathering(sessions))
        body = _slip(ways(dice))
        work = Work("POST /transfers", f"bench {uuid4()}", sha256(body).digest())
        await gathering.take(book, RecordJournal.model_validate_json(body), by=by, work=work, status=201)
        return 1

    return await _looped(url, clients, once)


def _slip(way: Way) -> bytes:
    source, target = ({"kind": key.kind, "region": key.region, "holder": key.holder} for key in (way.source, way.target))
    movement = {"source": source, "target": target, "purpose": way.purpose, "amount_yuan": "0.01"}
    return orjson.dumps({"movements": [movement], "memo": "转拨"})


KINDS: dict[str, tuple[Callable[[str, int, random.Random, Ways], Coroutine[Any, Any, Posted]], Ways]] = {
    "spread": (_alone, _spread),
    "spread-slips": (_slips, _spread),
    "spread-by-one": (_by_one, _spread),
    "hot": (_alone, _hot),
    "hot-slips": (_slips, _hot),
    "hot-by-one": (_by_one, _hot),
    "fill-slips": (_slips, _fill),
}


async def _post(sessions: Sessions, ways: Sequence[Way]) -> int:
    async with transaction(sessions, SCOPE) as session:
        keys = list(dict.fromkeys(key for way in ways for key in (way.source, way.target)))
        holdings = dict(zip(keys, await lock_accounts(session, *keys), strict=True))
        entries = []
        for source, target, purpose in ways:
            legs = transfer.move(holdings[source], holdings[target], 1)
            holdings |= {key: holdings[key].after(legs) for key in (source, target)}
            entries.append((moved(purpose, 1), legs))
        await add_transfers(session, *entries)
    return len(ways)


async def _looped(url: str, clients: int, once: Callable[[Sessions], Awaitable[int]]) -> Posted:
    async with connected(url) as sessions:
        await asyncio.gather(*(once(sessions) for _ in range(clients)))  # connections and plans
        done, started = 0, perf_counter()

        async def client() -> None:
            nonlocal done
            while perf_counter() - started < SECONDS:
                posted = await once(sessions)  # before it is added: others add meanwhile
                done += posted

        await asyncio.gather(*(client() for _ in range(clients)))
        return Posted(done, perf_counter() - started)
