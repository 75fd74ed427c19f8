"""Door three: what funds does by the clock."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.channels import places, settings, signing
from services.funds.operations.asset.write_wear import write_wear
from services.funds.operations.asset_income import remind_of_dues as reminding
from services.funds.operations.disclosure.seal_day import seal_day
from services.funds.operations.donation import release_donation as releasing
from services.funds.operations.duty.owe_duties import owe_duties
from services.funds.operations.duty.urge_duties import urge_duties
from services.funds.operations.grant import mark_overdue_papers as marking
from services.funds.operations.grant.pay_emergency_grant import pay_emergency_grant
from services.funds.operations.household.make_statements import make_statements
from services.funds.operations.ledger.expire_reservations import expire_reservations
from services.funds.operations.log import log_records as logging
from services.funds.operations.log import tell_heads as telling
from services.funds.operations.notice.urge_objections import urge_objections
from services.funds.operations.payment.check_payments import check_payments
from services.funds.operations.payment_request.take_matter import take_matter
from services.funds.rules.grant import GrantState
from services.funds.rules.payment_request import RequestState
from services.funds.store.disclosure import find_day_to_seal, list_unread_entries
from services.funds.store.donation import find_payment_to_release
from services.funds.store.grant import find_payable_grant
from services.funds.store.matter import find_payable_matter
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
async def release_donations(session: AsyncSession, at: datetime) -> None:
    """Donations whose payment did not come to be, or came back, can be used again."""
    while payment_id := await find_payment_to_release(session):
        await releasing.release_donation(session, payment_id, at=at)


@jobs.until_empty(poll_seconds=2)
async def check_asked_payments(session: AsyncSession, at: datetime) -> bool:
    """Compare what was asked with what else the household and its kin receive, before anybody may sign for it."""
    return await check_payments(session, at=at) > 0


@jobs.until_empty(poll_seconds=2)
async def ask_waiting_matters(session: AsyncSession, at: datetime) -> bool:
    """Ask for the longest-waiting payment of another service that has room and an account by now."""
    matter = await find_payable_matter(session)
    if matter is None:
        return False
    request = await take_matter(session, matter, at=at)
    return request is not None and request.state is not RequestState.WAITING


@jobs.every(minutes=10)
async def tell_statements(session: AsyncSession, at: datetime) -> None:
    """Tell households what the month before brought them, from the day on that their place's rule names."""
    await make_statements(session, at=at)


@jobs.until_empty(poll_seconds=30)
async def free_expired_reservations(session: AsyncSession, at: datetime) -> bool:
    """Set free the reservations that nobody paid in time, a batch in each transaction."""
    return await expire_reservations(session, at=at) > 0


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


async def wear_assets(session: AsyncSession, at: datetime) -> None:
    """Write the depreciation of every month that is over."""
    while await write_wear(session, on=china(at).date()):
        pass


@jobs.every(minutes=10)
async def remind_of_dues(session: AsyncSession, at: datetime) -> None:
    """Tell of income of assets that is due soon or late."""
    await reminding.remind_of_dues(session, on=china(at).date())
