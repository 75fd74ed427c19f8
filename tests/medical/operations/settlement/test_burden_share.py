"""S6 as it happens: the settlement after which the share is no longer below a tenth says so, once in the year."""

from datetime import datetime

from services.medical.store.people import find_year
from shared.events.medical import BurdenShareExceeded
from shared.policy.counters import IN_POLICY, PATIENT_IN_POLICY
from shared.vault import hash_identity
from tests.builders.medical import ID_NUMBER, OTHER_HOSPITAL, VILLAGE, a_reversal, a_settlement, an_enrolled_person

LOW_INCOME = {"classes": ("low-income",)}
HEAVY = {"hospital_level": "3", "in_policy_fen": 4_000_00}
"""A short stay far from home: the deductible alone is a fifth of it."""


async def told(session, emitted):
    return [event for event in await emitted(session) if isinstance(event, BurdenShareExceeded)]


async def counters(session):
    account = await find_year(session, hash_identity(ID_NUMBER), 2020)
    await session.refresh(account)
    return account.counters.get(IN_POLICY, 0), account.counters.get(PATIENT_IN_POLICY, 0)


async def test_a_share_over_the_line_is_told_with_the_sums_of_the_year(session, emitted):
    await an_enrolled_person(session, **LOW_INCOME)

    settlement = await a_settlement(session, **HEAVY)

    [event] = await told(session, emitted)
    burden_fen = settlement.result["patient_in_policy_fen"]
    assert (event.in_policy_fen, event.burden_fen, event.line_per_mille) == (4_000_00, burden_fen, 100)
    assert event.share_per_mille == burden_fen * 1000 // 4_000_00 >= 100
    assert (event.identity_hash, event.region, event.year, event.settlement_id) == (
        hash_identity(ID_NUMBER), VILLAGE, 2020, settlement.id,
    )  # fmt: skip
    assert settlement.result["burden_share"]["is_over"] is True


async def test_it_is_told_once_a_year_over_all_hospitals(session, emitted):
    await an_enrolled_person(session, **LOW_INCOME)

    await a_settlement(session, **HEAVY)
    await a_settlement(session, by=OTHER_HOSPITAL, **HEAVY)

    assert len(await told(session, emitted)) == 1


async def test_nobody_whose_part_stays_below_is_named(session, emitted):
    await an_enrolled_person(session)  # the county's own fund leaves nothing of the in-policy costs

    settlement = await a_settlement(session)

    assert settlement.result["burden_share"]["burden_fen"] == 0
    assert await told(session, emitted) == []


async def test_whom_the_clause_does_not_speak_of_is_not_named_however_much_they_bear(session, emitted):
    await a_settlement(session)

    assert await told(session, emitted) == []


async def test_a_reversal_gives_the_counters_back_and_a_new_settlement_is_not_told_again(session, emitted):
    await an_enrolled_person(session, **LOW_INCOME)
    settlement = await a_settlement(session, **HEAVY)
    assert await counters(session) == (4_000_00, settlement.result["patient_in_policy_fen"])

    await a_reversal(session, settlement, at=datetime.fromisoformat("2020-06-13T10:00:00+08:00"))
    assert await counters(session) == (0, 0)
    await a_settlement(session, by=OTHER_HOSPITAL, **HEAVY)

    assert len(await told(session, emitted)) == 1
