"""The longest list as a workbook: seconds and memory, against COPY of the same rows."""

import io
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.bench.people import CITY
from deploy.embedded.postgres import Postgres
from services.registry.api.books import router
from shared.database import sessions as sessions_of
from shared.database import transaction
from shared.security import Principal, Role

PATH = "/persons.xlsx"


@dataclass(frozen=True)
class Exported:
    """Peaks are of the process, before and while the list was written."""

    rows: int
    written_s: float
    copied_s: float
    size_mib: float
    before_mib: int
    peak_mib: int

    @property
    def told(self) -> list[str]:
        return [
            "",
            "| rows taken out as a workbook | s | COPY s | workbook / COPY | size MiB | memory before MiB | peak MiB |",
            "|---|---|---|---|---|---|---|",
            f"| {self.rows:,} | {self.written_s:.1f} | {self.copied_s:.1f} | {self.written_s / self.copied_s:.0f} "
            f"| {self.size_mib:.0f} | {self.before_mib} | {self.peak_mib} |",
        ]


async def take_out(server: Postgres) -> Exported:
    """The people of a city, as many as a workbook takes, through the door's own function."""
    [door] = [route for route in router.routes if getattr(route, "path", "") == PATH]
    endpoint: Any = getattr(door, "endpoint", None)
    engine = create_async_engine(server.url("registry", "registry", "registry"))
    officer = Principal("bench", Role.COUNTY, CITY)
    before = reset_peak()
    async with transaction(sessions_of(engine, "registry"), officer.scope("bench")) as session:
        started = perf_counter()
        asked = {"q": "", "region": None, "person_class": None, "standing": None, "whole_numbers": False, "why": ""}
        answer = await endpoint(session=session, by=officer, **asked)
        written_s = perf_counter() - started
    await engine.dispose()
    peak, kept = peak_mib(), Path(answer.path)
    size = _taken_away(kept)
    admin, sink = await asyncpg.connect(server.url(database="registry", driver="")), io.BytesIO()
    rows: int = await admin.fetchval("SELECT rows FROM list_export")
    started = perf_counter()
    await admin.copy_from_query(f"SELECT * FROM person ORDER BY region, id LIMIT {rows}", output=sink)  # noqa: S608  a number
    copied_s = perf_counter() - started
    await admin.close()
    return Exported(rows, written_s, copied_s, size, before, peak)


def _taken_away(kept: Path) -> float:
    """How many MiB the workbook was that is removed by this."""
    size = kept.stat().st_size / 2**20
    kept.unlink()
    return size


def reset_peak() -> int:
    """Let the kernel forget the highest that was, and say how much is held now."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak_mib()


def peak_mib() -> int:
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) // 1024
