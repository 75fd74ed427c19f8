"""Take in a register file: good households whole, the rest back with reasons."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.export import rows_of
from services.registry.rules.household import Family, Seat, claimed_by, registered_elsewhere, seated_elsewhere
from services.registry.rules.member import Member
from services.registry.rules.quality import advice_on
from services.registry.rules.register import Judged, judge_register
from services.registry.rules.vocabulary import HouseholdState
from services.registry.store import household as households
from services.registry.tables import Household, Person, RegisterImport
from shared import clock, outbox
from shared.cells import Fault, text_of
from shared.database import EVERYWHERE
from shared.errors import Conflict
from shared.events.registry import PersonEnrolled
from shared.grid import read_grid
from shared.ids import uuid7
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
    villages = await households.list_codes(session, [family.code for family in judged.families])

    judged = judged.without(
        [
            *seated_elsewhere(judged.families, seats, within=within),
            *registered_elsewhere(judged.families, villages, within=within),
        ]
    )

    try:
        changed = await _write(session, judged.families, seats, on)
    except IntegrityError:
        raise RegisterChangedMeanwhile from None
    done = _record(judged, changed=len(changed), region=by.region)
    session.add(done)
    await session.flush()

    await outbox.record(session, *changed)
    return done


def _judge(content: bytes, on: date, within: str) -> Judged:
    return judge_register(rows_of(read_grid(content)), on=on, within=within)


async def _seats(session: AsyncSession, families: Sequence[Family]) -> dict[str, Seat]:
    """Where the file's people already sit, by ID number."""
    numbers = {hash_identity(member.identity.number): member.identity.number for family in families for member in family.members}
    return {numbers[found]: seat for found, seat in (await households.list_seats(session, numbers)).items()}


async def _write(session: AsyncSession, families: Sequence[Family], seats: Mapping[str, Seat], on: date) -> list[PersonEnrolled]:
    """Write what is new or different; returns an event for each person of whom something changed."""
    claimed = {family.code: UUID(seat) for family in families if (seat := claimed_by(family, seats))}
    known = await households.list_known_households(session, [family.code for family in families], claimed.values())
    by_code = {household.code: household for household in known if household.code}
    by_id = {household.id: household for household in known}
    hashes = [hash_identity(member.identity.number) for family in families for member in family.members]
    seated = await households.list_known_persons(session, hashes)

    household_rows, person_rows, events = [], [], []
    for family in families:
        household = by_code.get(family.code) or (by_id[claimed[family.code]] if family.code in claimed else None)
        household_id = household.id if household else uuid7()
        row = _household_row(family, household_id, on)
        if household is None or household.fingerprint != row["fingerprint"]:
            household_rows.append(row)
        for member in family.members:
            identity_hash = hash_identity(member.identity.number)
            before = seated.get(identity_hash)
            fingerprint = _fingerprint(member, family.village)
            if before and before.fingerprint == fingerprint:
                continue
            person_id = before.id if before else uuid7()
            person_rows.append(_person_row(member, person_id, household_id, identity_hash, fingerprint, on))
            events.append(
                PersonEnrolled(
                    person_id=person_id,
                    household_id=household_id,
                    identity_hash=identity_hash,
                    region=family.village,
                    classes=list(member.classes),
                    # A change of class counts from the day we learn of it; the first entry from the year it stands for.
                    in_force_on=on if before else member.entitled_from(on),
                )
            )
    await households.write_many(session, Household, household_rows)
    await households.write_many(session, Person, person_rows)
    return events


def _household_row(family: Family, household_id: UUID, on: date) -> dict[str, object]:
    head = family.head
    causes = [head.cause] if head.cause else []
    content = [family.code, family.village, head.standard, causes, head.household_phone]
    return {
        "id": household_id,
        "code": family.code,
        "region": family.village,
        "state": HouseholdState.CURRENT,
        "standard": head.standard,
        "causes": causes,
        "phone_sealed": _sealed(head.household_phone),
        "fingerprint": hash_identity(json.dumps(content)),
        "enrolled_on": on,
    }


def _person_row(
    member: Member, person_id: UUID, household_id: UUID, identity_hash: str, fingerprint: str, on: date
) -> dict[str, object]:
    return {
        "id": person_id,
        "household_id": household_id,
        "region": member.village,
        "identity_hash": identity_hash,
        "code": member.person_code,
        "name_sealed": seal(member.name),
        "id_number_sealed": seal(member.identity.number),
        "disability_card_sealed": _sealed(member.disability_card),
        "phone_sealed": _sealed(member.phone),
        "sex": member.identity.sex.value,
        "born_on": member.identity.born_on,
        "relation": member.relation,
        "ethnic_group": member.ethnic_group,
        "classes": list(member.classes),
        "particulars": dict(member.particulars),
        "fingerprint": fingerprint,
        "is_verified": True,
        "joined_on": on,
    }


def _fingerprint(member: Member, village: str) -> str:
    content: list[Any] = [
        village,
        member.household_code,
        member.person_code,
        member.name,
        member.identity.number,
        member.disability_card,
        member.phone,
        member.relation,
        member.ethnic_group,
        list(member.classes),
        sorted(member.particulars.items()),
    ]
    return hash_identity(json.dumps(content))


def _sealed(text: str) -> bytes | None:
    return seal(text) if text else None


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
        faults=_told(judged.faults),
        advice=_told(advice[:ADVICE_KEPT]),
        refused_rows_sealed=seal(json.dumps(cells)) if cells else None,
        imported_at=clock.now(),
    )


def _told(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    return [vars(fault) for fault in faults]
