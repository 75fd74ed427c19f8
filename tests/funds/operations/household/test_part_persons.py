"""Two who were taken for one, and whom nobody had merged here, stay what they are."""

from services.funds.operations.household.part_persons import part_persons
from shared.events.registry import PersonsSeparated
from tests.builders.funds_payments import a_member
from tests.funds.operations.household.test_follow_merger import facts, members


async def test_nothing_goes_that_no_merger_brought(session):
    kept, former = await a_member(session, 1), await a_member(session, 2)
    before = await members(session)

    await part_persons(session, PersonsSeparated(**facts(kept, former)))

    assert await members(session) == before
