"""Door one: who builds, and what became of what they built."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Path

from services.housing.operations.contractor import bar_contractor as barring
from services.housing.operations.contractor import register_contractor as registering
from services.housing.rules.contractor import ContractorKnown, NoSuchContractor
from services.housing.rules.step_policy import NoStepRule
from services.housing.schemas.contractor import BarContractor, ContractorView, RegisterContractor
from services.housing.store.contractor import get_contractor, list_contractors
from services.housing.store.step_policy import get_step_policy
from services.housing.store.works_record import WorksRecord, list_works_records
from services.housing.tables import Contractor
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/contractors", "施工方")

Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
County = Annotated[Principal, may(Role.COUNTY)]
ContractorId = Annotated[UUID, Path(title="施工方编号")]


@router.get("", summary="施工方列表", responses=refuses(NoStepRule, UnreadableCursor))
async def list_contractors_(
    session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[ContractorView]:
    """先登记的在前；承接、验收、逾期和问题数由改造记录得出，撤销的不计，冬季、汛期停工顺延工期。"""
    rows = await list_contractors(session, after=place(after), limit=limit)
    return Page(rows=await _shown(session, rows), next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.post("", status_code=201, summary="登记施工方", responses=refuses(ContractorKnown, NoStepRule))
async def register_contractor(form: RegisterContractor, session: Transaction, by: County) -> ContractorView:
    """施工企业，或持培训合格证的农村建筑工匠；同一证号在一个县区只登记一次。"""
    [view] = await _shown(session, [await registering.register_contractor(session, form, by=by)])
    return view


@router.get("/{contractor_id}", summary="一家施工方", responses=refuses(NoSuchContractor, NoStepRule))
async def show_contractor(contractor_id: ContractorId, session: Transaction, by: Reader) -> ContractorView:
    [view] = await _shown(session, [await get_contractor(session, contractor_id)])
    return view


@router.post("/{contractor_id}/bar", status_code=201, summary="停止或恢复承接", responses=refuses(NoSuchContractor, NoStepRule))
async def bar_contractor(contractor_id: ContractorId, form: BarContractor, session: Transaction, by: County) -> ContractorView:
    """停止后不能再签新的协议，已开工的继续；原因为空的恢复承接。"""
    [view] = await _shown(session, [await barring.bar_contractor(session, contractor_id, form)])
    return view


async def _shown(session: Transaction, rows: Sequence[Contractor]) -> list[ContractorView]:
    records = await works_records(session, rows)
    counts = ("houses", "accepted", "late", "defects", "uncured")
    return [
        ContractorView.model_validate(row.model_dump() | {each: getattr(records[row.id], each) for each in counts})
        for row in rows
    ]


async def works_records(session: Transaction, rows: Sequence[Contractor]) -> dict[UUID, WorksRecord]:
    """Of each, by the terms of its county. Raises NoStepRule."""
    today = clock.today()
    found: dict[UUID, WorksRecord] = {row.id: WorksRecord() for row in rows}
    for region in sorted({row.region for row in rows}):
        ids = [row.id for row in rows if row.region == region]
        uncounted = get_step_policy(region, today).uncounted_names
        found |= await list_works_records(session, ids, on=today, uncounted=uncounted)
    return found
