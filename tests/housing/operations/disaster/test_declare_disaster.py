"""One command has every house of an area or a list looked at within hours, ahead of everything else, and once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from services.housing.operations.disaster.declare_disaster import declare_disaster
from services.housing.operations.occupancy.move_in import move_in
from services.housing.operations.survey.open_safety_survey import open_safety_survey
from services.housing.operations.survey.open_spot_survey import open_spot_survey
from services.housing.rules.disaster import (
    DisasterDeclaredAlready,
    DisasterOutOfTime,
    NobodyStruck,
    NoSuchDisasterKind,
    PlaceOutsideDisaster,
    StruckOtherwise,
)
from services.housing.rules.survey import SurveyOrigin, SurveyState
from services.housing.schemas.occupancy import MoveIn
from services.housing.schemas.survey import OpenSpotSurvey
from services.housing.store.survey import list_open
from services.housing.tables import StruckHousehold, Survey
from shared.events.housing import DisasterDeclared, EmergencySurveysOpened
from shared.security import OutsideRegion, Principal, Role
from tests.builders.houses import AT, COUNTY, JUNE_1, a_campaign, a_family, a_house
from tests.builders.housing import OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE, a_detection
from tests.builders.housing_disasters import DECLARED, DUE, HAPPENED, OFFICER, a_disaster, a_typhoon, survey_of


async def test_each_household_of_the_area_has_its_house_looked_at_within_hours_and_nobody_else_s(session, emitted):
    family = await a_family(session)
    house = await a_house(session, family)
    await a_family(session, village=OTHER_VILLAGE)
    await a_family(session, is_living=False)

    declared = await a_disaster(session)

    [survey] = await session.exec(select(Survey))
    assert (survey.household_id, survey.house_id, survey.origin) == (family.id, house.id, SurveyOrigin.DISASTER)
    assert (survey.is_urgent, survey.due_at, survey.due_on, survey.why) == (True, DUE, date(2019, 8, 11), "台风“利奇马”")
    assert survey.id.version == 7
    told = (await emitted(session))[-2:]
    assert isinstance(told[0], DisasterDeclared) and isinstance(told[1], EmergencySurveysOpened)
    assert (told[0].disaster_id, told[0].households, told[0].survey_due_at) == (declared.disaster.id, 1, DUE)
    assert (told[1].region, told[1].households, told[1].surveys) == (VILLAGE, 1, 1)


async def test_a_list_strikes_whom_it_names_and_says_what_it_could_not_find(session):
    by_code, by_house, other = await a_family(session), await a_family(session), await a_family(session)
    house, empty = await a_house(session, by_house), await a_house(session)

    done = await declare_disaster(
        session,
        a_typhoon(households=[by_code.code, "没有"], houses=[house.number, empty.number, "H-0"], confirmed=2),
        by=OFFICER,
        at=DECLARED,
    )

    struck = {one.household_id for one in await session.exec(select(StruckHousehold))}
    assert struck == {by_code.id, by_house.id} and other.id not in struck
    assert [(one.pointer, one.reason) for one in done.unknown] == [
        ("/households/1", "本辖区的登记中没有这一户"),
        ("/houses/1", "这处住房现在没有住户"),
        ("/houses/2", "本辖区没有这个编号的住房"),
    ]


async def test_an_open_survey_of_a_case_a_campaign_or_a_call_is_taken_over_and_not_doubled(session):
    case, campaign, call = [await a_family(session, classes=classes) for classes in ([], ["enrolled"], [])]
    await open_safety_survey(session, [a_detection().model_copy(update={"household_id": case.id})])
    running = await a_campaign(session)
    house = await a_house(session, call)
    form = OpenSpotSurvey(house_id=house.id, origin="citizen", why="邻居来电")
    await open_spot_survey(session, form, by=COUNTY, on=JUNE_1, at=AT)

    done = await a_disaster(session)

    surveys = {one.household_id: one for one in await session.exec(select(Survey))}
    assert (len(surveys), done.households, done.surveys) == (3, 3, 3)
    assert {one.is_urgent for one in surveys.values()} == {True}
    assert [surveys[each.id].origin for each in (case, campaign, call)] == ["case", "campaign", "citizen"]
    assert surveys[campaign.id].campaign_id == running.id
    assert surveys[call.id].due_at == DUE


async def test_two_households_in_one_house_wait_for_one_survey(session):
    first, second = await a_family(session), await a_family(session)
    house = await a_house(session, first)
    await move_in(session, house.id, MoveIn(household_id=second.id, since_on=date(2018, 1, 1)), by=COUNTY, on=JUNE_1)

    done = await a_disaster(session)

    assert (done.households, done.surveys) == (2, 1)
    assert (await survey_of(session, done.disaster, first.id)).id == (await survey_of(session, done.disaster, second.id)).id


async def test_a_disaster_s_surveys_come_before_every_other(session):
    elsewhere = await a_family(session, village=OTHER_VILLAGE)
    await open_safety_survey(
        session, [a_detection(at=HAPPENED - timedelta(days=90)).model_copy(update={"household_id": elsewhere.id})]
    )
    struck = await a_family(session)

    await a_disaster(session)

    assert [one.household_id for one in await list_open(session, limit=5)] == [struck.id, elsewhere.id]


@pytest.mark.parametrize(
    ("told", "law"),
    [
        ({"kind": "unheard-of"}, NoSuchDisasterKind),
        ({"happened_at": DECLARED + timedelta(minutes=1)}, DisasterOutOfTime),
        ({"happened_at": DECLARED - timedelta(days=61)}, DisasterOutOfTime),
        ({"places": [TOWN, "370302001"]}, PlaceOutsideDisaster),
        ({"confirmed": 2}, StruckOtherwise),
        ({"places": [OTHER_TOWN]}, NobodyStruck),
        ({"region": "370302"}, OutsideRegion),
    ],
)
async def test_what_cannot_be_is_refused_before_anybody_moves(session, told, law):
    await a_family(session)

    with pytest.raises(law):
        await declare_disaster(session, a_typhoon(**told), by=OFFICER, at=DECLARED)
    assert (await session.exec(select(Survey))).all() == []


async def test_the_same_disaster_is_declared_once(session):
    await a_family(session)
    done = await a_disaster(session)

    with pytest.raises(DisasterDeclaredAlready):
        await declare_disaster(session, a_typhoon(), by=OFFICER, at=DECLARED)
    with pytest.raises(DisasterDeclaredAlready):
        await declare_disaster(session, a_typhoon(id=done.disaster.id, kind="flood"), by=OFFICER, at=DECLARED)


async def test_a_second_disaster_takes_over_what_the_first_has_looked_at(session):
    family = await a_family(session)
    first = await a_disaster(session)
    second = await a_disaster(session, kind="landslide", at=DECLARED + timedelta(hours=1))

    survey = await survey_of(session, second.disaster, family.id)
    assert survey.id == (await survey_of(session, first.disaster, family.id)).id
    assert (survey.due_at, survey.state) == (DECLARED + timedelta(hours=13), SurveyState.OPEN)


async def test_two_thousand_households_are_struck_in_one_command(session):
    await session.execute(
        text("""
        WITH made AS (INSERT INTO household (id, code, region, state, revision)
            SELECT gen_random_uuid(), 'K' || n, CASE WHEN n % 2 = 0 THEN '371311001001' ELSE '371311001002' END, 'current', 1
            FROM generate_series(1, 2000) AS n RETURNING id, region)
        INSERT INTO resident (id, household_id, identity_hash, region, relation, classes, is_living, is_disabled, revision)
        SELECT gen_random_uuid(), id, 'x', region, '户主', '{}', true, false, 1 FROM made
        """)
    )

    done = await a_disaster(session)

    assert (done.households, done.surveys) == (2000, 2000)
    open_ = await session.execute(text("SELECT count(*), count(DISTINCT household_id) FROM survey WHERE is_urgent"))
    assert open_.one() == (2000, 2000)
    audited = await session.execute(text("SELECT count(*) FROM audit WHERE thing IN ('survey', 'struck_household')"))
    assert audited.scalar_one() >= 4000


async def test_who_does_not_govern_the_county_declares_nothing(session):
    with pytest.raises(OutsideRegion):
        await declare_disaster(session, a_typhoon(), by=Principal("别处", Role.COUNTY, "370302"), at=DECLARED)
