"""What officers decide about cases: more facts, closing, reopening, withdrawing, handing over, moving; and a disaster's list."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from services.registry.operations.case.add_fact import add_fact
from services.registry.operations.case.close_case import close_case
from services.registry.operations.case.hand_over_case import hand_over_case
from services.registry.operations.case.move_case import move_case
from services.registry.operations.case.open_disaster_cases import Struck, open_disaster_cases
from services.registry.operations.case.reopen_case import reopen_case
from services.registry.operations.case.withdraw_case import withdraw_case
from services.registry.rules.ending import (
    AlreadyHandedOver,
    CaseIsClosed,
    CaseIsOpen,
    EvidenceMissing,
    HouseholdHasAnotherCase,
    HouseholdIsElsewhere,
    NeedsUnmet,
    NotMoved,
    NotNeeded,
    NotOfTheHousehold,
    PartNotRepeatable,
    ReopeningTooLate,
    WasWithdrawn,
)
from services.registry.rules.need import NoNeedsRule
from services.registry.rules.relief import HappenedInTheFuture, HappenedTooLongAgo, check_happened_on
from services.registry.schemas.case_act import (
    AddFact,
    CaseStateView,
    CloseCase,
    DisasterView,
    HandOverCase,
    MoveCase,
    OpenDisasterCases,
    ReopenCase,
    StruckView,
    WithdrawCase,
)
from services.registry.store.case import NoSuchCase
from services.registry.tables import Case
from shared.clock import now, today
from shared.database import EVERYWHERE
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/cases", "即时帮扶台账")

CaseId = Annotated[UUID, Path(title="即时帮扶台账编号")]
Officer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY)]
Checker = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
"""Whoever decides about help is not the village that gives it."""


@router.post(
    "/disasters",
    status_code=201,
    summary="灾后救助（为一批受灾家庭一次开立台账）",
    description="名单中每户单独受理：查不到的户退回并说明原因，不影响其他家庭；已有台账的记入原台账；同一灾情编号重报不重复。",
    responses=refuses(HappenedInTheFuture, HappenedTooLongAgo, NoNeedsRule),
)
async def post_disaster(form: OpenDisasterCases, session: Transaction, by: Checker) -> DisasterView:
    check_happened_on(form.happened_on, on=today())
    within = by.region.removesuffix(EVERYWHERE)
    struck = await open_disaster_cases(session, form, by=by.subject, within=within, at=now(), on=today())
    counts = {outcome: sum(one.outcome == outcome for one in struck) for outcome in ("opened", "added", "known", "refused")}
    return DisasterView(**counts, households=[_struck(one) for one in struck])


@router.post(
    "/{case_id}/facts",
    status_code=201,
    summary="补记情况（需要的环节随即加派）",
    description="紧急程度只升不降；已启动的环节不重复启动。",
    responses=refuses(NoSuchCase, CaseIsClosed, NotOfTheHousehold, HappenedInTheFuture, HappenedTooLongAgo, NoNeedsRule),
)
async def post_fact(case_id: CaseId, form: AddFact, session: Transaction, by: Officer) -> CaseStateView:
    check_happened_on(form.happened_on, on=today())
    return _state(await add_fact(session, case_id, form, by=by.subject, at=now(), on=today()))


@router.post(
    "/{case_id}/closing",
    summary="结案",
    description="每个环节都已办结或写明不需办理的理由，并列出当地规定的结案材料；缺一不可。",
    responses=refuses(NoSuchCase, CaseIsClosed, NotNeeded, NeedsUnmet, EvidenceMissing),
)
async def post_closing(case_id: CaseId, form: CloseCase, session: Transaction, by: Checker) -> CaseStateView:
    return _state(await close_case(session, case_id, form, by=by.subject, at=now()))


@router.post(
    "/{case_id}/reopening",
    summary="重新启动",
    description="在当地规定的期限内；原有记录保留，只重办所选的环节。应急救助金每份台账只发一次。",
    responses=refuses(NoSuchCase, CaseIsOpen, WasWithdrawn, ReopeningTooLate, PartNotRepeatable, HouseholdHasAnotherCase),
)
async def post_reopening(case_id: CaseId, form: ReopenCase, session: Transaction, by: Checker) -> CaseStateView:
    return _state(await reopen_case(session, case_id, form, by=by.subject, at=now()))


@router.post(
    "/{case_id}/withdrawal",
    summary="撤销误登的台账",
    description="台账留存备查，不计入统计；各部门同时得到通知，释放已预留的款项和任务。",
    responses=refuses(NoSuchCase, CaseIsClosed),
)
async def post_withdrawal(case_id: CaseId, form: WithdrawCase, session: Transaction, by: Checker) -> CaseStateView:
    return _state(await withdraw_case(session, case_id, form, by=by.subject, at=now()))


@router.post(
    "/{case_id}/handover",
    summary="困难持续的，移交识别程序",
    description="即时帮扶照常进行；移交即满足 15 日内得出结论的要求。",
    responses=refuses(NoSuchCase, CaseIsClosed, AlreadyHandedOver),
)
async def post_handover(case_id: CaseId, form: HandOverCase, session: Transaction, by: Checker) -> CaseStateView:
    return _state(await hand_over_case(session, case_id, form, by=by.subject, at=now()))


@router.post(
    "/{case_id}/move",
    summary="台账随户迁移（移交另一辖区）",
    description="由同时管辖迁出、迁入两地的人员办理；该户的迁移先在户档案中办好。",
    responses=refuses(OutsideRegion, NoSuchCase, CaseIsClosed, NotMoved, HouseholdIsElsewhere),
)
async def post_move(case_id: CaseId, form: MoveCase, session: Transaction, by: Checker) -> CaseStateView:
    by.must_cover(form.village, pointer="/village")
    return _state(await move_case(session, case_id, form, by=by.subject, at=now()))


def _state(case: Case) -> CaseStateView:
    state = case.ending.value if case.ending else "open"
    return CaseStateView(case_id=case.id, state=state, round=case.round, region=case.region)


def _struck(one: Struck) -> StruckView:
    refusal = one.refusal
    return StruckView(
        number=one.number,
        household_code=one.household_code,
        outcome=one.outcome,
        case_id=one.case_id,
        code=refusal.code if refusal else None,
        reason=refusal.title if refusal else None,
        mend=refusal.mend if refusal else None,
    )
