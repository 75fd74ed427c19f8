"""What small loans are in a county's year."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.guarantee.open_guarantee import open_guarantee
from services.funds.operations.subsidy_bill.settle_bill import settle_bill
from services.funds.rules.subsidy import BillState
from services.funds.schemas.guarantee import OpenGuaranteeFund
from services.funds.tables import BudgetLine
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_budget import IN_MARCH
from tests.builders.funds_loans import BANK, SECOND, a_bill, fund_moved, lent
from tests.builders.funds_loans import a_household as a_borrower
from tests.builders.funds_payments import JULY_1


async def lend(session: AsyncSession, line: BudgetLine) -> set[str]:
    """A fund stands for the bank's loans to three households, the year's first quarter of interest is paid for them, and what the
    fund does not need any more goes back; the ids that nobody may find."""
    form = OpenGuaranteeFund(
        county=COUNTY, bank=BANK, multiple=10, fund_share_percent=70, agreement="扶贫小额信贷合作协议（2020年）"
    )
    fund = await open_guarantee(session, form, by=COUNTY_OFFICER, on=date(2020, 1, 2))
    await fund_moved(session, fund, line, 100_000_00, on=IN_MARCH)
    secrets = set[str]()
    for count in range(3):
        household = await a_borrower(session)
        secrets |= {str(one) for one in household}
        await lent(session, household, contract_number=f"罗农商借字2020第{count:04}号")
    bill = await a_bill(session, line)
    await settle_bill(session, bill.id, BillState.PAID, by=SECOND, at=JULY_1)
    await fund_moved(session, fund, line, 40_000_00, is_back=True, on=JULY_1)
    return secrets
