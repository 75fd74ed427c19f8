"""Door one: the ledger of dangerous houses."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Path, Query, Response
from fastapi.responses import HTMLResponse

from services.housing.api.hazard_book import HAZARD_BOOK_ROWS, hazard_book
from services.housing.operations.hazard import strike_off_hazard as striking
from services.housing.rules import hazard as rules
from services.housing.rules.campaign import NoCampaignRule
from services.housing.rules.hazard import ListedBy, StruckWhy
from services.housing.rules.house import Grade
from services.housing.rules.household import Group
from services.housing.schemas.hazard import HazardLine, HazardPlace, HazardTotals, StrikeOffHazard, TargetLine
from services.housing.schemas.house import HouseLine
from services.housing.store import hazard as store
from services.housing.store.campaign_policy import get_campaign_policy
from services.housing.store.hazard import WantedHazards
from services.housing.store.house import get_house
from services.housing.store.household import find_households, groups_in, list_residents
from services.housing.store.occupancy import list_occupants_now
from services.housing.tables import Hazard, House
from shared import clock
from shared.attachments import AS_WORKBOOK, attached
from shared.database import EVERYWHERE
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion, name_of
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/hazards", "危房台账")

NEXT_DIGITS = {0: 6, 2: 6, 4: 6, 6: 9, 9: 12, 12: 12}
HazardId = Annotated[UUID, Path(title="台账标识")]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Decider = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
InRegion = Annotated[AnyRegion | None, Query(title="辖区代码")]
OfGrade = Annotated[Grade | None, Query(title="等级", description="C 或 D")]
IsStruck = Annotated[bool | None, Query(title="是否已销号")]
Why = Annotated[StruckWhy | None, Query(title="销号原因")]
By = Annotated[ListedBy | None, Query(title="列入依据")]
From = Annotated[date | None, Query(title="列入日期不早于")]
To = Annotated[date | None, Query(title="列入日期不晚于")]


@router.get("", summary="危房台账", responses=refuses(UnreadableCursor))
async def list_hazards(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    grade: OfGrade = None,
    is_struck: IsStruck = None,
    struck_why: Why = None,
    listed_by: By = None,
    listed_from: From = None,
    listed_to: To = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[HazardLine]:
    """一处住房一行，先列入的在前；销号的仍在账上，注明原因。各项条件可以并用。"""
    wanted = WantedHazards(region or "", grade, is_struck, struck_why, listed_by, listed_from, listed_to)
    found = await store.list_hazards(session, wanted, after=place(after), limit=limit)
    rows = await _lines(session, found[:limit])
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.get("/totals", summary="危房台账的各地户数和目标进度", responses=refuses(NoCampaignRule))
async def read_totals(session: Transaction, by: Reader, region: InRegion = None) -> HazardTotals:
    """按下一级辖区统计本人看得到的；目标是当地政策文件所定。"""
    within = region or by.region.removesuffix(EVERYWHERE)
    counted = await store.count_by_place(session, within, digits=NEXT_DIGITS[len(within)])
    policy, _ = get_campaign_policy(within, clock.today())
    targets = []
    for each in policy.targets:
        of, done, late = await store.count_for_target(session, within, found_by=each.found_by, safe_by=each.safe_by)
        told = each.model_dump(exclude={"reference"}) | {"clause": policy.source(each).spoken}
        targets.append(TargetLine(**told, of=of, done=done, late=late, left=of - done - late))
    places = [HazardPlace(region=code, grade_c=c, grade_d=d, made_safe=safe, struck=other) for code, c, d, safe, other in counted]
    return HazardTotals(places=places, targets=targets)


@router.get("/page", summary="危房台账（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor, NoCampaignRule))
async def show_hazards(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    grade: OfGrade = None,
    is_struck: IsStruck = False,
    after: After = None,
) -> HTMLResponse:
    """同样的台账，可筛选、翻页、导出；先列在册的。"""
    found = await list_hazards(session, by, region=region, grade=grade, is_struck=is_struck, after=after)
    asked = {"region": region, "grade": grade, "is_struck": {None: None, True: "true", False: "false"}[is_struck]}
    within = region or by.region.removesuffix(EVERYWHERE)
    return page(
        "housing",
        "hazards.html",
        where=name_of(within) if within else "全部辖区",
        hazards=found.rows,
        next=found.next,
        is_first=after is None,
        totals=await read_totals(session, by, region=region),
        region=region,
        grade=grade,
        is_struck=is_struck,
        may_upload=by.role in (Role.TOWN, Role.COUNTY),
        kept=urlencode({name: value for name, value in asked.items() if value}),
    )


@router.get(".xlsx", summary="危房台账（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def read_hazards_workbook(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    grade: OfGrade = None,
    is_struck: IsStruck = None,
    struck_why: Why = None,
    listed_by: By = None,
    listed_from: From = None,
    listed_to: To = None,
) -> Response:
    """与列表相同的筛选条件，条件写在“说明”表中；列名与导入模板一致，可以更正后再导入。至多 20,000 行。"""
    wanted = WantedHazards(region or "", grade, is_struck, struck_why, listed_by, listed_from, listed_to)
    count = await store.count_hazards(session, wanted)
    lines = [
        line
        async for found in store.every_hazard(session, wanted, limit=HAZARD_BOOK_ROWS)
        for line in await _lines(session, found)
    ]
    packed = await asyncio.to_thread(hazard_book, lines, wanted, by=by, at=clock.now(), count=count)
    return attached(packed, f"危房台账-{clock.today():%Y%m%d}.xlsx")


@router.get("/{hazard_id}", summary="台账中的一条", responses=refuses(rules.NoSuchHazard))
async def show_hazard(hazard_id: HazardId, session: Transaction, by: Reader) -> HazardLine:
    return await _line(session, await store.get_hazard(session, hazard_id))


@router.post(
    "/{hazard_id}/striking",
    status_code=201,
    summary="销号",
    responses=refuses(
        rules.NoSuchHazard,
        rules.HazardStruckAlready,
        rules.NotStruckByHand,
        rules.HazardStillLivedIn,
        rules.CorrectedToUnsafe,
        rules.StruckOutOfTime,
    ),
)
async def strike_off_hazard(hazard_id: HazardId, form: StrikeOffHazard, session: Transaction, by: Decider) -> HazardLine:
    """等级确有错误的，写明更正后的等级和理由；迁出、拆除的，须已无人居住。改造完成的由验收自动销号。"""
    return await _line(session, await striking.strike_off_hazard(session, hazard_id, form, by=by, on=clock.today()))


async def _line(session: Transaction, hazard: Hazard) -> HazardLine:
    [line] = await _lines(session, [(hazard, await get_house(session, hazard.house_id))])
    return line


async def _lines(session: Transaction, found: Sequence[tuple[Hazard, House]]) -> list[HazardLine]:
    stays = await list_occupants_now(session, [house.id for _, house in found])
    ids = {stay.household_id for stay in stays}
    households, groups = await find_households(session, ids), groups_in(await list_residents(session, ids))
    lines = []
    for hazard, house in found:
        living = [stay.household_id for stay in stays if stay.house_id == house.id]
        first = households.get(living[0]) if living else None
        told = hazard.model_dump() | {
            "house": HouseLine.model_validate(house),
            "household_code": first.code if first else None,
            "households": len(living),
            "groups": sorted({group for each in living for group in groups.get(each, [])}, key=list(Group).index),
        }
        lines.append(HazardLine.model_validate(told))
    return lines
