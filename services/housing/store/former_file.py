"""A county's list of former renovations, held against what housing has: the same for the preview and for taking it in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import former_file as rules
from services.housing.rules.former_file import CODE, HOUSE, ID_NUMBER, YEAR, Decision, FormerRow
from services.housing.store.former import find_accepted_here, find_formers
from services.housing.store.house import find_houses_of, find_numbered
from services.housing.store.household import find_coded, find_homes_by_hash, find_households
from services.housing.store.occupancy import list_occupants_now
from services.housing.tables import FormerRenovation, House, Household
from shared.cells import Fault, Row
from shared.grid import read_grid
from shared.vault import hash_identity

_ELSEWHERE = "本辖区的登记中没有这一户"
_TELL = "请核对；刚入户的，请等登记下发后再提交"
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


def read_list(content: bytes, *, on: date) -> tuple[list[Row], list[FormerRow | list[Fault]]]:
    """The file's rows, each as it reads. Raises the refusals of `shared.grid`, NotAFormerList, NoFormerRows."""
    rows = rules.rows_of(read_grid(content, rows=rules.ROWS))
    return rows, [rules.read_row(row, on=on) for row in rows]


async def plan_list(session: AsyncSession, rows: Sequence[Row], read: Sequence[FormerRow | list[Fault]], *, region: str) -> Plan:
    """What taking these rows in would do now."""
    sound = [one for one in read if isinstance(one, FormerRow)]
    faults = [fault for one in read if isinstance(one, list) for fault in one]
    hashes = {one.row: hash_identity(one.id_number) for one in sound if one.id_number}
    by_number = await find_numbered(session, {one.house for one in sound if one.house})
    by_code = await find_coded(session, {one.code for one in sound if one.code})
    by_hash = await find_homes_by_hash(session, set(hashes.values()))
    known = {each.id: each for each in by_code.values()} | await find_households(session, set(by_hash.values()))
    homes = await find_houses_of(session, list(known))
    ids = list({house.id for house in (*homes.values(), *by_number.values())})
    living = {stay.house_id: stay.household_id for stay in await list_occupants_now(session, ids)}
    formers, accepted = await find_formers(session, ids), await find_accepted_here(session, ids)

    lines, taken = list[Line](), dict[tuple[UUID, int], int]()
    for one in sound:
        by_id_number = by_hash.get(hashes.get(one.row, ""))
        household = by_code.get(one.code) or (known.get(by_id_number) if by_id_number else None)
        house = by_number.get(one.house) or (homes.get(household.id) if household else None)
        household_id = household.id if household else living.get(house.id) if house else None
        place = house.region if house else household.region if household else ""
        fault = _fault(one, household, by_id_number, house, by_number, place, region)
        if fault is None and household_id is None:
            fault = Fault(one.row, HOUSE, "这处住房没有登记住户", "请同时填写户编号")
        key = (house.id if house else household_id, one.year) if household_id else None
        if fault is None and key in taken:
            fault = Fault(one.row, _key(one), f"与第 {taken[key]} 行是同一处住房、同一年度", "每处住房一个年度只留一行")
        if fault is None and key in accepted:
            fault = Fault(one.row, YEAR, "这处住房这一年度的改造已在平台上验收", "平台上办理的不列入名单")
        if fault or key is None or household_id is None or key[0] is None:
            faults.append(fault or Fault(one.row, _key(one), _ELSEWHERE, _TELL))
            continue
        taken[key[0], one.year] = one.row
        former = formers.get((house.id, one.year)) if house else None
        code = household.code if household else None
        lines.append(Line(one, _decide(one, former), place, household_id, code, house, former))
    return Plan(rows, lines, sorted(faults, key=lambda fault: fault.row))


def _key(one: FormerRow) -> str:
    return HOUSE if one.house else CODE if one.code else ID_NUMBER


def _fault(
    one: FormerRow,
    household: Household | None,
    by_id_number: UUID | None,
    house: House | None,
    by_number: dict[str, House],
    place: str,
    region: str,
) -> Fault | None:
    """What only shows when the row is held against what is known."""
    if one.house and one.house not in by_number:
        return Fault(one.row, HOUSE, "本辖区没有这个编号的住房", "请核对住房编号，或改填户编号")
    if one.code and household is None:
        return Fault(one.row, CODE, _ELSEWHERE, _TELL)
    if one.id_number and by_id_number is None:
        return Fault(one.row, ID_NUMBER, _ELSEWHERE, _TELL)
    if household and by_id_number and household.id != by_id_number:
        return Fault(one.row, ID_NUMBER, "身份证号与户编号不是同一户", "请核对户编号和户主身份证号")
    if not place.startswith(region):
        return Fault(one.row, _key(one), "住房不在所填的地区", "请核对地区代码，或由该地提交")
    if house is None and household is None:
        return Fault(one.row, _key(one), _ELSEWHERE, _TELL)
    return None


def _decide(one: FormerRow, former: FormerRenovation | None) -> Decision:
    if former is None:
        return Decision.ENTER
    is_same = all(getattr(former, name) == getattr(one, name) for name in TOLD)
    is_same = is_same and former.number == one.own_number and former.note == one.note
    return Decision.UNCHANGED if is_same else Decision.UPDATE
