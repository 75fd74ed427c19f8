"""Lists of struck households, held against what housing knows: codes and numbers of a form, rows of a file."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import disaster_list as rules
from services.housing.rules.disaster import Unknown
from services.housing.rules.disaster_list import DisasterListElsewhere, DisasterListTaken, NoSuchDisasterList, StruckRow
from services.housing.rules.household import HouseholdState
from services.housing.rules.list_file import HOUSE
from services.housing.store.house import find_numbered
from services.housing.store.household import find_coded, find_homes_by_hash, find_households
from services.housing.store.list_file import ELSEWHERE, TELL
from services.housing.store.occupancy import list_occupants_now
from services.housing.tables import DisasterList, Household
from shared.cells import Fault, Row
from shared.clock import china
from shared.grid import read_grid
from shared.vault import hash_identity, unseal_bytes

_NO_HOUSE, _EMPTY = "本辖区没有这个编号的住房", "这处住房现在没有住户"


@dataclass(frozen=True, slots=True)
class Listed:
    """The households behind codes and numbers, by code and by number; what nobody lives behind is in neither."""

    by_code: dict[str, UUID]
    by_number: dict[str, list[UUID]]
    """Of a house that stands empty none."""
    by_hash: dict[str, UUID]


async def get_disaster_list(session: AsyncSession, id: UUID, *, locked: bool = False) -> DisasterList:
    """Raises NoSuchDisasterList."""
    found = await session.get(DisasterList, id, with_for_update=locked or None, populate_existing=locked)
    if found is None:
        raise NoSuchDisasterList(list_id=str(id))
    return found


def read_list(content: bytes, *, on: date) -> tuple[list[Row], list[StruckRow | list[Fault]]]:
    """The file's rows, each as it reads. Raises the refusals of `shared.grid`, NotADisasterList, NoStruckRows."""
    rows = rules.rows_of(read_grid(content, rows=rules.ROWS))
    return rows, [rules.read_row(row, on=on) for row in rows]


async def find_listed(
    session: AsyncSession, *, codes: Sequence[str], numbers: Sequence[str], hashes: Sequence[str] = (), region: str
) -> Listed:
    """Who lives behind these, inside a place."""
    by_code = {code: one for code, one in (await find_coded(session, set(codes))).items() if _is_there(one, region)}
    houses = {
        number: one for number, one in (await find_numbered(session, set(numbers))).items() if one.region.startswith(region)
    }
    living: dict[UUID, list[UUID]] = {house.id: [] for house in houses.values()}
    for stay in await list_occupants_now(session, list(living)):
        living[stay.house_id].append(stay.household_id)
    homes = await find_homes_by_hash(session, set(hashes))
    known = await find_households(session, set(homes.values()))
    return Listed(
        {code: one.id for code, one in by_code.items()},
        {number: living[house.id] for number, house in houses.items()},
        {each: home for each, home in homes.items() if home in known and _is_there(known[home], region)},
    )


def _is_there(household: Household, region: str) -> bool:
    return household.state is HouseholdState.CURRENT and household.region.startswith(region)


@dataclass(frozen=True, slots=True)
class Whom:
    """The households that a command names one by one; `faults` are the rows of its file that stay out."""

    ids: set[UUID]
    unknown: list[Unknown]
    faults: list[Fault]
    file: DisasterList | None


async def find_whom(
    session: AsyncSession, *, codes: Sequence[str], numbers: Sequence[str], list_id: UUID | None, region: str
) -> Whom:
    """As everything stands now. Raises NoSuchDisasterList, DisasterListTaken, DisasterListElsewhere."""
    ids, unknown = await plan_form(session, codes=codes, numbers=numbers, region=region)
    if list_id is None:
        return Whom(ids, unknown, [], None)
    file = await get_disaster_list(session, list_id, locked=True)
    if file.taken_at is not None:
        raise DisasterListTaken(pointer="/list_id", taken_at=file.taken_at.isoformat())
    if file.region != region:
        raise DisasterListElsewhere(pointer="/list_id", region=file.region)
    content = unseal_bytes(file.content_sealed)
    _, read = await asyncio.to_thread(read_list, content, on=china(file.uploaded_at).date())
    listed, faults = await plan_list(session, read, region=region)
    return Whom(ids | listed, unknown, faults, file)


async def plan_form(
    session: AsyncSession, *, codes: Sequence[str], numbers: Sequence[str], region: str
) -> tuple[set[UUID], list[Unknown]]:
    """The households of a form's list, and what of it nobody lives behind."""
    listed = await find_listed(session, codes=codes, numbers=numbers, region=region)
    unknown = [Unknown(f"/households/{at}", code, ELSEWHERE) for at, code in enumerate(codes) if code not in listed.by_code]
    for at, number in enumerate(numbers):
        if not listed.by_number.get(number):
            unknown.append(Unknown(f"/houses/{at}", number, _EMPTY if number in listed.by_number else _NO_HOUSE))
    return {*listed.by_code.values(), *(id for ids in listed.by_number.values() for id in ids)}, unknown


async def plan_list(
    session: AsyncSession, read: Sequence[StruckRow | list[Fault]], *, region: str
) -> tuple[set[UUID], list[Fault]]:
    """The households of a file's rows, and what is wrong with the others."""
    sound = [one for one in read if isinstance(one, StruckRow)]
    faults = [fault for one in read if isinstance(one, list) for fault in one]
    hashes = {one.row: hash_identity(one.id_number) for one in sound if one.id_number}
    listed = await find_listed(
        session,
        codes=[one.code for one in sound if one.code],
        numbers=[one.house for one in sound if one.house],
        hashes=list(hashes.values()),
        region=region,
    )
    households = set[UUID]()
    for one in sound:
        if one.code:
            found = [listed.by_code[one.code]] if one.code in listed.by_code else []
        elif one.house:
            found = listed.by_number.get(one.house, [])
        else:
            found = [listed.by_hash[hashes[one.row]]] if hashes[one.row] in listed.by_hash else []
        households.update(found)
        if not found:
            faults.append(Fault(one.row, one.key, _why_not(one, listed), TELL))
    return households, sorted(faults, key=lambda fault: fault.row)


def _why_not(one: StruckRow, listed: Listed) -> str:
    if one.key == HOUSE:
        return _EMPTY if one.house in listed.by_number else _NO_HOUSE
    return ELSEWHERE
