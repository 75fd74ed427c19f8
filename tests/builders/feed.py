"""What the tests of subscriptions are made of: a county that grants, a system that asks, events that are kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.operations.feed.keep_events import keep_events
from services.notifier.operations.subscriber.grant_subscriber import grant_subscriber
from services.notifier.operations.subscription.open_subscription import open_subscription
from services.notifier.rules.subscription import Way
from services.notifier.schemas.subscription import GrantSubscriber, OpenSubscription
from services.notifier.tables import FedEvent, Progress, Subscriber, Subscription
from shared.events import Event
from shared.events.registry import AlertRaised, CaseMoved, NewPovertyDetected
from shared.ids import uuid7
from shared.security import Principal, Role
from tests.builders.notifier import COUNTY, COUNTY_OFFICER, MONDAY, OTHER_COUNTY_VILLAGE, VILLAGE, a_detection, an_alert
from tests.builders.receiver import LOOPBACK

CODE = "data-platform"
PLATFORM = Principal("政务数据平台", Role.SUBSCRIBER, COUNTY, CODE)
DETECTED, ALERTED, MOVED = NewPovertyDetected.subject, AlertRaised.subject, CaseMoved.subject
TYPES = [DETECTED, ALERTED, MOVED]
GRANT = {"title": "罗庄区政务数据共享平台", "region": COUNTY, "types": TYPES}
"""The same as it is sent."""


def granting(*, region: str = COUNTY, types: Sequence[str] = TYPES) -> GrantSubscriber:
    """The form in which a county grants."""
    return GrantSubscriber(title="罗庄区政务数据共享平台", region=region, types=list(types))


async def a_subscriber(
    session: AsyncSession, *, code: str = CODE, region: str = COUNTY, types: Sequence[str] = TYPES, at: datetime = MONDAY
) -> Subscriber:
    """Granted by the county's administrator."""
    return await grant_subscriber(session, code, granting(region=region, types=types), by=COUNTY_OFFICER, at=at)


async def a_subscription(
    session: AsyncSession, address: str = "", *, code: str = CODE, at: datetime = MONDAY, **form: object
) -> tuple[Subscription, Progress, str]:
    """Over the bus without an address."""
    way = Way.WEBHOOK if address else Way.NATS
    asked = OpenSubscription.model_validate({"code": code, "way": way, "address": address, **form})
    return await open_subscription(session, asked, allowed=LOOPBACK, by=COUNTY_OFFICER, at=at)


async def kept(session: AsyncSession, *events: Event, at: datetime = MONDAY) -> list[FedEvent]:
    """These, in the feed."""
    return await keep_events(session, events, at=at)


def alerts(many: int, *, region: str = VILLAGE) -> list[AlertRaised]:
    return [an_alert(region=region) for _ in range(many)]


def a_detection_elsewhere() -> NewPovertyDetected:
    """In a county next door."""
    return a_detection(region=OTHER_COUNTY_VILLAGE)


def a_move(*, to: str = OTHER_COUNTY_VILLAGE) -> CaseMoved:
    """A case that leaves our county."""
    return CaseMoved(case_id=uuid7(), household_id=uuid7(), from_region=VILLAGE, region=to, moved_at=MONDAY + timedelta(hours=1))
