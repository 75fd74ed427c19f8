"""One person's whole file, the one flag that other offices are told, and who has read what."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.medical.api.health.reading import SEEN, TAG, Carer, HealthReading
from services.medical.api.health.views import contract_view, examination_view, file_lines
from services.medical.rules.health.reading import Purpose
from services.medical.schemas.health.board import ReadView, WholeFileView
from services.medical.schemas.health.person import FlagView, LookUpPerson
from services.medical.store.health import contents, contracts, examinations, files, reads
from shared import clock
from shared.identity import InvalidIdNumber, check_id_number, masked
from shared.pages import PAGE_ROWS, PAGE_ROWS_LIMIT, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, door_for_questions, refuses
from shared.vault import hash_identity

router = door("/health", TAG)
questions = door_for_questions("/health", TAG)

Asking = Annotated[Principal, may(Role.HEALTH, Role.HOSPITAL, Role.COUNTY, Role.DEPARTMENT)]
Auditor = Annotated[Principal, may(Role.AUDITOR)]


@questions.post("/whole-files", summary="按公民身份号码查一人的全部健康档案", responses=refuses(InvalidIdNumber))
async def create_whole_file(form: LookUpPerson, session: Transaction, by: Carer, reading: HealthReading) -> WholeFileView:
    """健康档案、家庭医生签约、历年查体，限可见的。号码在请求体中传送；只查不办，不需要 Idempotency-Key。"""
    today = clock.today()
    identity_hash = hash_identity(check_id_number(form.id_number, on=today).number)
    signed = await contracts.list_contracts(session, reading, identity_hash=identity_hash, limit=PAGE_ROWS_LIMIT)
    examined = await examinations.list_examinations_of(session, reading, identity_hash)
    return WholeFileView(
        files=await file_lines(session, await files.list_files_of(session, reading, identity_hash), on=today),
        contracts=[contract_view(contract) for contract in signed],
        examinations=[examination_view(examination) for examination in examined],
    )


@questions.post("/flag-checks", summary="查询是否免费救治", responses=refuses(InvalidIdNumber))
async def create_flag_check(form: LookUpPerson, session: Transaction, by: Asking, reading: HealthReading) -> FlagView:
    """其他部门和医疗机构只需知道是否免费；答复不含病种、项目和医院。查询同样留痕。"""
    number = check_id_number(form.id_number, on=clock.today()).number
    is_free = await contents.is_flagged(session, reading, hash_identity(number), region=by.region, on=clock.today())
    return FlagView(id_number_masked=masked(number), is_treated_free=is_free)


@router.get("/reads", summary="健康档案查阅记录", responses=refuses(UnreadableCursor))
async def list_reads(
    session: Transaction,
    by: Auditor,
    reader: Annotated[str | None, Query(title="查阅人", max_length=100, pattern=SEEN)] = None,
    purpose: Annotated[Purpose | None, Query(title="用途")] = None,
    record_id: Annotated[UUID | None, Query(title="档案编号")] = None,
    person_id: Annotated[UUID | None, Query(title="人员编号")] = None,
    since: Annotated[date | None, Query(title="自这一天起")] = None,
    until: Annotated[date | None, Query(title="至这一天止")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ReadView]:
    """谁、何时、为什么、看了谁的哪一份；不含病种和内容。记录只增不改。"""
    found = await reads.list_reads(
        session,
        reader=reader,
        purpose=purpose,
        record_id=record_id,
        person_id=person_id,
        since=since,
        until=until,
        after=place(after),
        limit=limit,
    )
    rows = [ReadView.model_validate(read) for read in found]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(rows) == limit else None)
