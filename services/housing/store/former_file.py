"""A county's list of former renovations, held against what housing has: the same for the preview and for taking it in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import former_file as rules
from services.housing.rules.former_file import YEAR, FormerRow
from services.housing.rules.list_file import HOUSE, Decision
from services.housing.store.former import find_accepted_here, find_formers
from services.housing.store.list_file import Plan, find_homes
from services.housing.store.occupancy import list_occupants_now
from services.housing.tables import FormerRenovation, House
from shared.cells import Fault, Row
from shared.grid import read_grid

TOLD = ("mode", "accepted_on", "subsidy_fen", "paid_on", "cost_fen", "area_m2")
"""What a row says of a renovation, and may change of one that is there."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row with what it would do."""

    row: FormerRow
    decision: Decision
    region: str
    household_id: UUID
    household_code: str | None
    house: House | None
    """None where the household's house is to be made."""
    known: FormerRenovation | None


def read_list(content: bytes, *, on: date) -> tuple[list[Row], list[FormerRow | list[Fault]]]:
    """The file's rows, each as it reads. Raises the refusals of `shared.grid`, NotAFormerList, NoFormerRows."""
    rows = rules.rows_of(read_grid(content, rows=rules.ROWS))
    return rows, [rules.read_row(row, on=on) for row in rows]


async def plan_list(
    session: AsyncSession, rows: Sequence[Row], read: Sequence[FormerRow | list[Fault]], *, region: str
) -> Plan[Line]:
    """What taking these rows in would do now."""
    sound = [one for one in read if isinstance(one, FormerRow)]
    faults = [fault for one in read if isinstance(one, list) for fault in one]
    homes = await find_homes(session, sound)
    living = {stay.house_id: stay.household_id for stay in await list_occupants_now(session, homes.house_ids)}
    formers, accepted = await find_formers(session, homes.house_ids), await find_accepted_here(session, homes.house_ids)

    lines, taken = list[Line](), dict[tuple[UUID, int], int]()
    for one in sound:
        found = homes.of(one, region=region)
        house, household = found.house, found.household
        household_id = household.id if household else living.get(house.id) if house else None
        fault = found.fault
        if fault is None and household_id is None:
            fault = Fault(one.row, HOUSE, "这处住房没有登记住户", "请同时填写户编号")
        if fault is not None or household_id is None:
            faults += [fault] if fault else []
            continue
        key = (house.id if house else household_id, one.year)
        if key in taken:
            faults.append(Fault(one.row, one.key, f"与第 {taken[key]} 行是同一处住房、同一年度", "每处住房一个年度只留一行"))
        elif key in accepted:
            faults.append(Fault(one.row, YEAR, "这处住房这一年度的改造已在平台上验收", "平台上办理的不列入名单"))
        else:
            taken[key] = one.row
            former = formers.get(key)
            code = household.code if household else None
            lines.append(Line(one, _decide(one, former), found.region, household_id, code, house, former))
    return Plan(rows, lines, sorted(faults, key=lambda fault: fault.row))


def _decide(one: FormerRow, former: FormerRenovation | None) -> Decision:
    if former is None:
        return Decision.ENTER
    is_same = all(getattr(former, name) == getattr(one, name) for name in TOLD)
    is_same = is_same and former.number == one.own_number and former.note == one.note
    return Decision.UNCHANGED if is_same else Decision.UPDATE
