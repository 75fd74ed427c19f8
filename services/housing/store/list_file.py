"""Lists of houses that a county brings along, held against what housing has: the same for the preview and for taking them in."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.list_file import CODE, HOUSE, ID_NUMBER, Decision, ListRow
from services.housing.rules.number import Series
from services.housing.store.house import find_houses_of, find_numbered
from services.housing.store.household import find_coded, find_homes_by_hash, find_households
from services.housing.store.number import take_numbers
from services.housing.tables import House, Household, Occupancy
from services.housing.tables.list_file import ListFile
from shared.cells import Fault, Row
from shared.vault import hash_identity, seal_bytes

ELSEWHERE = "本辖区的登记中没有这一户"
TELL = "请核对；刚入户的，请等登记下发后再提交"


class Decided(Protocol):
    """A row with what taking it in does."""

    @property
    def decision(self) -> Decision: ...


L = TypeVar("L", bound=Decided)
F = TypeVar("F", bound=ListFile)


@dataclass(frozen=True, slots=True)
class Plan(Generic[L]):
    """What a file would do, row by row; refused rows are in `faults` alone."""

    rows: Sequence[Row]
    lines: Sequence[L]
    faults: Sequence[Fault]

    def count(self, decision: Decision) -> int:
        if decision is Decision.REFUSED:
            return len({fault.row for fault in self.faults})
        return sum(1 for line in self.lines if line.decision is decision)

    def note_on(self, file: ListFile) -> None:
        """The file says how many rows do what, and what is wrong with the others."""
        file.entering, file.updating = self.count(Decision.ENTER), self.count(Decision.UPDATE)
        file.unchanged, file.refused = self.count(Decision.UNCHANGED), self.count(Decision.REFUSED)
        file.faults = [vars(fault) for fault in self.faults]


@dataclass(frozen=True, slots=True)
class Found:
    """What a row's numbers lead to, and why it cannot be taken in, where only the register shows it."""

    household: Household | None
    house: House | None
    region: str
    fault: Fault | None


class Homes:
    """The houses and households that the numbers of a file's rows lead to."""

    def __init__(
        self,
        hashes: Mapping[int, str],
        by_number: Mapping[str, House],
        by_code: Mapping[str, Household],
        by_hash: Mapping[str, UUID],
        known: Mapping[UUID, Household],
        homes: Mapping[UUID, House],
    ) -> None:
        self._hashes, self._by_number, self._by_code = hashes, by_number, by_code
        self._by_hash, self._known, self._homes = by_hash, known, homes
        self.house_ids = list({house.id for house in (*homes.values(), *by_number.values())})

    def of(self, one: ListRow, *, region: str) -> Found:
        """`region`: of which the file is."""
        by_id_number = self._by_hash.get(self._hashes.get(one.row, ""))
        household = self._by_code.get(one.code) or (self._known.get(by_id_number) if by_id_number else None)
        house = self._by_number.get(one.house) or (self._homes.get(household.id) if household else None)
        place = house.region if house else household.region if household else ""
        return Found(household, house, place, self._fault(one, household, by_id_number, place, region))

    def _fault(
        self, one: ListRow, household: Household | None, by_id_number: UUID | None, place: str, region: str
    ) -> Fault | None:
        if one.house and one.house not in self._by_number:
            return Fault(one.row, HOUSE, "本辖区没有这个编号的住房", "请核对住房编号，或改填户编号")
        if one.code and household is None:
            return Fault(one.row, CODE, ELSEWHERE, TELL)
        if one.id_number and by_id_number is None:
            return Fault(one.row, ID_NUMBER, ELSEWHERE, TELL)
        if household and by_id_number and household.id != by_id_number:
            return Fault(one.row, ID_NUMBER, "身份证号与户编号不是同一户", "请核对户编号和户主身份证号")
        if not place.startswith(region):
            return Fault(one.row, one.key, "住房不在所填的地区", "请核对地区代码，或由该地提交")
        return None if place else Fault(one.row, one.key, ELSEWHERE, TELL)


async def find_homes(session: AsyncSession, rows: Sequence[ListRow]) -> Homes:
    """In one query a kind of number."""
    hashes = {one.row: hash_identity(one.id_number) for one in rows if one.id_number}
    by_number = await find_numbered(session, {one.house for one in rows if one.house})
    by_code = await find_coded(session, {one.code for one in rows if one.code})
    by_hash = await find_homes_by_hash(session, set(hashes.values()))
    known = {each.id: each for each in by_code.values()} | await find_households(session, set(by_hash.values()))
    return Homes(hashes, by_number, by_code, by_hash, known, await find_houses_of(session, list(known)))


async def keep_file(
    session: AsyncSession, kind: type[F], content: bytes, plan: Plan[L], *, region: str, by: str, at: datetime
) -> F:
    """A file as it came in, sealed, with what taking it in would do."""
    sealed = await asyncio.to_thread(seal_bytes, content)
    file = kind(
        region=region,
        content_sealed=sealed,
        sha256=sha256(content).hexdigest(),
        rows=len(plan.rows),
        entering=0,
        updating=0,
        unchanged=0,
        refused=0,
        uploaded_by=by,
        uploaded_at=at,
    )
    plan.note_on(file)
    session.add(file)
    await session.flush()
    return file


async def make_homes(session: AsyncSession, regions: Mapping[UUID, str], *, by: str, at: datetime) -> dict[UUID, House]:
    """A house for each household of which none is known, by household; of each is told where it lies."""
    numbers = dict[str, list[str]]()
    for region, many in sorted(Counter(regions.values()).items()):
        numbers[region] = await take_numbers(session, Series.HOUSE, region, many=many)
    houses = {
        household_id: House(number=numbers[region].pop(0), region=region, entered_by=by, entered_at=at)
        for household_id, region in regions.items()
    }
    session.add_all(houses.values())
    await session.flush()
    session.add_all(
        Occupancy(house_id=house.id, household_id=household_id, region=house.region, told_by=by)
        for household_id, house in houses.items()
    )
    await session.flush()
    return houses


async def list_files(session: AsyncSession, kind: type[F], *, limit: int) -> Sequence[F]:
    """The last sent first."""
    return (await session.exec(select(kind).order_by(col(kind.id).desc()).limit(limit))).all()
