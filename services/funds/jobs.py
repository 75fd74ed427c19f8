"""Door three: what funds does by the clock."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.asset.write_wear import write_wear
from services.funds.operations.asset_income import remind_of_dues as reminding
from services.funds.operations.disclosure.seal_day import seal_day
from services.funds.operations.duty.owe_duties import owe_duties
from services.funds.operations.duty.urge_duties import urge_duties
from services.funds.operations.grant import mark_overdue_papers as marking
from services.funds.operations.grant.pay_emergency_grant import pay_emergency_grant
from services.funds.operations.notice.urge_objections import urge_objections
from services.funds.rules.grant import GrantState
from services.funds.store.disclosure import find_day_to_seal, list_unread_entries
from services.funds.store.grant import find_payable_grant
from services.funds.store.publishing import gathered_kinds
from shared.clock import china
from shared.jobs import Jobs

jobs = Jobs("funds")

SEAL_AFTER = timedelta(minutes=30)
"""A transaction lives for seconds: half an hour after midnight no entry of the old day can still be on its way."""


@jobs.until_empty(poll_seconds=2)
async def pay_waiting_grant(session: AsyncSession, at: datetime) -> bool:
    """Pay the longest-waiting grant that its town's reserve can pay by now."""
    waiting = await find_payable_grant(session)
    if waiting is None:
        return False
    [grant] = await pay_emergency_grant(session, [waiting.need], at=at)
    return grant is not None and grant.state is GrantState.PAID


@jobs.every(minutes=10)
async def mark_overdue_papers(session: AsyncSession, at: datetime) -> None:
    """Mark the grants whose papers did not come in time."""
    await marking.mark_overdue_papers(session, on=china(at).date())


ENTRIES_AT_ONCE = 500


@jobs.every(minutes=10)
async def owe_forgotten_duties(session: AsyncSession, at: datetime) -> None:
    """Every public entry of these two days brings its duties, also one of which nobody told."""
    since = china(at).date() - timedelta(days=1)
    unread = await list_unread_entries(session, since=since, gathered=gathered_kinds(), limit=ENTRIES_AT_ONCE)
    await owe_duties(session, unread)


@jobs.every(minutes=10)
async def urge_publishers(session: AsyncSession, at: datetime) -> None:
    """Tell who has not published in time, or not answered an objection in time; later the county."""
    await urge_duties(session, on=china(at).date())
    await urge_objections(session, on=china(at).date())


@jobs.every(minutes=10)
async def seal_days(session: AsyncSession, at: datetime) -> None:
    """Seal every day of the disclosure that is over, in order."""
    while day := await find_day_to_seal(session, before=china(at - SEAL_AFTER).date()):
        await seal_day(session, day, at=at)
        await session.flush()


@jobs.every(minutes=10)
async def wear_assets(session: AsyncSession, at: datetime) -> None:
    """Write the depreciation of every month that is over."""
    while await write_wear(session, on=china(at).date()):
        pass


@jobs.every(minutes=10)
async def remind_of_dues(session: AsyncSession, at: datetime) -> None:
    """Tell of income of assets that is due soon or late."""
    await reminding.remind_of_dues(session, on=china(at).date())
