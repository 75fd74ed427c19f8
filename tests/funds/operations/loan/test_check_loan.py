"""A wrong use ends the subsidy from its first day."""

from datetime import date

import pytest

from services.funds.operations.loan.check_loan import check_loan
from services.funds.rules import loan_refusal
from services.funds.schemas.loan import CheckLoan
from services.funds.store.loan import get_loan
from tests.builders.funds_loans import TOWN_OFFICER, a_fund, lent

ON = date(2020, 9, 1)


def found(found: str, **changed) -> CheckLoan:
    return CheckLoan.model_validate({"found": found, "said": "存栏二十三只", "checked_on": "2020-09-01"} | changed)


@pytest.fixture
async def loan(session):
    await a_fund(session)
    return await lent(session)


async def test_the_earliest_day_of_a_wrong_use_is_kept(session, loan):
    await check_loan(session, loan.id, found("as-agreed"), by=TOWN_OFFICER, on=ON)
    for day in ("2020-08-01", "2020-05-01", "2020-08-15"):
        await check_loan(session, loan.id, found("misused", misused_from=day), by=TOWN_OFFICER, on=ON)

    assert (await get_loan(session, loan.id)).misused_from == date(2020, 5, 1)


@pytest.mark.parametrize("day", [None, "2020-01-09", "2020-09-02"])
async def test_a_wrong_use_has_a_day_between_the_lending_and_the_look(session, loan, day):
    with pytest.raises(loan_refusal.MisuseNotDated):
        await check_loan(session, loan.id, found("misused", misused_from=day), by=TOWN_OFFICER, on=ON)
