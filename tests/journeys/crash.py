"""The crash test: the story in a loop under load while processes are killed at random; then every promise is counted.

python -m tests.journeys.crash --kills 60        # what `make crash` runs
"""

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
from pydantic import SecretStr

from deploy import SERVICES
from deploy.demo.platform import Person, Platform, Refused
from deploy.demo.register import id_number
from deploy.demo.story import A_CATASTROPHE, TOWN, Story
from deploy.embedded.stack import Stack
from deploy.embedded.state import CHECKOUT, Run
from shared import clock, dead
from shared.bus import connected
from shared.settings import Settings
from tests.waiting import until
from tests.workers import WORKER

PORT_BASE = 9500 + 1000 * WORKER
WORKERS = 3
BETWEEN_KILLS_S = (0.5, 2.5)
SETTLED_WITHIN_S = 300
"""More than a message waits that its handler could not take four times (two minutes), while the whole suite runs beside."""
AGAIN_AFTER_S = 0.1
NEVER = threading.Event()
VICTIMS = (*SERVICES, "gateway", "nats", "postgres")


@contextmanager
def platform_in(folder: Path, *, port_base: int = PORT_BASE) -> Iterator[Platform]:
    """The embedded platform in a folder of its own, under its real supervisor, stopped at the end."""
    given = {"JISHIYU_STATE": str(folder), "JISHIYU_PORT_BASE": str(port_base)}
    command = [sys.executable, "-m", "deploy.embedded"]
    before = {name: os.environ.get(name) for name in (*given, "JISHIYU_GATEWAY")}
    os.environ |= given
    os.environ.pop("JISHIYU_GATEWAY", None)
    try:
        subprocess.run([*command, "up"], check=True, cwd=CHECKOUT)
        with Platform.running() as platform:
            yield platform
    finally:
        subprocess.run([*command, "down"], check=True, cwd=CHECKOUT)
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


@dataclass
class Accepted:
    """What the platform said yes to."""

    settlements: dict[str, str] = field(default_factory=dict)
    """Admission -> settlement."""
    answers: Counter[str] = field(default_factory=Counter)
    repeats: int = 0
    """How often a command had to be sent again."""


class Stubborn:
    """A client that never gives up and never makes up a new key: it sends the same command again until it is answered."""

    def __init__(self, person: Person, accepted: Accepted) -> None:
        self._person, self._accepted = person, accepted

    def post(self, path: str, form: dict[str, Any]) -> dict[str, Any]:
        key = str(uuid4())
        while True:
            try:
                answer: dict[str, Any] = self._person.post(path, form, key=key)
            except (httpx.HTTPError, Refused) as failure:
                if isinstance(failure, Refused) and not is_passing(str(failure)):
                    raise
                self._accepted.repeats += 1
                NEVER.wait(AGAIN_AFTER_S)
            else:
                self._accepted.answers[path.rpartition("/")[2]] += 1
                return answer


def is_passing(refusal: str) -> bool:
    """Whether the platform says 'not now' (away, restarting, still running), rather than 'no'."""
    return any(f" {status} " in refusal for status in (502, 503, 504)) or "still-running" in refusal


def live(story: Story, worker: int, stop: threading.Event, accepted: Accepted) -> None:
    """One hospital desk: a stranger with a catastrophic bill after another, until told to stop."""
    desk = Stubborn(story.city_hospital, accepted)
    born, sequence = date(1941 + worker, 1, 1), 0
    while not stop.is_set():
        number = id_number(born + timedelta(days=sequence // 900), sequence % 900)
        sequence += 1
        today = clock.today()
        stay = desk.post(
            "/medical/admissions",
            {
                "id_number": number,
                "name": "周有根",
                "region": f"{TOWN}001",
                "hospital_level": "3",
                "admitted_on": (today - timedelta(days=3)).isoformat(),
            },
        )
        lines = [line | {"line_no": n, "charged_on": today.isoformat()} for n, line in enumerate(A_CATASTROPHE, start=1)]
        desk.post(f"/medical/admissions/{stay['id']}/charges", {"lines": lines})
        settled = desk.post(f"/medical/admissions/{stay['id']}/settlement", {"discharged_on": today.isoformat()})
        accepted.settlements[stay["id"]] = settled["id"]


def kill_at_random(folder: Path, kills: int, chance: random.Random) -> Counter[str]:
    """Kill -9 one process after another, whichever it hits."""
    killed: Counter[str] = Counter()
    while killed.total() < kills:
        NEVER.wait(chance.uniform(*BETWEEN_KILLS_S))
        run = Run.read(folder)
        victim = chance.choice(VICTIMS)
        process = run and run.children.get(victim)
        if process and process.is_alive:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
                killed[victim] += 1
    return killed


def storm(folder: Path, platform: Platform, *, kills: int, seed: int) -> tuple[Accepted, Counter[str]]:
    """Load and kills together; returns once every command that was begun has been answered."""
    story, accepted, stop = Story(platform), Accepted(), threading.Event()
    story.county.post("/funds/allocations", {"county": "371311", "amount_yuan": "9000000.00", "memo": "断电演练"})
    fill = {"town": TOWN, "amount_yuan": "9000000.00", "memo": "断电演练", "above_ceiling": "断电演练"}
    story.county.post("/funds/fills", fill)
    failures: list[BaseException] = []

    def desk(worker: int) -> None:
        try:
            live(Story(platform), worker, stop, accepted)
        except BaseException as failure:
            failures.append(failure)

    desks = [threading.Thread(target=desk, args=(worker,)) for worker in range(WORKERS)]
    for thread in desks:
        thread.start()
    killed = kill_at_random(folder, kills, random.Random(seed))
    stop.set()
    for thread in desks:
        thread.join()
    if failures:
        raise failures[0]
    return accepted, killed


async def count(stack: Stack, service: str, sql: str) -> Any:
    connection = await asyncpg.connect(stack.postgres.url("postgres", service, driver=""))
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def wait_until_quiet(stack: Stack, cases: int) -> None:
    """Until no outbox owes anything and every case shows the first act of every part. Raises NeverQuiet."""
    missing: dict[str, object] = {}

    async def quiet() -> bool:
        try:
            owed = {service: await count(stack, service, "SELECT count(*) FROM outbox") for service in SERVICES}
            begun = await count(stack, "registry", BEGUN)
            parts = await count(stack, "registry", PARTS)
        except (OSError, asyncpg.PostgresError) as away:
            missing["away"] = repr(away)
            return False
        missing.clear()
        missing.update(owed={service: n for service, n in owed.items() if n}, begun=f"{begun} of {cases} cases", parts=parts)
        return not any(owed.values()) and begun >= cases

    try:
        await until(quiet, within_s=SETTLED_WITHIN_S)
    except TimeoutError:
        raise NeverQuiet(json.dumps(missing | {"failed": failures_in(stack.logs)}, ensure_ascii=False, indent=1)) from None


class NeverQuiet(Exception):
    """The platform did not come to rest after the storm; says what was still owed, and what failed."""


def failures_in(logs: Path) -> list[str]:
    """What the services' logs say of handlers and queues that failed for a reason of their own; the last ones."""
    lines = [line for log in sorted(logs.glob("*.log")) for line in log.read_text(errors="replace").splitlines()]
    return [line[-2000:] for line in lines if '"event.failed"' in line or '"exception"' in line][-20:]


BEGUN = """
SELECT count(*) FROM (
    SELECT case_id FROM case_step WHERE part IN ('medical-cover', 'emergency-grant', 'housing-survey', 'work-orders')
    GROUP BY case_id HAVING count(DISTINCT part) = 4
) AS begun
"""
PARTS = (
    "SELECT jsonb_object_agg(part, n)::text FROM (SELECT part, count(DISTINCT case_id) AS n FROM case_step GROUP BY part) AS p"
)
UNBALANCED = """
SELECT count(*) FROM settlement s WHERE total_fen <> patient_fen + (
    SELECT coalesce(sum((share ->> 'paid_fen')::bigint), 0) FROM jsonb_array_elements(s.result -> 'shares') AS share
)
"""
NONE_OF = (
    # What must not be, in which service, and the SQL that counts it.
    ("settlements whose parts do not add up", "medical", UNBALANCED),
    ("stays settled twice", "medical", "SELECT count(*) - count(DISTINCT admission_id) FROM settlement"),
    ("households with two cases", "registry", "SELECT count(*) - count(DISTINCT household_id) FROM relief_case"),
    ("people in two households", "registry", "SELECT count(*) - count(DISTINCT identity_hash) FROM person WHERE left_on IS NULL"),
    ("cases with two grants", "funds", "SELECT count(*) - count(DISTINCT case_id) FROM emergency_grant"),
    ("grants not paid", "funds", "SELECT count(*) FROM emergency_grant WHERE paid_at IS NULL"),
    ("fen in the ledger that no other side has", "funds", "SELECT sum(debits_posted_fen) - sum(credits_posted_fen) FROM posting"),
    ("cases with two surveys", "housing", "SELECT count(*) - count(DISTINCT case_id) FROM survey"),
    ("departments with two orders", "notifier", "SELECT count(*) - count(DISTINCT (case_id, department)) FROM work_order"),
)
PER_CASE = {"registry": "relief_case", "funds": "emergency_grant", "housing": "survey"}


async def verdict(stack: Stack, accepted: Accepted) -> list[str]:
    """Every promise that was broken, in words; none is what we want."""
    settled = len(accepted.settlements)
    broken = [f"{what}: {n}" for what, service, sql in NONE_OF if (n := await count(stack, service, sql))]
    for service, table in PER_CASE.items():
        if (n := await count(stack, service, f"SELECT count(*) FROM {table}")) != settled:
            broken.append(f"{n} rows in {service}.{table} for {settled} settlements")
    if (n := await count(stack, "medical", "SELECT count(*) FROM settlement")) != settled:
        broken.append(f"{n} settlements for {settled} accepted")
    if (n := await count(stack, "notifier", "SELECT count(DISTINCT case_id) FROM work_order")) != settled:
        broken.append(f"orders for {n} of {settled} cases")
    operator = Settings(
        database_url=SecretStr(""),
        jwks="",
        identity_key=SecretStr(""),
        nats_url=stack.nats.url,
        nats_user="operator",
        nats_password=SecretStr(stack.nats.passwords["operator"]),
    )
    async with connected(operator) as bus:
        broken += [f"dead letter: {json.dumps(letter, ensure_ascii=False)}" for letter in await dead.summaries(bus)]
    return broken


def run(*, kills: int, seed: int) -> list[str]:
    """The whole test in a folder of its own; what was broken."""
    with tempfile.TemporaryDirectory(prefix="jishiyu-crash-") as place:
        Path(place).chmod(0o755)  # as root, PostgreSQL runs as another user
        folder = Path(place) / "state"
        with platform_in(folder) as platform:
            began = time.monotonic()
            accepted, killed = storm(folder, platform, kills=kills, seed=seed)
            state = Run.read(folder)
            assert state is not None
            stack = Stack(folder, state.ports)
            asyncio.run(wait_until_quiet(stack, len(accepted.settlements)))
            broken = asyncio.run(verdict(stack, accepted))
            say(
                f"{killed.total()} kills {dict(killed)} in {time.monotonic() - began:.0f} s, seed {seed}; "
                f"{len(accepted.settlements)} settlements accepted, {accepted.repeats} commands sent again"
            )
    return broken


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


def main() -> int:
    words = argparse.ArgumentParser(prog="make crash", description="断电演练 / kill at random under load, then count")
    words.add_argument("--kills", type=int, default=60)
    words.add_argument("--seed", type=int, default=int(time.time()))
    asked = words.parse_args()
    broken = run(kills=asked.kills, seed=asked.seed)
    say("\n".join(broken) or "每一笔恰好一次，分文不差 / every effect exactly once, every fen in its place")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
