"""Delivery records: what became of every message, over which channel, and why not."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from services.notifier.rules.delivery import ChannelName, DeliveryState
from services.notifier.schemas.delivery import DeliveryView
from services.notifier.store.delivery import DeliveriesAsked, list_deliveries
from services.notifier.tables import Delivery, Message
from shared.attachments import AS_WORKBOOK, as_book
from shared.clock import now, today
from shared.html import region_name, wall_clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.periods import CHINA
from shared.regions import AnyRegion, name_of
from shared.security import ROLE_NAMES, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import Cell, Sheet

router = door("/deliveries", "消息送达")

BOOK_ROWS = 10_000
COLUMNS = [
    ("写成时间", 18), ("村（社区）", 34), ("区划代码", 16), ("消息", 40), ("种类", 14), ("方式", 16), ("第几种", 8), ("状态", 12),
    ("已尝试", 8), ("发送时间", 18), ("回执时间", 18), ("下次尝试", 18), ("失败原因", 34), ("送达记录编号", 38),
]  # fmt: skip

Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]


async def asked(
    state: Annotated[DeliveryState | None, Query(title="状态")] = None,
    channel: Annotated[ChannelName | None, Query(title="方式")] = None,
    region: Annotated[AnyRegion | None, Query(title="区划代码", description="村、镇街或县区")] = None,
    from_on: Annotated[date | None, Query(title="自哪天起", description="按消息写成的日期")] = None,
    to_on: Annotated[date | None, Query(title="到哪天止", description="含当日")] = None,
    case_id: Annotated[UUID | None, Query(title="即时帮扶台账编号")] = None,
) -> DeliveriesAsked:
    return DeliveriesAsked(state, channel, region, case_id, midnight(from_on), midnight(to_on, days=1))


Asked = Annotated[DeliveriesAsked, Depends(asked)]


def midnight(on: date | None, *, days: int = 0) -> datetime | None:
    """When a Chinese day begins, so many days later."""
    if on is None or on > date.max - timedelta(days=days):
        return None
    return datetime.combine(on + timedelta(days=days), datetime.min.time(), CHINA)


@router.get("", summary="送达记录", responses=refuses(UnreadableCursor))
async def list_message_deliveries(
    session: Transaction, by: Reader, asked: Asked, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[DeliveryView]:
    """本辖区的送达记录，按排队先后。一条消息每换一种方式就多一条记录。"""
    found = await list_deliveries(session, asked, after=place(after), limit=limit)
    rows = [view_of(delivery, message) for delivery, message in found]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.get("/book.xlsx", summary="送达记录（Excel）", response_class=Response, responses=AS_WORKBOOK)
async def take_deliveries(session: Transaction, by: Reader, asked: Asked) -> Response:
    """与列表同样的条件，至多一万条，先排队的在前。"""
    found = await list_deliveries(session, asked, after=None, limit=BOOK_ROWS)
    cut = "（只到上限，请加条件分次导出）" if len(found) == BOOK_ROWS else ""
    conditions = [
        ("状态", asked.state.label if asked.state else "全部"),
        ("方式", asked.channel.label if asked.channel else "全部"),
        ("地方", name_of(asked.region) if asked.region else "本辖区"),
        ("自", wall_clock(asked.since) if asked.since else "不限"),
        ("到（不含）", wall_clock(asked.before) if asked.before else "不限"),
        ("行数", f"{len(found)}{cut}"),
        ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"),
        ("导出时间", wall_clock(now())),
    ]
    sheet = Sheet("送达记录", COLUMNS, [_cells(delivery, message) for delivery, message in found])
    return await as_book(f"送达记录-{today():%Y%m%d}.xlsx", sheet, asked=conditions)


def view_of(delivery: Delivery, message: Message) -> DeliveryView:
    return DeliveryView.model_validate(message.model_dump() | delivery.model_dump())


def _cells(delivery: Delivery, message: Message) -> list[Cell]:
    return [
        wall_clock(message.written_at), region_name(delivery.region), delivery.region, message.subject, message.kind.label,
        delivery.channel.label, delivery.rank + 1, delivery.state.label, delivery.attempts, _moment(delivery.sent_at),
        _moment(delivery.heard_at), _moment(delivery.due_at), delivery.last_error or "", str(delivery.id),
    ]  # fmt: skip


def _moment(at: datetime | None) -> str:
    return wall_clock(at) if at else ""
