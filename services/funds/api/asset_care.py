"""What becomes of assets: book value, inspections and mending, and disposals step by step."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.funds.operations.asset import inspect_asset as inspecting
from services.funds.operations.asset import mend_finding as mending
from services.funds.operations.disposal import ask_disposal as asking
from services.funds.operations.disposal import complete_disposal as completing
from services.funds.operations.disposal import decide_disposal as deciding
from services.funds.rules import disposal as rules
from services.funds.rules.asset import AssetGone, NoAssetRule, NoSuchAsset, TitleOrder
from services.funds.rules.asset_policy import STEP_NAMES
from services.funds.rules.depreciation import Wearing, book_value_fen, depreciated_fen
from services.funds.rules.inspection import FindingIncomplete, InspectedInFuture, NoSuchInspection, NothingToMend
from services.funds.rules.notice import NOTICE_LAWS, NoNoticeRule
from services.funds.rules.public_text import PUBLIC_TEXT_LAWS
from services.funds.schemas.asset import AssetLine
from services.funds.schemas.asset_care import (
    AskDisposal,
    BookValueView,
    CompleteDisposal,
    DecideDisposal,
    DecisionView,
    DisposalView,
    InspectAsset,
    InspectionView,
    MendFinding,
    WearView,
)
from services.funds.store import asset_care as store
from services.funds.store.asset import get_asset
from services.funds.store.asset_policy import get_asset_policy_named
from services.funds.tables import AssetDisposal
from shared.clock import today
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("", "资产管护与处置")

AssetId = Annotated[UUID, Path(title="资产标识")]
DisposalId = Annotated[UUID, Path(title="处置标识")]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
Decider = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]


@router.get("/assets/{asset_id}/book-value", summary="某日的账面价值与折旧", responses=refuses(NoSuchAsset))
async def show_book_value(
    asset_id: AssetId,
    session: Transaction,
    by: Reader,
    on: Annotated[date | None, Query(title="日期", description="不填为今天", ge=date(1990, 1, 1), le=date(2150, 1, 1))] = None,
) -> BookValueView:
    """直线法，当月取得的下月起提。"""
    asset, day = await get_asset(session, asset_id), on or today()
    wearing = Wearing(asset.value_fen, asset.residual_fen, asset.life_months, asset.acquired_on, asset.disposed_on)
    written = [each for each in await store.list_wear(session, asset_id) if each.ends_on <= day]
    return BookValueView(
        on=day,
        value_fen=asset.value_fen,
        depreciated_fen=depreciated_fen(wearing, day),
        book_fen=book_value_fen(wearing, day),
        months=[WearView.model_validate(each) for each in written],
    )


@router.get("/asset-inspections/overdue", summary="逾期未检查的资产", responses=refuses(UnreadableCursor))
async def list_overdue_inspections(
    session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[AssetLine]:
    found = await store.list_assets_to_inspect(session, on=today(), after=place(after), limit=limit)
    return paged(found, limit, AssetLine.model_validate)


@router.post(
    "/assets/{asset_id}/inspections",
    status_code=201,
    summary="登记资产检查",
    responses=refuses(NoSuchAsset, OutsideRegion, AssetGone, FindingIncomplete, InspectedInFuture, NoAssetRule),
)
async def inspect_asset(asset_id: AssetId, form: InspectAsset, session: Transaction, by: Officer) -> InspectionView:
    """每年至少一次；发现问题的写整改期限。"""
    return InspectionView.model_validate(await inspecting.inspect_asset(session, asset_id, form, by=by, on=today()))


@router.get("/assets/{asset_id}/inspections", summary="一项资产的检查记录", responses=refuses(NoSuchAsset))
async def list_inspections(asset_id: AssetId, session: Transaction, by: Reader) -> list[InspectionView]:
    await get_asset(session, asset_id)
    return [InspectionView.model_validate(each) for each in await store.list_inspections(session, asset_id)]


@router.post(
    "/assets/{asset_id}/inspections/{inspection_id}/mending",
    status_code=201,
    summary="登记整改或维修",
    responses=refuses(NoSuchAsset, NoSuchInspection, OutsideRegion, AssetGone, NothingToMend, InspectedInFuture),
)
async def mend_finding(
    asset_id: AssetId,
    inspection_id: Annotated[UUID, Path(title="检查标识")],
    form: MendFinding,
    session: Transaction,
    by: Officer,
) -> InspectionView:
    """全部整改后资产恢复在用。"""
    mended = await mending.mend_finding(session, asset_id, inspection_id, form, by=by, on=today())
    return InspectionView.model_validate(mended)


@router.post(
    "/assets/{asset_id}/disposals",
    status_code=201,
    summary="申请处置资产",
    responses=refuses(
        NoSuchAsset,
        OutsideRegion,
        AssetGone,
        rules.DisposalOpen,
        rules.PriceMissing,
        rules.SoldBelowValuation,
        NoAssetRule,
    ),
)
async def ask_disposal(asset_id: AssetId, form: AskDisposal, session: Transaction, by: Officer) -> DisposalView:
    return await _shown(session, await asking.ask_disposal(session, asset_id, form, by=by, on=today()))


@router.get("/asset-disposals/{disposal_id}", summary="一件资产处置", responses=refuses(rules.NoSuchDisposal))
async def show_disposal(disposal_id: DisposalId, session: Transaction, by: Reader) -> DisposalView:
    return await _shown(session, await store.get_disposal(session, disposal_id))


@router.post(
    "/asset-disposals/{disposal_id}/decisions",
    status_code=201,
    summary="处置的表决、审核、批准",
    responses=refuses(
        rules.NoSuchDisposal,
        OutsideRegion,
        rules.DisposalStateForbids,
        rules.NotYourStep,
        rules.AlreadyTookPart,
        NoNoticeRule,
        *PUBLIC_TEXT_LAWS,
    ),
)
async def decide_disposal(disposal_id: DisposalId, form: DecideDisposal, session: Transaction, by: Decider) -> DisposalView:
    """依次由村民（代表）会议、镇街、县区办理，各由不同的人员；最后一步同意后自动公示。"""
    return await _shown(session, await deciding.decide_disposal(session, disposal_id, form, by=by, on=today()))


@router.post(
    "/asset-disposals/{disposal_id}/completion",
    status_code=201,
    summary="完成处置",
    responses=refuses(
        rules.NoSuchDisposal, OutsideRegion, rules.DisposalStateForbids, rules.ContractRuns, TitleOrder, *NOTICE_LAWS
    ),
)
async def complete_disposal(disposal_id: DisposalId, form: CompleteDisposal, session: Transaction, by: Officer) -> DisposalView:
    """公示期满无异议后办理。登记簿保留该资产；出售价款列入应收。"""
    return await _shown(session, await completing.complete_disposal(session, disposal_id, form, by=by, on=today()))


async def _shown(session: Transaction, disposal: AssetDisposal) -> DisposalView:
    decided = await store.list_decisions(session, disposal.id)
    chain = get_asset_policy_named(disposal.policy).disposal.steps
    step = rules.step_now(chain, [each.step for each in decided]) if disposal.state is rules.DisposalState.ASKED else None
    return DisposalView(
        **disposal.model_dump(include=set(DisposalView.model_fields)),
        decisions=[DecisionView.model_validate(each) for each in decided],
        next_step=STEP_NAMES[step] if step else None,
    )
