"""What tests of orders are made of: persons at their posts, orders of every kind, tables of problems."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.operations.officer.put_officer import put_officer
from services.notifier.operations.order.give_orders import give_orders
from services.notifier.rules.rectification_file import COLUMNS
from services.notifier.schemas.give_orders import GiveOrders
from services.notifier.schemas.officer import PutOfficer
from services.notifier.tables import Message, OrderAct, Post, WorkOrder
from shared.security import Principal, Role
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, TOWN, VILLAGE, by_log

QIAN = Principal("街道小钱", Role.TOWN, TOWN)
SUN = Principal("街道小孙", Role.TOWN, TOWN)
VILLAGE_OFFICER = Principal("村干部老吴", Role.VILLAGE, VILLAGE)


async def an_officer(session: AsyncSession, who: Principal, *, region: str | None = None) -> Post:
    """Registered at the place of their token."""
    form = PutOfficer.model_validate({"region": region or who.region, "name": who.subject, "channels": [by_log()]})
    return await put_officer(session, who.subject, form, allowed=(), by=COUNTY_OFFICER, at=MONDAY)


def a_giving(*targets: dict[str, Any], **said: Any) -> GiveOrders:
    """A task for the town, unless something else is said."""
    told: dict[str, Any] = {
        "kind": "task",
        "title": "雨季前排查住房",
        "task": "逐户查看屋面和墙体",
        "addressee": "town",
        "targets": list(targets) or [{"region": TOWN}],
    }
    return GiveOrders.model_validate(told | said)


def a_rectification(*targets: dict[str, Any], **said: Any) -> GiveOrders:
    told: dict[str, Any] = {
        "kind": "rectification",
        "title": "补助公示不及时",
        "task": "补齐公示并上墙",
        "problem": "两个季度的补助没有公示",
        "found_by": "区委巡察组",
        "papers": [],
    }
    return a_giving(*targets, **(told | said))


async def an_order(
    session: AsyncSession, form: GiveOrders | None = None, *, by: Principal = COUNTY_OFFICER, at: datetime = MONDAY
) -> WorkOrder:
    [order] = await give_orders(session, form or a_giving(), by=by, at=at)
    return order


async def acts_of(session: AsyncSession, order: WorkOrder) -> list[str]:
    found = select(OrderAct.act).where(OrderAct.order_id == order.id).order_by(col(OrderAct.id))
    return [act.value for act in await session.exec(found)]


async def letters(session: AsyncSession) -> list[Message]:
    return list(await session.exec(select(Message).order_by(col(Message.id))))


def a_problem(**said: Any) -> dict[str, Any]:
    """A row of a 问题整改台账."""
    told = {
        "问题编号": "巡-01",
        "存在的问题": "补助没有公示",
        "整改措施": "补齐公示",
        "责任地代码": TOWN,
        "整改期限": date(2020, 6, 30),
    }
    return told | said


def a_list(*rows: dict[str, Any]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([row.get(column) for column in COLUMNS])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


PDF = b"%PDF-1.4\nproof\n%%EOF"
