"""One family doctor at a time."""

import pytest

from services.medical.operations.family_contract.sign_contract import sign_contract
from services.medical.rules.admission import HospitalUnknown
from services.medical.rules.health import contract as rules
from services.medical.schemas.health.contract import SignContract
from shared.security import OutsideRegion, Principal, Role
from tests.builders.health import CARING_HOSPITAL, CENTRE, DEZHOU_VILLAGE, HEALTH, ID_NUMBER, LINZI_VILLAGE, MAY_2


def a_contract(starts_on: str = "2018-01-01", ends_on: str = "2018-12-31", **changes) -> SignContract:
    given = {"id_number": ID_NUMBER, "name": "王小明", "region": LINZI_VILLAGE, "doctor": "王村医", "team": "第三团队"}
    return SignContract.model_validate(given | {"package": "基础包", "starts_on": starts_on, "ends_on": ends_on} | changes)


async def signed(session, form: SignContract, *, by: Principal = HEALTH):
    contract = await sign_contract(session, form, by=by, on=MAY_2)
    await session.flush()
    return contract


async def test_contracts_follow_one_another_and_do_not_overlap(session):
    first = await signed(session, a_contract())

    with pytest.raises(rules.AlreadyContracted) as refused:
        await signed(session, a_contract("2018-12-31", "2019-12-30"))
    assert refused.value.facts["contract_id"] == first.id
    await signed(session, a_contract("2019-01-01", "2019-12-31"))
    await signed(session, a_contract("2017-01-01", "2017-12-31"))


async def test_a_centre_signs_for_itself(session):
    assert (await signed(session, a_contract(), by=CARING_HOSPITAL)).hospital == CENTRE
    with pytest.raises(HospitalUnknown):
        await signed(session, a_contract(), by=Principal("某院", Role.HOSPITAL, "370305"))


@pytest.mark.parametrize("ends_on", ["2017-12-31", "2024-01-01"])
async def test_a_term_runs_forward_and_not_for_ever(session, ends_on):
    with pytest.raises(rules.TermUpsideDown):
        await signed(session, a_contract(ends_on=ends_on))


async def test_nobody_signs_for_another_region(session):
    with pytest.raises(OutsideRegion):
        await signed(session, a_contract(region=DEZHOU_VILLAGE))
