"""What became of a national message, asked by its number: a hospital that lost the answer reads it here."""

from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import Path
from pydantic import Field

from services.medical.rules.national.message import MSGID_LIMIT, NoSuchMessage
from services.medical.store.national import messages
from shared.schemas import View
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.vault import unseal_bytes

router = door("/nhsa-messages", "国家医保交易")


class MessageView(View):
    """一个国家交易报文的结果"""

    msgid: str = Field(title="发送方报文 ID")
    infno: str = Field(title="交易编号")
    infcode: str = Field(title="交易状态码", description="0 已生效；-1 没有生效")
    received_at: datetime = Field(title="收到时间")
    answer: dict[str, Any] = Field(title="当时的答复")


@router.get("/{msgid}", summary="查询国家交易报文的结果", responses=refuses(NoSuchMessage))
async def read_message_outcome(
    msgid: Annotated[str, Path(title="发送方报文 ID", max_length=MSGID_LIMIT)],
    session: Transaction,
    by: Annotated[Principal, may(Role.HOSPITAL)],
) -> MessageView:
    """结果未知时查询，不改变任何东西；404 表示没有收到过，没有生效。"""
    found = await messages.get_message(session, by.org, msgid)
    return MessageView(
        msgid=found.msgid,
        infno=found.infno,
        infcode=found.infcode,
        received_at=found.received_at,
        answer=orjson.loads(unseal_bytes(found.answer_sealed)),
    )
