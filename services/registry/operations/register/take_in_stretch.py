"""Take in a stretch of a file that was committed: what was previewed, and nothing else."""

import asyncio
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import ChangeKind
from services.registry.rules.preview import Decision, Entry
from services.registry.schemas.feed import enrolment, household_news
from services.registry.store import household as households
from services.registry.store.family import write_families
from services.registry.store.import_stretch import entries_in, keep_returned
from services.registry.store.register_import import finish_stretch, tell
from services.registry.store.register_state import read_register
from services.registry.tables import ImportStretch
from shared import outbox
from shared.cells import Fault
from shared.events.registry import HouseholdChanged, PersonEnrolled

_MEND = "请重新提交退回的行，核对新的预览后确认"


async def take_in_stretch(session: AsyncSession, stretch: ImportStretch, *, by: str, on: date, at: datetime) -> None:
    """The caller has locked the stretch. A household of which something changed since the preview goes back.

    Raises IntegrityError if somebody enters one of these people at the same instant; done again, their household goes back.
    """
    entries = await asyncio.to_thread(entries_in, stretch, with_cells=False)
    codes = [entry.code for entry in entries if entry.family]
    everybody = [each for entry in entries for each in entry.identities]
    claims = [each.household_id for each in entries if each.claims and each.household_id]
    await households.lock_known(session, codes, claims, everybody)
    register = await read_register(session, codes, everybody)

    judged = [_unless_changed(entry, register.basis(entry.code, entry.identities)) for entry in entries]
    wanted = [entry for entry in judged if entry.decision in (Decision.CREATE, Decision.UPDATE)]
    families = [(entry.family, entry.identities) for entry in wanted if entry.family]
    claimed = {entry.code: entry.household_id for entry in wanted if entry.claims and entry.household_id}

    if not register.is_empty:
        await households.claim_people(session, [each for _, own in families for each in own])
    taken = await write_families(session, families, claimed, are_new=register.is_empty, by=by, at=at, on=on)
    # What takes long is done before the import is locked, so that two workers hardly wait for each other.
    enrolled = [PersonEnrolled(**enrolment(written.person, written.in_force_on)) for written in taken.people]
    changed = [HouseholdChanged(**household_news(household, ChangeKind.IMPORTED, on)) for household in taken.households]
    await outbox.record(session, *enrolled, *changed)
    before = stretch.counts
    await asyncio.to_thread(keep_returned, stretch, judged)
    of = await finish_stretch(session, stretch, before=before, at=at)
    of.changed += len(taken.people)
    tell(of, [fault for entry, was in zip(judged, entries, strict=True) if entry is not was for fault in entry.faults], ())
    await session.flush()


def _unless_changed(entry: Entry, basis: str) -> Entry:
    if entry.decision not in (Decision.CREATE, Decision.UPDATE) or basis == entry.basis:
        return entry
    return entry.returned([Fault(entry.rows[0].number, "户编号", "预览之后本户在登记中有变动，没有录入", _MEND)])
