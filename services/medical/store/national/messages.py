"""Messages as they came and as they were answered."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.national.message import NoSuchMessage
from services.medical.tables import NationalMessage, Settlement
from shared import rows


async def add_message(session: AsyncSession, message: NationalMessage) -> None:
    await rows.insert(session, message)


async def find_message(session: AsyncSession, hospital: str, msgid: str) -> NationalMessage | None:
    query = select(NationalMessage).where(NationalMessage.hospital == hospital, NationalMessage.msgid == msgid)
    return (await session.exec(query)).one_or_none()


async def get_message(session: AsyncSession, hospital: str, msgid: str) -> NationalMessage:
    """Raises NoSuchMessage."""
    found = await find_message(session, hospital, msgid)
    if found is None:
        raise NoSuchMessage(msgid=msgid)
    return found


async def find_successor(session: AsyncSession, settlement_id: UUID) -> UUID | None:
    """The settlement that took the place of one: a 2601 took its reversal back, or the county desk settled the year again."""
    replacing = (await session.exec(select(Settlement.id).where(Settlement.replaces == settlement_id))).first()
    if replacing is not None:
        return replacing
    query = select(NationalMessage.made_id).where(NationalMessage.infno == "2601", NationalMessage.undone_id == settlement_id)
    restored = (await session.exec(query.order_by(col(NationalMessage.id).desc()).limit(1))).first()
    return restored if restored is not None and await session.get(Settlement, restored) is not None else None


async def msgids_of(session: AsyncSession, made: Sequence[UUID]) -> dict[UUID, str]:
    """The message that made each of these; what the REST door made has none."""
    query = select(NationalMessage.made_id, NationalMessage.msgid).where(col(NationalMessage.made_id).in_(made))
    return {id: msgid for id, msgid in await session.exec(query) if id is not None}
