"""How far a campaign has come, as JSON, page and workbook."""

from fastapi import Response
from fastapi.responses import HTMLResponse

from services.registry.api.assignments import InRegion, Reader
from services.registry.api.campaign_views import board_view
from services.registry.api.campaigns import CampaignId
from services.registry.api.helper_views import region_name
from services.registry.rules.board import NEXT_LEVEL
from services.registry.schemas.campaign import CampaignBoard, StandingLine
from services.registry.store import campaign_board as store
from services.registry.store.assignment import list_named
from services.registry.store.campaign import NoSuchCampaign, get_campaign
from shared.attachments import AS_WORKBOOK, as_book
from shared.clock import now, today
from shared.database import EVERYWHERE
from shared.html import page, wall_clock
from shared.service import Transaction, door, refuses
from shared.workbook import Cell, Sheet

HELPERS_ON_A_PAGE = 200

router = door("/campaigns", "走访活动")

COLUMNS = (
    ("户数", 9),
    ("已走访", 9),
    ("全部完成", 10),
    ("应走访次数", 12),
    ("已完成次数", 12),
    ("逾期完成", 10),
    ("逾期未走访户", 13),
    ("没有责任人", 12),
    ("发现问题", 10),
    ("未销号", 9),
    ("逾期未整改", 12),
)


@router.get("/{campaign_id}/board", summary="活动看板：各地、各责任人的完成、逾期和问题", responses=refuses(NoSuchCampaign))
async def read_board(campaign_id: CampaignId, session: Transaction, by: Reader, region: InRegion = None) -> CampaignBoard:
    """按下一级辖区和责任人统计，逾期多的在前；只统计本人看得到的户。"""
    campaign, on = await get_campaign(session, campaign_id), today()
    own = by.region.removesuffix(EVERYWHERE)
    within = region or (own if len(own) >= len(campaign.region) else campaign.region)
    digits = NEXT_LEVEL[len(within)]
    places = await store.count_standing(session, campaign, region=within, digits=digits, by_helper=False, on=on)
    helpers = await store.count_standing(session, campaign, region=within, digits=0, by_helper=True, on=on)
    checked = await store.count_checked(session, campaign_id, region=within)
    ids = [each.helper_id for each in helpers] + [each.helper_id for each in checked]
    named = await list_named(session, {each for each in ids if each})
    return board_view(
        campaign,
        region=within,
        on=on,
        places=places,
        helpers=helpers,
        checked=checked,
        left=await store.count_left(session, campaign_id, region=within),
        named=named,
        by=by,
    )


@router.get(
    "/{campaign_id}/board/page",
    summary="活动看板（网页）",
    response_class=HTMLResponse,
    responses=refuses(NoSuchCampaign),
)
async def show_board(campaign_id: CampaignId, session: Transaction, by: Reader, region: InRegion = None) -> HTMLResponse:
    """同样的内容，可打印；责任人至多列 200 名，其余见工作簿。"""
    board = await read_board(campaign_id, session, by, region=region)
    return page(
        "registry",
        "campaign.html",
        board=board,
        where=region_name(board.region),
        helpers=board.helpers[:HELPERS_ON_A_PAGE],
        more=max(0, len(board.helpers) - HELPERS_ON_A_PAGE),
        at=now(),
    )


@router.get(
    "/{campaign_id}/board.xlsx",
    summary="活动看板（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(NoSuchCampaign),
)
async def read_board_workbook(campaign_id: CampaignId, session: Transaction, by: Reader, region: InRegion = None) -> Response:
    """各地、各责任人和抽查三张表。"""
    board = await read_board(campaign_id, session, by, region=region)
    places = Sheet("各地", (("辖区", 40), *COLUMNS), [(one.place_name, *_figures(one)) for one in (board.total, *board.places)])
    helpers = Sheet("各责任人", (("责任人", 16), *COLUMNS), [(one.helper_name, *_figures(one)) for one in board.helpers])
    checked = Sheet(
        "抽查",
        (("责任人", 16), ("抽中", 8), ("已抽查", 9), ("未实际走访", 12), ("有差异户", 10), ("差异项", 9)),
        [(one.helper_name, one.drawn, one.checked, one.not_visited, one.differing, one.differences) for one in board.checked],
    )
    asked = (
        ("活动", board.campaign.title),
        ("起止日期", f"{board.campaign.starts_on} 至 {board.campaign.ends_on}"),
        ("辖区", region_name(board.region)),
        ("统计时间", wall_clock(now())),
        ("统计人", by.subject),
    )
    return await as_book(f"{board.campaign.title}-{board.on:%Y%m%d}.xlsx", places, helpers, checked, asked=asked)


def _figures(one: StandingLine) -> tuple[Cell, ...]:
    return (
        one.households,
        one.visited,
        one.complete,
        one.rounds,
        one.rounds_visited,
        one.late_visits,
        one.overdue,
        one.without_helper,
        one.problems,
        one.problems_open,
        one.problems_late,
    )
