"""Bench (g): a register of a hundred thousand people, from the file to the rows, against COPY of the same rows.

python -m deploy.bench.register 100000                   # measure, in a process of its own because of its memory
python -m deploy.bench.register 100000 2020 file.xlsx    # write the file alone
"""

import asyncio
import base64
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from xml.sax.saxutils import escape

import asyncpg

from deploy.bench.watch import migrated
from deploy.demo.register import COUNTY, Town
from deploy.embedded.postgres import Postgres
from deploy.embedded.state import CHECKOUT
from services.registry.jobs import jobs
from services.registry.operations.register.commit_import import commit_import
from services.registry.operations.register.receive_import import receive_import
from services.registry.rules.export import COLUMNS
from services.registry.store.register_import import get_import
from shared import apart, clock, log, settings
from shared.apart import Apart
from shared.database import Sessions, connect, transaction
from shared.database import sessions as sessions_of
from shared.jobs import take_apart
from shared.security import Principal, Role

PEOPLE = 100_000
WORKERS = 2
LOOK_EVERY_S = 3.0
"""How often memory is looked at: to add up the pages of four processes takes a core a twentieth of a second each time."""
OFFICER = Principal("bench", Role.COUNTY, COUNTY)
FILLED = ("household", "person", "household_change", "household_version", "person_version", "membership", "outbox")


@dataclass(frozen=True)
class Imported:
    """One file: its size, the seconds of each phase, and the most memory that all processes of the service had together."""

    name: str
    people: int
    file_mb: int
    preview_s: float
    commit_s: float
    peak_mib: int

    @property
    def whole_s(self) -> float:
        return self.preview_s + self.commit_s


async def measure(people: int) -> tuple[list[Imported], float]:
    """The same register new, and again as next year's export, in which every row says something otherwise; and the seconds of
    the floor."""
    with tempfile.TemporaryDirectory(prefix="jishiyu-import-") as place:
        folder = Path(place)
        os.chmod(place, 0o755)  # noqa: PTH101, S103  as root, PostgreSQL runs as another user
        with Postgres(folder / "postgres", durable=True) as server:
            await migrated(server)
            os.environ |= _surroundings(server)
            # As the service does when it starts; and what this module needs besides, or each process would load it once more.
            apart.stand_by("services.registry.jobs", "deploy.bench.watch", "deploy.demo.register")
            engine = connect(settings.current())
            sessions, imported = sessions_of(engine, "registry"), list[Imported]()
            await asyncio.to_thread(_stood_by)
            hands = [Apart("registry") for _ in range(WORKERS)]
            for name, year in (("new", 2020), ("next year, every row otherwise", 2021)):
                file = folder / f"{year}.xlsx"
                command = [sys.executable, "-m", "deploy.bench.register", str(people), str(year), str(file)]
                await asyncio.to_thread(subprocess.run, command, check=True, cwd=CHECKOUT)
                imported.append(await _import(sessions, hands, name, file.read_bytes()))
            for hand in hands:
                hand.end()
            await engine.dispose()
            return imported, await _copy(server)


def _stood_by() -> None:
    """Wait until the process that stands by has loaded what it is to load: in a service it did that when the service started."""
    process = get_context("forkserver").Process(target=os.getpid)
    process.start()
    process.join()


def _surroundings(server: Postgres) -> dict[str, str]:
    return {
        "JISHIYU_DATABASE_URL": server.url("registry", "registry", "registry"),
        "JISHIYU_JWKS": "none",
        "JISHIYU_IDENTITY_KEY": base64.b64encode(bytes(range(32))).decode(),
    }


async def _import(sessions: Sessions, hands: Sequence[Apart], name: str, content: bytes) -> Imported:
    memory = asyncio.create_task(_peak_mib(hands))
    started = perf_counter()
    async with transaction(sessions, OFFICER.scope("bench")) as session:
        sent = await receive_import(session, content, file_name=name, is_to_be_committed=False, by=OFFICER)
    await _work_off(sessions, hands)
    previewed = perf_counter()
    async with transaction(sessions, OFFICER.scope("bench")) as session:
        await commit_import(session, await get_import(session, sent.id), by=OFFICER, at=clock.now())
    await _work_off(sessions, hands)
    committed = perf_counter()
    async with transaction(sessions, OFFICER.scope("bench")) as session:
        done = await get_import(session, sent.id)
    memory.cancel()
    return Imported(name, done.changed, len(content) // 2**20, previewed - started, committed - previewed, await memory)


async def _peak_mib(hands: Sequence[Apart]) -> int:
    """Until it is cancelled, every few seconds: this process, those that work, and the one that stands by for them. A page that
    several processes share counts in each by its share (PSS)."""
    peak_kib = 0
    with suppress(asyncio.CancelledError):
        while True:
            working = [hand.pid for hand in hands if hand.pid]
            pids = {os.getpid(), *working, *map(_parent_of, working)}
            peak_kib = max(peak_kib, sum(map(_pss_kib, pids)))
            await asyncio.sleep(LOOK_EVERY_S)
    return peak_kib // 1024


def _pss_kib(pid: int) -> int:
    [line] = [line for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if line.startswith("Pss:")]
    return int(line.split()[1])


def _parent_of(pid: int) -> int:
    """Of a process that works: the one that stands by, whose memory it shares."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


async def _work_off(sessions: Sessions, hands: Sequence[Apart]) -> None:
    """What the service's own workers do, until nothing is left."""
    [queue] = [queue for queue in jobs.queues if queue.name == "registry-advance_imports"]

    async def work(hand: Apart) -> None:
        while await take_apart("registry", queue, sessions, hand):
            pass

    # One reads the file, the other finds nothing to do yet; then there are stretches for both.
    await asyncio.gather(*(take_apart("registry", queue, sessions, hand) for hand in hands))
    await asyncio.gather(*map(work, hands))


async def _copy(server: Postgres) -> float:
    """The floor: the rows that the import wrote, copied into bare tables without index, key, trigger or rule."""
    admin = await asyncpg.connect(server.url(database="registry", driver=""))
    seconds = 0.0
    for table in FILLED:
        packed = io.BytesIO()
        await admin.copy_from_table(table, output=packed, format="binary")
        await admin.execute(f"CREATE TABLE bare (LIKE {table})")
        packed.seek(0)
        started = perf_counter()
        await admin.copy_to_table("bare", source=packed, format="binary")
        seconds += perf_counter() - started
        await admin.execute("DROP TABLE bare")
    await admin.close()
    return seconds


def a_register(people: int, *, year: int) -> bytes:
    """An .xlsx of so many people at least, every one of another number; the same seed gives the same ones."""
    town, lines = Town(), list[Sequence[str]]()
    while len(lines) < people:
        lines += [[str(row[column]) for column in COLUMNS] for row in town.household()]
    at = COLUMNS.index("年度")
    for line in lines:
        line[at] = str(year)  # type: ignore[index]
    return _workbook([COLUMNS, *lines])


def _workbook(lines: Iterable[Sequence[str]]) -> bytes:
    """As Excel saves a table with borders: the texts, with their notes of sound, are kept once for all cells, and blank cells are
    there too. A library would take a minute for five million cells."""
    packed, texts = io.BytesIO(), dict[str, int]()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in _PARTS.items():
            archive.writestr(name, part)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(_HEAD)
            for number, line in enumerate(lines, start=1):
                cells = "".join(
                    f'<c r="{_LETTERS[at]}{number}" s="1" t="s"><v>{texts.setdefault(cell, len(texts))}</v></c>'
                    if cell
                    else f'<c r="{_LETTERS[at]}{number}" s="1"/>'
                    for at, cell in enumerate(line)
                )
                sheet.write(f'<row r="{number}" spans="1:{len(line)}">{cells}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
        shared = "".join(f'<si><t>{escape(each)}</t><phoneticPr fontId="1" type="noConversion"/></si>' for each in texts)
        archive.writestr("xl/sharedStrings.xml", f'{_XML}<sst xmlns="{_MAIN}" uniqueCount="{len(texts)}">{shared}</sst>')
    return packed.getvalue()


_LETTERS = [chr(65 + at) if at < 26 else "A" + chr(65 + at - 26) for at in range(len(COLUMNS))]
_XML, _MAIN = '<?xml version="1.0" encoding="UTF-8"?>', "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'.encode()
_PARTS = {
    "[Content_Types].xml": f'{_XML}<Types xmlns="{_TYPES}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'{_XML}<Relationships xmlns="{_TYPES}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="登记表" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_TYPES}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font/><font/></fonts>'
    '<fills count="1"><fill/></fills><borders count="2"><border/><border><bottom style="thin"/></border></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf borderId="1" applyBorder="1"/></cellXfs>'
    "</styleSheet>",
}


def table() -> list[str]:
    """The lines of BENCHMARKS.md."""
    told = subprocess.run(
        [sys.executable, "-m", "deploy.bench.register", str(PEOPLE)], check=True, cwd=CHECKOUT, capture_output=True, text=True
    ).stdout
    imported, copy_s = json.loads(told.splitlines()[-1])
    return [
        "| file | people | MB | checked and previewed s | taken in s | together s | together / COPY | peak MiB |",
        "|---|---|---|---|---|---|---|---|",
        *(
            f"| {each.name} | {each.people:,} | {each.file_mb} | {each.preview_s:.1f} | {each.commit_s:.1f} | {each.whole_s:.1f} "
            f"| {each.whole_s / copy_s:.1f} | {each.peak_mib:,} |"
            for each in (Imported(**told) for told in imported)
        ),
        "",
        "Each file is an .xlsx as Excel saves a table with borders: shared texts with notes of sound, blank cells too. "
        "Memory: without PostgreSQL.",
        f"COPY of all rows that both wrote into bare tables: {copy_s:.2f} s. Nothing else ran, not even the relay of the outbox.",
    ]


def main(arguments: list[str]) -> None:
    match arguments:
        case [people, year, path]:
            Path(path).write_bytes(a_register(int(people), year=int(year)))
        case [people]:
            log.start("bench", "WARNING")
            imported, copy_s = asyncio.run(measure(int(people)))
            sys.stdout.write(json.dumps([[vars(each) for each in imported], copy_s]) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
