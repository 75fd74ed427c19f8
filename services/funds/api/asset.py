"""The register of assets: registered, handed over, titles changed, listed and read; for the village's asset platform too."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from fastapi.responses import HTMLResponse

from services.funds.api.asset_book import REGISTER_BOOK_ROWS, Line, register_book
from services.funds.api.exports import Taking
from services.funds.operations.asset import change_title as changing
from services.funds.operations.asset import hand_over_asset as handing
from services.funds.operations.asset import register_asset as registering
from services.funds.rules import asset as rules
from services.funds.rules.asset_deposit import MOVE_NAMES
from services.funds.rules.asset_draft import DraftClosed, DraftElsewhere, MoreThanDraft, NoSuchDraft, OfAnotherProject
from services.funds.rules.public_text import PUBLIC_TEXT_LAWS
from services.funds.schemas.asset import (
    AssetLine,
    AssetView,
    ChangeTitle,
    HandOverAsset,
    HandOverView,
    RegisterAsset,
    SourceView,
    TitleView,
)
from services.funds.store import asset as store
from services.funds.store.asset_book import list_beside
from services.funds.store.asset_care import list_disposals, list_inspections
from services.funds.store.asset_deposit import held_fen, list_moves
from services.funds.store.asset_draft import count_open_drafts
from services.funds.store.asset_income import list_contracts_of, list_dues
from services.funds.store.asset_policy import get_asset_policy_named
from services.funds.tables import Asset
from shared.clock import now, today
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion, name_of
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import XLSX

router = door("/assets", "帮扶资产")

AssetId = Annotated[UUID, Path(title="资产标识")]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Where = Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的")]
Kind = Annotated[rules.AssetKind | None, Query(title="类型")]
State = Annotated[rules.AssetState | None, Query(title="状态")]
DUES_OF_A_PAGE = 100


@router.post(
    "",
    status_code=201,
    summary="登记一项资产",
    responses=refuses(
        OutsideRegion,
        rules.NoAssetRule,
        rules.UnknownClass,
        rules.MoneyDoesNotAddUp,
        rules.TitlesMissing,
        rules.SharesNotHeld,
        rules.HouseholdMissing,
        rules.AcquiredInFuture,
        rules.BeneficiaryElsewhere,
        NoSuchDraft,
        DraftClosed,
        MoreThanDraft,
        DraftElsewhere,
        OfAnotherProject,
        *PUBLIC_TEXT_LAWS,
    ),
)
async def register_asset(form: RegisterAsset, session: Transaction, by: Officer) -> AssetView:
    """写明类型、四权、原值与每一项资金来源。登记只增不删；到户类资产不公开。"""
    return await _shown(session, await registering.register_asset(session, form, by=by, on=today()))


@router.get("", summary="资产登记簿", responses=refuses(UnreadableCursor))
async def list_assets(
    session: Transaction,
    by: Reader,
    region: Where = None,
    kind: Kind = None,
    state: State = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[AssetLine]:
    """先登记的在前。"""
    found = await store.list_assets(session, region=region, kind=kind, state=state, after=place(after), limit=limit)
    rows = found[:limit]
    return Page(rows=[AssetLine.model_validate(each) for each in rows], next=cursor(rows[-1].id) if len(found) > limit else None)


@router.get(
    ".xlsx",
    summary="资产登记簿（工作簿，可报三资平台）",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}, "description": "工作簿"}},
)
async def take_out_register(
    session: Transaction, by: Reader, taking: Taking, region: Where = None, kind: Kind = None, state: State = None
) -> Response:
    """每项资产一行，四权各一列；数量、单价、折旧、管护单位、增减方式等列按农村集体“三资”管理平台的登记项目。"""
    found = await store.list_assets(session, region=region, kind=kind, state=state, after=None, limit=REGISTER_BOOK_ROWS)
    assets = found[:REGISTER_BOOK_ROWS]
    beside = await list_beside(session, assets, on=today())
    lines = [Line(each, _class_title(each), *beside[each.id]) for each in assets]
    is_whole = len(found) <= REGISTER_BOOK_ROWS
    body = await asyncio.to_thread(register_book, lines, by=by, at=now(), is_whole=is_whole)
    await taking.out("资产登记簿", rows=len(lines), by=by)
    headers = {"Content-Disposition": "attachment; filename=assets.xlsx", "Cache-Control": "no-store"}
    return Response(body, media_type=XLSX, headers=headers)


@router.get("/page", summary="资产登记簿（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_assets(
    session: Transaction, by: Reader, region: Where = None, kind: Kind = None, state: State = None, after: After = None
) -> HTMLResponse:
    found = await list_assets(session, by, region=region, kind=kind, state=state, after=after)
    asked = {"region": region, "kind": kind, "state": state}
    narrowed = "".join(f"&{name}={value}" for name, value in asked.items() if value)
    return page(
        "funds",
        "assets.html",
        where=name_of(region) if region else "本人辖区",
        assets=found.rows,
        next=found.next,
        narrowed=narrowed,
        is_first=after is None,
        drafts=await count_open_drafts(session, region=region),
    )


@router.get("/{asset_id}", summary="一项资产", responses=refuses(rules.NoSuchAsset))
async def show_asset(asset_id: AssetId, session: Transaction, by: Reader) -> AssetView:
    """四权及历次变更、资金来源、移交记录。"""
    return await _shown(session, await store.get_asset(session, asset_id))


@router.get("/{asset_id}/page", summary="一项资产（网页）", response_class=HTMLResponse, responses=refuses(rules.NoSuchAsset))
async def show_asset_page(asset_id: AssetId, session: Transaction, by: Reader) -> HTMLResponse:
    asset = await _shown(session, await store.get_asset(session, asset_id))
    dues = await list_dues(session, asset_id=asset_id, after=None, limit=DUES_OF_A_PAGE)
    contracts = await list_contracts_of(session, asset_id)
    moves = await list_moves(session, [each.id for each in contracts])
    return page(
        "funds",
        "asset.html",
        asset=asset,
        contracts=contracts,
        held={each.id: held_fen(moves, each.id) for each in contracts},
        moves=moves,
        move_names=MOVE_NAMES,
        dues=sorted(dues[:DUES_OF_A_PAGE], key=lambda owed: owed.due.due_on),
        today=today(),
        inspections=await list_inspections(session, asset_id),
        states=rules.STATE_NAMES,
        disposals=await list_disposals(session, asset_id),
    )


@router.post(
    "/{asset_id}/hand-overs",
    status_code=201,
    summary="登记资产移交",
    responses=refuses(rules.NoSuchAsset, OutsideRegion, rules.AssetGone, rules.TitleOrder),
)
async def hand_over_asset(asset_id: AssetId, form: HandOverAsset, session: Transaction, by: Officer) -> HandOverView:
    """移交清单、照片上传到该资产的材料。"""
    return HandOverView.model_validate(await handing.hand_over_asset(session, asset_id, form, by=by, on=today()))


@router.post(
    "/{asset_id}/titles",
    status_code=201,
    summary="权属变更",
    responses=refuses(
        rules.NoSuchAsset,
        OutsideRegion,
        rules.AssetGone,
        rules.SharesNotHeld,
        rules.BeneficiaryElsewhere,
        rules.TitleOrder,
    ),
)
async def change_title(asset_id: AssetId, form: ChangeTitle, session: Transaction, by: Officer) -> AssetView:
    """原持有单位到此为止并留在记录中，新的持有单位从该日起。"""
    await changing.change_title(session, asset_id, form, by=by, on=today())
    return await _shown(session, await store.get_asset(session, asset_id))


def _class_title(asset: Asset) -> str:
    known = get_asset_policy_named(asset.policy).find_class(asset.asset_class)
    return known.title if known else ""


_ORDER = list(rules.TitleKind)


async def _shown(session: Transaction, asset: Asset) -> AssetView:
    titles = await store.list_titles(session, asset.id)
    return AssetView(
        **asset.model_dump(include=set(AssetView.model_fields)),
        titles=[TitleView.model_validate(each) for each in sorted(titles, key=lambda title: _ORDER.index(title.kind))],
        sources=[SourceView.model_validate(each) for each in await store.list_sources(session, asset.id)],
        hand_overs=[HandOverView.model_validate(each) for each in await store.list_hand_overs(session, asset.id)],
    )
