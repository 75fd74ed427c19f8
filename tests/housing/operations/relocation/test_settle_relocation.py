"""The town says with whom a move goes on: with those who are left, or with another household, by a new signature."""

from datetime import date

import pytest
from sqlmodel import col, select

from services.housing.operations.household.follow_households import follow_households
from services.housing.operations.household.follow_people import follow_people
from services.housing.operations.relocation.question_household import question_household
from services.housing.operations.relocation.settle_relocation import settle_relocation
from services.housing.rules.household_question import NobodyLeft, NothingToSettle, SuccessorUnknown
from services.housing.rules.lot_life import LotUnderWay
from services.housing.rules.paper import PaperAbout
from services.housing.rules.relocation import (
    HouseholdOfAnotherCounty,
    HouseUnderRenovation,
    RelocationState,
    RelocationUnderWay,
    WishWithoutPaper,
)
from services.housing.schemas.relocation import SettleRelocation
from services.housing.tables import AwaitedStep
from shared.ids import uuid7
from tests.builders.houses import a_change, a_family, a_move, an_enrolment
from tests.builders.housing_relocation import (
    a_drawn_lot,
    a_named_household,
    a_paper,
    a_place,
    a_willing_household,
    an_announced_lot,
    contracted,
    shown,
)
from tests.builders.housing_renovation import TOWN_OFFICER, a_renovation, on

JULY = date(2020, 7, 3)


async def gone(session, relocation):
    """It is struck out of the register."""
    change = a_change(relocation.household_id, kind="cancelled", state="cancelled", revision=2, happened_on=JULY)
    await follow_households(session, [change])
    await question_household(session, [change])
    return relocation


async def bereaved(session, relocation):
    """Its head has died, a child is left."""
    head, child = an_enrolment(relocation.household_id), an_enrolment(relocation.household_id, relation="之子")
    await follow_people(session, [head, child])
    told = {"kind": "died", "is_living": False, "happened_on": JULY, "former_household_id": relocation.household_id}
    died = a_move(head.person_id, None, **told)
    await follow_people(session, [died])
    await question_household(session, [died])
    return relocation


async def settled(session, relocation, day="2020-08-05", **changed):
    form = SettleRelocation.model_validate({"on": day, "said": "户主去世，由同户的儿子继续搬迁"} | changed)
    return await settle_relocation(session, relocation.id, form, by=TOWN_OFFICER, at=on(day))


async def test_those_who_are_left_go_on_and_nobody_is_asked_any_more(session):
    relocation = await bereaved(session, await a_named_household(session, await a_place(session)))

    await settled(session, relocation, persons=2, oldest=25, workers=1, pupils=0)

    assert (relocation.question, relocation.questioned_on, relocation.state) == (None, None, RelocationState.NAMED)
    assert (relocation.persons, relocation.oldest, relocation.workers, relocation.pupils) == (2, 25, 1, 0)
    assert (await session.exec(select(AwaitedStep).where(col(AwaitedStep.ended_on).is_(None)))).all() == []
    with pytest.raises(NothingToSettle):
        await settled(session, relocation)


async def test_whoever_goes_on_signs_anew_and_then_gets_the_contract(session):
    place = await a_place(session)
    relocation = await a_willing_household(session, place)
    await shown(session, place)
    await a_drawn_lot(session, place)
    await bereaved(session, relocation)

    with pytest.raises(WishWithoutPaper):
        await settled(session, relocation)
    paper = await a_paper(session, PaperAbout.RELOCATION, relocation.id)
    await settled(session, relocation, paper_id=paper.id)

    assert relocation.wish_paper_id == paper.id
    assert (await contracted(session, relocation)).state is RelocationState.CONTRACTED


async def test_a_list_for_the_lot_stays_as_it_was_announced(session):
    place = await a_place(session)
    relocation = await a_willing_household(session, place)
    await shown(session, place)
    await an_announced_lot(session, place)
    await bereaved(session, relocation)

    with pytest.raises(LotUnderWay):
        await settled(session, relocation)


async def test_nobody_goes_on_in_the_name_of_the_dead(session):
    relocation = await gone(session, await a_named_household(session, await a_place(session)))

    with pytest.raises(NobodyLeft):
        await settled(session, relocation)


async def test_another_household_of_the_county_that_is_not_helped_otherwise_may_go_on(session):
    place = await a_place(session)
    relocation = await gone(session, await a_named_household(session, place))
    heirs, far = await a_family(session), await a_family(session, village="370305001001")
    moving, building = await a_named_household(session, place), await a_renovation(session)

    for other, refusal in (
        (uuid7(), SuccessorUnknown),
        (far.id, HouseholdOfAnotherCounty),
        (moving.household_id, RelocationUnderWay),
    ):
        with pytest.raises(refusal):
            await settled(session, relocation, household_id=other)
    await follow_people(session, [an_enrolment(building.household_id)])
    with pytest.raises(HouseUnderRenovation):
        await settled(session, relocation, household_id=building.household_id)

    assert (await settled(session, relocation, household_id=heirs.id)).household_id == heirs.id
