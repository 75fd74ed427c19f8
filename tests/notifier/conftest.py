"""What the tests of notifier's operations share: a case with its orders."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier import jobs
from services.notifier.channels import settings
from services.notifier.channels.receivers import Receivers
from services.notifier.operations.order.open_work_orders import open_work_orders
from services.notifier.rules.department import Department
from services.notifier.tables import WorkOrder
from shared import clock, database
from shared.events.civil_affairs import Trigger
from shared.security import Role
from tests.builders.feed import CODE, GRANT, kept
from tests.builders.notifier import COUNTY, MONDAY, VILLAGE, a_detection
from tests.builders.receiver import LOOPBACK, Receiver, receiving

Opened = Callable[..., Awaitable[Mapping[Department, WorkOrder]]]


@pytest.fixture
def opened(session: AsyncSession) -> Opened:
    """`await opened()` gives a household's departments their orders on Monday 2020-06-01 at nine."""

    async def open_them(
        *, region: str = VILLAGE, trigger: Trigger = Trigger.ILLNESS, at: datetime = MONDAY
    ) -> Mapping[Department, WorkOrder]:
        event = a_detection(region=region, trigger=trigger, at=at)
        return {order.department: order for order in await open_work_orders(session, [event], at=at)}

    return open_them


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """Another system's address on loopback."""
    async with receiving() as one:
        yield one


@pytest.fixture
def receivers() -> Receivers:
    """The way out, with loopback listed by the operator."""
    return Receivers(allowed=LOOPBACK, timeout_s=30)


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, region=COUNTY)


@pytest.fixture
async def system(api, county):
    """The other system, granted three types of events."""
    (await county.put(f"/subscribers/{CODE}", json=GRANT)).raise_for_status()
    return api.as_(Role.SUBSCRIBER, region=COUNTY, org=CODE, subject="政务数据平台")


@pytest.fixture
def keep(sessions):
    """Events that were kept, in a transaction of their own."""

    async def events(*given, at=None):
        async with database.transaction(sessions, database.the_platform("test", "test")) as session:
            return await kept(session, *given, at=at or clock.now())

    return events


@pytest.fixture
def ways_out(monkeypatch):
    """The operator listed loopback."""
    monkeypatch.setattr(settings, "current", lambda: settings.ChannelSettings(webhook_networks=LOOPBACK))
    for module in (settings, jobs):  # the queues have a name of their own for it
        monkeypatch.setattr(module, "receivers", lambda: Receivers(allowed=LOOPBACK, timeout_s=30))
