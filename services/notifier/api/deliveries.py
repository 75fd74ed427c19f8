"""Delivery records: what became of every message, over which channel, and why not."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.notifier.rules.delivery import DeliveryState
from services.notifier.schemas.delivery import DeliveryView
from services.notifier.store.delivery import list_deliveries
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/deliveries", "消息送达")


@router.get("", summary="送达记录", responses=refuses(UnreadableCursor))
async def list_message_deliveries(
    session: Transaction,
    by: Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)],
    state: Annotated[DeliveryState | None, Query(title="状态")] = None,
    case_id: Annotated[UUID | None, Query(title="即时帮扶台账编号")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[DeliveryView]:
    """本辖区的送达记录，按排队先后。一条消息每换一种方式就多一条记录。"""
    found = await list_deliveries(session, state=state, case_id=case_id, after=place(after), limit=limit)
    rows = [DeliveryView.model_validate(message.model_dump() | delivery.model_dump()) for delivery, message in found]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(rows) == limit else None)
