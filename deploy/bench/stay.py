"""Bench (c): the longest stay that is taken, 20,000 lines in batches of 2,000, recorded and settled through the doors.

The whole service runs in this process, so its peak memory is the process's; the load generator is a loop that builds one batch.
"""

import asyncio
import resource
import sys
from dataclasses import dataclass
from datetime import date
from time import perf_counter

import httpx

from deploy.bench.settlement import COUNTY, HOSPITAL, VILLAGE, copy_database, doors_of, settings_of
from deploy.demo.register import id_number
from deploy.embedded.issuer import token
from deploy.embedded.stack import Stack
from services.medical.app import create
from services.medical.rules.line import STAY_LINES_LIMIT
from services.medical.schemas.charge import LINES_LIMIT
from shared import migrations
from shared.ids import uuid7
from shared.security import Role

PREVIEWS = 20
KIB_PER_MIB = 1024


@dataclass(frozen=True)
class LongStay:
    """What one stay of the largest size cost; `peak_mib` is the whole process's, the service in it."""

    lines: int
    batches_s: tuple[float, ...]
    again_s: float
    preview_s: float
    settle_s: float
    before_mib: int
    peak_mib: int


async def measure(stack: Stack) -> LongStay:
    settings = settings_of(stack, "bench_stay")
    await copy_database(stack, "bench_stay", of=None)
    await asyncio.to_thread(migrations.upgrade, "medical", settings.database_url.get_secret_value())
    bearer = {"Authorization": f"Bearer {token(stack.keys, Role.HOSPITAL, region=COUNTY, org=HOSPITAL)}"}
    async with doors_of(create(settings), bearer) as doors:
        form = {
            "id_number": id_number(date(1950, 1, 1), 2),
            "name": "试算",
            "region": VILLAGE,
            "hospital_level": "3",
            "admitted_on": "2020-01-01",
        }
        stay = (await _post(doors, "/admissions", form)).json()["id"]
        before_mib, batches_s = _peak_mib(), []
        for first in range(1, STAY_LINES_LIMIT + 1, LINES_LIMIT):
            batch = {"lines": [_line(number) for number in range(first, first + LINES_LIMIT)]}
            batches_s.append(await _timed(doors, f"/admissions/{stay}/charges", batch))
        again_s = await _timed(doors, f"/admissions/{stay}/charges", batch)
        discharge = {"discharged_on": "2020-06-12"}
        previews = [await _timed(doors, f"/admissions/{stay}/settlement-previews", discharge) for _ in range(PREVIEWS)]
        settle_s = await _timed(doors, f"/admissions/{stay}/settlement", discharge)
        return LongStay(STAY_LINES_LIMIT, tuple(batches_s), again_s, min(previews), settle_s, before_mib, _peak_mib())


def _line(number: int) -> dict[str, object]:
    """A day of a long stay: every class, kinds of service, and each hundredth line taken back at once."""
    kind = "ABC"[number % 3]
    line: dict[str, object] = {
        "line_no": number,
        "charged_on": f"2020-0{1 + number % 6}-02",
        "code": f"X{number % 900:04}",
        "name": "药品、检查与治疗项目",
        "catalogue_class": kind,
        "unit_price": "12.345678",
        "quantity": "10",
        "amount_yuan": "123.46",
    }
    if number % 100 == 0:
        line |= {"line_no": number, "quantity": "-10", "amount_yuan": "-123.46", "refunds_line_no": number - 3}
        line |= {"catalogue_class": "ABC"[(number - 3) % 3], "code": f"X{(number - 3) % 900:04}"}
        line |= {"charged_on": f"2020-0{1 + (number - 3) % 6}-02"}
        return line
    return line | ({"self_pay_ratio": "0.1"} if kind == "B" else {}) | ({"item": "special_check"} if number % 7 == 0 else {})


async def _post(doors: httpx.AsyncClient, path: str, form: object) -> httpx.Response:
    answer = await doors.post(path, json=form, headers={"Idempotency-Key": str(uuid7())}, timeout=60)
    return answer.raise_for_status()


async def _timed(doors: httpx.AsyncClient, path: str, form: object) -> float:
    started = perf_counter()
    await _post(doors, path, form)
    return perf_counter() - started


def _peak_mib() -> int:
    """Kibibytes on Linux, bytes elsewhere."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // KIB_PER_MIB if sys.platform == "linux" else peak // KIB_PER_MIB**2
