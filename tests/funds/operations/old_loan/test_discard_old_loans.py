"""A list of old loans that nobody took in is discarded; it stays to be seen."""

import pytest

from services.funds.operations.old_loan.discard_old_loans import discard_old_loans
from services.funds.rules.old_loan import OldListState, OldLoanListClosed
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_loans import at
from tests.builders.funds_old_loans import an_enterprises_row, taken, uploaded


async def test_a_discarded_list_cannot_be_taken_nor_discarded_again(session):
    listed = await uploaded(session, an_enterprises_row())
    gone = await discard_old_loans(session, listed.id, by=COUNTY_OFFICER, at=at("2020-04-01"))

    assert (gone.state, gone.decided_by) == (OldListState.DISCARDED, COUNTY_OFFICER.subject)
    with pytest.raises(OldLoanListClosed):
        await taken(session, listed)
    with pytest.raises(OldLoanListClosed):
        await discard_old_loans(session, listed.id, by=COUNTY_OFFICER, at=at("2020-04-01"))
