"""Hospitals as the county knows them."""

from collections.abc import Collection

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.hospital import Known, NoSuchHospital
from services.medical.tables import Hospital


async def get_hospital(session: AsyncSession, code: str) -> Hospital:
    """Raises NoSuchHospital."""
    hospital = await session.get(Hospital, code)
    if hospital is None:
        raise NoSuchHospital(hospital=code)
    return hospital


async def find_known(session: AsyncSession, code: str) -> Known | None:
    """What a policy may ask of a hospital, where it is registered."""
    hospital = await session.get(Hospital, code)
    if hospital is None:
        return None
    return Known(hospital.level, frozenset(hospital.traits), hospital.region)


async def get_title(session: AsyncSession, code: str) -> str:
    """What people call it; one that nobody has registered is called by its code."""
    hospital = await session.get(Hospital, code)
    return hospital.title if hospital else code


async def find_titles(session: AsyncSession, codes: Collection[str]) -> dict[str, str]:
    """What people call those of these hospitals that are registered."""
    query = select(Hospital.code, Hospital.title).where(col(Hospital.code).in_(codes))
    return {code: title for code, title in await session.exec(query)}


async def put_hospital(session: AsyncSession, hospital: Hospital) -> None:
    """What is said now replaces what was said before; the audit keeps both."""
    values = hospital.model_dump()
    statement = insert(Hospital).values(**values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["code"], set_={name: statement.excluded[name] for name in values})
    )


async def list_hospitals(session: AsyncSession, *, region: str, after: str, limit: int) -> list[Hospital]:
    """By code, those that lie in a region; one more than `limit`."""
    query = select(Hospital).where(col(Hospital.region).startswith(region), col(Hospital.code) > after)
    return list(await session.exec(query.order_by(col(Hospital.code)).limit(limit + 1)))
