from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKey, AccountKind, Holding
from services.funds.rules.clearing import Claim, ClearingState, PayerAccountMissing, PayerAccountShort, must_be_payable, pay
from services.funds.rules.transfer import Phase, Purpose
from services.funds.store.clearing import lock_clearing
from services.funds.store.ledger import add_transfers, lock_account_if_there, lock_accounts
from services.funds.tables import ClearingPayment, Transfer
from shared import outbox
from shared.clock import china
from shared.errors import Refusal
from shared.events.funds import ClearingPaid, ClearingRefused


async def pay_clearing(session: AsyncSession, claim: Claim, *, at: datetime) -> ClearingPayment:
    """Pay a statement out of its payer's account: once, however often it is asked for.

    Where the account is not there or short, that is told, and asking again (once it is mended) takes the same path.
    """
    fund = await lock_account_if_there(session, AccountKey(AccountKind.PAYER_FUND, claim.region, claim.payer))
    known = await lock_clearing(session, claim.statement_id)
    if known is not None and known.state is ClearingState.PAID:
        return known

    payment = known or _asked(claim, at=at)
    try:
        fund = must_be_payable(fund, payment.amount_fen)
    except (PayerAccountMissing, PayerAccountShort) as refusal:
        payment.state, payment.asks, payment.refusal_code = ClearingState.REFUSED, claim.ask, refusal.code
        session.add(payment)
        await session.flush()
        await outbox.record(session, _refused(claim, refusal))
        return payment

    moved = await _pay(session, payment, fund, at=at)
    payment.state, payment.asks, payment.refusal_code = ClearingState.PAID, claim.ask, None
    payment.transfer_id, payment.paid_at = moved.id, at
    session.add(payment)
    await session.flush()
    await outbox.record(session, _paid(payment, moved, at=at))
    return payment


def _asked(claim: Claim, *, at: datetime) -> ClearingPayment:
    return ClearingPayment(
        statement_id=claim.statement_id,
        region=claim.region,
        hospital=claim.hospital,
        payer=claim.payer,
        period=claim.period,
        amount_fen=claim.amount_fen,
        state=ClearingState.REFUSED,
        asks=claim.ask,
        asked_at=at,
    )


async def _pay(session: AsyncSession, payment: ClearingPayment, fund: Holding, *, at: datetime) -> Transfer:
    [hospital] = await lock_accounts(session, AccountKey(AccountKind.HOSPITAL_PAID_OUT, payment.region, payment.hospital))
    moved = Transfer(
        phase=Phase.MOVED,
        purpose=Purpose.CLEARING,
        region=payment.region,
        amount_fen=payment.amount_fen,
        memo=f"{payment.period} 清算，{payment.payer}拨付{payment.hospital}",
        made_at=at,
    )
    await add_transfers(session, (moved, pay(fund, hospital, payment.amount_fen)))
    return moved


def _paid(payment: ClearingPayment, moved: Transfer, *, at: datetime) -> ClearingPaid:
    return ClearingPaid(
        statement_id=payment.statement_id,
        region=payment.region,
        transfer_id=moved.id,
        amount_fen=payment.amount_fen,
        paid_on=china(at).date(),
    )


def _refused(claim: Claim, refusal: Refusal) -> ClearingRefused:
    return ClearingRefused(
        statement_id=claim.statement_id,
        region=claim.region,
        ask=claim.ask,
        code=refusal.code,
        reason=f"{refusal.title}。{refusal.mend}",
    )
