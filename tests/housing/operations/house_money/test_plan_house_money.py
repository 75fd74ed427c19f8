"""When the county agrees, the subsidy is promised, split by source and stage, and funds is asked to hold it."""

import pytest
from sqlalchemy.exc import IntegrityError

from services.housing.operations.acceptance.accept_house import accept_house
from services.housing.operations.house_money.plan_house_money import plan_house_money
from services.housing.rules.house_money import MoneyState, StageState, SubsidyPromisedElsewhere
from services.housing.rules.money_policy import HoldAt
from services.housing.rules.renovation import RenovationState
from services.housing.store.house_money import find_money
from services.housing.tables import HouseMoney
from shared.events.housing import RenovationPlanned
from shared.ids import uuid7
from shared.vault import hash_identity
from tests.builders.housing import ACCEPTED_AT, ACCEPTER, an_acceptance
from tests.builders.housing_money import a_place_that, a_promise, renovation_of, stages
from tests.builders.housing_renovation import COUNTY_OFFICER, a_renovation, on


async def test_the_standard_is_promised_by_source_and_funds_is_asked_to_hold_it(session, emitted):
    money = await a_promise(session)

    assert (money.promised_fen, money.state, money.budget_code, money.year) == (18000_00, MoneyState.PLANNED, "housing", 2020)
    [asked] = [each for each in await emitted(session) if isinstance(each, RenovationPlanned)]
    assert [(share.source, share.amount_fen) for share in asked.shares] == [("central", 14000_00), ("county", 4000_00)]
    assert (asked.plan, asked.amount_fen, asked.asked_by) == (1, 18000_00, hash_identity(COUNTY_OFFICER.subject))
    assert {code: stage.amount_fen for code, stage in (await stages(session, money.renovation_id)).items()} == {
        "acceptance": 18000_00
    }


async def test_a_place_that_pays_in_stages_has_them_from_the_promise_on(session, tmp_path):
    with a_place_that(tmp_path):
        money = await a_promise(session)

    told = await stages(session, money.renovation_id)
    assert {code: stage.amount_fen for code, stage in told.items()} == {
        "start": 5400_00,
        "structure": 7200_00,
        "acceptance": 5400_00,
    }
    assert {stage.state for stage in told.values()} == {StageState.PLANNED}


async def test_it_is_promised_once_however_often_the_county_agrees(session, emitted):
    money = await a_promise(session)

    again = await plan_house_money(
        session, money.renovation_id, reached=HoldAt.COUNTY_AGREED, by=COUNTY_OFFICER, at=on("2020-06-28")
    )

    assert again is not None and again.id == money.id
    assert len([each for each in await emitted(session) if isinstance(each, RenovationPlanned)]) == 1


async def test_a_place_that_holds_money_for_who_signed_promises_nothing_before(session, tmp_path):
    with a_place_that(tmp_path, holds_at=HoldAt.SIGNED):
        renovation = await a_renovation(session, RenovationState.AGREED)
        early = await plan_house_money(
            session, renovation.id, reached=HoldAt.COUNTY_AGREED, by=COUNTY_OFFICER, at=on("2020-07-02")
        )
        signed = await plan_house_money(session, renovation.id, reached=HoldAt.SIGNED, by=COUNTY_OFFICER, at=on("2020-07-10"))

    assert early is None
    assert signed is not None and signed.promised_fen == 18000_00


async def test_nothing_is_promised_for_a_mode_without_works(session):
    renovation = await a_renovation(session, RenovationState.COUNTY_AGREED, mode="rent", mode_reason="户主不愿重建")

    assert (
        await plan_house_money(session, renovation.id, reached=HoldAt.COUNTY_AGREED, by=COUNTY_OFFICER, at=on("2020-07-02"))
        is None
    )
    assert await find_money(session, renovation.id) is None


async def test_a_house_that_was_accepted_for_this_budget_is_promised_nothing(session):
    renovation = await a_renovation(session, RenovationState.COUNTY_AGREED)
    renovation.state = RenovationState.WITHDRAWN
    await session.flush()
    await accept_house(session, renovation.survey_id, an_acceptance(), by=ACCEPTER, on=ACCEPTED_AT.date(), at=ACCEPTED_AT)

    with pytest.raises(SubsidyPromisedElsewhere):
        await plan_house_money(session, renovation.id, reached=HoldAt.COUNTY_AGREED, by=COUNTY_OFFICER, at=ACCEPTED_AT)


async def test_a_promised_house_is_not_accepted_for_the_same_budget_besides(session):
    money = await a_promise(session)
    renovation = await a_renovation_given_up(session, money)

    with pytest.raises(SubsidyPromisedElsewhere):
        await accept_house(session, renovation.survey_id, an_acceptance(), by=ACCEPTER, on=ACCEPTED_AT.date(), at=ACCEPTED_AT)


async def test_the_database_itself_keeps_a_second_subsidy_of_one_house_out(session):
    renovation = await a_renovation(session, RenovationState.COUNTY_AGREED)
    renovation.state = RenovationState.WITHDRAWN
    await session.flush()
    await accept_house(session, renovation.survey_id, an_acceptance(), by=ACCEPTER, on=ACCEPTED_AT.date(), at=ACCEPTED_AT)

    second = HouseMoney(
        renovation_id=renovation.id,
        house_id=renovation.house_id,
        household_id=uuid7(),
        region=renovation.region,
        budget_code="housing",
        year=2020,
        promised_fen=1,
        shares=[],
        plan=1,
        state=MoneyState.PLANNED,
        planned_on=ACCEPTED_AT.date(),
        told_at=ACCEPTED_AT,
    )
    with pytest.raises(IntegrityError, match="was accepted for money"):
        async with session.begin_nested():
            session.add(second)
            await session.flush()


async def a_renovation_given_up(session, money):
    """Withdrawn by hand, so that only its money stands in the way."""
    renovation = await renovation_of(session, money)
    renovation.state = RenovationState.WITHDRAWN
    await session.flush()
    return renovation
