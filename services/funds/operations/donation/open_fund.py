from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.donation import fund_key, kind_of
from services.funds.rules.number import Series
from services.funds.schemas.donation import OpenFund
from services.funds.store.donation_policy import get_donation_policy
from services.funds.store.ledger import lock_accounts
from services.funds.store.number import take_numbers
from services.funds.tables import DonationFund
from shared.clock import china
from shared.security import Principal


async def open_fund(session: AsyncSession, form: OpenFund, *, by: Principal, at: datetime) -> DonationFund:
    """Open a fund that donations come into. Raises OutsideRegion, NoDonationRule, FundKindUnknown."""
    by.must_cover(form.region, pointer="/region")
    policy, _ = get_donation_policy(form.region, china(at).date())
    kind_of(policy, form.kind)
    [number] = await take_numbers(session, Series.DONATION_FUND, form.region, china(at).year)
    [account] = await lock_accounts(session, fund_key(form.region, number))

    fund = DonationFund(
        number=number,
        region=form.region,
        title=form.title,
        kind=form.kind,
        account_id=account.account_id,
        opened_by=by.subject,
        opened_at=at,
    )
    session.add(fund)
    await session.flush()
    return fund
