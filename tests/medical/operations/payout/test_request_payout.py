"""A refused payment is asked for again, as long as it is still owed."""

import pytest
from sqlalchemy import text

from services.medical.operations.payout.note_payout import note_payout
from services.medical.operations.payout.record_payout import record_payout
from services.medical.operations.payout.request_payout import ASKS_WITH, request_payout
from services.medical.operations.settlement.reverse_settlement import reverse_settlement
from services.medical.rules.payout import FundsSaid, Matter, NoSuchPayout, PayoutNoLongerOwed, PayoutState, PayoutStateForbids
from services.medical.schemas.payout import RecordPayout
from services.medical.schemas.settlement import ReverseSettlement
from shared.ids import uuid7
from shared.vault import hash_identity
from tests.builders.payouts import CLERKS, a_payout
from tests.builders.top_up import JANUARY

of_every_matter = pytest.mark.parametrize("matter", Matter)


async def refused(session, matter):
    payout = await a_payout(session, matter)
    await note_payout(session, matter, payout.id, FundsSaid(PayoutState.REFUSED, 1, reason="资金服务已撤回这笔发放"))
    return payout


async def request(session, matter, payout_id):
    return await request_payout(session, matter=matter, payout_id=payout_id, by=CLERKS[matter])


@of_every_matter
async def test_it_is_asked_for_again_under_the_same_number(session, emitted, matter):
    payout = await refused(session, matter)

    await request(session, matter, payout.id)

    assert (payout.state, payout.asks, payout.refusal_reason) == (PayoutState.AWAITING, 2, None)
    told = [event for event in await emitted(session) if isinstance(event, ASKS_WITH[matter])][-1]
    said = (told.payment_id, told.ask, told.amount_fen, told.payer, told.region)
    assert said == (payout.id, 2, payout.pay_fen, payout.payer, payout.region)
    assert told.household_id and told.person_id and told.asked_by == hash_identity(CLERKS[matter].subject)


@of_every_matter
async def test_what_is_on_its_way_is_not_asked_for_again(session, matter):
    payout = await refused(session, matter)
    await request(session, matter, payout.id)
    with pytest.raises(PayoutStateForbids):
        await request(session, matter, payout.id)
    with pytest.raises(NoSuchPayout):
        await request(session, matter, uuid7())


@of_every_matter
async def test_what_the_desk_pays_is_asked_of_the_desk_and_not_of_funds(session, emitted, matter):
    payout = await a_payout(session, matter, is_enrolled=False)
    broken = RecordPayout(refusal_reason="账户已注销")
    await record_payout(session, broken, matter=matter, payout_id=payout.id, by=CLERKS[matter], on=JANUARY)
    before = len(await emitted(session))

    assert (await request(session, matter, payout.id)).state == PayoutState.AWAITING

    assert len(await emitted(session)) == before


async def test_a_top_up_that_is_no_longer_owed_is_not_asked_for_again(session):
    payout = await refused(session, Matter.TOP_UP)
    await session.execute(text("ALTER TABLE top_up_share DISABLE TRIGGER kept"))
    await session.execute(text("UPDATE top_up_share SET owed_fen = 0, before_fen = -400000 WHERE layer = 'top_up'"))
    with pytest.raises(PayoutNoLongerOwed):
        await request(session, Matter.TOP_UP, payout.id)


async def test_nothing_is_asked_for_by_a_settlement_that_was_taken_back(session):
    payout = await refused(session, Matter.PAPER_CLAIM)
    back = ReverseSettlement(reason="票据金额录入有误")
    await reverse_settlement(session, back, settlement_id=payout.settlement_id, by=CLERKS[Matter.PAPER_CLAIM])
    with pytest.raises(PayoutNoLongerOwed):
        await request(session, Matter.PAPER_CLAIM, payout.id)
