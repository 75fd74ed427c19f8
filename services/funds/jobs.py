"""Door three: what funds does by the clock."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.channels import places, settings, signing
from services.funds.operations.asset.draft_assets import draft_assets
from services.funds.operations.asset.write_wear import write_wear
from services.funds.operations.asset_income import remind_of_dues as reminding
from services.funds.operations.disclosure.seal_day import seal_day
from services.funds.operations.donation import release_donation as releasing
from services.funds.operations.duty.owe_duties import owe_duties
from services.funds.operations.duty.urge_duties import urge_duties
from services.funds.operations.flow import lay_flow as laying
from services.funds.operations.flow import publish_village_figures as publishing
from services.funds.operations.grant import mark_overdue_papers as marking
from services.funds.operations.grant.pay_emergency_grant import pay_emergency_grant
from services.funds.operations.grant_application import check_applications as checking
from services.funds.operations.grant_application import pay_agreed_grant as agreeing
from services.funds.operations.house_hold.hold_house_money import hold_house_money
from services.funds.operations.house_hold.tell_house_hold import tell_house_hold
from services.funds.operations.household.make_statements import make_statements
from services.funds.operations.ledger.expire_reservations import expire_reservations
from services.funds.operations.loan import publish_loans as publishing_loans
from services.funds.operations.loan import remind_of_loans as reminding_borrowers
from services.funds.operations.log import log_records as logging
from services.funds.operations.log import tell_heads as telling
from services.funds.operations.notice import tell_ended_notices as ending
from services.funds.operations.notice.urge_objections import urge_objections
from services.funds.operations.payment.check_payments import check_payments
from services.funds.operations.payment_request.take_matter import take_matter
from services.funds.operations.recovery import order_overdue_recoveries as asking_back
from services.funds.operations.reserve import ask_due_refills as refilling
from services.funds.operations.reserve.fill_refill import fill_refill
from services.funds.operations.supervision import order_daily_looks as ordering
from services.funds.operations.supervision.look_over_money import look_over_money
from services.funds.rules.grant import GrantState
from services.funds.rules.payment_request import RequestState
from services.funds.store.asset_draft import list_undrafted_projects
from services.funds.store.disclosure import find_day_to_seal, list_unread_entries
from services.funds.store.donation import find_payment_to_release
from services.funds.store.grant import find_payable_grant
from services.funds.store.grant_application import find_application_to_pay
from services.funds.store.house_hold import find_hold_to_try
from services.funds.store.matter import find_payable_matter
from services.funds.store.money_finding import lock_look_to_do
from services.funds.store.publishing import gathered_kinds
from services.funds.store.reserve import TRY_AGAIN, find_refill_to_fill
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
    if request is None or request.state is RequestState.WAITING:
        return False
    if matter.renovation_id is not None:
        await tell_house_hold(session, matter.renovation_id, at=at)
    return True


@jobs.until_empty(poll_seconds=2)
async def hold_waiting_house_money(session: AsyncSession, at: datetime) -> bool:
    """Set aside the money of a house that waits for a line or for room, one in each transaction; each is tried by the minute."""
    renovation_id = await find_hold_to_try(session, tried_before=at - TRY_AGAIN)
    if renovation_id is not None:
        await hold_house_money(session, renovation_id, at=at)
    return renovation_id is not None


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


@jobs.every(minutes=10)
async def wear_assets(session: AsyncSession, at: datetime) -> None:
    """Write the depreciation of every month that is over."""
    while await write_wear(session, on=china(at).date()):
        pass


@jobs.every(minutes=10)
async def remind_of_dues(session: AsyncSession, at: datetime) -> None:
    """Tell of income of assets that is due soon or late."""
    await reminding.remind_of_dues(session, on=china(at).date())


@jobs.every(minutes=10)
async def remind_of_loans(session: AsyncSession, at: datetime) -> None:
    """Tell of loans that fall due within a month, and of those that are overdue."""
    while await reminding_borrowers.remind_of_loans(session, on=china(at).date()):
        pass


@jobs.every(minutes=10)
async def publish_loans(session: AsyncSession, at: datetime) -> None:
    """Tell the public what was lent in each quarter that is over, town by town."""
    while await publishing_loans.publish_loans(session, on=china(at).date()):
        pass


@jobs.until_empty(poll_seconds=10)
async def ask_due_refills(session: AsyncSession, at: datetime) -> bool:
    """Ask for a refill of the reserves that have fallen below their floor."""
    return await refilling.ask_due_refills(session, at=at) > 0


@jobs.until_empty(poll_seconds=2)
async def fill_reserves(session: AsyncSession, at: datetime) -> bool:
    """Fill the reserves whose refill may go on, one in each transaction; those that wait are tried again by the minute."""
    refill = await find_refill_to_fill(session, tried_before=at - TRY_AGAIN)
    if refill is not None:
        await fill_refill(session, refill.id, at=at)
    return refill is not None


@jobs.until_empty(poll_seconds=2)
async def check_applications(session: AsyncSession, at: datetime) -> bool:
    """Look up what else households that applied for a grant were given."""
    return await checking.check_applications(session, at=at) > 0


@jobs.until_empty(poll_seconds=5)
async def pay_agreed_grants(session: AsyncSession, at: datetime) -> bool:
    """Ask for the payment of grants that were agreed to, one in each transaction; what waits is tried again by the minute."""
    application_id = await find_application_to_pay(session, tried_before=at - TRY_AGAIN)
    if application_id is not None:
        await agreeing.pay_agreed_grant(session, application_id, at=at)
    return application_id is not None


@jobs.every(minutes=10)
async def order_overdue_recoveries(session: AsyncSession, at: datetime) -> None:
    """Ask first aid back whose papers never came."""
    await asking_back.order_overdue_recoveries(session, at=at)


LOOKS_FROM_HOUR = 1
"""In the first hour of the day the last events of the day before still come in."""


@jobs.every(minutes=10)
async def order_daily_looks(session: AsyncSession, at: datetime) -> None:
    """Have the money of every county looked over once a day."""
    if china(at).hour >= LOOKS_FROM_HOUR:
        await ordering.order_daily_looks(session, at=at)


@jobs.until_empty(poll_seconds=2)
async def look_over_money_asked(session: AsyncSession, at: datetime) -> bool:
    """Do the look that waits longest, whether the day or a person asked for it."""
    look = await lock_look_to_do(session)
    if look is None:
        return False
    await look_over_money(session, look, at=at)
    return True


@jobs.until_empty(poll_seconds=2)
async def lay_flow(session: AsyncSession, at: datetime) -> bool:
    """Lay out what was published, for the public pages; behind those who publish."""
    return bool(await laying.lay_flow(session))


@jobs.until_empty(poll_seconds=600)
async def publish_village_figures(session: AsyncSession, at: datetime) -> bool:
    """Publish a quarter's sums of villages once it is over."""
    return await publishing.publish_village_figures(session, at=at)


@jobs.every(minutes=10)
async def draft_forgotten_assets(session: AsyncSession, at: datetime) -> None:
    """Every hand-over brings its drafts of assets, also one of which nobody told, or that is older than they."""
    for project_id in await list_undrafted_projects(session):
        await draft_assets(session, project_id)


@jobs.every(minutes=10)
async def tell_ended_notices(session: AsyncSession, at: datetime) -> None:
    """Tell whoever asked for a notice that its days are over, or that an objection stopped it."""
    await ending.tell_ended_notices(session, on=china(at).date())
