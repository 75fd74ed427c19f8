"""Door one: sites（安置点）, their dwellings in and out of workbooks, and what is drawn there."""

import asyncio
import secrets
from typing import Annotated
from uuid import UUID

from fastapi import File, Path, Request, Response, UploadFile

from services.housing.api.list_files import FILE_SAYS, UPLOAD_BYTES, FileId, handed_back
from services.housing.operations.lot import announce_lot as announcing
from services.housing.operations.site import enter_dwellings as entering
from services.housing.rules import dwelling_file, programme
from services.housing.rules import lot as rules
from services.housing.rules import lot_life as life
from services.housing.schemas.lot import AnnounceLot, LotLine
from services.housing.schemas.programme import FAULTS_SHOWN, DwellingFileView, DwellingView
from services.housing.store.lot import list_lots
from services.housing.store.programme import (
    get_dwelling_file,
    get_site,
    list_dwelling_files,
    list_dwellings,
    refused_rows,
)
from services.housing.tables import DwellingFile
from shared import clock
from shared.attachments import AS_WORKBOOK, attached
from shared.cells import Fault
from shared.grid import GRID_LAWS
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses
from shared.workbook import HOW_TO_FILL_IN, Sheet, workbook

FILES_SHOWN = 20

router = door_with_limit("/relocation-sites", "安置点", body_limit_bytes=UPLOAD_BYTES)

SiteId = Annotated[UUID, Path(title="安置点标识")]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
County = Annotated[Principal, may(Role.COUNTY)]

DwellingTable = Annotated[UploadFile, File(title="安置房源", description=FILE_SAYS)]
ENTERING = (
    *GRID_LAWS,
    programme.NoSuchSite,
    OutsideRegion,
    programme.ProgrammeEnded,
    dwelling_file.NotADwellingTable,
    dwelling_file.NoDwellingRows,
    programme.SiteTooLarge,
)
"""What may refuse a workbook of dwellings, by whichever door."""

_WIDTHS = {dwelling_file.NUMBER: 24}
_GUIDE = (
    ("房号", "3号楼2单元301 或 3-2-301；同一安置点不重复，公开显示"),
    ("建筑面积", "平方米，至多两位小数；决定户型，超过最大一档的退回"),
    ("居室数、层", "数字；地面层为 1"),
    ("无障碍", "是 或 否，留空为否"),
)


@router.get("/template.xlsx", summary="安置房源模板（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def read_template(session: Transaction, by: Reader) -> Response:
    columns = [(name, _WIDTHS.get(name, 12)) for name in dwelling_file.COLUMNS]
    packed = await asyncio.to_thread(workbook, Sheet("安置房源", columns, []), asked=_GUIDE, heads=HOW_TO_FILL_IN)
    return attached(packed, "安置房源模板.xlsx")


@router.get("/{site_id}/dwellings", summary="一个安置点的房源", responses=refuses(programme.NoSuchSite))
async def list_dwellings_(site_id: SiteId, session: Transaction, by: Reader) -> list[DwellingView]:
    """至多 2,000 套。"""
    site = await get_site(session, site_id)
    return [DwellingView.model_validate(each) for each in await list_dwellings(session, site.id)]


@router.post(
    "/{site_id}/dwellings",
    status_code=201,
    summary="提交安置房源（.xlsx、.xls 或 .csv）",
    responses=refuses(*ENTERING),
)
async def enter_dwellings(
    site_id: SiteId, file: DwellingTable, request: Request, session: Transaction, by: County
) -> DwellingFileView:
    """正确的行当即录入，其余逐行退回原因；退回的行更正后可原样再次提交。房源只增加，不修改。"""
    content = await file.read()
    return file_of(await entering.enter_dwellings(session, site_id, content, by=by, at=clock.now()), request)


@router.get("/{site_id}/files", summary="提交过的房源文件", responses=refuses(programme.NoSuchSite))
async def list_files(site_id: SiteId, request: Request, session: Transaction, by: Reader) -> list[DwellingFileView]:
    """最近的 20 份。"""
    site = await get_site(session, site_id)
    return [file_of(each, request) for each in await list_dwelling_files(session, site.id, limit=FILES_SHOWN)]


@router.get(
    "/{site_id}/files/{file_id}/errors.xlsx",
    summary="退回的房源（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(dwelling_file.NoSuchDwellingFile, dwelling_file.NoDwellingRefused),
)
async def read_errors_workbook(site_id: SiteId, file_id: FileId, session: Transaction, by: County) -> Response:
    """有误的单元格标红并有批注；更正后可直接重新提交，最后四列不用删。"""
    file = await get_dwelling_file(session, site_id, file_id)
    faults = [Fault(**fault) for fault in file.faults]
    return await handed_back("安置房源", dwelling_file.COLUMNS, refused_rows(file), faults, sent_at=file.uploaded_at)


def file_of(file: DwellingFile, request: Request) -> DwellingFileView:
    """With its first faults, and where its refused rows are fetched."""
    behind = request.scope.get("root_path", "")  # the gateway's name for this service, if it came through there
    address = f"{behind}/relocation-sites/{file.site_id}/files/{file.id}/errors.xlsx" if file.refused_rows_sealed else None
    told = file.model_dump(exclude={"refused_rows_sealed"})
    return DwellingFileView.model_validate(told | {"faults": file.faults[:FAULTS_SHOWN], "errors_workbook": address})


@router.get("/{site_id}/lots", summary="一个安置点的抽签", responses=refuses(programme.NoSuchSite))
async def list_lots_(site_id: SiteId, session: Transaction, by: Reader) -> list[LotLine]:
    """作废和取消的也在内。"""
    site = await get_site(session, site_id)
    return [LotLine.model_validate(each) for each in await list_lots(session, [site.id])]


@router.post(
    "/{site_id}/lots",
    status_code=201,
    summary="公布一次抽签的名单和承诺",
    responses=refuses(
        programme.NoSuchSite,
        OutsideRegion,
        programme.ProgrammeEnded,
        life.LotUnderWay,
        life.LotMustNameOld,
        life.NoLotToReplace,
        rules.NobodyToDraw,
        rules.TooManyForOneLot,
        rules.NoDwellingLeft,
        rules.NoClassForHousehold,
        rules.DwellingsTooFew,
        programme.ProgrammeOutOfTime,
    ),
)
async def announce_lot(site_id: SiteId, form: AnnounceLot, session: Transaction, by: County) -> LotLine:
    """名单、房源、密值承诺和公开随机值的来源同时公布，公示期满后才能抽签。"""
    hidden = secrets.token_bytes(rules.HIDDEN_BYTES)
    return LotLine.model_validate(await announcing.announce_lot(session, site_id, form, hidden=hidden, by=by, at=clock.now()))
