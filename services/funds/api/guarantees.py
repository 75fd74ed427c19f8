"""Guarantee funds: opened, filled, given back; what they stand in for; what comes back."""

from fractions import Fraction
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.api.loans import County, LoanId, Reader
from services.funds.operations.guarantee import ask_compensation as asking
from services.funds.operations.guarantee import decide_compensation as deciding
from services.funds.operations.guarantee import open_guarantee as opening
from services.funds.operations.guarantee import recover_money as recovering
from services.funds.rules import guarantee as rules
from services.funds.rules import loan, loan_life
from services.funds.rules.account import Overdrawn
from services.funds.rules.base_rate import RateUnknown
from services.funds.rules.loan_policy import NoLendingRule
from services.funds.rules.public_text import PUBLIC_TEXT_LAWS
from services.funds.rules.second_person import SamePerson
from services.funds.rules.transfer import AlreadyFollowed, NothingToMove
from services.funds.schemas.guarantee import (
    AskCompensation,
    CompensationView,
    DecideCompensation,
    FundView,
    OpenGuaranteeFund,
    RecoverMoney,
    RecoveryView,
)
from services.funds.store import guarantee as store
from services.funds.store.ledger import list_holdings
from services.funds.store.lending_policy import get_lending_policy
from services.funds.store.loan import get_loan
from services.funds.tables import GuaranteeFund
from shared.clock import now, today
from shared.regions import AnyRegion
from shared.security import OutsideRegion
from shared.service import Transaction, door, refuses

router = door("", "小额信贷担保基金")


@router.post(
    "/guarantee-funds",
    status_code=201,
    summary="登记担保基金",
    responses=refuses(OutsideRegion, NoLendingRule, rules.OutsideTheFrame, rules.FundExists, *PUBLIC_TEXT_LAWS),
)
async def open_fund(form: OpenGuaranteeFund, session: Transaction, by: County) -> FundView:
    """一个县区与一家合作银行一个基金：放大倍数、损失分担按合作协议，不超出办法的范围。"""
    return await fund_view(session, await opening.open_guarantee(session, form, by=by, on=today()))


@router.get("/guarantee-funds", summary="担保基金", responses=refuses(NoLendingRule))
async def list_funds(
    session: Transaction,
    by: Reader,
    region: Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的")] = None,
) -> list[FundView]:
    """余额、在保金额、还可担保多少、逾期率与停贷线。"""
    return [await fund_view(session, fund) for fund in await store.list_funds(session, region or "")]


@router.post(
    "/loans/{loan_id}/compensations",
    status_code=201,
    summary="申请代偿",
    responses=refuses(
        loan.NoSuchLoan,
        OutsideRegion,
        loan.LoanStateForbids,
        rules.NotGuaranteed,
        rules.NotOverdueLongEnough,
        rules.CompensationAsked,
        Overdrawn,
        RateUnknown,
    ),
)
async def ask_compensation(loan_id: LoanId, form: AskCompensation, session: Transaction, by: County) -> CompensationView:
    """按约定比例代偿未还本金与银行未收到的利息，款项先预留。"""
    return CompensationView.model_validate(await asking.ask_compensation(session, loan_id, form, by=by, at=now()))


@router.get("/loans/{loan_id}/compensations", summary="一笔贷款的代偿", responses=refuses(loan.NoSuchLoan))
async def list_compensations(loan_id: LoanId, session: Transaction, by: Reader) -> list[CompensationView]:
    await get_loan(session, loan_id)
    return [CompensationView.model_validate(each) for each in await store.list_compensations(session, loan_id)]


@router.post(
    "/compensations/{compensation_id}/decision",
    status_code=201,
    summary="复核代偿",
    responses=refuses(
        rules.NoSuchCompensation,
        OutsideRegion,
        rules.CompensationDecided,
        rules.CompensationOutdated,
        SamePerson,
        loan.LoanStateForbids,
        AlreadyFollowed,
    ),
)
async def decide_compensation(
    compensation_id: Annotated[UUID, Path(title="代偿编号")], form: DecideCompensation, session: Transaction, by: County
) -> CompensationView:
    """由申请人以外的人复核；拨付随即公示，未通过的释放预留。"""
    found = await deciding.decide_compensation(session, compensation_id, form, by=by, at=now())
    return CompensationView.model_validate(found)


@router.post(
    "/loans/{loan_id}/recoveries",
    status_code=201,
    summary="登记追回的款项",
    responses=refuses(
        loan.NoSuchLoan,
        OutsideRegion,
        loan.LoanStateForbids,
        loan_life.DrawnOutOfOrder,
        rules.MoreThanToRecover,
        NothingToMove,
        Overdrawn,
        RateUnknown,
    ),
)
async def recover_money(loan_id: LoanId, form: RecoverMoney, session: Transaction, by: County) -> RecoveryView:
    """多贴的利息退回原预算指标；代偿后追回的，按分担比例归还基金，其余归银行。"""
    return RecoveryView.model_validate(await recovering.recover_money(session, loan_id, form, by=by, at=now()))


@router.get("/loans/{loan_id}/recoveries", summary="一笔贷款追回的款项", responses=refuses(loan.NoSuchLoan))
async def list_recoveries(loan_id: LoanId, session: Transaction, by: Reader) -> list[RecoveryView]:
    await get_loan(session, loan_id)
    return [RecoveryView.model_validate(each) for each in await store.list_recoveries(session, loan_id)]


async def fund_view(session: AsyncSession, fund: GuaranteeFund) -> FundView:
    policy, _ = get_lending_policy(fund.region, today())
    frame = policy.guarantee
    account = (await list_holdings(session, [fund.account_id]))[fund.account_id]
    await session.refresh(fund)
    standing = await store.standing_of(session, fund, account, on=today())
    return FundView(
        **fund.model_dump(include={"id", "region", "bank", "multiple", "agreement", "guaranteed_fen"}),
        fund_share_said=loan.percent(Fraction(fund.fund_share, rules.WHOLE)),
        balance_fen=account.sums.balance_fen,
        available_fen=standing.available_fen,
        room_fen=max(standing.room_fen(fund.multiple), 0),
        outstanding_fen=standing.outstanding_fen,
        overdue_fen=standing.overdue_fen,
        overdue_said=loan.percent(standing.overdue_share),
        is_stopped=rules.is_stopped(frame, standing),
        stop_said=loan.percent(frame.stop_overdue_at),
        clause=policy.source(frame).spoken,
    )
