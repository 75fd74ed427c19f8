"""Bench (f): `make what-if` from end to end on a million recorded settlements, against a plain SQL sum over the same rows.

Some are settled in earnest on a database of their own; the others are copies of these, by SQL, of other people on other days.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter
from uuid import NAMESPACE_OID, UUID, uuid5

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.demo.register import id_number
from deploy.embedded.keys import Keys
from deploy.embedded.postgres import Postgres
from deploy.embedded.state import CHECKOUT
from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.admission.record_charges import record_charges
from services.medical.operations.person.enrol_person import enrol_person
from services.medical.operations.settlement.pack_days import pack_days
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.schemas.admission import OpenAdmission
from services.medical.schemas.charge import ChargeLine, RecordCharges
from services.medical.schemas.settlement import SettleAdmission
from services.medical.store.policies import FOLDER
from shared import clock, migrations
from shared.database import connect, sessions, the_platform, transaction
from shared.events.registry import PersonEnrolled
from shared.ids import uuid7
from shared.money import yuan
from shared.security import Principal, Role
from shared.settings import Settings
from shared.vault import hash_identity

SETTLEMENTS, IN_EARNEST, PEOPLE = 1_000_000, 1_000, 600
YEAR, DRAFT = 2020, FOLDER / "linyi_2020.yaml"
TURNS, COPIED_AT_ONCE = 3, 10
HOSPITAL = Principal("bench", Role.HOSPITAL, "371311", "H37131100001")
SEED = 2020
PERSONS = ("enrolled", "low-income", "extreme-poverty", "monitored")

# As the superuser and without triggers: what triggers would do, the rows that are copied have done already.
_COPY = """
INSERT INTO settlement (id, admission_id, identity_hash, region, hospital, year, settled_on, settled_at, policy, policy_version,
                        total_fen, patient_fen, result, is_interim, family, facts, drawn, settled_before, portion_before)
SELECT md5(s.id::text || n)::uuid, md5(s.admission_id::text || n)::uuid, md5(s.identity_hash || n) || md5(n || s.identity_hash),
       v.region, s.hospital, s.year, s.settled_on, s.settled_at + interval '1 day' * (1 + n % 300), s.policy, s.policy_version,
       s.total_fen, s.patient_fen, s.result, s.is_interim, md5(s.family || n), jsonb_set(s.facts, '{region}', to_jsonb(v.region)),
       s.drawn, s.settled_before, s.portion_before
FROM generate_series($1::integer, $2::integer) AS n
CROSS JOIN LATERAL (SELECT '371311' || lpad((n * 7 % 300)::text, 6, '0') AS region) v
CROSS JOIN settlement s WHERE s.settled_at < '2020-01-02 12:00+08'
"""
_FLOOR = text("SELECT policy, hospital, sum(total_fen), sum(patient_fen) FROM settlement WHERE year = :year GROUP BY 1, 2")


@dataclass(frozen=True)
class Turn:
    """The command, by the clock and of the processor (its own process), and the floor after it."""

    command_s: float
    command_cpu_s: float
    peak_mb: int
    floor_s: float


@dataclass(frozen=True)
class Measured:
    """What was done several times, and the packing before it."""

    settlements: int
    turns: Sequence[Turn]
    packed_per_second: float
    packed_bytes: int


def measure(settlements: int = SETTLEMENTS, *, in_earnest: int = IN_EARNEST, turns: int = TURNS) -> Measured:
    """On a server of its own. Raises RuntimeError where the command does not reproduce the record."""
    with tempfile.TemporaryDirectory(prefix="jishiyu-bench-") as place:
        Path(place).chmod(0o755)  # as root, PostgreSQL runs as another user
        keys = Keys(Path(place) / "keys")
        keys.provide()
        with Postgres(Path(place) / "postgres", durable=False) as postgres:
            password = keys.databases["medical"]
            asyncio.run(_administer(postgres, f"CREATE ROLE medical LOGIN PASSWORD '{password}'"))
            asyncio.run(_administer(postgres, "CREATE DATABASE medical OWNER medical"))
            url = postgres.url("medical", "medical", password)
            migrations.upgrade("medical", url)
            settings = Settings(database_url=url, jwks=str(keys.jwks), identity_key=keys.identity)
            own = {"JISHIYU_DATABASE_URL": url, "JISHIYU_JWKS": str(keys.jwks), "JISHIYU_IDENTITY_KEY": keys.identity}
            for name, value in own.items():
                os.environ.setdefault(name, value)  # whoever hashes an identity asks for this process's settings
            engine = connect(settings)
            return asyncio.run(_measured(postgres, engine, Command(own, Path(place)), settlements, in_earnest, turns))


@dataclass(frozen=True)
class Command:
    """`make what-if` in a process of its own."""

    surroundings: dict[str, str]
    place: Path

    def run(self, settlements: int) -> tuple[float, float, int]:
        """Its seconds by the clock and of the processor, and its peak in MB. Raises RuntimeError unless so many settlements
        come out as they were recorded."""
        started = perf_counter()
        words = [sys.executable, "-m", "deploy.whatif", str(DRAFT), str(YEAR), "--html", str(self.place / "report.html")]
        environment = {**os.environ, **self.surroundings}
        with subprocess.Popen(words, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            said = process.stdout.read()
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode or f"重算 {settlements} 人次，全部与记录相符" not in said:
            raise RuntimeError(said)
        return perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


async def _measured(
    postgres: Postgres, engine: AsyncEngine, command: Command, wanted: int, in_earnest: int, turns: int
) -> Measured:
    opened, ours = sessions(engine, "medical"), the_platform("bench", "bench")
    superuser = await asyncpg.connect(postgres.url(database="medical", driver=""))
    async with transaction(opened, ours) as session:
        await _settle_in_earnest(session, in_earnest)
    await superuser.execute("SET session_replication_role = replica")
    copies = wanted // in_earnest - 1
    for first in range(1, copies + 1, COPIED_AT_ONCE):
        await superuser.execute(_COPY, first, min(first + COPIED_AT_ONCE - 1, copies))
    await superuser.execute("VACUUM (ANALYZE) settlement")
    await superuser.execute("CHECKPOINT")

    started, is_left = perf_counter(), True
    while is_left:
        async with transaction(opened, ours) as session:
            is_left = await pack_days(session, at=clock.now())
    packing_s = perf_counter() - started
    settlements = await superuser.fetchval("SELECT sum(settlements) FROM packed_day")
    packed_bytes = await superuser.fetchval("SELECT sum(length(columns)) FROM packed_day")
    turned = []
    for _ in range(turns):
        started = perf_counter()
        async with transaction(opened, ours) as session:
            await session.execute(_FLOOR, {"year": YEAR})
        floor_s = perf_counter() - started
        turned.append(Turn(*await asyncio.to_thread(command.run, settlements), floor_s))
    await superuser.close()
    await engine.dispose()
    return Measured(settlements, turned, settlements / packing_s, packed_bytes)


async def _administer(postgres: Postgres, statement: str) -> None:
    connection = await asyncpg.connect(postgres.url(driver=""))
    await connection.execute(statement)
    await connection.close()


async def _settle_in_earnest(session: AsyncSession, settlements: int) -> None:
    """On the second of January, of people most of whom come once, and some many times."""
    dice = Random(SEED)  # noqa: S311  a made-up year, the same every time
    numbers = [id_number(date(1950, 1, 1) + timedelta(days=at // 400), at % 400 * 2) for at in range(PEOPLE)]
    for at, number in enumerate(numbers):
        if at % 3 == 0:
            await enrol_person(session, _enrolled(number, household=at // 4, persons=dice.sample(PERSONS, 1 + (at % 9 == 0))))
    for at in range(settlements):
        moment = datetime(2020, 1, 2, 1, tzinfo=clock.CHINA) + timedelta(seconds=30 * at)
        number = numbers[min(int(dice.paretovariate(1.2) * 40) - 40, PEOPLE - 1) if at % 3 else dice.randrange(PEOPLE)]
        with clock.frozen(moment):
            await _settle_one(session, number, dice, at)


def _enrolled(number: str, *, household: int, persons: list[str]) -> PersonEnrolled:
    return PersonEnrolled(
        person_id=uuid7(),
        household_id=_household(household),
        identity_hash=hash_identity(number),
        region="371311001001",
        classes=sorted(persons),
        in_force_on=date(2020, 1, 1),
    )


def _household(number: int) -> UUID:
    return uuid5(NAMESPACE_OID, f"bench household {number}")


async def _settle_one(session: AsyncSession, number: str, dice: Random, at: int) -> None:
    day = date(YEAR, 1, 2)
    form = OpenAdmission.model_validate(
        {
            "id_number": number,
            "name": "试算",
            "region": f"37131100100{at % 2 + 1}",
            "hospital_level": dice.choices("123", (3, 5, 2))[0],
            "admitted_on": day - timedelta(days=1),
        }
    )
    stay = await admit_patient(session, form, by=HOSPITAL, on=day)
    lines = [_line(which, day, int(dice.lognormvariate(11.2, 0.9)) + 100) for which in range(1, 9)]
    await record_charges(session, RecordCharges(lines=lines), admission_id=stay.id, by=HOSPITAL, on=day)
    await settle_admission(session, SettleAdmission(discharged_on=day), admission_id=stay.id, by=HOSPITAL, on=day)


def _line(number: int, day: date, amount_fen: int) -> ChargeLine:
    """Of the three classes in turn; the median stay comes to six thousand yuan."""
    return ChargeLine.model_validate(
        {
            "line_no": number,
            "charged_on": day,
            "code": f"X{number:04}",
            "name": "药品",
            "catalogue_class": "ABC"[number % 3],
            "unit_price": yuan(amount_fen),
            "quantity": "1",
            "amount_yuan": yuan(amount_fen),
            **({"self_pay_ratio": "0.1"} if number % 3 == 1 else {}),
        }
    )


def table(settlements: int = SETTLEMENTS) -> Sequence[str]:
    """Every turn, command and floor after each other."""
    one = measure(settlements)
    lines = [
        "| what-if, from end to end | of it CPU of its own process | a SQL sum of the rows | what-if / sum | peak memory |",
        "|---|---|---|---|---|",
    ]
    for turn in one.turns:
        lines.append(
            f"| {turn.command_s:.1f} s | {turn.command_cpu_s:.1f} s | {turn.floor_s:.2f} s "
            f"| {turn.command_s / turn.floor_s:.1f} | {turn.peak_mb} MB |"
        )
    return [
        *lines,
        "",
        f"{one.settlements:,} recorded settlements in PostgreSQL, {DRAFT.name} tried on them, each also checked against its "
        f"record. Packed behind the doors before, {one.packed_per_second:,.0f} a second, into {one.packed_bytes // 10**6} MB.",
    ]
