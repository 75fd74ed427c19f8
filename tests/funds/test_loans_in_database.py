"""What the database itself refuses of small loans, whoever writes and however many at once."""

import asyncio
from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from services.funds.operations.loan.approve_loan import approve_loan
from services.funds.operations.subsidy_bill.draw_bill import draw_bill
from services.funds.rules.guarantee import GuaranteeExhausted
from services.funds.rules.loan import EntryKind, LoanState
from services.funds.rules.subsidy import NothingToSubsidise
from services.funds.schemas.subsidy import DrawBill
from services.funds.store.loan import get_loan
from services.funds.tables import GuaranteeFund, Loan, LoanEntry, SubsidyLine
from shared.database import transaction
from shared.security import Principal, Role
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_loans import (
    AT,
    BANK,
    SECOND,
    a_bill,
    a_contract,
    a_fund,
    a_household,
    a_subsidy_line,
    asked,
    at,
    lent,
    reviewed,
)


async def tried(session, change):
    """Whether the database refused what this changes."""
    with pytest.raises(DBAPIError):
        async with session.begin_nested():
            change()
            await session.flush()


async def test_loans_approved_at_once_never_rest_on_more_than_the_fund_can_bear(session, sessions):
    await a_fund(session, 10_000_00, multiple=10)
    loans = [await reviewed(session, await asked(session, await a_household(session))) for _ in range(6)]
    ids = [loan.id for loan in loans]
    await session.commit()

    async def approve(loan_id):
        try:
            async with transaction(sessions, SECOND.scope("test")) as own:
                await approve_loan(own, loan_id, a_contract(), by=SECOND, on=date(2020, 1, 8))
        except GuaranteeExhausted:
            return 0
        return 1

    agreed = sum(await asyncio.gather(*map(approve, ids)))

    async with transaction(sessions, SECOND.scope("test")) as own:
        fund = (await own.exec(select(GuaranteeFund))).one()
        assert (agreed, fund.guaranteed_fen) == (2, 100_000_00)


async def test_the_database_refuses_what_the_fund_cannot_bear_without_the_rule(session):
    fund = await a_fund(session, 1_000_00, multiple=10)
    loan = await reviewed(session, await asked(session, await a_household(session)))

    def approve():
        loan.state, loan.fund_id, loan.granted_fen, loan.basis = LoanState.APPROVED, fund.id, 10_000_01, 360
        session.add(loan)

    await tried(session, approve)


async def test_two_lists_drawn_at_once_do_not_claim_a_day_twice(session, sessions):
    line = await a_subsidy_line(session)
    await a_fund(session)
    await lent(session)
    await session.commit()
    form = DrawBill(county=COUNTY, bank=BANK, year=2020, quarter=1, line=line.number)

    async def draw():
        try:
            async with transaction(sessions, COUNTY_OFFICER.scope("test")) as own:
                await draw_bill(own, form, by=COUNTY_OFFICER, at=at("2020-04-01"))
        except NothingToSubsidise:
            return 0
        return 1

    assert sum(await asyncio.gather(draw(), draw(), draw())) == 1


async def test_the_database_refuses_a_day_that_another_line_claims(session):
    line = await a_subsidy_line(session)
    await a_fund(session)
    loan = await lent(session)
    bill = await a_bill(session, line)
    again = {"bill_id": bill.id, "loan_id": loan.id, "region": loan.region, "amount_fen": 1, "is_standing": True, "days": 1}

    overlapping = SubsidyLine(from_on=date(2020, 3, 20), to_on=date(2020, 3, 20), **again)
    await tried(session, lambda: session.add(overlapping))
    session.add(SubsidyLine(from_on=date(2020, 3, 21), to_on=date(2020, 3, 21), **again))
    await session.flush()


async def test_more_than_was_lent_is_never_repaid_and_entries_stand(session):
    await a_fund(session)
    loan = await lent(session)
    told = {"loan_id": loan.id, "region": loan.region, "on_day": date(2020, 2, 1), "written_by": "x", "written_at": AT}

    await tried(session, lambda: session.add(LoanEntry(kind=EntryKind.REPAID, principal_fen=-50_000_01, interest_fen=0, **told)))
    await tried(session, lambda: session.add(LoanEntry(kind=EntryKind.DRAWN, principal_fen=1, interest_fen=0, **told)))
    entry = (await session.exec(select(LoanEntry).where(LoanEntry.loan_id == loan.id))).one()

    def change():
        entry.principal_fen = 1
        session.add(entry)

    await tried(session, change)


async def test_a_town_sees_the_loans_of_its_own_villages_alone(session, sessions):
    await a_fund(session)
    loan_id = (await lent(session)).id
    await session.commit()

    for region, seen in (("371311001", 1), ("371311100", 0)):
        async with transaction(sessions, Principal("镇", Role.TOWN, region).scope("test")) as own:
            assert len((await own.exec(select(Loan).where(Loan.id == loan_id))).all()) == seen
    async with transaction(sessions, SECOND.scope("test")) as own:
        assert (await get_loan(own, loan_id)).number
