"""Members sit from their day on, and their names are kept sealed."""

from datetime import date

from services.funds.store.review import list_members
from shared.vault import unseal
from tests.builders.funds import COUNTY
from tests.builders.funds_projects import a_committee


async def test_a_member_sits_from_their_day_on(session):
    committee_id, _ = await a_committee(session, COUNTY, 2)
    assert await list_members(session, committee_id, on=date(2019, 12, 31)) == []
    first, _ = await list_members(session, committee_id, on=date(2020, 1, 1))
    assert unseal(first.person_sealed) == "委员0" and "委员".encode() not in first.person_sealed
