"""Door three: messages and events that are due, households that wait for their orders, orders that are due or overdue, reports
that come back, complaints that wait."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.channels.settings import channels, receivers, short_messages
from services.notifier.operations.complaint import close_answered as closing
from services.notifier.operations.complaint import urge_complaints as urging_complaints
from services.notifier.operations.errand import escalate_errands as urging
from services.notifier.operations.feed import forget_events as forgetting
from services.notifier.operations.message import ask_receipts as asking
from services.notifier.operations.message import bring_back_messages as bringing
from services.notifier.operations.message import look_for_readers as looking
from services.notifier.operations.message import send_messages as sending
from services.notifier.operations.message import take_receipts as taking
from services.notifier.operations.order import escalate_orders as escalation
from services.notifier.operations.order import open_further_orders as adding
from services.notifier.operations.order import open_reports as reporting
from services.notifier.operations.order import open_work_orders as opening
from services.notifier.operations.order import take_up_calls as calling
from services.notifier.operations.order import tell_of_orders as telling
from services.notifier.operations.subscription import publish_events as publishing
from services.notifier.operations.subscription import push_events as pushing
from services.notifier.operations.subscription import retry_pushes as retrying
from services.notifier.operations.weekly_report import make_weekly_report as weekly
from services.notifier.rules.delivery import ChannelName
from services.notifier.rules.line import NEAR, ROBOTS
from services.notifier.rules.receipt import Receipt
from services.notifier.store.inbox import forget_changes
from services.notifier.store.opening import first_of_cases
from services.notifier.store.receipt import take_strays
from shared import clock
from shared.jobs import Jobs

STRAYS_AT_ONCE = 500

jobs = Jobs("notifier")


@jobs.until_empty(poll_seconds=1, workers=2)
async def send_messages(session: AsyncSession, at: datetime) -> bool:
    """What stays in the house: the duty log, letters to be printed. No server elsewhere can hold it up."""
    return await sending.send_messages(session, channels(), at=at, over=NEAR)


@jobs.until_empty(poll_seconds=1, workers=2)
async def send_mail(session: AsyncSession, at: datetime) -> bool:
    """Each way over a network has hands of its own: one that is slow holds up itself."""
    return await sending.send_messages(session, channels(), at=at, over=[ChannelName.EMAIL])


@jobs.until_empty(poll_seconds=1, workers=2)
async def send_short_messages(session: AsyncSession, at: datetime) -> bool:
    """Short messages, by the gateway."""
    return await sending.send_messages(session, channels(), at=at, over=[ChannelName.SMS])


@jobs.until_empty(poll_seconds=1)
async def send_webhooks(session: AsyncSession, at: datetime) -> bool:
    """Messages to posts that are systems."""
    return await sending.send_messages(session, channels(), at=at, over=[ChannelName.WEBHOOK])


@jobs.until_empty(poll_seconds=1)
async def send_to_groups(session: AsyncSession, at: datetime) -> bool:
    """One message a robot and turn."""
    return await sending.send_messages(session, channels(), at=at, over=sorted(ROBOTS))


@jobs.every(minutes=1)
async def hear_receipts(session: AsyncSession, at: datetime) -> None:
    """What the gateway says when asked, and what it said before we knew the message."""
    asked = await asking.ask_receipts(session, short_messages(), at=at)
    strays = await take_strays(session, at=at, limit=STRAYS_AT_ONCE)
    said = [*asked, *(Receipt(one.gateway_id, one.state, one.reason) for one in strays)]
    if said:
        await taking.take_receipts(session, ChannelName.SMS, said, at=at)


@jobs.until_empty(poll_seconds=0.5, workers=2)
async def call_departments(session: AsyncSession, at: datetime) -> bool:
    """Households that were found in a flood: the most urgent first. One worker writes while another reckons."""
    calls = await calling.take_up_calls(session)
    if not calls:
        return False
    first = first_of_cases(calls)
    opened = {order.case_id for order in await opening.open_work_orders(session, list(first.values()), at=at)}
    later = [call for call in calls if call is not first[call.case_id] or call.case_id not in opened]
    if later:
        await adding.open_further_orders(session, later, at=at)
    return True


@jobs.until_empty(poll_seconds=30)
async def pass_on_unread(session: AsyncSession, at: datetime) -> bool:
    """What stood in an inbox alone and found no reader in time takes the next way, as what a gateway could not deliver."""
    looked_at = await looking.look_for_readers(session, at=at)
    await taking.take_receipts(session, ChannelName.PAGE, looked_at, at=at)
    return bool(looked_at)


@jobs.every(minutes=5)
async def bring_back_messages(session: AsyncSession, at: datetime) -> None:
    """The machine's clock was set back: what it put off an hour is not to wait for an hour."""
    await bringing.bring_back_messages(session, at=clock.now())


@jobs.every(minutes=1)
async def escalate_overdue_orders(session: AsyncSession, at: datetime) -> None:
    """Overdue orders are told upward within a minute."""
    await escalation.escalate_orders(session, at=at)


@jobs.every(minutes=1)
async def escalate_late_errands(session: AsyncSession, at: datetime) -> None:
    """Errands that are late are told upward within a minute."""
    await urging.escalate_errands(session, at=at)


@jobs.until_empty(poll_seconds=1, workers=3)
async def push_events(session: AsyncSession, at: datetime) -> bool:
    """One subscription at a time, of those that go well: a receiver that begins to hang is here once, then in the lane below."""
    return await pushing.push_events(session, receivers(), is_failing=False, at=at)


@jobs.until_empty(poll_seconds=1, workers=4)
async def push_events_again(session: AsyncSession, at: datetime) -> bool:
    """Subscriptions whose receivers failed, one a hand: one that hangs holds its own, and another is served beside it."""
    return await pushing.push_events(session, receivers(), is_failing=True, at=at)


@jobs.until_empty(poll_seconds=1)
async def retry_pushes(session: AsyncSession, at: datetime) -> bool:
    """Events that were set aside or are sent again by hand."""
    return await retrying.retry_pushes(session, receivers(), at=at)


@jobs.until_empty(poll_seconds=1)
async def publish_events(session: AsyncSession, at: datetime) -> bool:
    """Subscriptions over the bus."""
    return await publishing.publish_events(session, at=at)


@jobs.every(minutes=60)
async def forget_events(session: AsyncSession, at: datetime) -> None:
    """The feed keeps thirty days."""
    await forgetting.forget_events(session, at=at)


@jobs.every(minutes=10)
async def urge_late_complaints(session: AsyncSession, at: datetime) -> None:
    """Complaints that are late are told to the county, once a day."""
    await urging_complaints.urge_complaints(session, at=at)


@jobs.every(minutes=60)
async def close_answered_complaints(session: AsyncSession, at: datetime) -> None:
    """What nobody asked to be looked at again in time is closed."""
    await closing.close_answered(session, at=at)


@jobs.until_empty(poll_seconds=30)
async def tell_of_due_orders(session: AsyncSession, at: datetime) -> bool:
    """Orders that are due soon or late are told of within a minute, however many fall due at once."""
    return bool(await telling.tell_of_orders(session, at=at))


@jobs.every(hours=1)
async def open_due_reports(session: AsyncSession, at: datetime) -> None:
    """Reports of the calendar are ordered on the morning on which they come into sight."""
    await reporting.open_reports(session, at=at)


@jobs.until_empty(poll_seconds=60)
async def make_weekly_reports(session: AsyncSession, at: datetime) -> bool:
    """One place at a time, on the morning of the first working day after the week."""
    return await weekly.make_weekly_report(session, at=at)


@jobs.every(hours=1)
async def forget_inbox_changes(session: AsyncSession, at: datetime) -> None:
    """Who was away for more than a day reads their inbox anew."""
    await forget_changes(session, at=at)
