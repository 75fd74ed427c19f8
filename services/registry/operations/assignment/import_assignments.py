"""Take in a list of assignments: sound rows are assigned, the others go back with reasons."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.assignment import governs
from services.registry.rules.assignment_list import Asked, Read, read_assignments, repeated
from services.registry.store import assignment as helpers
from services.registry.store.campaign_policy import campaign_policy
from services.registry.tables import AssignmentImport, Helper, HelperAssignment, Household
from shared import clock, outbox
from shared.cells import Fault, text_of
from shared.database import EVERYWHERE
from shared.events.registry import HelperAssigned
from shared.grid import read_grid
from shared.security import Principal
from shared.vault import hash_identity, seal, unseal

WHY = "按结对名单导入"


async def import_assignments(session: AsyncSession, content: bytes, *, by: Principal, on: date) -> AssignmentImport:
    """A helper is known by telephone; one whom nobody knows yet is entered. The same list again changes nothing.

    Raises what `read_grid` and `read_assignments` raise.
    """
    read = await asyncio.to_thread(lambda: read_assignments(read_grid(content), on=on))
    households = await _households(session, read)
    people = await helpers.list_helpers_by_phone(session, {helpers.phone_hash(each.phone) for each in read.asked})
    known = [each.id for each in people.values()]
    await helpers.lock_helpers(session, known)
    held = await helpers.list_held(session, [each.id for each in households.values()])
    loads = await helpers.count_loads(session, known)

    faults = [*read.faults, *repeated(read.asked, {row: each.id for row, each in households.items()})]
    faults += _unknown(read, households)
    faults += _wrong_helpers(read, people, households)
    bad = {fault.row for fault in faults}
    good = [each for each in read.asked if each.row not in bad]
    same = [each for each in good if _is_same(each, households, people, held)]
    fresh, crowded = _within_room(
        [each for each in good if each not in same], people, loads, most=campaign_policy(_within(by), on).helpers.most_households
    )
    faults += crowded

    at = clock.now()
    entered = _new_helpers(fresh, people, households, by=by)
    session.add_all(entered.values())
    await session.flush()
    everyone = people | entered
    given = [
        helpers.Given(households[each.row].id, households[each.row].region, everyone[helpers.phone_hash(each.phone)].id)
        for each in fresh
    ]
    made = await helpers.give(session, given, since_on=on, why=WHY, by=by.subject, at=at)
    refused = [row for row in read.rows if row.number in {fault.row for fault in faults}]
    cells = [[row.number, {column: text_of(cell) for column, cell in row.cells.items()}] for row in refused]
    done = AssignmentImport(
        region=by.region,
        rows=len(read.rows),
        taken=len(made),
        unchanged=len(same),
        helpers=len(entered),
        refused_sealed=seal(json.dumps({"rows": cells, "faults": [vars(each) for each in faults]})) if faults else None,
        imported_by=by.subject,
        imported_at=at,
    )
    session.add(done)
    await session.flush()

    former = {household_id: each.helper_id for household_id, each in held.items()}
    told = (
        HelperAssigned(
            household_id=each.household_id,
            region=each.region,
            helper_id=each.helper_id,
            former_helper_id=former.get(each.household_id),
            since_on=on,
        )
        for each in made
    )
    await outbox.record(session, *told)
    return done


async def _households(session: AsyncSession, read: Read) -> dict[int, Household]:
    """By row, locked."""
    by_code, by_head = await helpers.list_listed(
        session,
        codes={each.code for each in read.asked if each.code},
        heads={hash_identity(each.id_number) for each in read.asked if each.id_number},
    )
    found = dict[int, Household]()
    for each in read.asked:
        household = by_code.get(each.code) if each.code else by_head.get(hash_identity(each.id_number))
        agrees = not (each.code and each.id_number) or by_head.get(hash_identity(each.id_number)) == household
        if household is not None and agrees:
            found[each.row] = household
    return found


def _unknown(read: Read, households: Mapping[int, Household]) -> list[Fault]:
    return [
        Fault(
            each.row,
            "户编号" if each.code else "户主证件号码",
            "没有找到这一户，或编号与户主不是同一户",
            "核对户编号与户主证件号码；不在本人辖区的户请由当地办理",
        )
        for each in read.asked
        if each.row not in households
    ]


def _wrong_helpers(read: Read, people: Mapping[str, Helper], households: Mapping[int, Household]) -> list[Fault]:
    names, faults = dict[str, str](), list[Fault]()
    for each in read.asked:
        helper = people.get(helpers.phone_hash(each.phone))
        name = unseal(helper.name_sealed) if helper else names.setdefault(each.phone, each.name)
        if name != each.name:
            faults.append(Fault(each.row, "责任人姓名", "这个电话是另一名责任人的", "核对姓名和电话"))
        elif helper is None and not each.office:
            faults.append(Fault(each.row, "责任人单位", "责任人还没有登记", "填写单位，导入时一并登记；或先登记责任人"))
        elif helper and each.row in households and not governs(helper.region, households[each.row].region):
            faults.append(Fault(each.row, "责任人电话", "责任人的单位不在该户所在的村、镇街或县区", "另选责任人"))
    return faults


def _is_same(
    each: Asked, households: Mapping[int, Household], people: Mapping[str, Helper], held: Mapping[UUID, HelperAssignment]
) -> bool:
    helper, there = people.get(helpers.phone_hash(each.phone)), held.get(households[each.row].id)
    return helper is not None and there is not None and there.helper_id == helper.id


def _within_room(
    wanted: list[Asked], people: Mapping[str, Helper], loads: Mapping[UUID, int], *, most: int
) -> tuple[list[Asked], list[Fault]]:
    """In the order of the list: whoever has no room left gets no more."""
    counts, fits, crowded = defaultdict[str, int](int), list[Asked](), list[Fault]()
    counts |= {phone: loads[helper.id] for phone, helper in people.items()}
    for each in wanted:
        hashed = helpers.phone_hash(each.phone)
        if counts[hashed] >= most:
            crowded.append(Fault(each.row, "责任人电话", f"这名责任人已满 {most} 户", "另选责任人"))
        else:
            counts[hashed] += 1
            fits.append(each)
    return fits, crowded


def _new_helpers(
    fresh: list[Asked], people: Mapping[str, Helper], households: Mapping[int, Household], *, by: Principal
) -> dict[str, Helper]:
    made = dict[str, Helper]()
    for each in fresh:
        hashed = helpers.phone_hash(each.phone)
        if hashed not in people and hashed not in made:
            made[hashed] = Helper(
                region=_within(by) or households[each.row].region[:6],
                name_sealed=seal(each.name),
                phone_sealed=seal(each.phone),
                phone_hash=hashed,
                office=each.office,
                post=each.post,
                entered_by=by.subject,
                entered_at=clock.now(),
            )
    return made


def _within(by: Principal) -> str:
    return by.region.removesuffix(EVERYWHERE)
