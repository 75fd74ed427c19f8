"""A household may take its dispute back, once."""

from datetime import date

import pytest

from services.housing.operations.grade_dispute.withdraw_dispute import withdraw_dispute
from services.housing.rules.grade_dispute import DisputeSettledAlready, NoSuchDispute
from services.housing.schemas.grade_dispute import WithdrawDispute
from shared.ids import uuid7
from tests.builders.housing_appraisals import TOWN_OFFICER, a_dispute, a_signed_appraisal

WHY = WithdrawDispute(why="住户看过鉴定表后表示同意")


async def test_a_dispute_is_withdrawn_once_and_may_be_filed_again(session):
    signed = await a_signed_appraisal(session)
    dispute = await a_dispute(session, signed)

    await withdraw_dispute(session, dispute.id, WHY, by=TOWN_OFFICER, on=date(2020, 6, 13))

    assert (dispute.state, dispute.reasons, dispute.outcome) == ("withdrawn", [WHY.why], None)
    with pytest.raises(DisputeSettledAlready):
        await withdraw_dispute(session, dispute.id, WHY, by=TOWN_OFFICER, on=date(2020, 6, 13))
    assert (await a_dispute(session, signed, on=date(2020, 6, 15))).number.endswith("0002")


async def test_a_stranger_is_not_withdrawn(session):
    with pytest.raises(NoSuchDispute):
        await withdraw_dispute(session, uuid7(), WHY, by=TOWN_OFFICER, on=date(2020, 6, 13))
