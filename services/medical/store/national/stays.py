"""Stays in national terms: their types, their day of discharge, the hospital's serials of their lines."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
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


async def unsettled_by_batch(session: AsyncSession, stay: Admission) -> dict[str, int]:
    """What the lines that are not settled come to, in fen; refunds count for the batch in which they came, and lines of the REST
    door for none (an empty name)."""
    batch = func.coalesce(NationalLine.batch, "")
    query = (
        select(batch, func.sum(Charge.amount_fen))
        .outerjoin(
            NationalLine,
            (col(NationalLine.admission_id) == col(Charge.admission_id)) & (col(NationalLine.line_no) == col(Charge.line_no)),
        )
        .where(Charge.admission_id == stay.id, col(Charge.portion) > stay.settled_portion)
        .group_by(batch)
    )
    return {name: int(amount_fen) for name, amount_fen in await session.exec(query)}


@dataclass(frozen=True, slots=True)
class Left:
    """A line that is not settled, and what of it has not been taken back."""

    line: Charge
    quantity: Decimal
    amount_fen: int


async def list_left(
    session: AsyncSession, stay: Admission, *, line_nos: Collection[int] | None = None, batch: str | None = None
) -> list[Left]:
    """Of all lines, or of these, or of a batch: those of which something is left. Lock the stay first."""
    back = aliased(Charge)
    refunded = (
        select(col(back.refunds_line_no), func.sum(back.quantity).label("quantity"), func.sum(back.amount_fen).label("amount"))
        .where(back.admission_id == stay.id, col(back.refunds_line_no).is_not(None))
        .group_by(col(back.refunds_line_no))
        .subquery()
    )
    query = (
        select(Charge, func.coalesce(refunded.c.quantity, 0), func.coalesce(refunded.c.amount, 0))
        .outerjoin(refunded, refunded.c.refunds_line_no == col(Charge.line_no))
        .where(
            Charge.admission_id == stay.id,
            col(Charge.refunds_line_no).is_(None),
            col(Charge.portion) > stay.settled_portion,
            col(Charge.quantity) + func.coalesce(refunded.c.quantity, 0) > 0,
        )
        .order_by(col(Charge.line_no))
    )
    if line_nos is not None:
        query = query.where(col(Charge.line_no).in_(set(line_nos)))
    if batch is not None:
        of_batch = select(NationalLine.line_no).where(NationalLine.admission_id == stay.id, NationalLine.batch == batch)
        query = query.where(col(Charge.line_no).in_(of_batch))
    return [
        Left(line, line.quantity + quantity, line.amount_fen + int(amount))
        for line, quantity, amount in await session.exec(query)
    ]


async def remove_serials(session: AsyncSession, admission_id: UUID, line_nos: Collection[int]) -> None:
    """The serials may be used again; the audit keeps whose they were."""
    await session.execute(
        delete(NationalLine).where(col(NationalLine.admission_id) == admission_id, col(NationalLine.line_no).in_(set(line_nos)))
    )
