"""What became of the files that officers sent."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.preview import UNDER_WAY, ImportState
from services.registry.store.import_stretch import COMPARED, FILE, TAKEN, WAITING, count_stretches
from services.registry.tables import ImportStretch, RegisterImport
from shared.cells import Fault
from shared.database import Scope
from shared.errors import NotFound

TOLD = 500
"""Faults and advice that stand in the answer; the workbook that goes back has them all."""
_NEXT = {
    ImportState.COMPARING: (WAITING, COMPARED, ImportState.PREVIEWED),
    ImportState.COMMITTING: (COMPARED, TAKEN, ImportState.COMMITTED),
}
_COUNTED = {
    "taken": "taken",
    "refused": "refused",
    "created": "create",
    "updated": "update",
    "unchanged": "leave",
    "returned": "refuse",
    "faults_total": "faults",
    "advice_total": "advice",
}


class NoSuchImport(NotFound):
    """没有找到这次导入"""


async def get_import(session: AsyncSession, import_id: UUID) -> RegisterImport:
    """Raises NoSuchImport, also for one that the asker may not see."""
    done = await session.get(RegisterImport, import_id)
    if done is None:
        raise NoSuchImport(import_id=import_id)
    return done


async def lock_import(session: AsyncSession, import_id: UUID) -> RegisterImport:
    """Raises NoSuchImport."""
    done = await session.get(RegisterImport, import_id, with_for_update=True, populate_existing=True)
    if done is None:
        raise NoSuchImport(import_id=import_id)
    return done


async def list_imports(session: AsyncSession, *, before: UUID | None, limit: int) -> list[RegisterImport]:
    """The newest first; one more than `limit`."""
    query = select(RegisterImport).order_by(col(RegisterImport.id).desc()).limit(limit + 1)
    if before:
        query = query.where(RegisterImport.id < before)
    return list(await session.exec(query))


async def list_under_way(session: AsyncSession, *, limit: int) -> list[RegisterImport]:
    """Those with which something is still to be done, the oldest first."""
    query = select(RegisterImport).where(col(RegisterImport.state).in_(UNDER_WAY))
    return list(await session.exec(query.order_by(col(RegisterImport.id)).limit(limit)))


async def find_file(session: AsyncSession, import_id: UUID) -> ImportStretch | None:
    """The file itself, locked; None once it was read, or if another is reading it."""
    query = select(ImportStretch).where(ImportStretch.import_id == import_id, ImportStretch.state == FILE)
    return (await session.exec(query.with_for_update(skip_locked=True))).one_or_none()


async def list_previews(session: AsyncSession, *, older_than: datetime, limit: int) -> list[RegisterImport]:
    """Locked; those that nobody else has in hand."""
    query = select(RegisterImport).where(
        RegisterImport.state == ImportState.PREVIEWED, col(RegisterImport.previewed_at) < older_than
    )
    return list(await session.exec(query.order_by(col(RegisterImport.id)).limit(limit).with_for_update(skip_locked=True)))


async def delete_content(session: AsyncSession, import_ids: Iterable[UUID]) -> None:
    """What was held of people, gone for good; the counts stay."""
    await session.execute(delete(ImportStretch).where(col(ImportStretch.import_id).in_(list(import_ids))))


async def delete_what_went_back(session: AsyncSession, *, before: datetime) -> None:
    """The rows that went back with imports of long ago."""
    done = select(RegisterImport.id).where(
        RegisterImport.state == ImportState.COMMITTED, col(RegisterImport.committed_at) < before
    )
    await session.execute(delete(ImportStretch).where(col(ImportStretch.import_id).in_(done)))


def scope_of(of: RegisterImport) -> Scope:
    """Whoever sent the file, or confirmed it: what the job does is done in their name and sees what they see."""
    return Scope(by=of.by, role=of.role, region=of.region, org=of.org, why=f"import {of.id}")


def add_up(of: RegisterImport, counts: Mapping[str, int], before: Mapping[str, int] | None = None) -> None:
    """A stretch was counted, or counted otherwise than before."""
    for field, name in _COUNTED.items():
        setattr(of, field, getattr(of, field) + counts[name] - (before or {}).get(name, 0))
    of.households = of.created + of.updated + of.unchanged


def tell(of: RegisterImport, faults: Iterable[Fault], advice: Iterable[Fault]) -> None:
    """The first of them stand in the import itself."""
    for field, more in (("faults", faults), ("advice", advice)):
        told = [*getattr(of, field), *(vars(fault) for fault in more)]
        setattr(of, field, sorted(told, key=lambda fault: int(fault["row"]))[:TOLD])


async def finish_stretch(
    session: AsyncSession, stretch: ImportStretch, *, before: Mapping[str, int] | None = None, at: datetime
) -> RegisterImport:
    """A stretch is done in the present state of its import; after the last one the import goes on to the next state.

    `before` is what was counted of the stretch when it was done in an earlier state. The import is locked from here on, so of two
    workers who finish at once the second sees the first's.
    """
    of = await lock_import(session, stretch.import_id)
    waiting, done, after = _NEXT[of.state]
    add_up(of, stretch.counts, before)
    stretch.state = done
    session.add(stretch)
    await session.flush()
    of.reached += stretch.households
    if not await count_stretches(session, of.id, state=waiting):
        enter(of, after, at=at)
    session.add(of)
    return of


def enter(of: RegisterImport, state: ImportState, *, at: datetime) -> None:
    """The import is in this state from now on. One that was to be committed at once goes on by itself."""
    if state is ImportState.PREVIEWED:
        of.previewed_at = at
        if of.is_to_be_committed and of.created + of.updated:
            state, of.reached = ImportState.COMMITTING, 0
    if state is ImportState.COMMITTED:
        of.committed_at = at
    of.state = state
