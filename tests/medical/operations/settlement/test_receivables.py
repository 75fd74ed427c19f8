"""Each settlement leaves a receivable for every payer but the hospital itself; its reversal sets an entry against each."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from services.medical.operations.settlement.reverse_settlement import reverse_settlement
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.receivable import PayerKind, kind_of
from services.medical.schemas.settlement import ReverseSettlement
from services.medical.store.policies import shelf
from services.medical.tables import Receivable, Reversal
from tests.builders.medical import HOSPITAL, HOSPITAL_CODE, JUNE_12, VILLAGE, a_discharge, a_stay, an_enrolled_person


async def settled(session, **bill):
    stay = await a_stay(session, **bill)
    return await settle_admission(session, a_discharge(), admission_id=stay.id, by=HOSPITAL, on=JUNE_12)


async def entries(session, *, is_counter=False):
    query = select(Receivable).where(col(Receivable.is_counter).is_(is_counter)).order_by(col(Receivable.id))
    return (await session.exec(query)).all()


async def test_each_payer_owes_its_share_and_the_hospital_owes_itself_nothing(session):
    await an_enrolled_person(session)

    settlement = await settled(session)

    owed = await entries(session)
    assert {(one.layer, one.payer, one.amount_fen) for one in owed} == {
        ("basic", "城乡居民基本医疗保险统筹基金", 12_320_00),
        ("serious_illness", "居民大病保险资金", 442_00),
        ("medical_aid", "医疗救助基金", 3_666_60),
        ("supplementary", "承保的商业保险公司", 2_571_41),
        ("backstop", "罗庄区健康扶贫兜底救助保障专项资金", 282_85),
    }
    reduction_fen = 357_14
    assert sum(one.amount_fen for one in owed) + reduction_fen + settlement.patient_fen == settlement.total_fen
    assert {(one.hospital, one.region, one.owed_on, one.booked_at) for one in owed} == {
        (HOSPITAL_CODE, VILLAGE, JUNE_12, settlement.settled_at)
    }


async def test_a_preview_owes_nothing(session):
    stay = await a_stay(session)

    await settle_admission(session, a_discharge(), admission_id=stay.id, by=HOSPITAL, on=JUNE_12, dry_run=True)

    assert await entries(session) == []


async def test_a_reversal_sets_an_entry_against_each_on_its_own_day_and_removes_none(session, frozen_at):
    await an_enrolled_person(session)
    settlement = await settled(session)

    with frozen_at("2020-07-02T16:30:00+00:00"):  # half past midnight in China
        await reverse_settlement(session, ReverseSettlement(reason="漏记手术费"), settlement_id=settlement.id, by=HOSPITAL)

    owed, countered = await entries(session), await entries(session, is_counter=True)
    assert {(one.layer, one.amount_fen) for one in countered} == {(one.layer, -one.amount_fen) for one in owed}
    assert {one.owed_on for one in countered} == {date(2020, 7, 3)}


async def test_no_code_path_can_reverse_a_settlement_and_leave_its_receivables(session):
    settlement = await settled(session)

    session.add(Reversal(settlement_id=settlement.id, region=VILLAGE, hospital=HOSPITAL_CODE, reason="忘了应收款"))

    with pytest.raises(DBAPIError, match="its receivables are not"):
        await session.commit()


@pytest.mark.parametrize("statement", ["UPDATE receivable SET amount_fen = 1", "DELETE FROM receivable"])
async def test_a_receivable_is_never_changed_or_removed(session, statement):
    await settled(session)

    with pytest.raises(DBAPIError, match="only ever added to"):
        await session.execute(text(statement))


def test_every_shipped_policy_names_the_treating_hospital_as_the_payer_of_what_it_waives():
    kinds = {(layer.name, kind_of(layer.payer)) for policy in shelf().policies for layer in policy.layers}
    assert {name for name, kind in kinds if kind is PayerKind.HOSPITAL} == {"hospital_reduction", "waiver"}
    assert ("hospital_reduction", PayerKind.FUND) not in kinds
