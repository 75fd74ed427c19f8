"""A county's own ledger, held against what housing has: the same for the preview and for taking it in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import hazard_file as rules
from services.housing.rules.hazard_file import LedgerRow
from services.housing.rules.list_file import Decision
from services.housing.store.hazard import list_standing
from services.housing.store.list_file import ELSEWHERE, TELL, Plan, find_homes
from services.housing.tables import Hazard, House, Household
from shared.cells import Fault, Row
from shared.grid import read_grid


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


def read_ledger(content: bytes, *, on: date) -> tuple[list[Row], list[LedgerRow | list[Fault]]]:
    """The file's rows, each as it reads. Raises the refusals of `shared.grid`, NotAHazardLedger, NoHazardRows."""
    rows = rules.rows_of(read_grid(content, rows=rules.ROWS))
    return rows, [rules.read_row(row, on=on) for row in rows]


async def plan_ledger(
    session: AsyncSession, rows: Sequence[Row], read: Sequence[LedgerRow | list[Fault]], *, region: str
) -> Plan[Line]:
    """What taking these rows in would do now."""
    sound = [one for one in read if isinstance(one, LedgerRow)]
    faults = [fault for one in read if isinstance(one, list) for fault in one]
    homes = await find_homes(session, sound)
    standing, safe = await list_standing(session, homes.house_ids), await _list_safe(session, homes.house_ids)

    lines, taken = list[Line](), dict[UUID, int]()
    for one in sound:
        found = homes.of(one, region=region)
        house, household, fault = found.house, found.household, found.fault
        key = house.id if house else household.id if household else None
        if fault is None and house and house.gone_on:
            fault = Fault(one.row, one.key, "这处住房已经拆除或并入另一处", "请核对住房编号")
        if fault is None and key in taken:
            fault = Fault(one.row, one.key, f"与第 {taken[key]} 行是同一处住房", "每处住房只留一行（认定一户、改造一户）")
        if fault or key is None:
            faults.append(fault or Fault(one.row, one.key, ELSEWHERE, TELL))
            continue
        taken[key] = one.row
        stands = standing.get(house.id) if house else None
        line = Line(one, Decision.ENTER, found.region, household, house, stands)
        lines.append(Line(one, _decide(line, safe), found.region, household, house, stands))
    return Plan(rows, lines, sorted(faults, key=lambda fault: fault.row))


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
