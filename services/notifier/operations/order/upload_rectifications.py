"""A 问题整改台账 comes in as a workbook: every sound row becomes an order, once."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import rectification_file as files
from services.notifier.rules.message import MessageKind
from services.notifier.rules.order import OrderState
from services.notifier.rules.order_kind import KindRule, OrderKind
from services.notifier.rules.rectification_file import Rectification
from services.notifier.store.directory import open_directory, write_letters
from services.notifier.store.my_orders import add_series
from services.notifier.store.officer import find_officer
from services.notifier.store.order_act import record_given
from services.notifier.store.order_kind import begin_steps, get_kind_policy
from services.notifier.store.order_line import said_together
from services.notifier.tables import Post, WorkOrder
from shared.cells import Fault
from shared.grid import read_grid
from shared.periods import day_in_china, end_of_day
from shared.regions import exists
from shared.security import Principal

HEADING_ROWS = 10


async def upload_rectifications(
    session: AsyncSession, content: bytes, *, by: Principal, at: datetime
) -> tuple[list[WorkOrder], int, list[Fault]]:
    """The orders that are new, how many rows were there before (by number and place), and what is wrong with the others.

    Raises the refusals of `shared.grid`, NotARectificationList, NoRectificationRow, NoKindPolicy.
    """
    today = day_in_china(at)
    rows = files.rows_of(read_grid(content, rows=files.ROWS_LIMIT + HEADING_ROWS))
    read = [files.read_row(row, today=today) for row in rows]
    sound = [one for one in read if isinstance(one, Rectification)]
    holders = {one.holder: await find_officer(session, one.holder) for one in sound if one.holder}

    faults = [fault for one in read if not isinstance(one, Rectification) for fault in one] + files.twice(sound)
    for one in sound:
        faults += _astray(one, holders.get(one.holder), by)
    wrong = {fault.row for fault in faults}
    taken = [one for one in sound if one.row not in wrong]

    orders = [_order(one, holders.get(one.holder), by, at) for one in taken]
    opened = await add_series(session, orders) if orders else []
    await record_given(session, opened, by=by.subject)

    directory = await open_directory(session, opened, at=at)
    by_desk: dict[object, list[WorkOrder]] = {}
    for order in opened:
        by_desk.setdefault(directory.person(order), []).append(order)
    letters = [(its[0], directory.person(its[0]), MessageKind.ORDERS_GIVEN, said_together(its)) for its in by_desk.values()]
    await write_letters(session, letters, at=at)
    return opened, len(taken) - len(opened), sorted(faults, key=lambda fault: fault.row)


def _astray(one: Rectification, holder: Post | None, by: Principal) -> list[Fault]:
    if not exists(one.region):
        return [Fault(one.row, files.REGION, "没有这个区划代码", "请核对代码")]
    if not by.covers(one.region):
        return [Fault(one.row, files.REGION, "不在本人辖区", "请由该辖区的工作人员提交")]
    if one.holder and (holder is None or not one.region.startswith(holder.region)):
        return [Fault(one.row, files.HOLDER, "没有这个账号，或其岗位管不到这里", "请先登记承办人的岗位，或者留空")]
    return []


def _order(one: Rectification, holder: Post | None, by: Principal, at: datetime) -> WorkOrder:
    policy = get_kind_policy(one.region, day_in_china(at))
    kind: KindRule = policy.of(OrderKind.RECTIFICATION)
    order = WorkOrder(
        kind=OrderKind.RECTIFICATION,
        region=one.region,
        addressee=one.addressee,
        department=one.department,
        holder_id=holder.id if holder else None,
        title=f"问题整改 {one.number}",
        task=one.measure,
        problem=one.problem,
        measure=one.measure,
        found_by=one.found_by,
        papers=list(one.papers or kind.papers),
        reference=one.reference or policy.source(kind).spoken,
        is_inferred=False,
        is_checked=kind.is_checked,
        given_by=by.subject,
        series=files.series_of(one.number),
        state=OrderState.OPEN,
        opened_at=at,
        due_at=end_of_day(one.due_on),
    )
    begin_steps(order, at=at)
    return order
