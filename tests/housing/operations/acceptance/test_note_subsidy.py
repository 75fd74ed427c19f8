"""What funds says of a subsidy is kept as it last was, in whatever order it comes."""

from datetime import date, timedelta

import pytest

from services.housing.operations.acceptance.note_subsidy import Said, note_subsidy
from services.housing.rules.acceptance import SubsidyState
from shared.database import set_scope, the_platform
from shared.events.funds import (
    HouseholdPaid,
    HouseholdPaymentAsked,
    HouseholdPaymentFailed,
    HouseholdPaymentRefused,
    HouseholdPaymentReturned,
    HouseholdPaymentWithdrawn,
)
from shared.ids import uuid7
from tests.builders.housing import ACCEPTED_AT, TOWN, an_accepted_house

DAY = date(2020, 9, 21)
LATER, LATEST = (ACCEPTED_AT + timedelta(hours=hours) for hours in (1, 2))


async def test_what_happened_earlier_is_no_news(session):
    accepted = await an_accepted_house(session)
    payment_id = uuid7()

    await note_subsidy(session, accepted.id, Said(SubsidyState.PAID, LATEST, payment_id, paid_on=DAY))
    await note_subsidy(session, accepted.id, Said(SubsidyState.UNDERWAY, LATER, payment_id))

    assert (accepted.subsidy, accepted.payment_id, accepted.paid_on) == (SubsidyState.PAID, payment_id, DAY)


async def test_a_matter_that_was_asked_for_by_hand_is_none_of_ours(session):
    assert await note_subsidy(session, uuid7(), Said(SubsidyState.PAID, LATEST)) is None


def about(accepted, **told):
    return {"about": "housing", "about_id": accepted.id, "household_id": accepted.household_id, "region": TOWN} | told


@pytest.mark.parametrize(
    ("kind", "told", "state"),
    [
        (HouseholdPaymentAsked, {"payment_id": uuid7(), "round": 1, "amount_fen": 1}, SubsidyState.UNDERWAY),
        (HouseholdPaymentRefused, {"round": 1, "code": "x", "reason": "余额不足", "is_waiting": True}, SubsidyState.WAITING),
        (HouseholdPaymentRefused, {"round": 1, "code": "x", "reason": "已发过", "is_waiting": False}, SubsidyState.REFUSED),
        (HouseholdPaid, {"payment_id": uuid7(), "amount_fen": 1, "paid_on": DAY}, SubsidyState.PAID),
        (HouseholdPaymentFailed, {"payment_id": uuid7(), "code": "AC04", "failed_on": DAY}, SubsidyState.FAILED),
        (HouseholdPaymentWithdrawn, {"payment_id": uuid7(), "round": 1, "withdrawn_on": DAY}, SubsidyState.WITHDRAWN),
        (HouseholdPaymentReturned, {"payment_id": uuid7(), "amount_fen": 1, "returned_on": DAY}, SubsidyState.RETURNED),
    ],
)
async def test_each_answer_of_funds_is_noted_and_only_for_houses(session, deliver, kind, told, state):
    accepted = await an_accepted_house(session)
    await session.commit()
    look = the_platform("test", "look")

    await deliver(kind(**about(accepted, **told) | {"about": "programme"}))
    await set_scope(session, look)
    await session.refresh(accepted)
    assert accepted.subsidy is SubsidyState.REQUESTED
    await session.commit()

    await deliver(kind(**about(accepted, **told)))
    await set_scope(session, look)
    await session.refresh(accepted)
    assert accepted.subsidy is state
