from datetime import date
from fractions import Fraction

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.guarantee import WHOLE, FundExists, check_frame
from services.funds.schemas.guarantee import OpenGuaranteeFund
from services.funds.store.guarantee import find_fund
from services.funds.store.ledger import lock_accounts
from services.funds.store.lending_policy import get_lending_policy
from services.funds.tables import GuaranteeFund
from services.funds.tables.guarantee import fund_key
from shared.security import Principal


async def open_guarantee(session: AsyncSession, form: OpenGuaranteeFund, *, by: Principal, on: date) -> GuaranteeFund:
    """Write down a county's agreement with a bank, and open the fund's account. The board tells of it; money comes in later.

    Raises OutsideRegion, NoLendingRule, OutsideTheFrame, FundExists.
    """
    by.must_cover(form.county, pointer="/county")
    policy, _ = get_lending_policy(form.county, on)
    known = await find_fund(session, form.county, form.bank)
    share = Fraction(form.fund_share_percent) / 100

    check_frame(policy.guarantee, multiple=form.multiple, fund_share=share)
    if known is not None:
        raise FundExists(pointer="/bank")

    [account] = await lock_accounts(session, fund_key(form.county, form.bank))
    fund = GuaranteeFund(
        region=form.county,
        bank=form.bank,
        multiple=form.multiple,
        fund_share=int(share * WHOLE),
        agreement=form.agreement,
        account_id=account.account_id,
        opened_by=by.subject,
        opened_on=on,
    )
    session.add(fund)
    await session.flush()
    return fund
