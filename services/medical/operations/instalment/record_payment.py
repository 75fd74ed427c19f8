"""Take money on a plan; whoever has paid everything leaves the list of defaulters by that."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import admission
from services.medical.rules import instalment as rules
from services.medical.rules.defaulter import ListingStatus, move
from services.medical.rules.instalment import PlanStatus
from services.medical.schemas.instalment import RecordPayment
from services.medical.store import defaulters, instalments
from services.medical.tables import InstalmentPayment, InstalmentPlan
from shared import outbox
from shared.events.medical import DefaultListingDecided
from shared.security import Principal


async def record_payment(session: AsyncSession, form: RecordPayment, *, plan_id: UUID, by: Principal, on: date) -> InstalmentPlan:
    """The oldest instalment is covered first. Raises NoSuchPlan, NoSuchAdmission, DateOutOfOrder, PlanNotActive,
    PaidMoreThanOwed."""
    plan = await instalments.lock_plan(session, plan_id)
    listing = await defaulters.find_open_listing(session, plan_id)

    admission.must_be_own(plan.hospital, by.org)
    admission.must_fall_between("/paid_on", plan.agreed_on, form.paid_on, on)
    after_fen, status = rules.paid_after(plan.amount_fen, plan.paid_fen, form.amount_fen, PlanStatus(plan.status))

    plan.paid_fen, plan.status = after_fen, status
    session.add(
        InstalmentPayment(
            plan_id=plan.id,
            region=plan.region,
            hospital=plan.hospital,
            paid_on=form.paid_on,
            amount_fen=form.amount_fen,
            receipt_no=form.receipt_no,
        )
    )
    is_lifted = listing is not None and status is PlanStatus.PAID
    if listing and is_lifted:
        listing.status, listing.lifted_on = move(ListingStatus(listing.status), ListingStatus.LIFTED), on
        defaulters.add_step(session, listing, by=by.subject, reason="已全部还清，自动移出")
    await session.flush()

    if listing and is_lifted:
        await outbox.record(
            session,
            DefaultListingDecided(
                listing_id=listing.id,
                plan_id=plan.id,
                hospital=listing.hospital,
                region=listing.region,
                status=listing.status,
            ),
        )
    return plan
