"""A refused payment is asked for again, as long as it is still owed."""

import pytest
from sqlalchemy import text

from services.medical.operations.top_up.note_payout import note_payout
from services.medical.operations.top_up.request_payout import request_payout
from services.medical.rules.top_up import FundsSaid, NoSuchPayout, PayoutNoLongerOwed, PayoutState, PayoutStateForbids
from shared.events.medical import TopUpConfirmed
from shared.ids import uuid7
from tests.builders.top_up import MAKER, a_confirmed_run, a_poor_stay, shares_of


@pytest.fixture
async def refused(session):
    await a_poor_stay(session)
    run = await a_confirmed_run(session)
    [share, _] = await shares_of(session, run.id)
    return await note_payout(session, share.id, FundsSaid(PayoutState.REFUSED, 1, reason="资金服务已撤回这笔发放"))


async def test_it_is_asked_for_again_under_the_same_number(session, emitted, refused):
    share = await request_payout(session, payout_id=refused.id, by=MAKER)

    assert (share.state, share.asks, share.refusal_reason) == (PayoutState.AWAITING, 2, None)
    told = [event for event in await emitted(session) if isinstance(event, TopUpConfirmed)][-1]
    assert (told.payment_id, told.ask, told.amount_fen) == (refused.id, 2, 4000_00)


async def test_what_is_on_its_way_is_not_asked_for_again(session, refused):
    await request_payout(session, payout_id=refused.id, by=MAKER)
    with pytest.raises(PayoutStateForbids):
        await request_payout(session, payout_id=refused.id, by=MAKER)
    with pytest.raises(NoSuchPayout):
        await request_payout(session, payout_id=uuid7(), by=MAKER)


async def test_what_is_no_longer_owed_is_not_asked_for_again(session, refused):
    await session.execute(text("ALTER TABLE top_up_share DISABLE TRIGGER kept"))
    await session.execute(text("UPDATE top_up_share SET owed_fen = 0, before_fen = -400000 WHERE layer = 'top_up'"))
    with pytest.raises(PayoutNoLongerOwed):
        await request_payout(session, payout_id=refused.id, by=MAKER)
