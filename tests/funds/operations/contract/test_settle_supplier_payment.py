"""Two people pay a supplier; the books, the contract and the public all say the same."""

import pytest

from services.funds.operations.contract.settle_supplier_payment import settle_supplier_payment
from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.contract import PayState, PayStateForbids, ProjectPaymentStands
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.ledger import ReverseTransfer
from services.funds.store.contract import sum_committed, sum_paid
from services.funds.store.disclosure import list_entries
from services.funds.store.ledger import lock_accounts
from tests.builders.funds import COUNTY
from tests.builders.funds_projects import CHECKER, CLERK, SUPPLIER_CODE, an_asked_payment, day, line_key

PAID_OUT = AccountKey(AccountKind.SUPPLIER_PAID_OUT, COUNTY, SUPPLIER_CODE)


async def balances(session):
    line, supplier = await lock_accounts(session, line_key(), PAID_OUT)
    return line.sums.available_fen, supplier.sums.balance_fen


async def test_who_asked_does_not_pay(session):
    _, payment, now = await an_asked_payment(session)
    with pytest.raises(SamePerson):
        await settle_supplier_payment(session, payment.id, PayState.PAID, by=CLERK, at=day(now))


async def test_money_is_paid_once_and_the_public_sees_whose_it_was(session):
    project, payment, now = await an_asked_payment(session)
    await settle_supplier_payment(session, payment.id, PayState.PAID, by=CHECKER, at=day(now))
    assert await balances(session) == (500_000_00, 100_000_00)
    assert await sum_paid(session, project.id) == 100_000_00
    entry = (await list_entries(session, town=None, after=None, limit=1))[0]
    assert (entry.id, entry.amount_fen, "中央财政" in entry.canonical) == (payment.disclosure_id, 100_000_00, True)
    with pytest.raises(PayStateForbids):
        await settle_supplier_payment(session, payment.id, PayState.PAID, by=CHECKER, at=day(now))


async def test_what_is_refused_is_free_again(session):
    _, payment, now = await an_asked_payment(session)
    await settle_supplier_payment(session, payment.id, PayState.REFUSED, why="发票不符", by=CHECKER, at=day(now))
    assert await balances(session) == (600_000_00, 0)
    assert await sum_committed(session, payment.contract_id) == (0, 0)


async def test_what_is_taken_back_lies_in_the_line_again_and_the_public_is_told(session):
    project, payment, now = await an_asked_payment(session)
    await settle_supplier_payment(session, payment.id, PayState.PAID, by=CHECKER, at=day(now))
    with pytest.raises(ProjectPaymentStands):
        await reverse_transfer(session, payment.transfer_id, ReverseTransfer(reason="付错单位"), at=day(now))
    await settle_supplier_payment(session, payment.id, PayState.RETURNED, why="付错单位", by=CHECKER, at=day(now))
    assert await balances(session) == (600_000_00, 0)
    assert await sum_paid(session, project.id) == 0
    assert (await list_entries(session, town=None, after=None, limit=1))[0].corrects_id == payment.disclosure_id
