"""Notices that other services asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.notice import Standing
from services.funds.store.notice import letterbox, standing_of
from services.funds.tables import CommissionedNotice, Notice


@dataclass(frozen=True, slots=True)
class Commissioned:
    """A commission with its notice and how that stands."""

    commission: CommissionedNotice
    notice: Notice
    standing: Standing


async def find_commission(session: AsyncSession, matter_id: UUID) -> CommissionedNotice | None:
    return await session.get(CommissionedNotice, matter_id, with_for_update=True)


async def get_commissioned(session: AsyncSession, commission: CommissionedNotice) -> Commissioned:
    """Whoever objects waits until this transaction is over."""
    await letterbox.lock_notice(session, commission.notice_id)
    notice = await letterbox.get_notice(session, commission.notice_id)
    return Commissioned(commission, notice, standing_of(notice, await letterbox.list_objections(session, [notice.id])))


async def lock_untold_commissions(
    session: AsyncSession, *, on: date, after: UUID | None, limit: int
) -> Sequence[CommissionedNotice]:
    """Commissions whose days are over or that were stopped, and whose end nobody was told of yet; an open objection may hold
    some of them still. Those that another worker holds are left to it."""
    query = (
        select(CommissionedNotice)
        .join(Notice, col(Notice.id) == col(CommissionedNotice.notice_id))
        .where(col(CommissionedNotice.told_on).is_(None))
        .where(or_(col(Notice.is_stopped), col(Notice.until_on) < on))
        .order_by(col(CommissionedNotice.id))
        .limit(limit)
        .with_for_update(of=CommissionedNotice, skip_locked=True)
    )
    if after is not None:
        query = query.where(col(CommissionedNotice.id) > after)
    return (await session.exec(query)).all()
