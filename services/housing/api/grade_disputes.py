"""Door one: disputes about grades, and which grade of a house counts."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.housing.api.appraisals import AppraisalId, Officer, Reader, Signer
from services.housing.api.house_views import standing_of
from services.housing.operations.grade_dispute import decide_dispute as deciding
from services.housing.operations.grade_dispute import file_dispute as filing
from services.housing.operations.grade_dispute import withdraw_dispute as withdrawing
from services.housing.rules import grade_dispute as rules
from services.housing.rules.appraisal_life import NoSuchAppraisal
from services.housing.rules.appraiser import AppraiserOfElsewhere, NoSuchAppraiser, NotLicensed
from services.housing.rules.dwelling import NoSuchHouse
from services.housing.rules.grade_dispute import DisputeState
from services.housing.rules.standing import NoGradeYet
from services.housing.schemas.grade_dispute import DecideDispute, DisputeView, FileDispute, StandingView, WithdrawDispute
from services.housing.store.grade_dispute import get_dispute, list_disputes
from services.housing.store.house import get_house
from services.housing.tables import GradeDispute
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

of_appraisal = door("/appraisals", "住房鉴定")
of_house = door("/houses", "住房")
router = door("/grade-disputes", "等级异议")

DisputeId = Annotated[UUID, Path(title="异议标识")]
HouseId = Annotated[UUID, Path(title="住房编号")]

Receiver = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY)]
"""A household goes to whoever is near."""


@of_appraisal.post(
    "/{appraisal_id}/disputes",
    status_code=201,
    summary="受理等级异议",
    responses=refuses(NoSuchAppraisal, rules.NothingToDispute, rules.DisputeOpenAlready, rules.DisputedTooLate),
)
async def file_dispute(appraisal_id: AppraisalId, form: FileDispute, session: Transaction, by: Receiver) -> DisputeView:
    """住户对现行鉴定有异议的，给回执编号和应决定日期；决定之前等级暂停使用，不据以验收和发放补助。"""
    return _view(await filing.file_dispute(session, appraisal_id, form, by=by, on=clock.today()))


@router.get("", summary="等级异议列表", responses=refuses(UnreadableCursor))
async def list_filed(
    session: Transaction,
    by: Reader,
    state: Annotated[DisputeState | None, Query(title="状态")] = None,
    is_overdue: Annotated[bool | None, Query(title="是否逾期未决定")] = None,
    house_id: Annotated[UUID | None, Query(title="住房编号")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[DisputeView]:
    """先受理的在前。"""
    found = await list_disputes(
        session,
        state=state,
        is_overdue=is_overdue,
        house_id=house_id,
        on=clock.today(),
        after=place(after),
        limit=limit,
    )
    rows = found[:limit]
    return Page(rows=[_view(row) for row in rows], next=cursor(rows[-1].id) if len(found) > limit else None)


@router.get("/{dispute_id}", summary="一件等级异议", responses=refuses(rules.NoSuchDispute))
async def show_dispute(dispute_id: DisputeId, session: Transaction, by: Reader) -> DisputeView:
    return _view(await get_dispute(session, dispute_id))


@router.post(
    "/{dispute_id}/decision",
    status_code=201,
    summary="决定等级异议",
    responses=refuses(
        rules.NoSuchDispute,
        rules.DisputeSettledAlready,
        NoSuchAppraiser,
        AppraiserOfElsewhere,
        NotLicensed,
        rules.JudgedByTheSame,
        rules.SignerMayNotDecide,
        rules.ReviewUnderWay,
        rules.OpinionsDiffer,
    ),
)
async def decide_dispute(dispute_id: DisputeId, form: DecideDispute, session: Transaction, by: Signer) -> DisputeView:
    """维持还是改评由已签署的鉴定决定：没有复核或复核一致的维持，复核之后终定为另一等级的改评。原鉴定人和机构不得决定。"""
    return _view(await deciding.decide_dispute(session, dispute_id, form, by=by, on=clock.today()))


@router.post(
    "/{dispute_id}/withdrawal",
    status_code=201,
    summary="撤回等级异议",
    responses=refuses(rules.NoSuchDispute, rules.DisputeSettledAlready),
)
async def withdraw_dispute(dispute_id: DisputeId, form: WithdrawDispute, session: Transaction, by: Officer) -> DisputeView:
    return _view(await withdrawing.withdraw_dispute(session, dispute_id, form, by=by, on=clock.today()))


@of_house.get("/{house_id}/grade", summary="住房的现行等级", responses=refuses(NoSuchHouse, NoGradeYet))
async def show_standing(
    house_id: HouseId,
    session: Transaction,
    by: Reader,
    on: Annotated[date | None, Query(title="截至日期", description="不填为今天", examples=["2020-06-30"])] = None,
) -> StandingView:
    """哪一次排查、鉴定或验收算数：有效期内的鉴定优先于排查，其后排查更差的以更差的为准，改造验收之后重新起算。"""
    counts = await standing_of(session, await get_house(session, house_id), on=on or clock.today())
    if counts is None:
        raise NoGradeYet
    return counts


def _view(dispute: GradeDispute) -> DisputeView:
    is_overdue = rules.is_overdue(dispute.state, dispute.due_on, on=clock.today())
    return DisputeView.model_validate(dispute.model_dump() | {"is_overdue": is_overdue})
