from datetime import date
from decimal import Decimal

import pytest

from services.housing.operations.acceptance.accept_house import accept_house
from services.housing.operations.acceptance.revoke_acceptance import revoke_acceptance
from services.housing.operations.renovation.accept_renovation import accept_renovation
from services.housing.operations.renovation.finish_works import finish_works
from services.housing.operations.renovation.inspect_works import inspect_works
from services.housing.operations.renovation.reject_works import reject_works
from services.housing.rules.acceptance import HouseStillUnsafe, NewHouseUnasked, SubsidyState
from services.housing.rules.floor_area import AreaMissing, FloorTooLarge
from services.housing.rules.mode import Mode
from services.housing.rules.renovation import RenovationState, RenovationUnderWay
from services.housing.rules.renovation_file import PhotosMissing
from services.housing.rules.structure import Structure
from services.housing.rules.works import Assurance, DefectsUncured, Stage
from services.housing.schemas.acceptance import RevokeAcceptance
from services.housing.schemas.renovation import DatedStep, RejectWorks
from services.housing.store.hazard import lock_standing
from services.housing.store.house import get_house
from shared.events.housing import HouseAccepted
from tests.builders.housing import ACCEPTED_AT, ACCEPTER, an_acceptance
from tests.builders.housing_papers import with_photos_after
from tests.builders.housing_renovation import (
    COUNTY_OFFICER,
    TOWN_OFFICER,
    a_final_look,
    a_renovation,
    an_accepted_renovation,
    an_inspection,
    on,
)

DAY = on("2020-09-20")


async def _accept(session, renovation, **changed):
    return await accept_renovation(session, renovation.id, a_final_look(**changed), by=COUNTY_OFFICER, at=DAY)


async def test_the_subsidy_follows_from_the_standard_and_funds_is_asked_for_it(session, emitted):
    renovation = await a_renovation(session, RenovationState.FINISHED)

    acceptance = await _accept(session, renovation)

    assert (renovation.state, renovation.acceptance_id) == (RenovationState.ACCEPTED, acceptance.id)
    assert (acceptance.subsidy_fen, acceptance.cost_fen, acceptance.grade) == (18000_00, 41000_00, "A")
    [asked] = [each for each in await emitted(session) if isinstance(each, HouseAccepted)]
    assert (asked.subsidy_fen, asked.house_id, asked.budget_code) == (18000_00, renovation.house_id, "housing")


async def test_the_ledger_says_that_the_house_was_made_safe_and_a_revocation_that_it_is_not(session):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    assert await lock_standing(session, renovation.house_id) is not None

    acceptance = await _accept(session, renovation)
    assert await lock_standing(session, renovation.house_id) is None

    acceptance.subsidy = SubsidyState.REFUSED
    await session.flush()
    await revoke_acceptance(session, acceptance.id, RevokeAcceptance(reason="支出录入有误"), by=COUNTY_OFFICER, at=DAY)
    assert await lock_standing(session, renovation.house_id) is not None


async def test_a_house_that_cost_less_than_the_standard_brings_its_cost(session):
    renovation = await a_renovation(session, RenovationState.FINISHED)

    assert (await _accept(session, renovation, cost_yuan="15999.99")).subsidy_fen == 15999_99


@pytest.mark.parametrize(
    ("changed", "law"),
    [({"roof": "failing"}, HouseStillUnsafe), ({"area_m2": "60.5"}, FloorTooLarge), ({"area_m2": None}, AreaMissing)],
)
async def test_neither_an_unsafe_nor_an_oversized_house_brings_money(session, emitted, changed, law):
    renovation = await a_renovation(session, RenovationState.FINISHED)

    with pytest.raises(law):
        await _accept(session, renovation, **changed)

    assert renovation.state is RenovationState.FINISHED
    assert not [each for each in await emitted(session) if isinstance(each, HouseAccepted)]


async def test_an_uncured_defect_stands_in_the_way(session):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    answers = dict.fromkeys(Assurance, True) | {Assurance.QUALITY: False}
    defect = {"assurance": "quality", "what": "屋面渗漏", "due_on": "2020-09-18"}
    form = an_inspection(Stage.FINISH, "2020-09-16", answers=answers, defects=[defect])
    await inspect_works(session, renovation.id, form, by=TOWN_OFFICER, at=DAY)

    with pytest.raises(DefectsUncured):
        await _accept(session, renovation)


async def test_while_a_renovation_is_under_way_there_is_no_other_way_to_its_money(session):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)

    with pytest.raises(RenovationUnderWay):
        await accept_house(session, renovation.survey_id, an_acceptance(), by=ACCEPTER, on=date(2020, 9, 20), at=ACCEPTED_AT)


async def test_a_revoked_acceptance_leaves_the_house_to_be_accepted_anew(session):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    acceptance = await an_accepted_renovation(session, renovation)
    acceptance.subsidy = SubsidyState.REFUSED
    await session.flush()

    await revoke_acceptance(session, acceptance.id, RevokeAcceptance(reason="支出录入有误"), by=COUNTY_OFFICER, at=DAY)

    assert (renovation.state, renovation.acceptance_id) == (RenovationState.FINISHED, None)
    assert (await _accept(session, renovation, cost_yuan="17000")).subsidy_fen == 17000_00


async def test_a_house_finished_a_second_time_is_shown_a_second_time(session, emitted):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    await reject_works(session, renovation.id, RejectWorks(on=date(2020, 9, 16), why="屋面渗漏"), by=COUNTY_OFFICER, at=DAY)
    await finish_works(session, renovation.id, DatedStep(on=date(2020, 9, 19)), by=TOWN_OFFICER, at=DAY)

    with pytest.raises(PhotosMissing) as refused:
        await _accept(session, renovation)
    assert refused.value.facts == {"act": "验收合格", "missing": ["改造后：正面"]}
    assert not [each for each in await emitted(session) if isinstance(each, HouseAccepted)]

    await with_photos_after(session, renovation)
    assert (await _accept(session, renovation)).grade == "A"


async def test_the_register_of_houses_says_what_was_built(session):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    house = await get_house(session, renovation.house_id)
    house.structure, house.built_year, house.storeys, house.length_m = Structure.EARTH, 1962, 1, Decimal("9.5")
    await session.flush()

    await _accept(session, renovation, structure="masonry", storeys=2)

    house = await get_house(session, renovation.house_id)
    assert (house.structure, house.built_year, house.storeys) == (Structure.MASONRY, 2020, 2)
    assert (house.floor_area_m2, house.length_m) == (Decimal("55"), None)


async def test_of_a_repaired_house_nobody_says_what_was_built(session):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    renovation.mode = Mode.REPAIR
    await session.flush()

    with pytest.raises(NewHouseUnasked):
        await _accept(session, renovation, structure="masonry")
    await _accept(session, renovation)
    assert (await get_house(session, renovation.house_id)).built_year is None
