"""What donations are used for: drafted, approved by a second person, or given up."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from services.funds.api.donation import FundAsked, Officer, Reader
from services.funds.api.donation_views import use_view
from services.funds.operations.donation import approve_use as approving
from services.funds.operations.donation import discard_use as discarding
from services.funds.operations.donation import draft_use as drafting
from services.funds.rules import donation
from services.funds.rules.account import Overdrawn
from services.funds.rules.budget import NoBudgetRule, ProgrammeUnknown
from services.funds.rules.donation_lot import DonationsDoNotFit
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.donation_use import DiscardUse, DraftUse, UseView
from services.funds.store.donation import get_fund, get_use, list_funds_named, list_uses
from services.funds.tables import DonationUse
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion
from shared.service import Transaction, door, refuses

router = door("/donation-uses", "捐赠使用")

UseId = Annotated[UUID, Path(title="使用编号（系统）")]


@router.post(
    "",
    status_code=201,
    summary="提出捐赠使用或退回",
    responses=refuses(
        donation.NoSuchFund,
        OutsideRegion,
        donation.NoDonationRule,
        donation.FundKindUnknown,
        donation.PersonClassUnknown,
        donation.FundForbids,
        donation.OutsideFund,
        donation.NoSuchDonation,
        donation.NotOfFund,
        donation.NotThisGift,
        NoBudgetRule,
        ProgrammeUnknown,
    ),
)
async def draft_use(form: DraftUse, session: Transaction, by: Officer) -> UseView:
    """到户、学校、村集体、物资，或退回捐赠人；另一人审批前不动资金。"""
    return await _shown(session, await drafting.draft_use(session, form, by=by, at=clock.now()))


@router.get("", summary="捐赠使用列表", responses=refuses(UnreadableCursor, donation.NoSuchFund))
async def list_uses_(
    session: Transaction, by: Reader, fund: FundAsked = None, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[UseView]:
    """先提出的在前。"""
    fund_id = (await get_fund(session, fund)).id if fund else None
    rows = await list_uses(session, fund_id=fund_id, year=None, after=place(after), limit=limit)
    numbers = await list_funds_named(session, [row.fund_id for row in rows])
    views = [use_view(row, numbers[row.fund_id]) for row in rows]
    return Page(rows=views, next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.get("/{donation_use_id}", summary="一笔捐赠使用", responses=refuses(donation.NoSuchUse))
async def show_use(donation_use_id: UseId, session: Transaction, by: Reader) -> UseView:
    return await _shown(session, await get_use(session, donation_use_id))


@router.post(
    "/{donation_use_id}/approval",
    status_code=201,
    summary="审批捐赠使用",
    responses=refuses(
        donation.NoSuchUse,
        donation.UseDecided,
        SamePerson,
        donation.NoDonationRule,
        donation.FundKindUnknown,
        donation.PersonClassUnknown,
        donation.FundForbids,
        NoBudgetRule,
        DonationsDoNotFit,
        Overdrawn,
    ),
)
async def approve_use(donation_use_id: UseId, session: Transaction, by: Officer) -> UseView:
    """须由经办人以外的人审批。先用指定了这一用途的捐赠，再用未指定的，各按时间先后；每一分钱都记到哪笔捐赠。随即公示。"""
    return await _shown(session, await approving.approve_use(session, donation_use_id, by=by, at=clock.now()))


@router.post(
    "/{donation_use_id}/discard",
    status_code=201,
    summary="作废捐赠使用",
    responses=refuses(donation.NoSuchUse, donation.UseDecided),
)
async def discard_use(donation_use_id: UseId, form: DiscardUse, session: Transaction, by: Officer) -> UseView:
    return await _shown(session, await discarding.discard_use(session, donation_use_id, form, by=by))


async def _shown(session: Transaction, use: DonationUse) -> UseView:
    numbers = await list_funds_named(session, [use.fund_id])
    return use_view(use, numbers[use.fund_id])
