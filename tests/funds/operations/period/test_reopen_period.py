"""Opening a month again: the last one, by name and with a reason that the audit keeps."""

import pytest
from sqlalchemy import text

from services.funds.operations.period.close_period import close_period
from services.funds.operations.period.reopen_period import reopen_period
from services.funds.rules.period import PeriodIsOpen
from services.funds.schemas.period import ClosePeriod, ReopenPeriod
from shared.security import OutsideRegion
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_ledger import a_pool, an_allocation, at, book

JULY = at("2020-07-10")
JUNE = {"county": COUNTY, "year": 2020, "month": 6}


async def test_a_month_is_opened_again_with_a_reason_and_closed_again(session):
    await a_pool(session, 100)
    await close_period(session, ClosePeriod(**JUNE), by=COUNTY_OFFICER, at=JULY)

    row = await reopen_period(session, ReopenPeriod(**JUNE, reason="补记市级资金"), by=COUNTY_OFFICER, at=JULY)

    assert (row.is_closed, row.reopened_by, row.reason) == (False, "县区经办", "补记市级资金")
    await book(session, an_allocation(5, booked_on="2020-06-30"), on=JULY)
    assert (await close_period(session, ClosePeriod(**JUNE), by=COUNTY_OFFICER, at=JULY)).is_closed
    kept = await session.execute(text("SELECT after ->> 'is_closed' FROM audit WHERE thing = 'book_period' ORDER BY position"))
    assert [row[0] for row in kept] == ["true", "false", "true"]


async def test_an_open_month_and_another_county_are_not_opened(session):
    with pytest.raises(PeriodIsOpen):
        await reopen_period(session, ReopenPeriod(**JUNE, reason="补记"), by=COUNTY_OFFICER, at=JULY)
    with pytest.raises(OutsideRegion):
        await reopen_period(session, ReopenPeriod(**JUNE | {"county": "371302"}, reason="补记"), by=COUNTY_OFFICER, at=JULY)
