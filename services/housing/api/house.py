"""Door one: houses, what they are like and who lives in them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.housing.api.appraisal_views import line as appraisal_line
from services.housing.api.house_views import house_file, standing_of, stays_of
from services.housing.api.renovation_lines import lines_of_house
from services.housing.api.survey import second_shown
from services.housing.operations.house import demolish_house as demolishing
from services.housing.operations.house import describe_house as describing
from services.housing.operations.house import enter_house as entering
from services.housing.operations.house import merge_houses as merging
from services.housing.operations.occupancy import move_in as moving_in
from services.housing.operations.occupancy import move_out as moving_out
from services.housing.rules import dwelling as rules
from services.housing.rules import occupancy as living
from services.housing.rules.house import HouseState
from services.housing.rules.structure import Structure
from services.housing.schemas.house import DemolishHouse, DescribeHouse, EnterHouse, HouseLine, HouseView, MergeHouses
from services.housing.schemas.occupancy import HomeView, MoveIn, MoveOut, OccupantView, StayView
from services.housing.schemas.survey import SurveyLine
from services.housing.store import house as store
from services.housing.store.appraisal import list_appraisals
from services.housing.store.house import WantedHouses, get_house
from services.housing.store.occupancy import list_occupants_on, list_stays
from services.housing.store.survey import WantedSurveys, list_second_findings, list_surveys
from shared import clock
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/houses", "住房")
of_households = door("/households", "住房")

HouseId = Annotated[UUID, Path(title="住房标识")]
HouseholdId = Annotated[UUID, Path(title="户标识")]
On = Annotated[date | None, Query(title="哪一天", description="不填为全部历史")]

Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Officer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY)]
Decider = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]


@router.get("", summary="住房列表", responses=refuses(UnreadableCursor))
async def list_houses(
    session: Transaction,
    by: Reader,
    region: Annotated[AnyRegion | None, Query(title="辖区代码")] = None,
    state: Annotated[HouseState | None, Query(title="状态")] = None,
    structure: Annotated[Structure | None, Query(title="结构类型")] = None,
    is_empty: Annotated[bool | None, Query(title="是否空置")] = None,
    is_positioned: Annotated[bool | None, Query(title="是否已定位")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[HouseLine]:
    """先登记的在前。"""
    wanted = WantedHouses(region or "", state, structure, is_empty, is_positioned)
    found = await store.list_houses(session, wanted, after=place(after), limit=limit)
    rows = [HouseLine.model_validate(each) for each in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.post(
    "",
    status_code=201,
    summary="登记一处住房",
    responses=refuses(OutsideRegion, living.HouseholdUnknown, living.LivesThereAlready, rules.BuiltAhead, living.MovedOutOfTime),
)
async def enter_house(form: EnterHouse, session: Transaction, by: Officer) -> HouseView:
    """以幢为单位，编号自动取得；现在住在那里的户可以一并登记。"""
    house = await entering.enter_house(session, form, by=by, on=clock.today(), at=clock.now())
    return await house_file(session, house)


@router.get("/{house_id}", summary="一处住房", responses=refuses(rules.NoSuchHouse))
async def show_house(house_id: HouseId, session: Transaction, by: Reader) -> HouseView:
    return await house_file(session, await get_house(session, house_id))


@router.get("/{house_id}/page", summary="一处住房（网页）", response_class=HTMLResponse, responses=refuses(rules.NoSuchHouse))
async def show_house_page(house_id: HouseId, session: Transaction, by: Reader) -> HTMLResponse:
    """住房的样子、现行等级、历来的住户、排查、鉴定和改造。"""
    of = await get_house(session, house_id)
    house = await house_file(session, of)
    surveys = await list_surveys(session, WantedSurveys(house_id=house_id), at=clock.now(), after=None, limit=PAGE_ROWS)
    lines = [SurveyLine.model_validate(each.model_dump() | {"is_overdue": False}) for each in surveys]
    by_id = {each.id: each for each in surveys}
    appraisals = await list_appraisals(
        session, state=None, grade=None, house_id=house_id, region=None, after=None, limit=PAGE_ROWS
    )
    return page(
        "housing",
        "house.html",
        house=house,
        surveys=lines,
        seconds=[second_shown(each, by_id[each.survey_id]) for each in await list_second_findings(session, list(by_id))],
        counts=await standing_of(session, of, on=clock.today()),
        appraisals=[appraisal_line(each) for each in appraisals[:PAGE_ROWS]],
        renovations=await lines_of_house(session, house_id),
    )


@router.post(
    "/{house_id}/changes",
    summary="补充或更正一处住房的情况",
    responses=refuses(rules.NoSuchHouse, rules.HouseGone, rules.BuiltAhead),
)
async def describe_house(house_id: HouseId, form: DescribeHouse, session: Transaction, by: Officer) -> HouseView:
    """没有写的各项不变。"""
    return await house_file(session, await describing.describe_house(session, house_id, form, on=clock.today()))


@router.post(
    "/{house_id}/demolition",
    status_code=201,
    summary="登记住房拆除",
    responses=refuses(rules.NoSuchHouse, rules.HouseGone, rules.GoneOutOfTime),
)
async def demolish_house(house_id: HouseId, form: DemolishHouse, session: Transaction, by: Decider) -> HouseView:
    """住户随之迁出，危房台账随之销号；档案保留。"""
    return await house_file(session, await demolishing.demolish_house(session, house_id, form, by=by, on=clock.today()))


@router.post(
    "/{house_id}/merger",
    status_code=201,
    summary="把重复登记的住房并入另一处",
    responses=refuses(rules.NoSuchHouse, rules.HouseGone, rules.MergedIntoItself),
)
async def merge_houses(house_id: HouseId, form: MergeHouses, session: Transaction, by: Decider) -> HouseView:
    """住户和危房台账转到另一处；原有的排查、验收留在原处。"""
    return await house_file(session, await merging.merge_houses(session, house_id, form, by=by, on=clock.today()))


@router.post(
    "/{house_id}/households",
    status_code=201,
    summary="登记一户迁入",
    responses=refuses(
        rules.NoSuchHouse, living.HouseholdUnknown, rules.HouseGone, living.LivesThereAlready, living.MovedOutOfTime
    ),
)
async def move_in(house_id: HouseId, form: MoveIn, session: Transaction, by: Officer) -> StayView:
    """这户原来住的另一处，同日迁出；一处住房可以住几户，一户同时只住一处。"""
    return StayView.model_validate(await moving_in.move_in(session, house_id, form, by=by, on=clock.today()))


@router.get("/{house_id}/households", summary="一处住房某日的住户", responses=refuses(rules.NoSuchHouse))
async def list_occupants(house_id: HouseId, session: Transaction, by: Reader, on: On = None) -> list[OccupantView]:
    """不填日期的列出全部历史。"""
    house = await get_house(session, house_id)
    if on is None:
        return (await house_file(session, house)).occupants
    return await stays_of(session, await list_occupants_on(session, house_id, on))


@of_households.get("/{household_id}/houses", summary="一户历来的住房")
async def list_homes(household_id: HouseholdId, session: Transaction, by: Reader, on: On = None) -> list[HomeView]:
    """先住的在前；填日期的只列出那一天住的。登记有误的更正也保留，按日期查询时不列。"""
    found = await list_stays(session, household_id)
    return [
        HomeView.model_validate(stay.model_dump() | {"number": house.number, "address": house.address})
        for stay, house in found
        if on is None
        or (stay.left_why is not living.LeftWhy.CORRECTED and living.holds_on(living.Stay(stay.since_on, stay.until_on), on))
    ]


@of_households.post(
    "/{household_id}/departure",
    status_code=201,
    summary="登记一户迁出",
    responses=refuses(living.LivesNowhere, living.MovedOutOfTime),
)
async def move_out(household_id: HouseholdId, form: MoveOut, session: Transaction, by: Officer) -> StayView:
    """不再住在登记的住房，也还没有别的住房；住房空置的，危房台账随之销号。"""
    return StayView.model_validate(await moving_out.move_out(session, household_id, form, by=by, on=clock.today()))
