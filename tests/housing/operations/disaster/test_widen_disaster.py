"""A disaster grows: more places or households, whose hours begin then, and nobody is counted twice."""

from datetime import timedelta

import pytest
from sqlmodel import select

from services.housing.operations.disaster.end_disaster import end_disaster
from services.housing.operations.disaster.widen_disaster import widen_disaster
from services.housing.rules.disaster import (
    DisasterEndedAlready,
    NobodyStruck,
    NoSuchDisaster,
    PlaceOutsideDisaster,
    StruckOtherwise,
)
from services.housing.schemas.disaster import EndDisaster, WidenDisaster
from services.housing.store.disaster import list_disaster_events
from services.housing.tables import Survey
from shared.events.housing import DisasterWidened, EmergencySurveysOpened
from shared.ids import uuid7
from shared.security import OutsideRegion, Principal, Role
from tests.builders.houses import a_family
from tests.builders.housing import OTHER_TOWN, OTHER_VILLAGE, TOWN
from tests.builders.housing_disasters import DECLARED, OFFICER, a_disaster, survey_of

LATER = DECLARED + timedelta(hours=5)


async def test_new_places_and_households_come_in_and_their_hours_begin_then(session, emitted):
    first = await a_family(session)
    disaster = (await a_disaster(session)).disaster
    second = await a_family(session, village=OTHER_VILLAGE)

    form = WidenDisaster(places=[TOWN, OTHER_TOWN], confirmed=1, said="山洪下泄")
    done = await widen_disaster(session, disaster.id, form, by=OFFICER, at=LATER)

    assert (done.households, done.surveys, disaster.places) == (1, 1, [TOWN, OTHER_TOWN])
    assert (await survey_of(session, disaster, second.id)).due_at == LATER + timedelta(hours=24)
    assert (await survey_of(session, disaster, first.id)).due_at == DECLARED + timedelta(hours=24)
    told = (await emitted(session))[-2:]
    assert isinstance(told[0], DisasterWidened) and isinstance(told[1], EmergencySurveysOpened)
    assert (told[0].households, told[1].region) == (1, OTHER_VILLAGE)
    acts = [(one.act, one.said, one.households) for one in await list_disaster_events(session, disaster.id)]
    assert acts == [("declared", "台风“利奇马”", 1), ("widened", "山洪下泄", 1)]


@pytest.mark.parametrize(
    ("told", "law"),
    [
        ({"places": [TOWN], "confirmed": 1}, NobodyStruck),
        ({"places": [OTHER_TOWN], "confirmed": 2}, StruckOtherwise),
        ({"places": ["370302001"], "confirmed": 1}, PlaceOutsideDisaster),
    ],
)
async def test_what_was_not_previewed_is_refused(session, told, law):
    await a_family(session)
    disaster = (await a_disaster(session)).disaster
    await a_family(session, village=OTHER_VILLAGE)

    with pytest.raises(law):
        await widen_disaster(session, disaster.id, WidenDisaster(**told), by=OFFICER, at=LATER)
    assert len((await session.exec(select(Survey))).all()) == 1


async def test_what_is_over_or_another_county_s_does_not_grow(session):
    await a_family(session)
    disaster = (await a_disaster(session)).disaster
    await a_family(session, village=OTHER_VILLAGE)
    form = WidenDisaster(places=[OTHER_TOWN], confirmed=1)

    with pytest.raises(OutsideRegion):
        await widen_disaster(session, disaster.id, form, by=Principal("别处", Role.COUNTY, "370302"), at=LATER)
    with pytest.raises(NoSuchDisaster):
        await widen_disaster(session, uuid7(), form, by=OFFICER, at=LATER)
    await end_disaster(session, disaster.id, EndDisaster(reason="转入临时排查"), by=OFFICER, at=LATER)
    with pytest.raises(DisasterEndedAlready):
        await widen_disaster(session, disaster.id, form, by=OFFICER, at=LATER)
