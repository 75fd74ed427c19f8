"""The county confirms or rejects, once."""

from datetime import timedelta

import pytest

from services.medical.operations.defaulter.decide_defaulter import decide_defaulter
from services.medical.rules.defaulter import ListingMoveNotAllowed, ListingStatus
from services.medical.schemas.defaulter import DecideDefaulter
from services.medical.store.defaulters import is_listed
from shared.events.medical import DefaultListingDecided
from tests.builders.medical import COUNTY_CLERK
from tests.medical.operations.defaulter.test_propose_defaulter import AUGUST_20, plan, proposed

__all__ = ["plan"]


async def decided(session, listing, *, is_confirmed, on=AUGUST_20, by=COUNTY_CLERK):
    form = DecideDefaulter(is_confirmed=is_confirmed, reason="经核实")
    return await decide_defaulter(session, form, listing_id=listing.id, by=by, on=on)


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
