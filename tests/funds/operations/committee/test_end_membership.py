"""Who has left does not vote."""

from datetime import date

import pytest

from services.funds.operations.committee.end_membership import end_membership
from services.funds.rules.review import LeavesBeforeJoining
from services.funds.schemas.review import EndMembership
from services.funds.store.review import list_members
from tests.builders.funds import COUNTY
from tests.builders.funds_projects import a_committee


async def test_who_has_left_is_no_member_from_the_next_day_on(session):
    committee_id, [first, second] = await a_committee(session, COUNTY, 2)
    with pytest.raises(LeavesBeforeJoining):
        await end_membership(session, committee_id, first, EndMembership(until_on=date(2019, 6, 1)))
    await end_membership(session, committee_id, first, EndMembership(until_on=date(2020, 6, 1)))
    assert len(await list_members(session, committee_id, on=date(2020, 6, 1))) == 2
    assert [member.id for member in await list_members(session, committee_id, on=date(2020, 6, 2))] == [second]
