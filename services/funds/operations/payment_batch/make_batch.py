from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.bank_file import Batch, Order, Payer, as_csv, as_pain_001
from services.funds.rules.payment import MATTER_NAMES, PaymentState, become
from services.funds.rules.payment_batch import (
    LINES_LIMIT,
    BatchState,
    FileForm,
    LineState,
    NoPayingAccount,
    NothingToSend,
    batch_number,
    line_number,
)
from services.funds.schemas.payment_batch import MakeBatch
from services.funds.store.payment import lock_payments_to_send
from services.funds.store.payment_batch import count_batches, find_paying_account, lock_numbers
from services.funds.tables import BatchFile, BatchLine, Payee, PayingAccount, Payment, PaymentBatch
from shared.clock import china
from shared.security import Principal
from shared.vault import seal_bytes, unseal


async def make_batch(session: AsyncSession, form: MakeBatch, *, by: Principal, at: datetime) -> PaymentBatch:
    """Put what is approved for a county's households into a numbered batch, with the files that the bank gets.

    From then on these payments wait for the bank's answer and go into no other batch. One whose account is no longer in use is
    left out until it is renewed. Raises OutsideRegion, NoPayingAccount, NothingToSend.
    """
    by.must_cover(form.county, pointer="/county")
    await lock_numbers(session, form.county)
    account = await find_paying_account(session, form.county)
    if account is None:
        raise NoPayingAccount(county=form.county)
    ready = await lock_payments_to_send(session, form.county, limit=form.at_most or LINES_LIMIT)
    year = china(at).year
    number = batch_number(form.county, year, await count_batches(session, form.county, year) + 1)

    if not ready:
        raise NothingToSend(county=form.county)
    batch = PaymentBatch(
        number=number,
        region=form.county,
        paying_account_id=account.id,
        lines=len(ready),
        total_fen=sum(payment.amount_fen for payment, _ in ready),
        pay_on=form.pay_on or china(at).date(),
        state=BatchState.MADE,
        made_by=by.subject,
        made_at=at,
        cancellation="",
    )
    lines = [_line(batch, at_line, payment, payee) for at_line, (payment, payee) in enumerate(ready, start=1)]
    told = _told(batch, account, lines, ready)

    session.add(batch)
    await session.flush()
    session.add_all([*lines, *_files(batch, told)])
    for payment, _ in ready:
        payment.state, payment.sent_at = become(payment.state, PaymentState.SENT), at
        session.add(payment)
    await session.flush()
    return batch


def _line(batch: PaymentBatch, line: int, payment: Payment, payee: Payee) -> BatchLine:
    return BatchLine(
        number=line_number(batch.number, line),
        batch_id=batch.id,
        payment_id=payment.id,
        payee_id=payee.id,
        region=payment.region,
        line=line,
        amount_fen=payment.amount_fen,
        state=LineState.SENT,
    )


def _told(
    batch: PaymentBatch, account: PayingAccount, lines: Sequence[BatchLine], ready: Sequence[tuple[Payment, Payee]]
) -> Batch:
    """What the bank is told: the one place where numbers and names stand whole, and only to be sealed again."""
    orders = []
    for line, (payment, payee) in zip(lines, ready, strict=True):
        what_for = f"{MATTER_NAMES.get(payment.about, '补助')} {payment.period}".strip()
        name, card = unseal(payee.holder_name_sealed), unseal(payee.card_sealed)
        orders.append(Order(line.number, name, card, payee.bank, payee.bank_code, line.amount_fen, what_for))
    payer = Payer(account.title, unseal(account.number_sealed), account.bank, account.bank_code)
    return Batch(batch.number, payer, orders, china(batch.made_at), batch.pay_on)


def _files(batch: PaymentBatch, told: Batch) -> list[BatchFile]:
    """The CSV always; the ISO message where every bank's clearing number is known."""
    contents = {FileForm.CSV: as_csv(told)}
    if all(order.bank_code for order in told.orders):
        contents[FileForm.PAIN_001] = as_pain_001(told)
    return [
        BatchFile(
            batch_id=batch.id,
            form=form,
            sha256=sha256(content).hexdigest(),
            size=len(content),
            content_sealed=seal_bytes(content),
        )
        for form, content in contents.items()
    ]
