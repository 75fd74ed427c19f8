"""What lies in a health file: entries, the plan's steps, the eight ones, and the flag that other offices see.

Whoever may see the file sees these; they are read with the file and never alone, so the file's trace is theirs.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.health.file import EntryKind, NoSuchStep
from services.medical.store.health.reads import Reading, trace_people
from services.medical.tables import HealthEntry, HealthFile, HealthFlag, HealthStep, HealthTick
from shared.security import Principal
from shared.vault import seal

ENTRIES_SHOWN = 500
"""Twenty years of a visit every two weeks."""


def add_entry(
    session: AsyncSession,
    file: HealthFile,
    kind: EntryKind,
    code: str,
    *,
    by: Principal,
    done_on: date,
    note: str = "",
    level: int | None = None,
    due_on: date | None = None,
    next_due_on: date | None = None,
) -> None:
    """One line more in the file's log; the note is sealed."""
    entry = HealthEntry(
        file_id=file.id,
        region=file.region,
        kind=kind,
        code=code,
        level=level,
        done_on=done_on,
        due_on=due_on,
        next_due_on=next_due_on,
        by=by.subject,
        hospital=by.org or None,
        note_sealed=seal(note) if note else None,
    )
    session.add(entry)


async def list_entries(session: AsyncSession, file: HealthFile) -> Sequence[HealthEntry]:
    """Oldest first; of a file with very many, the latest."""
    query = select(HealthEntry).where(HealthEntry.file_id == file.id)
    query = query.order_by(col(HealthEntry.done_on).desc(), col(HealthEntry.id).desc()).limit(ENTRIES_SHOWN)
    return (await session.exec(query)).all()[::-1]


async def list_steps(session: AsyncSession, file: HealthFile) -> Sequence[HealthStep]:
    """In their order."""
    query = select(HealthStep).where(HealthStep.file_id == file.id).order_by(col(HealthStep.no))
    return (await session.exec(query)).all()


async def lock_step(session: AsyncSession, file: HealthFile, no: int) -> HealthStep:
    """Lock the file first. Raises NoSuchStep."""
    query = select(HealthStep).where(HealthStep.file_id == file.id, HealthStep.no == no)
    step = (await session.exec(query.with_for_update())).one_or_none()
    if step is None:
        raise NoSuchStep(no=no)
    return step


async def last_step_no(session: AsyncSession, file: HealthFile) -> int:
    """0 where there is no plan yet."""
    return (await session.exec(select(func.coalesce(func.max(HealthStep.no), 0)).where(HealthStep.file_id == file.id))).one()


async def list_ticks(session: AsyncSession, files: Iterable[HealthFile]) -> Sequence[tuple[str, HealthTick]]:
    """What is ticked for these people, in any of their files: identity hash and tick."""
    hashes = {file.identity_hash for file in files}
    query = select(HealthFile.identity_hash, HealthTick).join(HealthFile, col(HealthFile.id) == HealthTick.file_id)
    query = query.where(col(HealthFile.identity_hash).in_(hashes)).order_by(col(HealthTick.done_on), col(HealthTick.id))
    return [(hash_, tick) for hash_, tick in (await session.exec(query)).all()]


async def add_tick(session: AsyncSession, tick: HealthTick) -> bool:
    """False where the file has it already."""
    added = await session.execute(
        insert(HealthTick).values(**tick.model_dump()).on_conflict_do_nothing().returning(col(HealthTick.id))
    )
    return added.first() is not None


async def put_flag(session: AsyncSession, file: HealthFile, *, since_on: date) -> None:
    """Tell others from this day on that the person is treated free of charge; once is enough."""
    flag = await session.get(HealthFlag, file.id)
    if flag is None:
        whose = file.model_dump(include={"identity_hash", "person_id", "region"})
        flag = HealthFlag(file_id=file.id, since_on=since_on, **whose)
    flag.until_on, flag.person_id = None, file.person_id
    session.add(flag)


async def end_flag(session: AsyncSession, file_id: UUID, *, on: date) -> None:
    """A closed file tells others nothing any more."""
    flag = await session.get(HealthFlag, file_id)
    if flag is not None:
        flag.until_on = on
        session.add(flag)


async def is_flagged(session: AsyncSession, reading: Reading, identity_hash: str, *, region: str, on: date) -> bool:
    """Whether a person is treated free of charge on a day, under whichever programme."""
    query = select(HealthFlag).where(HealthFlag.identity_hash == identity_hash, col(HealthFlag.since_on) <= on)
    query = query.where(col(HealthFlag.until_on).is_(None) | (col(HealthFlag.until_on) > on)).limit(1)
    flag = (await session.exec(query)).first()
    person_id, where = (flag.person_id, flag.region) if flag else (None, region)
    await trace_people(session, reading, HealthFlag.__tablename__, [(identity_hash, person_id, where)])
    return flag is not None
