"""Transfers between jurisdictions: listed for both sides, taken in, sent back, taken back."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.registry.api.file_views import transfer_view
from services.registry.api.households import OFFICERS
from services.registry.operations.transfer.accept_transfer import accept_transfer
from services.registry.operations.transfer.decline_transfer import decline_transfer
from services.registry.operations.transfer.withdraw_transfer import withdraw_transfer
from services.registry.rules import move
from services.registry.rules.relief import HappenedInTheFuture
from services.registry.rules.transfer import (
    NotInTheirRegion,
    NotYourSide,
    TransferAnswered,
    TransferOutdated,
    TransferState,
)
from services.registry.schemas import move as forms
from services.registry.schemas.history import TransferView
from services.registry.store.household import NoSuchHousehold
from services.registry.store.transfer import NoSuchTransfer, list_transfers
from shared.clock import today
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/transfers", "跨辖区移交")

TransferId = Annotated[UUID, Path(title="移交编号")]
Officer = Annotated[Principal, may(*OFFICERS)]


@router.get("", summary="移交列表（本辖区提出的和收到的）", responses=refuses(UnreadableCursor))
async def read_transfers(
    session: Transaction,
    by: Annotated[Principal, may(*OFFICERS, Role.AUDITOR)],
    state: Annotated[TransferState | None, Query(title="状态", description="offered 待接收")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[TransferView]:
    found = await list_transfers(session, state=state, after=place(after), limit=limit)
    return paged(found, limit, transfer_view)


@router.post(
    "/{transfer_id}/acceptance",
    summary="接收移交",
    description="整户移交的仍为原户；部分成员可另立新户，也可迁入已有的户。",
    responses=refuses(
        NoSuchTransfer,
        TransferAnswered,
        NotYourSide,
        NotInTheirRegion,
        OutsideRegion,
        TransferOutdated,
        NoSuchHousehold,
        move.HouseholdIsCancelled,
        HappenedInTheFuture,
        move.BeforeTheySatHere,
        move.NotAMember,
        move.NoHeadLeft,
        move.TwoHeads,
        move.TwoSpouses,
    ),
)
async def post_acceptance(transfer_id: TransferId, form: forms.AcceptTransfer, session: Transaction, by: Officer) -> TransferView:
    return transfer_view(await accept_transfer(session, form, transfer_id=transfer_id, by=by, on=today()))


@router.post(
    "/{transfer_id}/refusal", summary="退回移交（接收方）", responses=refuses(NoSuchTransfer, TransferAnswered, NotYourSide)
)
async def post_refusal(transfer_id: TransferId, form: forms.DeclineTransfer, session: Transaction, by: Officer) -> TransferView:
    return transfer_view(await decline_transfer(session, form, transfer_id=transfer_id, by=by, on=today()))


@router.post(
    "/{transfer_id}/withdrawal", summary="撤回移交（移出方）", responses=refuses(NoSuchTransfer, TransferAnswered, NotYourSide)
)
async def post_withdrawal(
    transfer_id: TransferId, form: forms.DeclineTransfer, session: Transaction, by: Officer
) -> TransferView:
    return transfer_view(await withdraw_transfer(session, form, transfer_id=transfer_id, by=by, on=today()))
