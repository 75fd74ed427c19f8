"""The county confirms or rejects, once; an appeal is decided by somebody else than who confirmed the listing."""

from datetime import timedelta

import pytest

from services.medical.operations.defaulter.appeal_listing import appeal_listing
from services.medical.operations.defaulter.decide_listing import decide_listing
from services.medical.rules.defaulter import DecidedByTheSamePerson, ListingMoveNotAllowed, ListingStatus
from services.medical.schemas.defaulter import AppealListing, DecideAppeal, DecideDefaulter
from services.medical.store.defaulters import is_listed, list_steps
from shared.events.medical import DefaultListingDecided
from tests.builders.medical import COUNTY_CLERK, OTHER_CLERK
from tests.medical.operations.defaulter.test_propose_defaulter import AUGUST_20, plan, proposed

__all__ = ["plan"]


async def decided(session, listing, *, is_confirmed, on=AUGUST_20, by=COUNTY_CLERK):
    form = DecideDefaulter(is_confirmed=is_confirmed, reason="经核实")
    return await decide_listing(session, form, listing_id=listing.id, by=by, on=on)


async def test_who_is_confirmed_is_listed_from_that_day(session, plan, emitted):
    listing = await decided(session, await proposed(session, plan), is_confirmed=True)

    assert (listing.status, listing.confirmed_on) == (ListingStatus.CONFIRMED, AUGUST_20)
    assert await is_listed(session, plan.identity_hash)
    told = (await emitted(session))[-1]
    assert isinstance(told, DefaultListingDecided) and told.status == "confirmed"
    with pytest.raises(ListingMoveNotAllowed):
        await decided(session, listing, is_confirmed=True)


async def test_who_is_rejected_is_not_and_may_be_proposed_anew(session, plan):
    listing = await decided(session, await proposed(session, plan), is_confirmed=False)

    assert listing.status == ListingStatus.REJECTED
    assert not await is_listed(session, plan.identity_hash)
    await proposed(session, plan, on=AUGUST_20 + timedelta(30))


async def appealed(session, listing):
    form = AppealListing(reason="当月因住院无收入")
    return await appeal_listing(session, form, listing_id=listing.id, by=COUNTY_CLERK)


async def judged(session, listing, *, is_upheld, by=OTHER_CLERK):
    form = DecideAppeal(is_upheld=is_upheld, reason="经复核")
    return await decide_listing(session, form, listing_id=listing.id, by=by, on=AUGUST_20)


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
