"""Reports that come back every year or month are ordered of themselves, so many days before they are due."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.message import MessageKind
from services.notifier.rules.order import OrderState
from services.notifier.store.directory import open_directory, write_letters
from services.notifier.store.my_orders import add_series
from services.notifier.store.order_act import record_given
from services.notifier.store.order_kind import begin_steps, get_kind_policy
from services.notifier.store.order_line import said_of
from services.notifier.store.report_calendar import Due, list_due
from services.notifier.tables import WorkOrder
from shared import periods
from shared.policy.clauses import Trust


async def open_reports(session: AsyncSession, *, at: datetime) -> Sequence[WorkOrder]:
    """The orders that are new: one a report, day and place that has a post at that level. Raises NoKindPolicy."""
    due = await list_due(session, periods.day_in_china(at))

    orders = [_order(one, at) for one in due]

    opened = await add_series(session, orders) if orders else []
    await record_given(session, opened)
    directory = await open_directory(session, opened, at=at)
    letters = [(order, directory.person(order), MessageKind.ORDER_GIVEN, said_of(order)) for order in opened]
    await write_letters(session, letters, at=at)
    return opened


def _order(one: Due, at: datetime) -> WorkOrder:
    kind = get_kind_policy(one.region, one.due_on).of(one.rule.kind)
    source = one.policy.source(one.rule)
    order = WorkOrder(
        kind=one.rule.kind,
        region=one.region,
        addressee=one.rule.addressee,
        department=one.rule.department,
        title=one.rule.title,
        task=one.rule.task,
        papers=[*kind.papers, *one.rule.papers],
        reference=source.spoken,
        is_inferred=source.trust is Trust.INFERRED,
        is_checked=kind.is_checked,
        series=one.policy.series(one.rule, one.due_on),
        state=OrderState.OPEN,
        opened_at=at,
        due_at=periods.end_of_day(one.due_on),
    )
    begin_steps(order, at=at)
    return order
