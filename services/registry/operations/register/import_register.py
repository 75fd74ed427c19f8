"""Take in a register file: good households whole, the rest back with reasons."""

import asyncio
import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import ChangeKind
from services.registry.rules.export import rows_of
from services.registry.rules.household import (
    Family,
    Seat,
    claimed_by,
    numbers_of,
    recorded_dead,
    registered_elsewhere,
    seated_elsewhere,
)
from services.registry.rules.register import Judged, judge_register
from services.registry.schemas.feed import enrolment, household_news
from services.registry.store import household as households
from services.registry.store.family import write_families
from services.registry.store.quality_policy import advice_on
from services.registry.tables import RegisterImport
from shared import clock, outbox
from shared.cells import Fault, text_of
from shared.database import EVERYWHERE
from shared.errors import Conflict
from shared.events.registry import HouseholdChanged, PersonEnrolled
from shared.grid import read_grid
from shared.security import Principal
from shared.vault import hash_identity, seal

ADVICE_KEPT = 500
"""Advice is for reading; the faults are all kept, because the workbook that goes back is made from them."""


class RegisterChangedMeanwhile(Conflict):
    """导入期间登记被他人改动，本次导入没有生效"""

    mend = "请重新提交同一个文件"


async def import_register(session: AsyncSession, content: bytes, *, by: Principal, on: date) -> RegisterImport:
    """Import the national export. The same file again changes nothing; a mended file adds what was missing.

    Members who are in the register and not in the file stay: leaving a household is a decision of its own, not a missing row.
    """
    within = by.region.removesuffix(EVERYWHERE)
    judged = await asyncio.to_thread(_judge, content, on, within)
    await households.lock_imports(session)
    seats = await _seats(session, judged.families)
    dead = await _dead(session, judged.families)
    villages = await households.list_codes(session, [family.code for family in judged.families])

    judged = judged.without(
        [
            *seated_elsewhere(judged.families, seats, within=within),
            *registered_elsewhere(judged.families, villages, within=within),
            *recorded_dead(judged.families, dead),
        ]
    )

    claimed = {family.code: UUID(seat) for family in judged.families if (seat := claimed_by(family, seats))}
    await households.claim_people(session, [hash_identity(number) for number in numbers_of(judged.families)])
    try:
        taken = await write_families(session, judged.families, claimed, by=by.subject, at=clock.now(), on=on)
    except IntegrityError:
        raise RegisterChangedMeanwhile from None
    done = _record(judged, changed=len(taken.people), region=by.region)
    session.add(done)
    await session.flush()

    changed = [HouseholdChanged(**household_news(household, ChangeKind.IMPORTED, on)) for household in taken.households]
    enrolled = [PersonEnrolled(**enrolment(written.person, written.in_force_on)) for written in taken.people]
    await outbox.record(session, *enrolled, *changed)
    return done


def _judge(content: bytes, on: date, within: str) -> Judged:
    return judge_register(rows_of(read_grid(content)), on=on, within=within)


async def _seats(session: AsyncSession, families: Sequence[Family]) -> dict[str, Seat]:
    """Where the file's people already sit, by ID number."""
    numbers = {hash_identity(number): number for number in numbers_of(families)}
    return {numbers[found]: seat for found, seat in (await households.list_seats(session, numbers)).items()}


async def _dead(session: AsyncSession, families: Sequence[Family]) -> set[str]:
    """The ID numbers of the file's people whom the register knows to have died."""
    numbers = {hash_identity(number): number for number in numbers_of(families)}
    unseated = await households.list_unseated(session, numbers)
    return {numbers[found] for found, last in unseated.items() if last.died_on}


def _record(judged: Judged, *, changed: int, region: str) -> RegisterImport:
    refused = judged.refused
    cells = [[row.number, {column: text_of(cell) for column, cell in row.cells.items()}] for row in refused]
    advice = [fault for family in judged.families for fault in advice_on(family)]
    return RegisterImport(
        region=region,
        rows=len(judged.rows),
        taken=len(judged.rows) - len(refused),
        refused=len(refused),
        households=len(judged.families),
        changed=changed,
        faults=_listed(judged.faults),
        advice=_listed(advice[:ADVICE_KEPT]),
        refused_rows_sealed=seal(json.dumps(cells)) if cells else None,
        imported_at=clock.now(),
    )


def _listed(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    return [vars(fault) for fault in faults]
