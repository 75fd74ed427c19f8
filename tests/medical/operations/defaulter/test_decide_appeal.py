"""An appeal is decided by somebody else than who confirmed the listing."""

import pytest

from services.medical.operations.defaulter.decide_appeal import decide_appeal
from services.medical.rules.defaulter import DecidedByTheSamePerson, ListingMoveNotAllowed, ListingStatus
from services.medical.schemas.defaulter import DecideAppeal
from services.medical.store.defaulters import is_listed, list_steps
from tests.builders.medical import COUNTY_CLERK, OTHER_CLERK
from tests.medical.operations.defaulter.test_appeal_listing import appealed
from tests.medical.operations.defaulter.test_decide_defaulter import decided
from tests.medical.operations.defaulter.test_propose_defaulter import AUGUST_20, plan, proposed

__all__ = ["plan"]


async def judged(session, listing, *, is_upheld, by=OTHER_CLERK):
    form = DecideAppeal(is_upheld=is_upheld, reason="经复核")
    return await decide_appeal(session, form, listing_id=listing.id, by=by, on=AUGUST_20)


@pytest.fixture
async def listing(session, plan):
    return await appealed(session, await decided(session, await proposed(session, plan), is_confirmed=True))


async def test_an_appeal_that_is_right_lifts_the_listing_with_all_history(session, listing):
    listing = await judged(session, listing, is_upheld=True)

    assert (listing.status, listing.lifted_on) == (ListingStatus.LIFTED, AUGUST_20)
    assert not await is_listed(session, listing.identity_hash)
    steps = await list_steps(session, listing.id)
    assert [step.status for step in steps] == ["proposed", "confirmed", "appealed", "lifted"]


async def test_an_appeal_that_is_not_leaves_it_and_another_may_follow(session, listing):
    listing = await judged(session, listing, is_upheld=False)

    assert await is_listed(session, listing.identity_hash)
    await appealed(session, listing)


async def test_nobody_judges_their_own_decision(session, listing):
    with pytest.raises(DecidedByTheSamePerson):
        await judged(session, listing, is_upheld=False, by=COUNTY_CLERK)


async def test_without_an_appeal_there_is_nothing_to_judge(session, plan):
    with pytest.raises(ListingMoveNotAllowed):
        await judged(session, await proposed(session, plan), is_upheld=True)
