"""An asset goes once its notice stood; it stays in the register, and the price is owed to those who benefit."""

from datetime import date

import pytest

from services.funds.operations.disposal.complete_disposal import complete_disposal
from services.funds.rules.asset import AssetState
from services.funds.rules.disposal import ContractRuns
from services.funds.rules.notice import NoticeAbout, NoticeNotPosted, NoticeStillStands, Subject
from services.funds.schemas.asset_care import CompleteDisposal
from services.funds.store.asset import list_assets
from services.funds.store.notice import list_notices_about
from tests.builders.funds_assets import COUNTY_CHIEF, ON, a_contract, an_asset, dues_of
from tests.builders.funds_notices import proved, the_board_of
from tests.funds.operations.disposal.test_ask_disposal import asked
from tests.funds.operations.disposal.test_decide_disposal import agreed

DAY = date(2020, 7, 1)


async def a_shown_disposal(session, asset):
    disposal = await asked(session, asset)
    await agreed(session, disposal)
    [notice] = await list_notices_about(session, Subject(NoticeAbout.ASSET, disposal.id))
    await proved(session, await the_board_of(session, notice), on=ON)
    return disposal


async def done(session, disposal, on=DAY):
    return await complete_disposal(session, disposal.id, CompleteDisposal(done_on=on), by=COUNTY_CHIEF, on=on)


async def test_it_stays_in_the_register_as_gone_and_its_price_is_owed(session):
    asset = await an_asset(session)
    disposal = await done(session, await a_shown_disposal(session, asset))

    [owed] = await dues_of(session, asset)
    assert (asset.state, asset.disposed_on) == (AssetState.DISPOSED, DAY)
    assert (owed.due.payer, owed.open_fen) == ("某某回收公司", 20_000_00)
    assert len(await list_assets(session, after=None, limit=5)) == 1
    assert disposal.book_fen == 700_000_00 - 33_250_00


async def test_not_before_its_notice_stood(session):
    disposal = await a_shown_disposal(session, await an_asset(session))

    with pytest.raises((NoticeStillStands, NoticeNotPosted)):
        await done(session, disposal, on=ON)


async def test_not_while_somebody_has_it_by_contract(session):
    asset = await an_asset(session)
    await a_contract(session, asset)
    disposal = await a_shown_disposal(session, asset)

    with pytest.raises(ContractRuns):
        await done(session, disposal)
