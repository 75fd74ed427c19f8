"""What the county books by hand: accounts opened, money moved or set aside, and linked transfers as one."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Path

from services.funds.api.ledger import SETTLING, County, Reader, TransferId, shown
from services.funds.operations.ledger import follow_link as following
from services.funds.operations.ledger import open_account as opening
from services.funds.operations.ledger import record_journal as recording
from services.funds.operations.ledger.settle_reservation import settle_reservation
from services.funds.rules import journal, period
from services.funds.rules.account import NoSuchAccount, Overdrawn
from services.funds.rules.journal import ReservationOfAnother
from services.funds.rules.transfer import AlreadyFollowed, CannotFollow, NoSuchTransfer, NothingToMove, Phase, SameAccount
from services.funds.schemas.journal import AccountNamed, GiveReason, RecordJournal, TransfersView
from services.funds.schemas.ledger import AccountView, TransferView
from services.funds.store.ledger import get_transfer, list_linked
from services.funds.tables import Transfer
from shared import clock
from shared.security import OutsideRegion
from shared.service import Transaction, door, refuses

router = door("", "手工记账")

LinkId = Annotated[UUID, Path(title="关联编号")]

_RECORDING = (
    OutsideRegion,
    journal.WayNotByHand,
    journal.PurposeNotOfWay,
    journal.CountyLeft,
    journal.SourceChanges,
    journal.YearNotCarried,
    journal.AnotherMustConfirm,
    journal.ExpiresTooEarly,
    journal.ExpiryWithoutReservation,
    period.BookedAhead,
    period.PeriodClosed,
    NoSuchAccount,
    NothingToMove,
    SameAccount,
    Overdrawn,
)
_OF_A_LINK = refuses(NoSuchTransfer, ReservationOfAnother, CannotFollow, AlreadyFollowed, Overdrawn)


@router.post(
    "/accounts",
    status_code=201,
    summary="设立账户",
    responses=refuses(OutsideRegion, journal.KindNotByHand, journal.PlaceNotOfKind),
)
async def open_account(form: AccountNamed, session: Transaction, by: County) -> AccountView:
    """按类别、区划、户主、资金来源、专项、年度设立一个空账户；已有的原样返回。预算指标、已发放等账户由各自的业务自动设立。"""
    return shown(await opening.open_account(session, form, by=by))


@router.post("/transfers", status_code=201, summary="手工记账", responses=refuses(*_RECORDING))
async def record_journal(form: RecordJournal, session: Transaction, by: County) -> TransfersView:
    """一笔或多笔划转，全部办成或全部不办；多笔的有同一个关联编号，之后也只能一并入账、撤销或冲正。

    可手工记账的去向：财政拨入↔资金池、资金池↔镇街备用金、镇街备用金之间、资金池↔担保基金、资金池结转下年、财政拨入↔支付方清算资金、
    捐赠收入→捐赠资金、资产收益缴入→待分配资产收益。下达指标与一切对外支付都有各自的业务，不能手工记账。
    """
    return _together(await recording.record_journal(session, form, by=by, at=clock.now()))


@router.get("/transfers/{transfer_id}", summary="一笔款项", responses=refuses(NoSuchTransfer))
async def show_transfer(transfer_id: TransferId, session: Transaction, by: Reader) -> TransferView:
    return TransferView.model_validate(await get_transfer(session, transfer_id))


@router.post("/transfers/{transfer_id}/posting", status_code=201, summary="预留入账", responses=refuses(*SETTLING))
async def post_reservation(transfer_id: TransferId, session: Transaction, by: County) -> TransferView:
    """手工预留的款项入账。属于发放、项目等业务的预留在各自的业务中办理。"""
    return TransferView.model_validate(await settle_reservation(session, transfer_id, Phase.POSTED, at=clock.now()))


@router.post("/transfers/{transfer_id}/voiding", status_code=201, summary="撤销预留", responses=refuses(*SETTLING))
async def void_reservation(transfer_id: TransferId, session: Transaction, by: County) -> TransferView:
    return TransferView.model_validate(await settle_reservation(session, transfer_id, Phase.VOIDED, at=clock.now()))


@router.get("/links/{link_id}", summary="关联办理的各笔款项", responses=refuses(NoSuchTransfer))
async def show_link(link_id: LinkId, session: Transaction, by: Reader) -> TransfersView:
    return _together(await list_linked(session, link_id))


@router.post("/links/{link_id}/posting", status_code=201, summary="关联预留一并入账", responses=_OF_A_LINK)
async def post_link(link_id: LinkId, form: GiveReason, session: Transaction, by: County) -> TransfersView:
    """全部入账或全部不入账。"""
    done = await following.follow_link(session, link_id, Phase.POSTED, memo=form.reason, at=clock.now())
    return _together(done)


@router.post("/links/{link_id}/voiding", status_code=201, summary="关联预留一并撤销", responses=_OF_A_LINK)
async def void_link(link_id: LinkId, form: GiveReason, session: Transaction, by: County) -> TransfersView:
    done = await following.follow_link(session, link_id, Phase.VOIDED, memo=form.reason, at=clock.now())
    return _together(done)


@router.post("/links/{link_id}/reversal", status_code=201, summary="关联款项一并冲正", responses=_OF_A_LINK)
async def reverse_link(link_id: LinkId, form: GiveReason, session: Transaction, by: County) -> TransfersView:
    """从最后一笔起依次冲正，全部冲正或全部不动。"""
    done = await following.follow_link(session, link_id, Phase.REVERSED, memo=form.reason, at=clock.now())
    return _together(done)


def _together(transfers: Sequence[Transfer]) -> TransfersView:
    rows = [TransferView.model_validate(transfer) for transfer in transfers]
    return TransfersView(link_id=transfers[0].link_id, rows=rows)
