"""Stays in national terms: their types, their day of discharge, the hospital's serials of their lines."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.tables import Admission, Charge, NationalLine, NationalStay
from shared import rows


async def find_stay(session: AsyncSession, admission_id: UUID) -> NationalStay | None:
    """None for a stay of which no national message has said anything."""
    return await session.get(NationalStay, admission_id, populate_existing=True)


async def put_stay(session: AsyncSession, stay: NationalStay) -> None:
    row = stay.model_dump()
    await session.execute(insert(NationalStay).values(**row).on_conflict_do_update(index_elements=["admission_id"], set_=row))


async def put_discharge(session: AsyncSession, stay: Admission, *, on: date | None, med_type: str, insutype: str) -> None:
    """The day on which the patient left; None takes it back. A stay of the REST door gets its types now."""
    row = NationalStay(
        admission_id=stay.id, hospital=stay.hospital, region=stay.region, med_type=med_type, insutype=insutype, discharged_on=on
    )
    statement = insert(NationalStay).values(**row.model_dump())
    await session.execute(statement.on_conflict_do_update(index_elements=["admission_id"], set_={"discharged_on": on}))


async def last_line_no(session: AsyncSession, admission_id: UUID) -> int:
    """0 for a stay without lines. Lock the stay first."""
    query = select(func.coalesce(func.max(Charge.line_no), 0)).where(Charge.admission_id == admission_id)
    return int((await session.exec(query)).one())


async def add_line_serials(session: AsyncSession, lines: Sequence[NationalLine]) -> None:
    await rows.insert(session, *lines)


async def known_serials(session: AsyncSession, admission_id: UUID, serials: Collection[str]) -> set[str]:
    """Which of these serials the stay has already."""
    query = select(NationalLine.serial).where(
        NationalLine.admission_id == admission_id, col(NationalLine.serial).in_(set(serials))
    )
    return set(await session.exec(query))


async def lines_by_serial(session: AsyncSession, admission_id: UUID, serials: Collection[str]) -> dict[str, int]:
    """The line behind each serial; a line of the REST door goes by its number."""
    query = select(NationalLine.serial, NationalLine.line_no).where(
        NationalLine.admission_id == admission_id, col(NationalLine.serial).in_(set(serials))
    )
    return {serial: line_no for serial, line_no in await session.exec(query)}


async def get_lines(session: AsyncSession, admission_id: UUID, line_nos: Collection[int]) -> list[Charge]:
    query = select(Charge).where(Charge.admission_id == admission_id, col(Charge.line_no).in_(set(line_nos)))
    return list(await session.exec(query.order_by(col(Charge.line_no))))
