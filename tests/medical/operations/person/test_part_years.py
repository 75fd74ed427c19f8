"""They were two people after all: each has the year that their own number's stays have drawn."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.operations.person.join_years import join_years
from services.medical.operations.person.part_years import part_years
from services.medical.operations.settlement.resettle_settlements import resettle_settlements
from services.medical.schemas.resettlement import ResettleSettlements
from shared.events.registry import PersonsSeparated
from tests.builders.medical import COUNTY_CLERK, a_settlement
from tests.medical.operations.person.test_follow_merger import merged
from tests.medical.operations.person.test_join_years import JUNE_13, JUNE_14, SECOND, accounts, both, dues
from tests.medical.operations.settlement.test_settle_admission import paid


async def test_parted_each_has_the_year_of_their_own_number_again(session: AsyncSession) -> None:
    first, second = await both(session)
    await a_settlement(session, in_policy_fen=60_000_00)
    await a_settlement(session, on=JUNE_13, id_number=SECOND, in_policy_fen=20_000_00)
    await a_settlement(session, on=JUNE_14, in_policy_fen=5_000_00)
    before = [await accounts(session, of=each.identity_hash) for each in (first, second)]
    await join_years(session, merged(first, second))
    await part_years(session, merged(first, second, PersonsSeparated))
    assert [await accounts(session, of=each.identity_hash) for each in (first, second)] == before


async def test_what_was_settled_meanwhile_goes_with_the_number_shown_and_is_due(session: AsyncSession, frozen_at: Any) -> None:
    first, second = await both(session)
    one = await a_settlement(session, in_policy_fen=60_000_00)
    with frozen_at("2020-06-12T12:00:00+08:00"):
        await join_years(session, merged(first, second))
    meanwhile = await a_settlement(session, on=JUNE_13, id_number=SECOND, in_policy_fen=60_000_00)
    await part_years(session, merged(first, second, PersonsSeparated))
    assert (await accounts(session, of=first.identity_hash))[2020][1] == [str(one.id)]
    counters, standing, burden_fen = (await accounts(session, of=second.identity_hash))[2020]
    assert (standing, burden_fen, counters) == ([str(meanwhile.id)], meanwhile.patient_fen, meanwhile.drawn["person_year"])
    assert await dues(session) == [(meanwhile.id, "separation")]
    form = ResettleSettlements(reason="查明是两个人")
    _, [(_, again)] = await resettle_settlements(session, form, settlement_id=meanwhile.id, by=COUNTY_CLERK)
    assert paid(again) == paid(one), "a year of their own from the first fen"
