"""People as hospitals have shown them, and what registry and cases say of them, with the day from which it holds."""

from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.national.person import PersonNotShown
from services.medical.tables import Beneficiary, Cover, NationalPerson


async def put_person(session: AsyncSession, person: NationalPerson) -> None:
    """What a hospital shows of a person now replaces what it showed before."""
    row = person.model_dump()
    await session.execute(
        insert(NationalPerson).values(**row).on_conflict_do_update(index_elements=["psn_no", "hospital"], set_=row)
    )


async def get_person(session: AsyncSession, psn_no: str, hospital: str) -> NationalPerson:
    """Raises PersonNotShown."""
    person = await session.get(NationalPerson, (psn_no, hospital), populate_existing=True)
    if person is None:
        raise PersonNotShown(pointer="/input/psn_no")
    return person


async def find_beneficiary(session: AsyncSession, identity_hash: str, *, on: date) -> Beneficiary | None:
    """What registry says of a person on a day."""
    query = select(Beneficiary).where(Beneficiary.identity_hash == identity_hash, col(Beneficiary.in_force_on) <= on)
    return (await session.exec(query.order_by(col(Beneficiary.in_force_on).desc()).limit(1))).first()


async def find_cover(session: AsyncSession, identity_hash: str, *, on: date) -> Cover | None:
    """The first cover that a case has opened."""
    query = select(Cover).where(Cover.identity_hash == identity_hash, col(Cover.in_force_on) <= on)
    return (await session.exec(query.order_by(col(Cover.in_force_on)).limit(1))).first()
