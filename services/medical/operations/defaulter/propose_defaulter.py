"""Propose somebody for the list of malicious defaulters: the hospital says why, the county will decide."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import admission
from services.medical.rules import defaulter as rules
from services.medical.schemas.defaulter import ProposeDefaulter
from services.medical.store import defaulters, instalments
from services.medical.tables import DefaultListing
from shared.security import Principal


async def propose_defaulter(session: AsyncSession, form: ProposeDefaulter, *, by: Principal, on: date) -> DefaultListing:
    """Raises NoSuchPlan, NoSuchAdmission, NotYetADefault, AlreadyProposed."""
    plan = await instalments.lock_plan(session, form.plan_id)
    dues = instalments.dues(await instalments.list_instalments(session, plan.id))

    admission.must_be_own(plan.hospital, by.org)
    rules.must_have_defaulted(dues, paid_fen=plan.paid_fen, on=on)

    listing = DefaultListing(
        plan_id=plan.id, identity_hash=plan.identity_hash, region=plan.region, hospital=plan.hospital, reason=form.reason
    )
    if not await defaulters.add_listing(session, listing):
        raise rules.AlreadyProposed
    defaulters.add_step(session, listing, by=by.subject, reason=form.reason)
    await session.flush()
    return listing
