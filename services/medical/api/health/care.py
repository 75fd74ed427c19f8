"""What is done for a patient, written into their file. The answers repeat nothing of what the person is ill of."""

from typing import Annotated

from fastapi import Path

from services.medical.api.health.files import FileId
from services.medical.api.health.reading import TAG, Carer, Health
from services.medical.api.health.views import recorded
from services.medical.operations.health_file.classify_patient import classify_patient
from services.medical.operations.health_file.close_file import close_file
from services.medical.operations.health_file.complete_step import complete_step
from services.medical.operations.health_file.plan_treatment import plan_treatment
from services.medical.operations.health_file.record_care import record_care
from services.medical.operations.health_file.record_judgement import record_judgement
from services.medical.operations.health_file.tick_item import tick_item
from services.medical.operations.health_file.transfer_patient import transfer_patient
from services.medical.operations.health_file.visit_patient import visit_patient
from services.medical.rules.health import file as rules
from services.medical.rules.health import follow_up
from services.medical.schemas.health.care import (
    CompleteStep,
    PlanRecorded,
    PlanTreatment,
    RecordCare,
    RecordJudgement,
    TickItem,
    VisitPatient,
)
from services.medical.schemas.health.file import ClassifyPatient, CloseFile, FileRecorded, TransferPatient
from shared import clock
from shared.service import Transaction, door, refuses

router = door("/health/files/{health_file_id}", TAG)

StepNo = Annotated[int, Path(title="步骤序号", ge=1, le=10_000)]
_ALWAYS = (rules.NoSuchHealthFile, rules.FileClosed, rules.DayNotPossible)
_FINDING = (follow_up.NoSuchFinding, follow_up.LevelNotForProgramme, follow_up.LevelDoesNotFit)


@router.post(
    "/classification",
    status_code=201,
    summary="改定救治分类",
    responses=refuses(
        *_ALWAYS,
        rules.NotForThisProgramme,
        rules.ClassNotForProgramme,
        rules.ClassNotYoursToChange,
    ),
)
async def create_classification(health_file_id: FileId, form: ClassifyPatient, session: Transaction, by: Carer) -> FileRecorded:
    """一次治愈、住院维持、长期康复；谁可以改定哪一类见项目目录的 classes。"""
    return recorded(await classify_patient(session, form, file_id=health_file_id, by=by, on=clock.today()))


@router.post("/transfer", status_code=201, summary="变更定点医院", responses=refuses(*_ALWAYS, rules.HospitalNotDesignated))
async def create_transfer(health_file_id: FileId, form: TransferPatient, session: Transaction, by: Health) -> FileRecorded:
    """此后由新的医院查阅和登记，原医院不再看到这份档案。"""
    return recorded(await transfer_patient(session, form, file_id=health_file_id, by=by, on=clock.today()))


@router.post(
    "/plan",
    status_code=201,
    summary="制定或补充救治方案",
    responses=refuses(*_ALWAYS, rules.NotForThisProgramme, rules.PlanTooLong),
)
async def create_plan(health_file_id: FileId, form: PlanTreatment, session: Transaction, by: Carer) -> PlanRecorded:
    """一户一案、一人一法：负责医生和分步计划；新的步骤接在已有的之后。"""
    steps = await plan_treatment(session, form, file_id=health_file_id, by=by, on=clock.today())
    return PlanRecorded(first_no=steps[0].no, last_no=steps[-1].no)


@router.post(
    "/plan/{step_no}/completion",
    status_code=201,
    summary="登记方案的一步完成",
    responses=refuses(*_ALWAYS, rules.NoSuchStep, rules.StepAlreadyDone),
)
async def create_step_completion(
    health_file_id: FileId, step_no: StepNo, form: CompleteStep, session: Transaction, by: Carer
) -> FileRecorded:
    """第一步治疗完成之日计为开始救治，进入进度统计。"""
    return recorded(await complete_step(session, form, file_id=health_file_id, no=step_no, by=by, on=clock.today()))


@router.post(
    "/ticks",
    status_code=201,
    summary="登记清单的一项完成（八个一）",
    responses=refuses(*_ALWAYS, rules.NoSuchItem, rules.ItemAlreadyTicked),
)
async def create_tick(health_file_id: FileId, form: TickItem, session: Transaction, by: Carer) -> FileRecorded:
    """清单按居住地的文件；一人有几份档案的，任一份登记即算。"""
    return recorded(await tick_item(session, form, file_id=health_file_id, by=by, on=clock.today()))


@router.post(
    "/judgements",
    status_code=201,
    summary="登记诊断、复核诊断或评估",
    responses=refuses(*_ALWAYS, rules.NotForThisProgramme, follow_up.FindingMisplaced, *_FINDING),
)
async def create_judgement(health_file_id: FileId, form: RecordJudgement, session: Transaction, by: Carer) -> FileRecorded:
    """评估须写病情分类，严重精神障碍并写危险性等级；下次随访日期随之确定。"""
    return recorded(await record_judgement(session, form, file_id=health_file_id, by=by, on=clock.today()))


@router.post(
    "/visits", status_code=201, summary="登记一次随访", responses=refuses(*_ALWAYS, rules.NotForThisProgramme, *_FINDING)
)
async def create_visit(health_file_id: FileId, form: VisitPatient, session: Transaction, by: Carer) -> FileRecorded:
    """慢性病和严重精神障碍；随访结果决定下次随访日期。没有访到的也要登记。"""
    return recorded(await visit_patient(session, form, file_id=health_file_id, by=by, on=clock.today()))


@router.post(
    "/care",
    status_code=201,
    summary="登记筛查、手术、康复服务或辅助器具",
    responses=refuses(*_ALWAYS, rules.NotForThisProgramme, rules.ScreeningMisplaced, rules.NotScreenedFit),
)
async def create_care(health_file_id: FileId, form: RecordCare, session: Transaction, by: Carer) -> FileRecorded:
    """免费救治先筛查、合格再登记手术；康复项目登记服务和器具，得到一次即计为已服务。"""
    return recorded(await record_care(session, form, file_id=health_file_id, by=by, on=clock.today()))


@router.post("/closing", status_code=201, summary="结案", responses=refuses(*_ALWAYS))
async def create_closing(health_file_id: FileId, form: CloseFile, session: Transaction, by: Carer) -> FileRecorded:
    """写明转归；结案后不再随访，也不再向其他部门提示免费救治。"""
    return recorded(await close_file(session, form, file_id=health_file_id, by=by, on=clock.today()))
