"""A hospital proposes; nothing follows from it until the county has decided."""

from datetime import date, timedelta

import pytest

from services.medical.operations.defaulter.propose_defaulter import propose_defaulter
from services.medical.operations.instalment.tell_missed_instalments import tell_missed_instalments
from services.medical.rules.admission import NoSuchAdmission
from services.medical.rules.defaulter import AlreadyProposed, ListingStatus, NotYetADefault
from services.medical.schemas.defaulter import ProposeDefaulter
from services.medical.store.defaulters import is_listed, list_listings, list_steps
from tests.builders.medical import HOSPITAL, OTHER_HOSPITAL, a_plan, a_settlement

JULY = date(2020, 7, 12)
AUGUST_20 = date(2020, 8, 20)


async def proposed(session, plan, *, on=AUGUST_20, by=HOSPITAL):
    form = ProposeDefaulter(plan_id=plan.id, reason="有偿还能力而拒绝偿还")
    return await propose_defaulter(session, form, by=by, on=on)


@pytest.fixture
async def plan(session):
    plan = await a_plan(session, await a_settlement(session), (JULY, 1_000_00))
    await tell_missed_instalments(session, on=JULY + timedelta(1))
    return plan


async def test_a_proposal_has_its_reason_and_no_consequence(session, plan):
    listing = await proposed(session, plan)

    assert listing.status == ListingStatus.PROPOSED
    assert not await is_listed(session, plan.identity_hash)
    assert [(step.by, step.reason) for step in await list_steps(session, listing.id)] == [(HOSPITAL.subject, listing.reason)]
    assert await list_listings(session, status=None, hospital=OTHER_HOSPITAL.org, after=None, limit=10) == []
    with pytest.raises(AlreadyProposed):
        await proposed(session, plan)


async def test_before_a_month_has_passed_or_by_another_hospital_there_is_no_proposal(session, plan):
    with pytest.raises(NotYetADefault):
        await proposed(session, plan, on=JULY + timedelta(10))
    with pytest.raises(NoSuchAdmission):
        await proposed(session, plan, by=OTHER_HOSPITAL)
