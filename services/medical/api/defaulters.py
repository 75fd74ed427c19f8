"""The list of malicious defaulters: proposed by hospitals, decided by the county, open to appeal."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.medical.operations.defaulter.appeal_listing import appeal_listing
from services.medical.operations.defaulter.decide_listing import decide_listing
from services.medical.operations.defaulter.propose_defaulter import propose_defaulter
from services.medical.rules import defaulter as rules
from services.medical.rules.admission import NoSuchAdmission
from services.medical.rules.defaulter import ListingStatus
from services.medical.rules.instalment import NoSuchPlan
from services.medical.schemas.defaulter import (
    AppealListing,
    DecideAppeal,
    DecideDefaulter,
    ListingView,
    ProposeDefaulter,
    StepView,
)
from services.medical.store import defaulters
from services.medical.tables import DefaultListing
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/default-listings", "恶意拖欠名单")

ListingId = Annotated[UUID, Path(title="记录编号")]
Hospital = Annotated[Principal, may(Role.HOSPITAL)]
County = Annotated[Principal, may(Role.COUNTY)]
Helper = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY)]
Reader = Annotated[Principal, may(Role.HOSPITAL, Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR)]
Status = Annotated[ListingStatus | None, Query(title="状态", description=rules.LISTINGS_SPOKEN)]

DECIDING = (rules.NoSuchListing, rules.ListingMoveNotAllowed)


@router.post(
    "",
    status_code=201,
    summary="提请列入恶意拖欠名单",
    responses=refuses(NoSuchPlan, NoSuchAdmission, rules.NotYetADefault, rules.AlreadyProposed),
)
async def create_listing(form: ProposeDefaulter, session: Transaction, by: Hospital) -> ListingView:
    """须有到期满 30 天仍未还、平台已提醒过的分期；县区确认之前没有任何后果。"""
    return await _view(session, await propose_defaulter(session, form, by=by, on=clock.today()))


@router.post("/{listing_id}/decision", status_code=201, summary="确认或不予列入", responses=refuses(*DECIDING))
async def create_decision(listing_id: ListingId, form: DecideDefaulter, session: Transaction, by: County) -> ListingView:
    """列入之后，该患者再次住院不适用先诊疗后付费，直至还清或申诉成立。"""
    return await _view(session, await decide_listing(session, form, listing_id=listing_id, by=by, on=clock.today()))


@router.post("/{listing_id}/appeal", status_code=201, summary="提出申诉", responses=refuses(*DECIDING))
async def create_appeal(listing_id: ListingId, form: AppealListing, session: Transaction, by: Helper) -> ListingView:
    """由患者所在村、镇街或县区代为登记；申诉期间仍在列。"""
    return await _view(session, await appeal_listing(session, form, listing_id=listing_id, by=by))


@router.post(
    "/{listing_id}/appeal-decision",
    status_code=201,
    summary="裁定申诉",
    responses=refuses(*DECIDING, rules.DecidedByTheSamePerson),
)
async def create_appeal_decision(listing_id: ListingId, form: DecideAppeal, session: Transaction, by: County) -> ListingView:
    """由当初确认者以外的人裁定。"""
    return await _view(session, await decide_listing(session, form, listing_id=listing_id, by=by, on=clock.today()))


@router.get("/{listing_id}", summary="查询一条恶意拖欠记录", responses=refuses(rules.NoSuchListing))
async def read_listing(listing_id: ListingId, session: Transaction, by: Reader) -> ListingView:
    """附全部经过。"""
    return await _view(session, await defaulters.get_listing(session, listing_id, hospital=_own(by)))


@router.get("", summary="恶意拖欠名单", responses=refuses(UnreadableCursor))
async def list_listings(
    session: Transaction, by: Reader, status: Status = None, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[ListingView]:
    """按提请先后排列；医疗机构只见本院提请的。"""
    found = await defaulters.list_listings(session, status=status, hospital=_own(by), after=place(after), limit=limit)
    return paged(found, limit, _shown)


def _own(by: Principal) -> str | None:
    return by.org if by.role is Role.HOSPITAL else None


async def _view(session: Transaction, listing: DefaultListing) -> ListingView:
    steps = await defaulters.list_steps(session, listing.id)
    history = [StepView(status=ListingStatus(step.status), by=step.by, reason=step.reason, at=step.at) for step in steps]
    return _shown(listing).model_copy(update={"history": history})


def _shown(listing: DefaultListing) -> ListingView:
    return ListingView(
        **listing.model_dump(include=set(ListingView.model_fields) - {"status", "history"}),
        status=ListingStatus(listing.status),
    )
