"""Door three: what funds does by the clock."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.channels import places, settings, signing
from services.funds.operations.disclosure.seal_day import seal_day
from services.funds.operations.grant import mark_overdue_papers as marking
from services.funds.operations.grant.pay_emergency_grant import pay_emergency_grant
from services.funds.operations.log import log_records as logging
from services.funds.operations.log import tell_heads as telling
from services.funds.rules.grant import GrantState
from services.funds.store.disclosure import find_day_to_seal
from services.funds.store.grant import find_payable_grant
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


@jobs.every(minutes=10)
async def seal_days(session: AsyncSession, at: datetime) -> None:
    """Seal every day of the disclosure that is over, in order."""
    while day := await find_day_to_seal(session, before=china(at - SEAL_AFTER).date()):
        await seal_day(session, day, at=at)
        await session.flush()


@jobs.until_empty(poll_seconds=2)
async def log_records(session: AsyncSession, at: datetime) -> bool:
    """Take what was published into the public log, behind those who publish."""
    keys = signing.signing_keys()
    if not keys:
        return False
    return await logging.log_records(session, origin=settings.current().log_origin, keys=keys, at=at) is not None


@jobs.until_empty(poll_seconds=5)
async def tell_heads(session: AsyncSession, at: datetime) -> bool:
    """Tell signed heads to the places outside that keep them."""
    return await telling.tell_heads(session, places=places.places(), at=at) is not None
