"""Lists of households for plans of distribution: a template, an upload that is looked at, the rows handed back."""

import asyncio
import json
from typing import Annotated
from uuid import UUID

from fastapi import File, Path, Query, Response, UploadFile
from fastapi import Form as Part

from services.funds.api.attachment import AS_WORKBOOK, GRID_REFUSALS, attached
from services.funds.api.exports import Taking
from services.funds.operations.distribution import discard_households as discarding
from services.funds.operations.distribution.upload_households import upload_households
from services.funds.rules import distribution_list as rules
from services.funds.rules.asset import NoAssetRule
from services.funds.rules.payment_request import NoRowRefused
from services.funds.schemas.asset import Holder
from services.funds.schemas.distribution_list import FAULTS_SHOWN, HouseholdListView, HouseholdsUpload
from services.funds.schemas.payee import FaultView
from services.funds.store import distribution_list as store
from services.funds.store.asset_policy import get_asset_policy, get_asset_policy_named
from services.funds.tables import DistributionList
from shared.cells import Fault, Row
from shared.clock import now, today
from shared.grid import FILE_BYTES
from shared.handed_back import write_handed_back
from shared.listed_person import ID_NUMBER, NAME
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses
from shared.vault import unseal
from shared.workbook import Sheet, workbook

ENVELOPE_BYTES = 64 * 1024
"""What multipart adds around the file."""

router = door_with_limit("/distributions/lists", "资产收益分配名单", body_limit_bytes=FILE_BYTES + ENVELOPE_BYTES)

ListId = Annotated[UUID, Path(title="名单标识")]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR)]


@router.post(
    "",
    status_code=201,
    summary="上传分配名单（预览）",
    responses=refuses(*GRID_REFUSALS, OutsideRegion, NoAssetRule, rules.NotAHouseholdList, rules.NoHouseholds),
)
async def create_list(
    file: Annotated[UploadFile, File(title="分配名单", description=".xlsx 工作簿，或 UTF-8、GBK 编码的 .csv；可用模板填写")],
    region: Annotated[AnyRegion, Part(title="集体所在地区划代码", examples=["371311001001"])],
    collective: Annotated[Holder, Part(title="享有收益权的单位", examples=["龙潭社区股份经济合作社"])],
    year: Annotated[int, Part(title="收益年度", ge=2000, le=2100, examples=[2020])],
    session: Transaction,
    by: Officer,
) -> HouseholdListView:
    """一户一行，逐行核对；有误的行给出行、列、原因和更正办法。无误后凭名单标识试算、编制方案。"""
    upload = HouseholdsUpload(region=region, collective=collective, year=year)
    return _view(await upload_households(session, await file.read(), upload, by=by, at=now()))


@router.get("/template.xlsx", summary="分配名单模板", response_class=Response, responses=AS_WORKBOOK | refuses(NoAssetRule))
async def read_template(
    by: Officer, taking: Taking, region: Annotated[AnyRegion, Query(title="集体所在地区划代码", examples=["371311001001"])]
) -> Response:
    """因素各一列，按该地的政策文件；证件号码一列已设为文本。"""
    policy, _ = get_asset_policy(region, today())
    columns = [(ID_NUMBER, 24), (NAME, 14), *((factor.title, 18) for factor in policy.sharing.factors)]
    asked = [
        (ID_NUMBER, "户主或任一成员的 18 位公民身份号码，一户一行"),
        *((factor.title, f"数量，每一个计 {factor.points} 分，没有的留空") for factor in policy.sharing.factors),
        ("行数", f"至多 {rules.ROWS_LIMIT} 户"),
        ("依据", policy.references[policy.sharing.factors_reference].spoken),
    ]
    packed = await asyncio.to_thread(workbook, Sheet("分配名单", columns, []), asked=asked)
    await taking.out("分配名单模板", rows=0, by=by)
    return attached(packed, "分配名单模板.xlsx")


@router.get("", summary="分配名单列表", responses=refuses(UnreadableCursor))
async def list_lists(
    session: Transaction,
    by: Reader,
    region: Annotated[AnyRegion | None, Query(title="辖区代码")] = None,
    state: Annotated[rules.ListState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[HouseholdListView]:
    found = await store.list_lists(session, region=region, state=state, after=place(after), limit=limit)
    rows = [_view(each) for each in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.get("/{list_id}", summary="一份分配名单", responses=refuses(rules.NoSuchHouseholdList))
async def show_list(list_id: ListId, session: Transaction, by: Reader) -> HouseholdListView:
    return _view(await store.get_list(session, list_id))


@router.get(
    "/{list_id}/errors.xlsx",
    summary="分配名单退回的行（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(rules.NoSuchHouseholdList, NoRowRefused),
)
async def read_errors_workbook(list_id: ListId, session: Transaction, by: Officer, taking: Taking) -> Response:
    """有误的单元格标红并有批注；更正后与无误的行合在一起重新提交。"""
    uploaded = await store.get_list(session, list_id)
    if uploaded.refused_rows_sealed is None:
        raise NoRowRefused(list_id=str(list_id))
    rows = [Row(number, cells) for number, cells in json.loads(unseal(uploaded.refused_rows_sealed))]
    faults = [Fault(**fault) for fault in uploaded.faults]
    columns = rules.columns_of(get_asset_policy_named(uploaded.policy))
    packed = await asyncio.to_thread(write_handed_back, rows, faults, columns=columns)
    await taking.out("分配名单退回的行", rows=len(rows), by=by)
    return attached(packed, f"需更正的分配名单-{uploaded.year}.xlsx")


@router.post(
    "/{list_id}/discard",
    status_code=201,
    summary="作废尚未编制方案的名单",
    responses=refuses(rules.NoSuchHouseholdList, OutsideRegion, rules.HouseholdListClosed),
)
async def discard_list(list_id: ListId, session: Transaction, by: Officer) -> HouseholdListView:
    return _view(await discarding.discard_households(session, list_id, by=by))


def _view(uploaded: DistributionList) -> HouseholdListView:
    faults = [FaultView(**fault) for fault in uploaded.faults[:FAULTS_SHOWN]]
    shown = uploaded.model_dump(include=set(HouseholdListView.model_fields) - {"faults"})
    return HouseholdListView(**shown, faults=faults)
