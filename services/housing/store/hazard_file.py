"""A county's own ledger, held against what housing has: the same for the preview and for taking it in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import hazard_file as rules
from services.housing.rules.hazard_file import CODE, ID_NUMBER, NUMBER, Decision, LedgerRow
from services.housing.store.hazard import list_standing
from services.housing.store.house import find_houses_of, find_numbered
from services.housing.store.household import find_coded, find_homes_by_hash, find_households
from services.housing.tables import Hazard, House, Household
from shared.cells import Fault, Row
from shared.grid import read_grid
from shared.vault import hash_identity

_ELSEWHERE = "本辖区的登记中没有这一户"
_TELL = "请核对；刚入户的，请等登记下发后再提交"


@dataclass(frozen=True, slots=True)
class Line:
    """A row with what it would do."""

    row: LedgerRow
    decision: Decision
    region: str
    household: Household | None
    house: House | None
    """None where the household's house is to be made."""
    standing: Hazard | None

    @property
    def told(self) -> dict[str, Any]:
        """The columns of a house that the row says."""
        said = {
            "address": self.row.address,
            "structure": self.row.structure,
            "built_year": self.row.built_year,
            "storeys": self.row.storeys,
            "floor_area_m2": self.row.floor_area_m2,
        }
        return {field: value for field, value in said.items() if value not in (None, "")}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do, row by row; refused rows are in `faults` alone."""

    rows: Sequence[Row]
    lines: Sequence[Line]
    faults: Sequence[Fault]

    def count(self, decision: Decision) -> int:
        if decision is Decision.REFUSED:
            return len({fault.row for fault in self.faults})
        return sum(1 for line in self.lines if line.decision is decision)


def read_ledger(content: bytes, *, on: date) -> tuple[list[Row], list[LedgerRow | list[Fault]]]:
    """The file's rows, each as it reads. Raises the refusals of `shared.grid`, NotAHazardLedger, NoHazardRows."""
    rows = rules.rows_of(read_grid(content, rows=rules.ROWS))
    return rows, [rules.read_row(row, on=on) for row in rows]


async def plan_ledger(
    session: AsyncSession, rows: Sequence[Row], read: Sequence[LedgerRow | list[Fault]], *, region: str
) -> Plan:
    """What taking these rows in would do now."""
    sound = [one for one in read if isinstance(one, LedgerRow)]
    faults = [fault for one in read if isinstance(one, list) for fault in one]
    hashes = {one.row: hash_identity(one.id_number) for one in sound if one.id_number}
    by_number = await find_numbered(session, {one.number for one in sound if one.number})
    by_code = await find_coded(session, {one.code for one in sound if one.code})
    by_hash = await find_homes_by_hash(session, set(hashes.values()))
    known = {each.id: each for each in by_code.values()} | await find_households(session, set(by_hash.values()))
    homes = await find_houses_of(session, list(known))
    standing = await list_standing(session, [*(house.id for house in [*homes.values(), *by_number.values()])])
    safe = await _list_safe(session, [house.id for house in [*homes.values(), *by_number.values()]])

    lines, taken = list[Line](), dict[UUID, int]()
    for one in sound:
        household_id = by_hash.get(hashes.get(one.row, ""))
        household = by_code.get(one.code) or (known.get(household_id) if household_id else None)
        house = by_number.get(one.number) or (homes.get(household.id) if household else None)
        place = house.region if house else household.region if household else ""
        fault = _fault(one, household, household_id, house, by_number, place, region)
        key = house.id if house else household.id if household else None
        if fault is None and key in taken:
            fault = Fault(one.row, _key(one), f"与第 {taken[key]} 行是同一处住房", "每处住房只留一行（认定一户、改造一户）")
        if fault or key is None:
            faults.append(fault or Fault(one.row, _key(one), _ELSEWHERE, _TELL))
            continue
        taken[key] = one.row
        stands = standing.get(house.id) if house else None
        line = Line(one, Decision.ENTER, place, household, house, stands)
        lines.append(Line(one, _decide(line, safe), place, household, house, stands))
    return Plan(rows, lines, sorted(faults, key=lambda fault: fault.row))


def _key(one: LedgerRow) -> str:
    return NUMBER if one.number else CODE if one.code else ID_NUMBER


def _fault(
    one: LedgerRow,
    household: Household | None,
    by_id_number: UUID | None,
    house: House | None,
    by_number: dict[str, House],
    place: str,
    region: str,
) -> Fault | None:
    """What only shows when the row is held against what is known."""
    if one.number and one.number not in by_number:
        return Fault(one.row, NUMBER, "本辖区没有这个编号的住房", "请核对住房编号，或改填户编号")
    if one.code and household is None:
        return Fault(one.row, CODE, _ELSEWHERE, _TELL)
    if one.id_number and by_id_number is None:
        return Fault(one.row, ID_NUMBER, _ELSEWHERE, _TELL)
    if household and by_id_number and household.id != by_id_number:
        return Fault(one.row, ID_NUMBER, "身份证号与户编号不是同一户", "请核对户编号和户主身份证号")
    if not place.startswith(region):
        return Fault(one.row, _key(one), "住房不在所填的地区", "请核对地区代码，或由该地提交")
    if house and house.gone_on:
        return Fault(one.row, _key(one), "这处住房已经拆除或并入另一处", "请核对住房编号")
    return None


def _decide(line: Line, safe: set[tuple[UUID, date]]) -> Decision:
    one, house, standing = line.row, line.house, line.standing
    if house and standing is None and one.safe_on and (house.id, one.safe_on) in safe:
        return Decision.UNCHANGED
    if house is None or standing is None:
        return Decision.ENTER
    is_same = one.grade is standing.grade or one.graded_on < standing.graded_on
    is_described = all(getattr(house, field) == value for field, value in line.told.items())
    is_same = is_same and one.safe_on is None and (not one.note or one.note == standing.note)
    return Decision.UNCHANGED if is_same and is_described else Decision.UPDATE


async def _list_safe(session: AsyncSession, house_ids: Sequence[UUID]) -> set[tuple[UUID, date]]:
    """Which houses were struck off on which day."""
    query = select(Hazard).where(col(Hazard.house_id).in_(house_ids), col(Hazard.struck_on).is_not(None))
    return {(each.house_id, each.struck_on) for each in await session.exec(query) if each.struck_on}
