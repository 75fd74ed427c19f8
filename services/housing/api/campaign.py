"""Door one: campaigns of looking at houses, and how far they have come."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from fastapi.responses import HTMLResponse

from services.housing.operations.campaign import end_campaign as ending
from services.housing.operations.campaign import open_campaign as opening
from services.housing.rules import campaign as rules
from services.housing.rules.house import VIEW_NAMES
from services.housing.rules.survey import NoSurveyRule
from services.housing.schemas.campaign import (
    BoardLineView,
    BoardTotals,
    CampaignBoard,
    CampaignKindView,
    CampaignView,
    EndCampaign,
    OpenCampaign,
)
from services.housing.store import campaign as store
from services.housing.store.campaign_policy import get_campaign_policy, get_kind_of
from shared import clock
from shared.attachments import AS_WORKBOOK, attached
from shared.html import page, wall_clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import ROLE_NAMES, OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import Sheet, workbook

router = door("/campaigns", "住房排查行动")

CampaignId = Annotated[UUID, Path(title="排查行动标识")]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Opener = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
Kind = Annotated[str | None, Query(title="排查种类", pattern=r"^[a-z][a-z0-9-]{0,39}$")]
IsEnded = Annotated[bool | None, Query(title="是否已办结")]

FIGURES = (
    ("households", "应查户数", 10),
    ("completed", "已查户数", 10),
    ("overdue", "逾期未查", 10),
    ("late", "逾期完成", 10),
    ("grade_a", "A 级", 8),
    ("grade_b", "B 级", 8),
    ("grade_c", "C 级", 8),
    ("grade_d", "D 级", 8),
    ("without_photos", "照片不全", 10),
    ("without_position", "没有定位", 10),
)


@router.get("/kinds", summary="可以部署的排查种类", responses=refuses(rules.NoCampaignRule))
async def list_kinds(
    session: Transaction, by: Reader, region: Annotated[AnyRegion, Query(title="辖区代码", examples=["371311"])]
) -> list[CampaignKindView]:
    """该地现行政策文件中的种类、范围和规定的天数。"""
    policy, _ = get_campaign_policy(region, clock.today())
    return [
        CampaignKindView(**kind.model_dump(exclude={"reference"}), clause=policy.source(kind).spoken) for kind in policy.kinds
    ]


@router.get("", summary="排查行动列表", responses=refuses(UnreadableCursor))
async def list_campaigns(
    session: Transaction,
    by: Reader,
    kind: Kind = None,
    is_ended: IsEnded = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[CampaignView]:
    """本辖区的和上级部署到本辖区的，先部署的在前。"""
    found = await store.list_campaigns(
        session, seen_from=by.region, kind=kind, is_ended=is_ended, after=place(after), limit=limit
    )
    rows = [CampaignView.model_validate(each) for each in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.post(
    "",
    status_code=201,
    summary="部署一项排查行动",
    responses=refuses(
        OutsideRegion,
        rules.CampaignTooWide,
        rules.NoCampaignRule,
        rules.NoSuchCampaignKind,
        NoSurveyRule,
        rules.CampaignDueOutOfTime,
        rules.CampaignRunsAlready,
        rules.NoHouseholdMeant,
    ),
)
async def open_campaign(form: OpenCampaign, session: Transaction, by: Opener) -> CampaignView:
    """符合条件的每一户当即安排一项排查；此后符合条件的户按种类的规定自行加入。"""
    campaign = await opening.open_campaign(session, form, by=by, on=clock.today(), at=clock.now())
    return CampaignView.model_validate(campaign)


@router.get("/page", summary="排查行动（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_campaigns(session: Transaction, by: Reader, is_ended: IsEnded = None, after: After = None) -> HTMLResponse:
    found = await list_campaigns(session, by, is_ended=is_ended, after=after)
    return page(
        "housing", "campaigns.html", campaigns=found.rows, next=found.next, is_ended=is_ended, is_first=after is None,
        today=clock.today(),
    )  # fmt: skip


@router.get("/{campaign_id}", summary="一项排查行动", responses=refuses(rules.NoSuchCampaign))
async def show_campaign(campaign_id: CampaignId, session: Transaction, by: Reader) -> CampaignView:
    return CampaignView.model_validate(await store.get_campaign(session, campaign_id))


@router.get("/{campaign_id}/board", summary="一项排查行动的进度，按村", responses=refuses(rules.NoSuchCampaign))
async def read_board(
    campaign_id: CampaignId,
    session: Transaction,
    by: Reader,
    region: Annotated[AnyRegion | None, Query(title="辖区代码")] = None,
) -> CampaignBoard:
    """只统计本人看得到的户；撤销的不计入应查户数。"""
    campaign, on = await store.get_campaign(session, campaign_id), clock.today()
    _, policy = get_kind_of(campaign.policy, campaign.kind)
    lines = await store.read_board(session, campaign_id, region=region or campaign.region, views=policy.photos.views, on=on)
    total = {name: sum(getattr(line, name) for line in lines) for name, _, _ in FIGURES}
    return CampaignBoard(
        campaign=CampaignView.model_validate(campaign),
        on=on,
        views=[VIEW_NAMES[view] for view in policy.photos.views],
        total=BoardTotals(**total),
        villages=sorted((BoardLineView.model_validate(line) for line in lines), key=lambda line: (-line.overdue, line.region)),
    )


@router.get(
    "/{campaign_id}/board/page",
    summary="一项排查行动的进度（网页）",
    response_class=HTMLResponse,
    responses=refuses(rules.NoSuchCampaign),
)
async def show_board(
    campaign_id: CampaignId,
    session: Transaction,
    by: Reader,
    region: Annotated[AnyRegion | None, Query(title="辖区代码")] = None,
) -> HTMLResponse:
    return page("housing", "campaign.html", board=await read_board(campaign_id, session, by, region), figures=FIGURES)


@router.get(
    "/{campaign_id}/board.xlsx",
    summary="一项排查行动的进度（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(rules.NoSuchCampaign),
)
async def read_board_workbook(
    campaign_id: CampaignId,
    session: Transaction,
    by: Reader,
    region: Annotated[AnyRegion | None, Query(title="辖区代码")] = None,
) -> Response:
    board = await read_board(campaign_id, session, by, region)
    rows = [(one.village, *(getattr(one, name) for name, _, _ in FIGURES)) for one in board.villages]
    total = ("合计", *(getattr(board.total, name) for name, _, _ in FIGURES))
    sheet = Sheet("各村", (("村（社区）", 30), *((title, width) for _, title, width in FIGURES)), [total, *rows])
    asked = (
        ("排查行动", board.campaign.title),
        ("部署单位和文件", board.campaign.asked_by),
        ("辖区", board.campaign.region_name),
        ("完成期限", board.campaign.due_on.isoformat()),
        ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"),
        ("导出时间", wall_clock(clock.now())),
    )
    packed = await asyncio.to_thread(workbook, sheet, asked=asked)
    return attached(packed, f"{board.campaign.title}-{board.on:%Y%m%d}.xlsx")


@router.post(
    "/{campaign_id}/end",
    status_code=201,
    summary="办结一项排查行动",
    responses=refuses(rules.NoSuchCampaign, OutsideRegion, rules.CampaignEndedAlready, rules.HousesNotLookedAt),
)
async def end_campaign(campaign_id: CampaignId, form: EndCampaign, session: Transaction, by: Opener) -> CampaignView:
    """还没有查完的，须写明原因，未查的随之撤销。"""
    return CampaignView.model_validate(await ending.end_campaign(session, campaign_id, form, by=by, on=clock.today()))
