"""The assembly, the town and the county agree in turn, each another person; one who does not ends it."""

import pytest

from services.funds.operations.disposal.decide_disposal import decide_disposal
from services.funds.rules.disposal import AlreadyTookPart, DisposalState, DisposalStateForbids, NotYourStep
from services.funds.rules.notice import NoticeAbout, Subject
from services.funds.schemas.asset_care import DecideDisposal
from services.funds.store.notice import list_notices_about
from tests.builders.funds_assets import COUNTY_CHIEF, ON, TOWN_CLERK, VILLAGE_CLERK, an_asset
from tests.builders.funds_notices import TOWN_OFFICER
from tests.funds.operations.disposal.test_ask_disposal import asked

YES = DecideDisposal(is_agreed=True, said="到会代表 32 人，同意 30 人")
NO = DecideDisposal(is_agreed=False, said="仍可使用，不同意")


async def agreed(session, disposal):
    for by in (VILLAGE_CLERK, TOWN_OFFICER, COUNTY_CHIEF):
        await decide_disposal(session, disposal.id, YES, by=by, on=ON)


async def test_when_everyone_agreed_it_is_shown(session):
    disposal = await asked(session, await an_asset(session))
    await agreed(session, disposal)

    notices = await list_notices_about(session, Subject(NoticeAbout.ASSET, disposal.id))
    assert (disposal.state, len(notices)) == (DisposalState.APPROVED, 1)


async def test_nobody_decides_before_their_turn_or_twice(session):
    disposal = await asked(session, await an_asset(session))

    with pytest.raises(NotYourStep):
        await decide_disposal(session, disposal.id, YES, by=COUNTY_CHIEF, on=ON)
    await decide_disposal(session, disposal.id, YES, by=VILLAGE_CLERK, on=ON)
    with pytest.raises(AlreadyTookPart):
        await decide_disposal(session, disposal.id, YES, by=TOWN_CLERK, on=ON)


async def test_one_no_ends_it(session):
    disposal = await asked(session, await an_asset(session))
    await decide_disposal(session, disposal.id, NO, by=VILLAGE_CLERK, on=ON)

    with pytest.raises(DisposalStateForbids):
        await decide_disposal(session, disposal.id, YES, by=TOWN_OFFICER, on=ON)
