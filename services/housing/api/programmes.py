"""Door one: programmes of relocation（搬迁项目）, the lists of households that are shown, and how far each has come."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from fastapi.responses import HTMLResponse

from services.housing.api.programme_board import FIGURES, programme_board
from services.housing.api.relocation_book import relocation_book
from services.housing.api.relocation_views import relocation_lines, rules_shown
from services.housing.operations.programme import end_programme as ending
from services.housing.operations.programme import open_programme as opening
from services.housing.operations.relocation import show_households as showing
from services.housing.operations.site import open_site as siting
from services.housing.rules import programme as rules
from services.housing.rules.relocation import RELOCATION_STATE_NAMES, NobodyToList, RelocationState
from services.housing.schemas.programme import (
    EndProgramme,
    OpenProgramme,
    OpenSite,
    ProgrammeView,
    RelocationRulesView,
    SiteView,
)
from services.housing.schemas.programme_board import ProgrammeBoard
from services.housing.schemas.relocation import ShowHouseholds
from services.housing.schemas.relocation_list import RelocationListView
from services.housing.store.programme import get_programme, list_programmes, list_sites
from services.housing.store.relocation import WantedRelocations, list_relocations
from shared import clock
from shared.attachments import AS_WORKBOOK, attached
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/relocation-programmes", "搬迁项目")

IN_THE_BOOK = 20_000
ON_THE_PAGE = 200

ProgrammeId = Annotated[UUID, Path(title="搬迁项目标识")]
OfRegion = Annotated[AnyRegion | None, Query(title="辖区代码")]
OfState = Annotated[RelocationState | None, Query(title="状态")]
IsEnded = Annotated[bool | None, Query(title="是否已办结")]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Town = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
County = Annotated[Principal, may(Role.COUNTY)]


@router.get("", summary="搬迁项目列表", responses=refuses(UnreadableCursor))
async def list_programmes_(
    session: Transaction,
    by: Reader,
    region: OfRegion = None,
    is_ended: IsEnded = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ProgrammeView]:
    """先开始的在前。"""
    found = await list_programmes(session, region=region or "", is_ended=is_ended, after=place(after), limit=limit)
    rows = [ProgrammeView.model_validate(each) for each in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.post(
    "",
    status_code=201,
    summary="开始一个搬迁项目",
    responses=refuses(OutsideRegion, rules.ProgrammeOutOfTime, rules.NoRelocationRule, rules.NoSuchRelocationKind),
)
async def open_programme(form: OpenProgramme, session: Transaction, by: County) -> ProgrammeView:
    """按开始那天当地的规定，到办结为止不变：人均面积、自筹上限、户型、公示天数、拆旧期限、后续扶持。"""
    return ProgrammeView.model_validate(await opening.open_programme(session, form, by=by, today=clock.today()))


@router.get("/page", summary="搬迁项目（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_programmes(session: Transaction, by: Reader, is_ended: IsEnded = None, after: After = None) -> HTMLResponse:
    found = await list_programmes_(session, by, is_ended=is_ended, after=after)
    return page("housing", "programmes.html", programmes=found.rows, next=found.next, is_ended=is_ended, is_first=after is None)


@router.get("/{programme_id}", summary="一个搬迁项目", responses=refuses(rules.NoSuchProgramme))
async def show_programme(programme_id: ProgrammeId, session: Transaction, by: Reader) -> ProgrammeView:
    return ProgrammeView.model_validate(await get_programme(session, programme_id))


@router.get("/{programme_id}/rules", summary="一个搬迁项目所依据的规定", responses=refuses(rules.NoSuchProgramme))
async def show_rules(programme_id: ProgrammeId, session: Transaction, by: Reader) -> RelocationRulesView:
    return rules_shown(await get_programme(session, programme_id))


@router.post(
    "/{programme_id}/end",
    status_code=201,
    summary="办结一个搬迁项目",
    responses=refuses(
        rules.NoSuchProgramme, OutsideRegion, rules.ProgrammeEnded, rules.ProgrammeOutOfTime, rules.HouseholdsStillOnTheWay
    ),
)
async def end_programme(programme_id: ProgrammeId, form: EndProgramme, session: Transaction, by: County) -> ProgrammeView:
    """全部搬迁户办结、撤销或不愿搬迁以后。"""
    ended = await ending.end_programme(session, programme_id, form, by=by, today=clock.today())
    return ProgrammeView.model_validate(ended)


@router.post(
    "/{programme_id}/sites",
    status_code=201,
    summary="登记一个安置点",
    responses=refuses(rules.NoSuchProgramme, OutsideRegion, rules.ProgrammeEnded, rules.ProgrammeOutOfTime, rules.SiteNamedTwice),
)
async def open_site(programme_id: ProgrammeId, form: OpenSite, session: Transaction, by: County) -> SiteView:
    return SiteView.model_validate(await siting.open_site(session, programme_id, form, by=by, today=clock.today()))


@router.get("/{programme_id}/sites", summary="一个搬迁项目的安置点", responses=refuses(rules.NoSuchProgramme))
async def list_sites_(programme_id: ProgrammeId, session: Transaction, by: Reader) -> list[SiteView]:
    programme = await get_programme(session, programme_id)
    return [SiteView.model_validate(each) for each in await list_sites(session, [programme.id])]


@router.post(
    "/{programme_id}/lists",
    status_code=201,
    summary="公示一个村愿意搬迁的户",
    responses=refuses(rules.NoSuchProgramme, OutsideRegion, rules.ProgrammeEnded, NobodyToList, rules.ProgrammeOutOfTime),
)
async def show_households(programme_id: ProgrammeId, form: ShowHouseholds, session: Transaction, by: Town) -> RelocationListView:
    """由资金服务公示编号、人数和原因，不写姓名；期满无异议的参加抽签。"""
    return RelocationListView.model_validate(await showing.show_households(session, programme_id, form, by=by, at=clock.now()))


@router.get("/{programme_id}/board", summary="搬迁进度，按村", responses=refuses(rules.NoSuchProgramme))
async def read_board(programme_id: ProgrammeId, session: Transaction, by: Reader) -> ProgrammeBoard:
    """只统计本人看得到的户。"""
    return await programme_board(session, await get_programme(session, programme_id), on=clock.today())


@router.get(
    "/{programme_id}/page",
    summary="搬迁进度和搬迁户（网页）",
    response_class=HTMLResponse,
    responses=refuses(rules.NoSuchProgramme),
)
async def show_board(
    programme_id: ProgrammeId, session: Transaction, by: Reader, state: OfState = None, region: OfRegion = None
) -> HTMLResponse:
    """至多列出 200 户，更多的请下载工作簿。"""
    programme = await get_programme(session, programme_id)
    wanted = WantedRelocations(programme.id, None, region or "", state)
    found = await list_relocations(session, wanted, after=None, limit=ON_THE_PAGE)
    return page(
        "housing",
        "programme.html",
        board=await programme_board(session, programme, on=clock.today()),
        rules=rules_shown(programme),
        figures=[(name, title) for name, title, _ in FIGURES],
        rows=await relocation_lines(session, found[:ON_THE_PAGE]),
        is_more=len(found) > ON_THE_PAGE,
        limit=ON_THE_PAGE,
        state=state,
        states=RELOCATION_STATE_NAMES,
    )


@router.get(
    "/{programme_id}/relocations.xlsx",
    summary="搬迁户（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(rules.NoSuchProgramme),
)
async def take_book(
    programme_id: ProgrammeId, session: Transaction, by: Reader, state: OfState = None, region: OfRegion = None
) -> Response:
    """至多 20,000 户；所用条件写在最后一张表。"""
    programme = await get_programme(session, programme_id)
    wanted = WantedRelocations(programme.id, None, region or "", state)
    found = await list_relocations(session, wanted, after=None, limit=IN_THE_BOOK)
    lines = await relocation_lines(session, found[:IN_THE_BOOK])
    sites = {each.id: each.title for each in await list_sites(session, [programme.id])}
    packed = await asyncio.to_thread(
        relocation_book, lines, sites, programme.title, wanted, by=by, at=clock.now(), is_whole=len(found) <= IN_THE_BOOK
    )
    return attached(packed, f"{programme.title}-搬迁户.xlsx")
