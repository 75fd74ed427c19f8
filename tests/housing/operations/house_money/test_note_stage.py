"""What funds says of a stage's payments, in whatever order it is heard."""

from datetime import date

import pytest

from services.housing.operations.acceptance.revoke_acceptance import revoke_acceptance
from services.housing.operations.house_money.note_stage import note_stage
from services.housing.operations.renovation.accept_renovation import accept_renovation
from services.housing.rules.acceptance import SubsidyMoves, SubsidyState
from services.housing.rules.house_money import StageState
from services.housing.rules.renovation import RenovationState
from services.housing.schemas.acceptance import RevokeAcceptance
from shared.events.housing import HouseAcceptanceRevoked, HouseAccepted
from shared.ids import uuid7
from tests.builders.housing_money import a_held_promise, a_payment, a_place_that, released, said, stages
from tests.builders.housing_renovation import COUNTY_OFFICER, a_final_look, on


async def started(session):
    money = await a_held_promise(session, RenovationState.UNDER_WAY)
    [start] = await released(session, money)
    return start


async def test_a_stage_waits_is_underway_fails_and_is_paid_as_funds_says(session, tmp_path):
    with a_place_that(tmp_path):
        start = await started(session)
        payment = a_payment()

        waiting = said(SubsidyState.WAITING, "2020-08-03", code="payee-missing", reason="该户没有登记收款账户")
        await note_stage(session, start.matter_id, waiting)
        assert (start.state, start.code_said) == (StageState.WAITING, "payee-missing")
        await note_stage(session, start.matter_id, said(SubsidyState.UNDERWAY, "2020-08-04", payment, amount_fen=5400_00))
        await note_stage(session, start.matter_id, said(SubsidyState.FAILED, "2020-08-05", payment, code="AC04"))
        assert (start.state, start.code_said) == (StageState.FAILED, "AC04")
        await note_stage(session, start.matter_id, said(SubsidyState.PAID, "2020-08-09", payment, amount_fen=5400_00))

    assert (start.state, start.code_said, start.paid_on) == (StageState.PAID, "", date(2020, 8, 9))


async def test_events_in_the_wrong_order_end_in_the_same_state(session, tmp_path):
    with a_place_that(tmp_path):
        start = await started(session)
        one, two = a_payment(), a_payment()

        await note_stage(session, start.matter_id, said(SubsidyState.PAID, "2020-08-09", one, amount_fen=5000_00))
        await note_stage(session, start.matter_id, said(SubsidyState.WAITING, "2020-08-03", code="payee-missing"))
        await note_stage(session, start.matter_id, said(SubsidyState.UNDERWAY, "2020-08-04", one, amount_fen=5000_00))
        assert start.state is StageState.UNDERWAY
        await note_stage(session, start.matter_id, said(SubsidyState.FAILED, "2020-08-08", two, code="AC04"))
        assert start.state is StageState.FAILED
        await note_stage(session, start.matter_id, said(SubsidyState.PAID, "2020-08-10", two))
        await note_stage(session, start.matter_id, said(SubsidyState.UNDERWAY, "2020-08-04", two, amount_fen=400_00))

    assert (start.state, start.paid_on) == (StageState.PAID, date(2020, 8, 10))


async def test_the_acceptance_shows_its_own_stage_and_a_revocation_leaves_it_to_the_next(session, tmp_path, emitted):
    with a_place_that(tmp_path):
        money = await a_held_promise(session, RenovationState.FINISHED)
        await released(session, money)
        acceptance = await accept_renovation(session, money.renovation_id, a_final_look(), by=COUNTY_OFFICER, at=on("2020-09-20"))
        told = (await stages(session, money.renovation_id))["acceptance"]
        assert (told.matter_id, told.amount_fen) == (acceptance.id, 5400_00)
        waiting = said(SubsidyState.WAITING, "2020-09-21", code="payee-missing", reason="没有账户")
        await note_stage(session, acceptance.id, waiting)
        assert (acceptance.subsidy, acceptance.subsidy_code) == (SubsidyState.WAITING, "payee-missing")

        form = RevokeAcceptance(reason="支出录入有误")
        await revoke_acceptance(session, acceptance.id, form, by=COUNTY_OFFICER, at=on("2020-09-22"))
        assert (await stages(session, money.renovation_id))["acceptance"].state is StageState.PLANNED
        again = a_final_look(cost_yuan="12000")
        await accept_renovation(session, money.renovation_id, again, by=COUNTY_OFFICER, at=on("2020-09-23"))

    [revoked] = [each for each in await emitted(session) if isinstance(each, HouseAcceptanceRevoked)]
    assert revoked.matter_id == acceptance.id
    last = [each for each in await emitted(session) if isinstance(each, HouseAccepted)][-1]
    # 12,600 was released at start and structure: more than the house cost.
    assert (last.subsidy_fen, last.due_fen, last.over_fen) == (12000_00, 0, 600_00)


async def test_an_acceptance_stands_while_a_part_of_its_money_is_with_the_household(session):
    money = await a_held_promise(session, RenovationState.FINISHED)
    accepted = await accept_renovation(session, money.renovation_id, a_final_look(), by=COUNTY_OFFICER, at=on("2020-09-20"))
    paid, back = a_payment(), a_payment()
    await note_stage(session, accepted.id, said(SubsidyState.PAID, "2020-09-23", paid, amount_fen=4000_00))
    await note_stage(session, accepted.id, said(SubsidyState.UNDERWAY, "2020-09-23", back, amount_fen=14000_00))
    await note_stage(session, accepted.id, said(SubsidyState.WITHDRAWN, "2020-09-24", back))

    with pytest.raises(SubsidyMoves):
        await revoke_acceptance(
            session, accepted.id, RevokeAcceptance(reason="面积录入有误"), by=COUNTY_OFFICER, at=on("2020-09-25")
        )

    await note_stage(session, accepted.id, said(SubsidyState.RETURNED, "2020-09-26", paid))
    await revoke_acceptance(session, accepted.id, RevokeAcceptance(reason="面积录入有误"), by=COUNTY_OFFICER, at=on("2020-09-27"))


async def test_a_matter_that_is_no_stage_is_left_to_who_knows_it(session):
    assert await note_stage(session, uuid7(), said(SubsidyState.PAID, "2020-08-09", a_payment())) is None
