"""Family-doctor contracts and yearly examinations."""

import asyncio
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from services.medical.api.health.files import EXPORT_ROWS, workbook
from services.medical.api.health.reading import SEEN, TAG, Carer, Health, HealthReading
from services.medical.api.health.views import contract_view, due_view
from services.medical.operations.examination.record_examination import record_examination
from services.medical.operations.family_contract.end_contract import end_contract
from services.medical.operations.family_contract.sign_contract import sign_contract
from services.medical.rules.admission import HospitalUnknown
from services.medical.rules.health import contract as rules
from services.medical.rules.health.examination import AlreadyExamined, NoExaminationRule
from services.medical.rules.health.file import DayNotPossible
from services.medical.schemas.health.contract import (
    ContractRecorded,
    ContractView,
    DueView,
    EndContract,
    ExaminationRecorded,
    RecordExamination,
    SignContract,
)
from services.medical.schemas.health.file_list import write_contracts, write_due
from services.medical.store.health import contracts, examinations, programmes
from services.medical.store.health.examinations import Due
from services.medical.store.health.reads import Reading
from shared import clock
from shared.attachments import AS_WORKBOOK
from shared.identity import InvalidIdNumber
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion
from shared.service import Transaction, door, refuses

router = door("/health", TAG)

ContractId = Annotated[UUID, Path(title="签约编号")]
Region = Annotated[AnyRegion | None, Query(title="行政区划代码", description="不填即本人辖区")]
County = Annotated[AnyRegion, Query(title="行政区划代码", description="县、镇街或村；按其所在地的文件", examples=["371311"])]
StandsOn = Annotated[date | None, Query(title="在这一天有效", description="不填即不论是否有效")]


@router.post(
    "/contracts",
    status_code=201,
    summary="登记家庭医生签约",
    responses=refuses(InvalidIdNumber, OutsideRegion, HospitalUnknown, rules.TermUpsideDown, rules.AlreadyContracted),
)
async def create_contract(form: SignContract, session: Transaction, by: Carer) -> ContractRecorded:
    """同一时间一人只签一位家庭医生。"""
    return ContractRecorded.model_validate(await sign_contract(session, form, by=by, on=clock.today()))


@router.post(
    "/contracts/{family_contract_id}/end",
    status_code=201,
    summary="登记解约",
    responses=refuses(rules.NoSuchContract, rules.ContractEnded, DayNotPossible),
)
async def create_contract_end(
    family_contract_id: ContractId, form: EndContract, session: Transaction, by: Carer
) -> ContractRecorded:
    return ContractRecorded.model_validate(
        await end_contract(session, form, contract_id=family_contract_id, by=by, on=clock.today())
    )


@router.get("/contracts", summary="家庭医生签约列表", responses=refuses(UnreadableCursor))
async def list_contracts(
    session: Transaction,
    by: Carer,
    reading: HealthReading,
    region: Region = None,
    doctor: Annotated[str | None, Query(title="家庭医生", max_length=60, pattern=SEEN)] = None,
    stands_on: StandsOn = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ContractView]:
    """先签的在前。"""
    found = await contracts.list_contracts(
        session, reading, region=region, doctor=doctor, stands_on=stands_on, after=place(after), limit=limit
    )
    rows = [contract_view(contract) for contract in found]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.get("/contracts/export.xlsx", summary="家庭医生签约列表（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def export_contracts(
    session: Transaction, by: Health, reading: HealthReading, region: Region = None, stands_on: StandsOn = None
) -> Response:
    """至多 5,000 份，超过的请按镇街分别导出。"""
    found = await contracts.list_contracts(session, reading, region=region, stands_on=stands_on, limit=EXPORT_ROWS)
    packed = await asyncio.to_thread(write_contracts, [contract_view(contract) for contract in found])
    return workbook(packed, "家庭医生签约")


@router.post(
    "/examinations",
    status_code=201,
    summary="登记年度健康查体",
    responses=refuses(InvalidIdNumber, OutsideRegion, HospitalUnknown, DayNotPossible, AlreadyExamined),
)
async def create_examination(form: RecordExamination, session: Transaction, by: Carer) -> ExaminationRecorded:
    """一人一年登记一次。"""
    return ExaminationRecorded.model_validate(await record_examination(session, form, by=by, on=clock.today()))


@router.get("/examinations/due", summary="本年度待查体名单", responses=refuses(UnreadableCursor, NoExaminationRule))
async def list_examinations_due(
    session: Transaction, by: Health, reading: HealthReading, region: County, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[DueView]:
    """对象按所在地文件（如全部特困人员），取登记系统今天的人员类别；名单上没有姓名的，按人员编号在登记系统查询。"""
    due = await _due(session, reading, region, after=place(after), limit=limit)
    return Page(rows=[due_view(one) for one in due], next=cursor(due[-1].person_id) if len(due) == limit else None)


@router.get(
    "/examinations/due.xlsx",
    summary="本年度待查体名单（工作簿）",
    response_class=Response,
    responses={**AS_WORKBOOK, **refuses(NoExaminationRule)},
)
async def export_examinations_due(session: Transaction, by: Health, reading: HealthReading, region: County) -> Response:
    """至多 5,000 人，超过的请按镇街分别导出。"""
    due = await _due(session, reading, region, after=None, limit=EXPORT_ROWS)
    year = clock.today().year
    return workbook(await asyncio.to_thread(write_due, [due_view(one) for one in due], year=year), f"{year}年待查体")


async def _due(session: Transaction, reading: Reading, region: str, *, after: UUID | None, limit: int) -> list[Due]:
    today = clock.today()
    rule = programmes.rules_at(region, today).examination
    if rule is None:
        raise NoExaminationRule(region=region)
    return await examinations.list_due(
        session, reading, classes=rule[0].classes, within=region, year=today.year, on=today, after=after, limit=limit
    )
