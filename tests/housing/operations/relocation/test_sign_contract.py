import pytest

from services.housing.operations.relocation.sign_contract import sign_contract
from services.housing.rules.relocation import ContributionTooHigh, LotNotFinal, OldHouseAgreementMissing, RelocationState
from services.housing.store.house import lock_house_of
from tests.builders.housing_relocation import a_contract, a_drawn_lot, a_place, a_willing_household, shown
from tests.builders.housing_renovation import TOWN_OFFICER, on

AT = on("2020-08-10")


async def _drawn(session, *, final=True, **changed):
    place = await a_place(session)
    relocation = await a_willing_household(session, place, **changed)
    await shown(session, place)
    await a_drawn_lot(session, place, final=final)
    return relocation


async def test_a_household_signs_for_what_it_drew_and_pays_within_the_cap(session):
    relocation = await _drawn(session)
    form = await a_contract(session, relocation, contribution_yuan="10000.00")

    signed = await sign_contract(session, relocation.id, form, by=TOWN_OFFICER, at=AT)

    assert (signed.state, signed.contribution_fen) == (RelocationState.CONTRACTED, 10_000_00)


async def test_a_fen_above_the_cap_is_refused(session):
    relocation = await _drawn(session)

    with pytest.raises(ContributionTooHigh):
        form = await a_contract(session, relocation, contribution_yuan="10000.01")
        await sign_contract(session, relocation.id, form, by=TOWN_OFFICER, at=AT)


async def test_nobody_signs_before_the_result_has_stood(session):
    relocation = await _drawn(session, final=False)

    with pytest.raises(LotNotFinal):
        await sign_contract(session, relocation.id, await a_contract(session, relocation), by=TOWN_OFFICER, at=AT)


async def test_whoever_has_an_old_house_promises_that_it_goes_and_whoever_has_none_need_not(session):
    relocation = await _drawn(session)
    with pytest.raises(OldHouseAgreementMissing):
        form = await a_contract(session, relocation, demolition_paper_id=None)
        await sign_contract(session, relocation.id, form, by=TOWN_OFFICER, at=AT)


async def test_whoever_has_no_old_house_signs_the_contract_alone(session):
    relocation = await _drawn(session, has_house=False)

    form = await a_contract(session, relocation, demolition_paper_id=None)
    assert (await sign_contract(session, relocation.id, form, by=TOWN_OFFICER, at=AT)).state is RelocationState.CONTRACTED


async def test_a_house_that_was_entered_after_the_household_was_named_is_its_old_house_too(session):
    relocation = await _drawn(session, has_house=False)
    house = await lock_house_of(session, relocation.household_id, relocation.region)
    with pytest.raises(OldHouseAgreementMissing):
        form = await a_contract(session, relocation, demolition_paper_id=None)
        await sign_contract(session, relocation.id, form, by=TOWN_OFFICER, at=AT)

    form = await a_contract(session, relocation)
    await sign_contract(session, relocation.id, form, by=TOWN_OFFICER, at=AT)

    assert relocation.house_id == house.id
