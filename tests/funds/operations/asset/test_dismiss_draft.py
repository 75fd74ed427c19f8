"""What is left of a hand-over and becomes no asset is dismissed with a reason."""

import pytest

from services.funds.operations.asset.dismiss_draft import dismiss_draft
from services.funds.operations.asset.register_asset import register_asset
from services.funds.rules.asset_draft import DraftClosed, DraftState, MoreThanDraft
from services.funds.schemas.asset_draft import DismissDraft
from tests.builders.funds_assets import a_draft, a_greenhouse
from tests.builders.funds_projects import CLERK, on


async def test_it_is_registered_in_parts_up_to_what_was_handed_over_and_the_rest_dismissed_with_a_reason(session):
    draft, now = await a_draft(session)
    await register_asset(session, a_greenhouse(draft, "300000.00"), by=CLERK, on=on(now))

    with pytest.raises(MoreThanDraft):
        await register_asset(session, a_greenhouse(draft, "200000.01"), by=CLERK, on=on(now))
    await dismiss_draft(session, draft.id, DismissDraft(why="4 座由农户自建，产权归户，按规定不登记"), by=CLERK, on=on(now))

    assert (draft.state, draft.open_fen) == (DraftState.DISMISSED, 200_000_00)
    with pytest.raises(DraftClosed):
        await register_asset(session, a_greenhouse(draft, "1.00"), by=CLERK, on=on(now))
