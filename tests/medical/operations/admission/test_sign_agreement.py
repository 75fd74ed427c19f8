"""The agreement of treating first and paying later: kept once, sealed, with the clause."""

from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.admission.sign_agreement import sign_agreement
from services.medical.rules.admission import Cause, DateOutOfOrder
from services.medical.rules.claim import AgreementAlreadySigned, NotWithoutDeposit
from services.medical.schemas.admission import AGREEMENT, SignAgreement
from services.medical.store.admissions import find_agreement
from shared.vault import unseal
from tests.builders.medical import HOSPITAL, JUNE_12, an_admission, an_enrolled_person

FORM = SignAgreement.model_validate(AGREEMENT)


async def signed(session, stay, form=FORM):
    return await sign_agreement(session, form, admission_id=stay.id, by=HOSPITAL, on=JUNE_12)


async def test_who_signed_when_why_and_on_which_papers_is_kept(session):
    await an_enrolled_person(session)
    stay = await admit_patient(session, an_admission(), by=HOSPITAL, on=JUNE_12)
    assert await find_agreement(session, stay.id) is None

    await signed(session, stay)

    kept = await find_agreement(session, stay.id)
    assert kept is not None
    assert (unseal(kept.signed_by_sealed), kept.relation, kept.signed_on) == ("王小明", "self", date(2020, 6, 1))
    assert kept.papers == ["id_card", "poverty_proof"]
    assert "建档立卡" in kept.because and "先诊疗" in kept.clause
    with pytest.raises(AgreementAlreadySigned):
        await signed(session, stay)


async def test_it_comes_with_the_admission_as_well_and_is_never_changed(session):
    await an_enrolled_person(session)
    stay = await admit_patient(session, an_admission(agreement=AGREEMENT), by=HOSPITAL, on=JUNE_12)

    kept = await find_agreement(session, stay.id)

    assert kept is not None and kept.because == stay.deposit_reason
    kept.relation = "other"
    with pytest.raises(DBAPIError, match="only ever added to"):
        await session.flush()


async def test_whoever_leaves_a_deposit_signs_nothing(session):
    await an_enrolled_person(session)
    stay = await admit_patient(session, an_admission(cause=Cause.FIGHT, agreement=AGREEMENT), by=HOSPITAL, on=JUNE_12)

    assert await find_agreement(session, stay.id) is None
    with pytest.raises(NotWithoutDeposit):
        await signed(session, stay)


async def test_nobody_signs_tomorrow(session):
    await an_enrolled_person(session)
    stay = await admit_patient(session, an_admission(), by=HOSPITAL, on=JUNE_12)
    with pytest.raises(DateOutOfOrder):
        await signed(session, stay, FORM.model_copy(update={"signed_on": date(2020, 6, 13)}))
