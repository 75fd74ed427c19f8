"""Stays and visits, and the agreements signed for them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.admission import AdmissionStatus, NoSuchAdmission, Visit
from services.medical.store.accounts import open_accounts
from services.medical.tables import Admission, Agreement


async def get_admission(session: AsyncSession, admission_id: UUID) -> Admission:
    """Raises NoSuchAdmission, also for one that the asker may not see."""
    admission = await session.get(Admission, admission_id, populate_existing=True)
    if admission is None:
        raise NoSuchAdmission(admission_id=admission_id)
    return admission


async def lock_admission(session: AsyncSession, admission_id: UUID) -> Admission:
    """Raises NoSuchAdmission."""
    admission = await session.get(Admission, admission_id, with_for_update=True, populate_existing=True)
    if admission is None:
        raise NoSuchAdmission(admission_id=admission_id)
    return admission


async def lock_admissions(session: AsyncSession, admission_ids: Collection[UUID]) -> dict[UUID, Admission]:
    """The stays that are to be seen of these, locked in the order of their ids."""
    query = select(Admission).where(col(Admission.id).in_(admission_ids)).order_by(col(Admission.id))
    locked = await session.exec(query.with_for_update().execution_options(populate_existing=True))
    return {admission.id: admission for admission in locked}


async def find_open_admission(session: AsyncSession, identity_hash: str, hospital: str) -> Admission | None:
    """The one stay in which somebody lies in this hospital; visits and claims on paper may be several."""
    query = select(Admission).where(
        Admission.identity_hash == identity_hash,
        Admission.hospital == hospital,
        Admission.status == AdmissionStatus.OPEN,
        Admission.visit == Visit.INPATIENT,
        col(Admission.is_paper).is_(False),
    )
    return (await session.exec(query)).one_or_none()


async def add_admission(session: AsyncSession, admission: Admission) -> bool:
    """Store a stay and see to it that its accounts are there; False if the person lies in that hospital already."""
    added = await session.execute(
        insert(Admission).values(**admission.model_dump()).on_conflict_do_nothing().returning(col(Admission.id))
    )
    await open_accounts(session, admission.identity_hash, on=admission.admitted_on)
    return added.first() is not None


async def find_agreement(session: AsyncSession, admission_id: UUID) -> Agreement | None:
    return (await session.exec(select(Agreement).where(Agreement.admission_id == admission_id))).one_or_none()


async def add_agreement(session: AsyncSession, agreement: Agreement) -> bool:
    """False if one was signed before."""
    added = await session.execute(
        insert(Agreement).values(**agreement.model_dump()).on_conflict_do_nothing().returning(col(Agreement.id))
    )
    return added.first() is not None
