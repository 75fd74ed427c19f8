"""An appeal is against a listing that stands; it is kept with its reason."""

import pytest

from services.medical.operations.defaulter.appeal_listing import appeal_listing
from services.medical.rules.defaulter import ListingMoveNotAllowed, ListingStatus
from services.medical.schemas.defaulter import AppealListing
from services.medical.store.defaulters import is_listed, list_steps
from shared.security import Principal, Role
from tests.builders.medical import VILLAGE
from tests.medical.operations.defaulter.test_decide_listing import decided
from tests.medical.operations.defaulter.test_propose_defaulter import plan, proposed

__all__ = ["plan"]
VILLAGE_OFFICER = Principal("龙潭社区网格员", Role.VILLAGE, VILLAGE)
FORM = AppealListing(reason="当月因住院无收入")


async def appealed(session, listing):
    return await appeal_listing(session, FORM, listing_id=listing.id, by=VILLAGE_OFFICER)


async def test_an_appeal_is_noted_and_the_listing_stands_meanwhile(session, plan):
    listing = await decided(session, await proposed(session, plan), is_confirmed=True)

    listing = await appealed(session, listing)

    assert listing.status == ListingStatus.APPEALED
    assert await is_listed(session, plan.identity_hash)
    last = (await list_steps(session, listing.id))[-1]
    assert (last.status, last.by, last.reason) == ("appealed", VILLAGE_OFFICER.subject, FORM.reason)
    with pytest.raises(ListingMoveNotAllowed):
        await appealed(session, listing)


async def test_a_proposal_needs_no_appeal(session, plan):
    with pytest.raises(ListingMoveNotAllowed):
        await appealed(session, await proposed(session, plan))
