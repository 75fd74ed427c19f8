"""Family-doctor contracts."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.health.contract import NoSuchContract
from services.medical.store.health.reads import Reading, traced
from services.medical.tables import FamilyContract

_TAKE_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended('family_contract ' || :identity_hash, 0))")


async def lock_person(session: AsyncSession, identity_hash: str) -> None:
    """Two contracts of one person are signed one after the other."""
    await session.execute(_TAKE_TURN, {"identity_hash": identity_hash})


async def find_overlapping(session: AsyncSession, identity_hash: str, *, starts_on: date, ends_on: date) -> FamilyContract | None:
    """A contract that stands on any of these days; a contract that was ended stands no longer from that day on. Lock first."""
    stands = func.coalesce(col(FamilyContract.ended_on) > starts_on, col(FamilyContract.ends_on) >= starts_on)
    query = select(FamilyContract).where(FamilyContract.identity_hash == identity_hash, stands)
    return (await session.exec(query.where(col(FamilyContract.starts_on) <= ends_on).limit(1))).first()


async def lock_contract(session: AsyncSession, contract_id: UUID) -> FamilyContract:
    """Raises NoSuchContract, also for one that is not theirs."""
    contract = await session.get(FamilyContract, contract_id, with_for_update=True, populate_existing=True)
    if contract is None:
        raise NoSuchContract(contract_id=contract_id)
    return contract


async def list_contracts(
    session: AsyncSession,
    reading: Reading,
    *,
    region: str | None = None,
    doctor: str | None = None,
    stands_on: date | None = None,
    identity_hash: str | None = None,
    after: UUID | None = None,
    limit: int,
) -> Sequence[FamilyContract]:
    """In the order in which they were signed."""
    query = select(FamilyContract).order_by(col(FamilyContract.id)).limit(limit)
    if region is not None:
        query = query.where(col(FamilyContract.region).startswith(region))
    if doctor is not None:
        query = query.where(FamilyContract.doctor == doctor)
    if identity_hash is not None:
        query = query.where(FamilyContract.identity_hash == identity_hash)
    if stands_on is not None:
        is_running = func.coalesce(col(FamilyContract.ended_on) > stands_on, col(FamilyContract.ends_on) >= stands_on)
        query = query.where(col(FamilyContract.starts_on) <= stands_on, is_running)
    if after is not None:
        query = query.where(col(FamilyContract.id) > after)
    return await traced(session, reading, (await session.exec(query)).all())
