from services.funds.rules.loan import LoanState
from services.funds.rules.subsidy import BillState
from services.funds.operations.subsidy_bill.settle_bill import settle_bill
from tests.builders.funds_loans import *

async def test_smoke(session):
    line = await a_subsidy_line(session)
    fund = await a_fund(session)
    loan = await lent(session)
    assert loan.state is LoanState.LENT and loan.outstanding_fen == 50_000_00
    await session.refresh(fund)
    assert fund.guaranteed_fen == 50_000_00
    bill = await a_bill(session, line)
    assert bill.amount_fen == 428_96
    bill = await settle_bill(session, bill.id, BillState.PAID, by=SECOND, at=at("2020-04-02"))
    assert bill.state is BillState.PAID
    e = await an_enterprises(session)
