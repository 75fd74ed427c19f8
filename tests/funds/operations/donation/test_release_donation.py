"""A payment that did not come to be frees the very donations that it was drawn from, once."""

from services.funds.operations.donation.release_donation import release_donation
from services.funds.operations.payment.withdraw_payment import withdraw_payment
from services.funds.rules.donation import fund_key
from services.funds.rules.transfer import About
from services.funds.schemas.payment import WithdrawPayment
from services.funds.store.donation import find_payment_to_release, get_donation
from services.funds.store.ledger import lock_accounts
from services.funds.store.payment import list_payments_about
from tests.builders.funds_budget import IN_MARCH
from tests.builders.funds_donations import a_fund, a_recipient, a_use, given, used


async def test_what_a_withdrawn_payment_would_have_used_can_be_used_again(session):
    fund = await a_fund(session)
    first, second = await given(session, fund, 60_00), await given(session, fund, 60_00)
    use = await used(session, a_use(fund, recipients=[a_recipient(100_00)]))
    [payment] = await list_payments_about(session, About.DONATION, use.id)
    assert await find_payment_to_release(session) is None

    await withdraw_payment(session, payment.id, WithdrawPayment(reason="另有发放"), at=IN_MARCH)
    assert await find_payment_to_release(session) == payment.id
    await release_donation(session, payment.id, at=IN_MARCH)

    assert await find_payment_to_release(session) is None
    assert await release_donation(session, payment.id, at=IN_MARCH) == []
    left = [(await get_donation(session, gift.number)).left_fen for gift in (first, second)]
    [account] = await lock_accounts(session, fund_key(fund.region, fund.number))
    assert left == [60_00, 60_00]
    assert sum(left) == account.sums.available_fen
