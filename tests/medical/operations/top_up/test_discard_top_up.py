"""A draft may be thrown away; what is confirmed may not."""

import pytest

from services.medical.operations.top_up.discard_top_up import discard_top_up
from services.medical.rules.top_up import NoSuchTopUpRun, RunState, TopUpStateForbids
from services.medical.schemas.top_up import DiscardTopUp
from shared.ids import uuid7
from tests.builders.top_up import MAKER, a_confirmed_run, a_draft, a_poor_stay

WHY = DiscardTopUp(reason="还有手工报销没有结算")


async def test_a_discarded_draft_says_why_and_books_nothing(session):
    await a_poor_stay(session)
    draft = await a_draft(session)

    run = await discard_top_up(session, WHY, run_id=draft.id, by=MAKER)

    assert (run.state, run.discarded_by, run.discard_reason) == (RunState.DISCARDED, MAKER.subject, WHY.reason)
    assert (await a_draft(session)).pay_fen == draft.pay_fen


async def test_what_is_confirmed_stays(session):
    await a_poor_stay(session)
    run = await a_confirmed_run(session)
    with pytest.raises(TopUpStateForbids):
        await discard_top_up(session, WHY, run_id=run.id, by=MAKER)
    with pytest.raises(NoSuchTopUpRun):
        await discard_top_up(session, WHY, run_id=uuid7(), by=MAKER)
