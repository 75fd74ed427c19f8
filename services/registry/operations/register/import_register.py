"""Take in a register file in one step: good households whole, the rest back with reasons."""

import asyncio
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import ChangeKind
from services.registry.rules.preview import Decision, ImportState, counts_of, judged
from services.registry.schemas.feed import enrolment, household_news
from services.registry.store import household as households
from services.registry.store.family import write_families
from services.registry.store.import_stretch import TAKEN, stretches_of
from services.registry.store.register_file import read_file
from services.registry.store.register_import import add_up, tell
from services.registry.store.register_state import compare
from services.registry.tables import RegisterImport
from shared import clock, outbox
from shared.database import EVERYWHERE
from shared.errors import Conflict
from shared.events.registry import HouseholdChanged, PersonEnrolled
from shared.security import Principal
from shared.vault import seal


class RegisterChangedMeanwhile(Conflict):
    """导入期间登记被他人改动，本次导入没有生效"""

    mend = "请重新提交同一个文件"


async def import_register(
    session: AsyncSession, content: bytes, *, by: Principal, on: date, file_name: str = ""
) -> RegisterImport:
    """Import a register file. The same file again changes nothing; a mended file adds what was missing.

    Members who are in the register and not in the file stay: leaving a household is a decision of its own, not a missing row.
    For files that are done within a request; larger ones go stretch by stretch (`lay_out_import` and its neighbours).
    """
    within = by.region.removesuffix(EVERYWHERE)
    file = await asyncio.to_thread(read_file, content, on=on, within=within)
    await households.lock_imports(session)

    by_themselves = await asyncio.to_thread(judged, file.entries, on=on, within=within, columns=file.columns)
    entries = await compare(session, by_themselves, within=within)
    sound = [entry for entry in entries if entry.decision is not Decision.REFUSE]
    families = [(entry.family, entry.identities) for entry in sound if entry.family]
    claimed = {entry.code: entry.household_id for entry in sound if entry.claims and entry.household_id}

    await households.claim_people(session, [identity for _, own in families for identity in own])
    at = clock.now()
    try:
        taken = await write_families(session, families, claimed, by=by.subject, at=at, on=on)
    except IntegrityError:
        raise RegisterChangedMeanwhile from None
    done = RegisterImport(
        region=by.region,
        by=by.subject,
        role=by.role.value,
        org=by.org,
        state=ImportState.COMMITTED,
        file_name_sealed=seal(file_name),
        file_kind=file.kind,
        notes=list(file.notes),
        rows=file.rows,
        changed=len(taken.people),
        reached=len(entries),
        imported_at=at,
        previewed_at=at,
        committed_at=at,
    )
    add_up(done, counts_of(entries))
    tell(done, [fault for entry in entries for fault in entry.faults], [fault for entry in entries for fault in entry.advice])
    session.add(done)
    await session.flush()
    session.add_all(stretches_of(done, [entry for entry in entries if entry.decision is Decision.REFUSE], state=TAKEN))
    await session.flush()

    changed = [HouseholdChanged(**household_news(household, ChangeKind.IMPORTED, on)) for household in taken.households]
    enrolled = [PersonEnrolled(**enrolment(written.person, written.in_force_on)) for written in taken.people]
    await outbox.record(session, *enrolled, *changed)
    return done
