"""Contracts with operators, dues, what came in, arrears, low yields, and electricity of photovoltaic plants."""

from fractions import Fraction
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.funds.operations.asset_contract import end_contract as ending
from services.funds.operations.asset_contract import sign_contract as signing
from services.funds.operations.asset_income import receive_income as receiving
from services.funds.operations.asset_income import record_generation as recording
from services.funds.rules import asset_contract as rules
from services.funds.rules import generation as sun
from services.funds.rules.asset import AssetGone, NoAssetRule, NoSuchAsset
from services.funds.schemas.asset_income import (
    ContractView,
    DueView,
    EndContract,
    GenerationView,
    LowYieldLine,
    ReceiveIncome,
    RecordGeneration,
    SignContract,
)
from services.funds.store import asset_income as store
from services.funds.store.asset import get_asset
from services.funds.store.asset_policy import get_asset_policy, list_asset_policies
from services.funds.tables import AssetContract
from shared.clock import now, today
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("", "资产收益")

AssetId = Annotated[UUID, Path(title="资产标识")]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
County = Annotated[Principal, may(Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Where = Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的")]
Late = Annotated[bool, Query(alias="in_arrears", title="只列出拖欠的")]


@router.post(
    "/assets/{asset_id}/contracts",
    status_code=201,
    summary="订立经营合同",
    responses=refuses(
        NoSuchAsset,
        OutsideRegion,
        AssetGone,
        rules.NotOperated,
        rules.PricingIncomplete,
        rules.ContractTerm,
        rules.ContractsOverlap,
    ),
)
async def sign_contract(asset_id: AssetId, form: SignContract, session: Transaction, by: Officer) -> ContractView:
    """登记时即按合同列出全部应收。"""
    return ContractView.model_validate(await signing.sign_contract(session, asset_id, form, by=by, on=today()))


@router.get("/assets/{asset_id}/contracts", summary="一项资产的经营合同", responses=refuses(NoSuchAsset))
async def list_contracts(asset_id: AssetId, session: Transaction, by: Reader) -> list[ContractView]:
    await get_asset(session, asset_id)
    return [ContractView.model_validate(each) for each in await store.list_contracts_of(session, asset_id)]


@router.post(
    "/asset-contracts/{contract_id}/end",
    status_code=201,
    summary="提前终止经营合同",
    responses=refuses(rules.NoSuchAssetContract, OutsideRegion, rules.ContractOver, rules.EndOutsideTerm),
)
async def end_contract(
    contract_id: Annotated[UUID, Path(title="合同标识")], form: EndContract, session: Transaction, by: Officer
) -> ContractView:
    """终止日以后的应收取消，跨期的按天计算。"""
    return ContractView.model_validate(await ending.end_contract(session, contract_id, form, by=by))


@router.get("/asset-yields", summary="收益率偏低的合同", responses=refuses(UnreadableCursor, NoAssetRule))
async def list_low_yields(session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS) -> Page[LowYieldLine]:
    """年收益低于资产所在地政策文件最低收益率的在期合同，须核查整改；推定的依据注明。"""
    highest = max(policy.least_yield.ratio for policy in list_asset_policies())
    most_bp = int(highest * rules.WHOLE_BP)
    found = await store.list_low_contracts(session, least_bp=most_bp, on=today(), after=place(after), limit=limit)
    # Each contract is judged by its own place's rule, so a page may hold fewer lines than were asked for.
    rows = [line for each in found[:limit] if (line := _low(each))]
    return Page(rows=rows, next=cursor(found[limit - 1].id) if len(found) > limit else None)


@router.get("/asset-dues", summary="资产收益应收与拖欠", responses=refuses(UnreadableCursor))
async def list_dues(
    session: Transaction,
    by: Reader,
    asset_id: Annotated[UUID | None, Query(title="资产标识")] = None,
    region: Where = None,
    in_arrears: Late = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[DueView]:
    found = await store.list_dues(
        session,
        asset_id=asset_id,
        region=region,
        in_arrears_on=today() if in_arrears else None,
        after=place(after),
        limit=limit,
    )
    rows = [_due(each) for each in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].due_id) if len(found) > limit else None)


@router.post(
    "/asset-dues/{due_id}/receipts",
    status_code=201,
    summary="收益到账",
    responses=refuses(rules.NoSuchDue, OutsideRegion, rules.NobodyBenefits, rules.MoreThanOwed, rules.ReceivedInFuture),
)
async def receive_income(
    due_id: Annotated[UUID, Path(title="应收编号")], form: ReceiveIncome, session: Transaction, by: County
) -> DueView:
    """按收益权份额记入各集体的待分配收益账户。登错的在资金账户冲正，应收随之恢复。"""
    return _due(await receiving.receive_income(session, due_id, form, by=by, at=now()))


@router.post(
    "/assets/{asset_id}/generation",
    status_code=201,
    summary="登记光伏电站月发电量",
    responses=refuses(
        NoSuchAsset,
        OutsideRegion,
        AssetGone,
        sun.NotAPlant,
        sun.MonthNotOver,
        sun.MonthWritten,
        sun.MoreThanThePlantCan,
        sun.BringsNothing,
    ),
)
async def record_generation(asset_id: AssetId, form: RecordGeneration, session: Transaction, by: Officer) -> GenerationView:
    """按电量、电价和补贴生成当月应收。"""
    return GenerationView.model_validate(await recording.record_generation(session, asset_id, form, by=by, on=today()))


@router.get("/assets/{asset_id}/generation", summary="光伏电站一年的发电与收入", responses=refuses(NoSuchAsset))
async def list_generation(
    asset_id: AssetId, session: Transaction, by: Reader, year: Annotated[int, Query(title="年度", ge=2000, le=2100)]
) -> list[GenerationView]:
    await get_asset(session, asset_id)
    return [GenerationView.model_validate(each) for each in await store.list_generation(session, [asset_id], year=year)]


def _low(contract: AssetContract) -> LowYieldLine | None:
    """A contract that brings less than its place's least; None for one that does not."""
    policy, _ = get_asset_policy(contract.region, today())
    brings = rules.yield_of(contract.yearly_fen, contract.basis_fen or contract.yearly_fen)
    if brings >= policy.least_yield.ratio:
        return None
    return LowYieldLine(
        **ContractView.model_validate(contract).model_dump(by_alias=False, exclude={"pricing_name"}),
        yield_said=_percent(brings),
        least_said=_percent(policy.least_yield.ratio),
        source=policy.source(policy.least_yield).spoken,
    )


def _due(owed: store.Owed) -> DueView:
    shown = set(DueView.model_fields) - {"due_id", "received_fen", "open_fen", "is_late"}
    return DueView(
        due_id=owed.due.id,
        **owed.due.model_dump(include=shown),
        received_fen=owed.received_fen,
        open_fen=owed.open_fen,
        is_late=owed.open_fen > 0 and owed.due.due_on < today(),
    )


def _percent(ratio: Fraction) -> str:
    """`7%`, `5.25%`: cut to two decimals."""
    whole, rest = divmod(int(ratio * 10_000), 100)
    return f"{whole}.{rest:02d}%" if rest else f"{whole}%"
