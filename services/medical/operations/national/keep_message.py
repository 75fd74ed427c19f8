"""Keep a national message and the answer that it got, so that an unknown outcome can be looked up."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.schemas.national.envelope import Envelope
from services.medical.store.national import messages
from services.medical.tables import NationalMessage
from shared.security import Principal
from shared.vault import seal_bytes


async def keep_message(
    session: AsyncSession,
    envelope: Envelope,
    *,
    message_id: UUID,
    body: bytes,
    infcode: str,
    answer: bytes,
    psn_no: str | None,
    made_id: UUID | None,
    undone_id: UUID | None,
    by: Principal,
    at: datetime,
) -> None:
    """Both are sealed, because they hold names. Refused messages are kept too; the door has undone their work before."""
    await messages.add_message(
        session,
        NationalMessage(
            id=message_id,
            hospital=by.org,
            region=by.org[1:7],
            msgid=envelope.msgid,
            infno=envelope.infno,
            infcode=infcode,
            psn_no=psn_no,
            made_id=made_id,
            undone_id=undone_id,
            body_sealed=seal_bytes(body),
            answer_sealed=seal_bytes(answer),
            received_at=at,
        ),
    )
