"""Money that was too much comes back, at most as much as was."""

import pytest

from services.medical.operations.top_up.record_return import record_return
from services.medical.rules.payout import NoSuchPayout, PaidInFuture
from services.medical.rules.top_up import ReturnTooLarge
from services.medical.schemas.top_up import RecordReturn
from services.medical.store import top_ups
from shared.ids import uuid7
from tests.builders.medical import OTHER_HOSPITAL, a_reversal, a_settlement, an_id_number
from tests.builders.top_up import IN_JANUARY, JANUARY, MAKER, a_confirmed_run, a_poor_stay, paid_of


def back(yuan: str, on=JANUARY) -> RecordReturn:
    return RecordReturn.model_validate({"amount_yuan": yuan, "returned_on": on, "voucher": "T-1"})


async def dues(session) -> dict[str, int]:
    rows = await top_ups.list_dues(session, year=2020, after=None, limit=10)
    return {row["layer"]: row["asked_fen"] - row["owed_fen"] for row in rows}


@pytest.fixture
async def due(session):
    """4,000 and 500 were paid, and nothing is owed any more."""
    settlement = await a_poor_stay(session)
    await a_confirmed_run(session)
    await a_reversal(session, settlement, at=IN_JANUARY)
    await a_confirmed_run(session)
    rows = await top_ups.list_dues(session, year=2020, after=None, limit=10)
    return {row["layer"]: row["share_id"] for row in rows}


async def test_what_came_back_is_due_no_more(session, due):
    await record_return(session, back("3999.99"), share_id=due["top_up"], by=MAKER, on=JANUARY)

    assert await dues(session) == {"top_up": 1, "grant": 500_00}
    with pytest.raises(ReturnTooLarge):
        await record_return(session, back("0.02"), share_id=due["top_up"], by=MAKER, on=JANUARY)
    await record_return(session, back("0.01"), share_id=due["top_up"], by=MAKER, on=JANUARY)
    assert await dues(session) == {"grant": 500_00}


async def test_what_is_owed_later_is_set_off_against_what_is_due(session, due):
    await record_return(session, back("1000"), share_id=due["top_up"], by=MAKER, on=JANUARY)
    await a_settlement(session, by=OTHER_HOSPITAL, id_number=an_id_number(1), in_policy_fen=1_000_000, out_of_policy_fen=0)

    run = await a_confirmed_run(session)

    assert await paid_of(session, run.id) == {"top_up": (1000, 0), "grant": (0, 0)}
    assert await dues(session) == {}


async def test_nothing_comes_back_tomorrow_nor_of_nothing(session, due):
    with pytest.raises(PaidInFuture):
        await record_return(session, back("1", JANUARY.replace(day=16)), share_id=due["grant"], by=MAKER, on=JANUARY)
    with pytest.raises(NoSuchPayout):
        await record_return(session, back("1"), share_id=uuid7(), by=MAKER, on=JANUARY)
