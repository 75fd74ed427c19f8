"""Drafts of the register of assets: what hand-overs of projects left, and what is known of each from its project."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import Source
from services.funds.rules.asset_draft import DraftState, NoSuchDraft, Paid
from services.funds.rules.contract import PayState
from services.funds.tables import (
    Account,
    AssetDraft,
    Project,
    ProjectContract,
    ProjectDuty,
    ProjectHandOver,
    ProjectSource,
    ProjectThing,
    SupplierPayment,
)

HAND_OVERS_AT_ONCE = 100
_OPEN = (col(AssetDraft.dismissed_on).is_(None), AssetDraft.registered_fen < AssetDraft.value_fen)
_STATES = {
    DraftState.OPEN: _OPEN,
    DraftState.REGISTERED: (col(AssetDraft.dismissed_on).is_(None), AssetDraft.registered_fen == AssetDraft.value_fen),
    DraftState.DISMISSED: (col(AssetDraft.dismissed_on).is_not(None),),
}


async def get_draft(session: AsyncSession, id: UUID) -> AssetDraft:
    """Raises NoSuchDraft."""
    return _there(await session.get(AssetDraft, id), id)


async def lock_draft(session: AsyncSession, id: UUID) -> AssetDraft:
    """Raises NoSuchDraft."""
    return _there(await session.get(AssetDraft, id, with_for_update=True, populate_existing=True), id)


def _there(draft: AssetDraft | None, id: UUID) -> AssetDraft:
    if draft is None:
        raise NoSuchDraft(pointer="/draft_id", draft_id=str(id))
    return draft


async def list_drafts(
    session: AsyncSession,
    *,
    region: str | None = None,
    project: str | None = None,
    state: DraftState | None = None,
    late_on: date | None = None,
    after: UUID | None,
    limit: int,
) -> Sequence[AssetDraft]:
    """In the order of their hand-overs; `late_on`: what should have been registered before this day. One more than `limit`."""
    query = select(AssetDraft).order_by(col(AssetDraft.id)).limit(limit + 1)
    if region:
        query = query.where(col(AssetDraft.region).startswith(region, autoescape=True))
    if project:
        query = query.where(AssetDraft.project == project)
    if state is not None:
        query = query.where(*_STATES[state])
    if late_on is not None:
        query = query.where(*_OPEN, AssetDraft.complete_by < late_on)
    if after is not None:
        query = query.where(col(AssetDraft.id) > after)
    return (await session.exec(query)).all()


async def count_open_drafts(session: AsyncSession, *, region: str | None = None) -> int:
    query = select(func.count()).select_from(AssetDraft).where(*_OPEN)
    if region:
        query = query.where(col(AssetDraft.region).startswith(region, autoescape=True))
    return (await session.exec(query)).one()


async def list_undrafted(session: AsyncSession, project_id: UUID) -> Sequence[ProjectThing]:
    """What a project handed over and no draft stands for yet."""
    is_drafted = select(AssetDraft.id).where(AssetDraft.thing_id == ProjectThing.id).exists()
    query = select(ProjectThing).join(ProjectHandOver, col(ProjectHandOver.id) == ProjectThing.hand_over_id)
    query = query.where(ProjectHandOver.project_id == project_id, ~is_drafted).order_by(col(ProjectThing.id))
    return (await session.exec(query)).all()


async def list_undrafted_projects(session: AsyncSession) -> Sequence[UUID]:
    """Projects that handed something over of which no draft was made: from before drafts, or nobody told. So many at once."""
    is_drafted = select(AssetDraft.id).where(AssetDraft.thing_id == ProjectThing.id).exists()
    query = select(ProjectHandOver.project_id).join(ProjectThing, col(ProjectThing.hand_over_id) == ProjectHandOver.id)
    return (await session.exec(query.where(~is_drafted).distinct().limit(HAND_OVERS_AT_ONCE))).all()


async def hand_over_of(session: AsyncSession, draft: AssetDraft) -> dict[str, Any]:
    """The hand-over that a draft came from, as an asset's own says it."""
    project = await session.get_one(Project, draft.project_id)
    handed = (await session.exec(select(ProjectHandOver).where(ProjectHandOver.project_id == draft.project_id))).one()
    duties = select(ProjectDuty.keeper).where(ProjectDuty.project_id == draft.project_id).order_by(col(ProjectDuty.id)).limit(1)
    return {
        "handed_by": project.unit,
        "taken_by": handed.receiver,
        "keeper": (await session.exec(duties)).first() or handed.receiver,
        "handed_on": handed.handed_over_on,
        "said": handed.said or f"随项目 {draft.project} 移交",
    }


async def list_paid(session: AsyncSession, project: Project) -> list[Paid]:
    """Whose money a project was paid with, by budget line; before anything is paid, whose it was to be."""
    query = (
        select(Account.source, Account.year, SupplierPayment.line, func.sum(SupplierPayment.amount_fen))
        .join(ProjectContract, col(ProjectContract.id) == SupplierPayment.contract_id)
        .join(Account, col(Account.id) == SupplierPayment.account_id)
        .where(ProjectContract.project_id == project.id, SupplierPayment.state == PayState.PAID)
        .group_by(col(Account.source), col(Account.year), col(SupplierPayment.line))
        .order_by(col(SupplierPayment.line), col(Account.source))
    )
    if paid := [Paid(Source(source), year, line, int(amount)) for source, year, line, amount in await session.exec(query)]:
        return paid
    sources = await session.exec(
        select(ProjectSource).where(ProjectSource.project_id == project.id).order_by(ProjectSource.source)
    )
    year = project.plan_year or project.proposed_on.year
    return [Paid(each.source, year, "", each.amount_fen) for each in sources]
