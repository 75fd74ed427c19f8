"""Procedures of identification, exit and relapse: taken on, carried through stage by stage, listed with what is late."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.registry.api.procedure_views import procedure_line, procedure_view
from services.registry.operations.procedure.attach_household import attach_household
from services.registry.operations.procedure.open_procedure import open_procedure
from services.registry.operations.procedure.take_over_case import take_over_case
from services.registry.operations.procedure.take_step import take_step
from services.registry.operations.procedure.withdraw_procedure import withdraw_procedure
from services.registry.rules import assurance, evidence, on_file, opening
from services.registry.rules import procedure as rules
from services.registry.rules.paper import PaperNotOfHousehold
from services.registry.rules.poverty import MoveNotAllowed, ProcedureKind, TargetNotOfProcedure
from services.registry.rules.procedure import ProcedureState
from services.registry.rules.relief import NobodyNamed
from services.registry.schemas.procedure import (
    AttachHousehold,
    OpenProcedure,
    ProcedureLine,
    ProcedureView,
    TakeOverCase,
    TakeStep,
    WithdrawProcedure,
)
from services.registry.schemas.relief import someone
from services.registry.store import notice as notices
from services.registry.store import procedure as store
from services.registry.store.case import NoSuchCase
from services.registry.store.household import NoSuchHousehold
from services.registry.tables import Procedure
from shared import regions
from shared.clock import now, today
from shared.database import EVERYWHERE
from shared.html import page
from shared.identity import InvalidIdNumber
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

OFFICERS = (Role.VILLAGE, Role.TOWN, Role.COUNTY)
READERS = (*OFFICERS, Role.AUDITOR)

router = door("/procedures", "识别、退出与监测程序")

ProcedureId = Annotated[UUID, Path(title="程序编号")]
CaseId = Annotated[UUID, Path(title="即时帮扶台账编号")]
Officer = Annotated[Principal, may(*OFFICERS)]
Reader = Annotated[Principal, may(*READERS)]
Show = Annotated[
    Literal["running", "late", "ended"], Query(title="显示哪些", description="running 办理中、late 有逾期、ended 已办结")
]

OPENING = (
    opening.NoJudgingPolicy,
    opening.NoSuchProcedureHere,
    opening.ProcedureOpenAlready,
    TargetNotOfProcedure,
    MoveNotAllowed,
)
STEPPING = (
    rules.NoSuchProcedure,
    rules.ProcedureOver,
    rules.StageNotCurrent,
    rules.StageIsPublic,
    rules.NotThisOfficer,
    rules.SameOfficer,
    rules.DoneInTheFuture,
    rules.DoneTooEarly,
    rules.ReasonMissing,
    rules.HouseholdMissing,
    MoveNotAllowed,
    evidence.EvidenceOfAnotherKind,
    evidence.VotesDoNotAddUp,
    evidence.NoQuorum,
    evidence.VoteSaysOtherwise,
    evidence.SourcesMissing,
    evidence.ConflictUnexplained,
    evidence.TooFewPeople,
    evidence.ProxyWithoutReason,
    evidence.PapersMissing,
    evidence.NotAsked,
    assurance.AssuranceUnmet,
    assurance.AssuranceNotJudged,
    assurance.UnmetWithoutReason,
    assurance.IncomeNotShown,
    assurance.IncomeNotSteady,
    assurance.NotYetIndependent,
    PaperNotOfHousehold,
    on_file.ChecklistSaysOtherwise,
    on_file.NotTheNewestFilling,
    on_file.IncomeContradictsBook,
)


@router.post(
    "",
    status_code=201,
    summary="受理一件程序",
    description="按该村当天适用的政策文件受理，从第一个环节开始。还没有登记为一户的人，填 applicant。",
    responses=refuses(
        *OPENING,
        OutsideRegion,
        NoSuchHousehold,
        NobodyNamed,
        InvalidIdNumber,
        opening.ApplicantNotIdentified,
        opening.ApplicantSeatedElsewhere,
        opening.ClueInTheFuture,
    ),
)
async def post_procedure(form: OpenProcedure, session: Transaction, by: Officer) -> ProcedureView:
    applicant = someone(form.applicant.id_number, form.applicant.name) if form.applicant else None
    return await _view(session, await open_procedure(session, form, applicant=applicant, by=by, on=today()))


@router.post(
    "/from-cases/{case_id}",
    status_code=201,
    summary="把困难持续的即时帮扶台账转入监测纳入",
    description="全程期限从发现之日的次日起算。同一台账只转一次，重复提交得到同一件程序。",
    responses=refuses(*OPENING, NoSuchCase),
)
async def post_case_taken_over(case_id: CaseId, form: TakeOverCase, session: Transaction, by: Officer) -> ProcedureView:
    taken = await take_over_case(session, case_id, target=form.target, why=form.why, by=by.subject, on=today())
    return await _view(session, taken)


@router.get("", summary="程序列表", responses=refuses(UnreadableCursor))
async def list_procedures(
    session: Transaction,
    by: Reader,
    region: Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的程序")] = None,
    kind: Annotated[ProcedureKind | None, Query(title="程序种类")] = None,
    state: Annotated[
        ProcedureState | None, Query(title="进展", description="running 办理中、approved 已认定、refused 不予认定")
    ] = None,
    household_id: Annotated[UUID | None, Query(title="户标识")] = None,
    is_late: Annotated[bool, Query(alias="late", title="只列出逾期的")] = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ProcedureLine]:
    on = today()
    found = await store.list_procedures(
        session,
        region=region,
        kind=kind,
        states=[state] if state else [],
        household_id=household_id,
        late_on=on if is_late else None,
        after=place(after),
        limit=limit,
    )
    return Page(rows=await _lines(session, found[:limit]), next=cursor(found[limit - 1].id) if len(found) > limit else None)


@router.get("/page", summary="程序列表（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_procedures(session: Transaction, by: Reader, show: Show = "running", after: After = None) -> HTMLResponse:
    """本辖区的程序：到了哪一环节、由谁办、哪天到期、谁逾期。"""
    on = today()
    ended = [ProcedureState.APPROVED, ProcedureState.REFUSED, ProcedureState.WITHDRAWN]
    found = await store.list_procedures(
        session,
        region=None,
        kind=None,
        states=ended if show == "ended" else [ProcedureState.RUNNING],
        household_id=None,
        late_on=on if show == "late" else None,
        after=place(after),
        limit=PAGE_ROWS,
    )
    running, late = await store.count_open(session, on=on)
    return page(
        "registry",
        "procedures.html",
        where="全部辖区" if by.region == EVERYWHERE else regions.name_of(by.region),
        procedures=await _lines(session, found[:PAGE_ROWS]),
        next=cursor(found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None,
        show=show,
        is_first=after is None,
        running=running,
        late=late,
    )


@router.get("/{procedure_id}", summary="一件程序", responses=refuses(rules.NoSuchProcedure))
async def read_procedure(procedure_id: ProcedureId, session: Transaction, by: Reader) -> ProcedureView:
    """各环节、依据、办理记录和材料。"""
    return await _view(session, (await store.get_procedure(session, procedure_id)).row)


@router.get(
    "/{procedure_id}/page",
    summary="一件程序（网页，可打印）",
    response_class=HTMLResponse,
    responses=refuses(rules.NoSuchProcedure),
)
async def show_procedure(procedure_id: ProcedureId, session: Transaction, by: Reader) -> HTMLResponse:
    return page("registry", "procedure.html", procedure=await read_procedure(procedure_id, session, by), at=now())


@router.post(
    "/{procedure_id}/steps",
    status_code=201,
    summary="办理当前环节",
    description="evidence 按环节种类填写；公示、公告环节请用“公示”接口。不通过的写明理由，按政策文件退回或终止。",
    responses=refuses(*STEPPING),
)
async def post_step(procedure_id: ProcedureId, form: TakeStep, session: Transaction, by: Officer) -> ProcedureView:
    return await _view(session, await take_step(session, form, procedure_id=procedure_id, by=by, on=today()))


@router.post(
    "/{procedure_id}/household",
    status_code=200,
    summary="把程序挂到申请人所在的户",
    responses=refuses(
        rules.NoSuchProcedure,
        rules.ProcedureOver,
        opening.ProcedureOpenAlready,
        opening.HouseholdKnown,
        opening.ApplicantNotInHousehold,
        NoSuchHousehold,
        MoveNotAllowed,
    ),
)
async def post_household(procedure_id: ProcedureId, form: AttachHousehold, session: Transaction, by: Officer) -> ProcedureView:
    return await _view(session, await attach_household(session, procedure_id, form.household_id))


@router.post(
    "/{procedure_id}/withdrawal",
    status_code=200,
    summary="撤回一件程序",
    responses=refuses(rules.NoSuchProcedure, rules.ProcedureOver),
)
async def post_withdrawal(procedure_id: ProcedureId, form: WithdrawProcedure, session: Transaction, by: Officer) -> ProcedureView:
    return await _view(session, await withdraw_procedure(session, procedure_id, why=form.why, by=by, on=today()))


async def _lines(session: Transaction, rows: list[Procedure]) -> list[ProcedureLine]:
    heads = await store.heads_of(session, rows)
    posted = await notices.list_posted(session, [row.id for row in rows])
    return [procedure_line(row, heads[row.id], posted.get(row.id), on=today()) for row in rows]


async def _view(session: Transaction, row: Procedure) -> ProcedureView:
    underway = await store.get_procedure(session, row.id)
    heads = await store.heads_of(session, [row])
    posted = await notices.list_posted(session, [row.id])
    lines = await notices.list_lines_of(session, row.id)
    ids = [line.notice_id for line in lines]
    return procedure_view(underway, heads[row.id], posted.get(row.id), notice_ids=ids, on=today())
