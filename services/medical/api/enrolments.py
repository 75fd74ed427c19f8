"""Enrolment files of insurers and insurance offices, and how they differ from the rosters."""

import asyncio
import json
from typing import Annotated
from uuid import UUID

from fastapi import File, Form, Path, Query, Response, UploadFile

from services.medical.api.beneficiaries import InRegion
from services.medical.api.roster_views import within
from services.medical.operations.enrolment.record_enrolments import record_enrolments
from services.medical.rules import enrolment as rules
from services.medical.rules.premium import SCHEME_TITLES, SCHEMES_SPOKEN, Scheme
from services.medical.schemas.enrolment import FAULTS_SHOWN, EnrolmentFileView, FaultView
from services.medical.store import enrolments
from services.medical.tables import EnrolmentFile
from shared import clock
from shared.attachments import AS_WORKBOOK, attached
from shared.cells import Fault, Row
from shared.grid import FILE_BYTES, GRID_LAWS
from shared.handed_back import write_handed_back
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.regions import AnyRegion, name_of
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses
from shared.vault import unseal

ENVELOPE_BYTES = 64 * 1024
"""What multipart adds around the file."""
DESCRIPTION = """表头至少有“身份证号”和“姓名”，可有“参保年度”“险种”“村（社区）代码”。有误的行退回，其余接收；
重复出现的人员照收，在差异中列出。新文件取代同一险种、年度在该地区及其下级地区的旧文件。至多 50 MB、50,000 行。"""

router = door_with_limit("/enrolment-files", "参保文件", body_limit_bytes=FILE_BYTES + ENVELOPE_BYTES)

FileId = Annotated[UUID, Path(title="文件编号")]
Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR)]


@router.post(
    "",
    status_code=201,
    summary="提交参保文件（.xlsx 或 .csv）",
    description=DESCRIPTION,
    responses=refuses(
        *GRID_LAWS,
        OutsideRegion,
        rules.NotAnEnrolmentFile,
        rules.RepeatedEnrolmentColumns,
        rules.NoEnrolments,
        rules.EnrolmentWithinAnother,
    ),
)
async def create_enrolment_file(
    file: Annotated[UploadFile, File(title="参保名单", description=".xlsx 工作簿，或 UTF-8、GBK 编码的 .csv")],
    scheme: Annotated[Scheme, Form(title="险种", description=SCHEMES_SPOKEN)],
    year: Annotated[int, Form(title="参保年度", ge=2010, le=2100, examples=[2020])],
    region: Annotated[AnyRegion, Form(title="地区代码", description="文件覆盖的地区，县区或镇街")],
    session: Transaction,
    by: Officer,
) -> EnrolmentFileView:
    content = await file.read()
    return _view(await record_enrolments(session, content, scheme=scheme, year=year, region=region, by=by, on=clock.today()))


@router.get("", summary="参保文件列表", responses=refuses(UnreadableCursor))
async def list_enrolment_files(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    scheme: Annotated[Scheme | None, Query(title="险种", description=SCHEMES_SPOKEN)] = None,
    year: Annotated[int | None, Query(title="参保年度", ge=2010, le=2100)] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[EnrolmentFileView]:
    """新的在前；被取代的也列出。"""
    found = await enrolments.list_files(
        session, region=within(by, region), scheme=scheme, year=year, after=place(after), limit=limit
    )
    return paged(found, limit, _view)


@router.get("/{file_id}", summary="查询参保文件", responses=refuses(rules.NoSuchEnrolmentFile))
async def read_enrolment_file(file_id: FileId, session: Transaction, by: Reader) -> EnrolmentFileView:
    return _view(await enrolments.get_file(session, file_id))


@router.get(
    "/{file_id}/errors.xlsx",
    summary="退回的行（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(rules.NoSuchEnrolmentFile, rules.NoEnrolmentRefused),
)
async def read_errors_workbook(file_id: FileId, session: Transaction, by: Officer) -> Response:
    """有误的单元格标红并有批注；更正后与无误的行合在一起重新提交。"""
    file = await enrolments.get_file(session, file_id)
    if file.refused_rows_sealed is None:
        raise rules.NoEnrolmentRefused(file_id=file_id)
    rows = [Row(number, cells) for number, cells in json.loads(unseal(file.refused_rows_sealed))]
    faults = [Fault(**fault) for fault in file.faults]
    packed = await asyncio.to_thread(write_handed_back, rows, faults, columns=rules.COLUMNS)
    return attached(packed, f"需更正的参保行-{clock.china(file.uploaded_at):%Y%m%d}.xlsx")


def _view(file: EnrolmentFile) -> EnrolmentFileView:
    scheme = Scheme(file.scheme)
    return EnrolmentFileView(
        **file.model_dump(exclude={"scheme", "faults", "refused_rows_sealed"}),
        region_name=name_of(file.region),
        scheme=scheme,
        scheme_title=SCHEME_TITLES[scheme],
        errors_total=len(file.faults),
        errors=[FaultView(**fault) for fault in file.faults[:FAULTS_SHOWN]],
    )
