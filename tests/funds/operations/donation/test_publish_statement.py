"""A fund's year is published once, when it is over and its books are whole."""

from datetime import date

import pytest

from services.funds.operations.donation.publish_statement import publish_statement
from services.funds.rules.donation_trace import FundNotYetOpen, StatementPublished, StatementTooEarly
from services.funds.store.disclosure import get_entry
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_donations import DONOR, a_fund, given, to_school, used

NEXT_YEAR = date(2021, 1, 10)


async def a_year(session):
    fund = await a_fund(session)
    await given(session, fund, 1_000_00)
    await used(session, to_school(fund, 300_00))
    return fund


async def test_what_came_in_and_went_out_adds_up_and_names_no_donor(session, emitted):
    fund = await a_year(session)

    told = await publish_statement(session, fund.number, 2020, by=COUNTY_OFFICER, on=NEXT_YEAR)

    assert (told.opening_fen, told.received_fen, told.used_fen, told.closing_fen) == (0, 1_000_00, 300_00, 700_00)
    assert (told.donations, [one["money_fen"] for one in told.used]) == (1, [300_00])
    entry = await get_entry(session, told.disclosure_id)
    assert (entry.kind.value, entry.amount_fen) == ("donation-statement", 300_00)
    assert DONOR not in entry.canonical
    assert (await emitted(session))[-1].kind == "donation-statement"


async def test_a_year_before_the_fund_is_not_published_as_one_of_zeros(session):
    fund = await a_fund(session)
    with pytest.raises(FundNotYetOpen):
        await publish_statement(session, fund.number, 2019, by=COUNTY_OFFICER, on=NEXT_YEAR)


async def test_a_year_is_published_when_it_is_over_and_once(session):
    fund = await a_year(session)
    with pytest.raises(StatementTooEarly):
        await publish_statement(session, fund.number, 2020, by=COUNTY_OFFICER, on=date(2020, 12, 31))
    await publish_statement(session, fund.number, 2020, by=COUNTY_OFFICER, on=NEXT_YEAR)
    with pytest.raises(StatementPublished):
        await publish_statement(session, fund.number, 2020, by=COUNTY_OFFICER, on=NEXT_YEAR)
