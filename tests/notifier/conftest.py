"""What the tests of notifier's operations share: a case with its orders."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.operations.open_work_orders import open_work_orders
from services.notifier.rules.department import Department
from services.notifier.schemas import OpenWorkOrders
from services.notifier.tables import WorkOrder
from shared.events.civil_affairs import Trigger
from shared.ids import uuid7
from tests.builders.notifier import MONDAY, VILLAGE

Opened = Callable[..., Awaitable[Mapping[Department, WorkOrder]]]


@pytest.fixture
def opened(session: AsyncSession) -> Opened:
    """`await opened()` gives a household's departments their orders on Monday 2020-06-01 at nine."""

    async def open_them(
        *, region: str = VILLAGE, trigger: Trigger = Trigger.ILLNESS, at: datetime = MONDAY
    ) -> Mapping[Department, WorkOrder]:
        form = OpenWorkOrders(case_id=uuid7(), region=region, trigger=trigger, detected_at=at)
        return {order.department: order for order in await open_work_orders(session, form, at=at)}

    return open_them
