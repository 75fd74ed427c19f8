"""A plan for what a patient cannot pay at discharge."""

from datetime import date

import pytest

from services.medical.operations.instalment.agree_instalments import agree_instalments
from services.medical.operations.settlement.reverse_settlement import reverse_settlement
from services.medical.rules.admission import NoSuchAdmission
from services.medical.rules.defaulter import ListingStatus
from services.medical.rules.instalment import (
    InstalmentsDoNotAddUp,
    PlanAlreadyThere,
    PlanExceedsPatientPart,
    PlanStatus,
    SettlementNotStanding,
)
from services.medical.schemas.instalment import AgreeInstalments
from services.medical.schemas.settlement import ReverseSettlement
from services.medical.store.defaulters import is_listed, list_steps
from services.medical.store.instalments import get_plan, list_instalments
from services.medical.tables import DefaultListing
from shared.events.medical import DefaultListingDecided
from tests.builders.medical import HOSPITAL, OTHER_HOSPITAL, a_plan, a_settlement

JULY, AUGUST = date(2020, 7, 12), date(2020, 8, 12)


async def test_a_plan_keeps_its_guarantor_sealed_and_its_dates(session):
    plan = await a_plan(session, await a_settlement(session), (JULY, 1_000_00), (AUGUST, 2_000_01))

    assert (plan.amount_fen, plan.paid_fen, plan.status) == (3_000_01, 0, PlanStatus.ACTIVE)
    assert "王大明".encode() not in plan.guarantor_sealed
    assert [(one.due_on, one.upto_fen) for one in await list_instalments(session, plan.id)] == [
        (JULY, 1_000_00), (AUGUST, 3_000_01),
    ]  # fmt: skip


async def test_one_plan_a_settlement_and_no_more_than_the_patient_bears(session):
    settlement = await a_settlement(session)
    with pytest.raises(PlanExceedsPatientPart):
        await a_plan(session, settlement, (JULY, settlement.patient_fen + 1))
    await a_plan(session, settlement, (JULY, settlement.patient_fen))
    with pytest.raises(PlanAlreadyThere):
        await a_plan(session, settlement, (JULY, 1))


async def test_a_settlement_that_is_taken_back_has_no_plan_and_voids_the_one_it_had(session):
    settlement = await a_settlement(session)
    plan = await a_plan(session, settlement, (JULY, 1_000_00))
    await reverse_settlement(session, ReverseSettlement(reason="漏记"), settlement_id=settlement.id, by=HOSPITAL)

    assert (await get_plan(session, plan.id)).status == PlanStatus.VOID
    with pytest.raises(SettlementNotStanding):
        await a_plan(session, settlement, (JULY, 1_000_00))


async def test_nobody_stays_listed_for_what_they_no_longer_owe(session, emitted):
    settlement = await a_settlement(session)
    plan = await a_plan(session, settlement, (JULY, 1_000_00))
    listing = DefaultListing(
        plan_id=plan.id,
        identity_hash=plan.identity_hash,
        region=plan.region,
        hospital=plan.hospital,
        status=ListingStatus.CONFIRMED,
        reason="有偿还能力而拒绝偿还",
    )
    session.add(listing)
    await session.flush()

    await reverse_settlement(session, ReverseSettlement(reason="漏记"), settlement_id=settlement.id, by=HOSPITAL)

    assert not await is_listed(session, plan.identity_hash)
    assert [(step.status, step.reason) for step in await list_steps(session, listing.id)] == [("lifted", "漏记")]
    assert [event.status for event in await emitted(session) if isinstance(event, DefaultListingDecided)] == ["lifted"]


async def test_another_hospital_agrees_on_nothing_of_ours(session):
    settlement = await a_settlement(session, by=OTHER_HOSPITAL)
    with pytest.raises(NoSuchAdmission):
        await a_plan(session, settlement, (JULY, 1_000_00))


async def test_parts_that_do_not_add_up_are_refused(session):
    settlement = await a_settlement(session)
    example = AgreeInstalments.model_config["json_schema_extra"]["examples"][0]
    form = AgreeInstalments.model_validate(example | {"settlement_id": settlement.id, "amount_yuan": "3000.01"})

    with pytest.raises(InstalmentsDoNotAddUp):
        await agree_instalments(session, form, by=HOSPITAL, on=date(2020, 6, 12))
