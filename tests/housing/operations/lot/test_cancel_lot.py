from datetime import date

import pytest

from services.housing.operations.lot.announce_lot import announce_lot
from services.housing.operations.lot.cancel_lot import cancel_lot
from services.housing.rules.lot_life import LotMustNameOld, LotState, LotStateForbids
from services.housing.schemas.lot import CancelLot
from shared.events.housing import RelocationNoticeDropped
from tests.builders.housing_relocation import (
    HIDDEN,
    a_drawn_lot,
    a_place,
    a_willing_household,
    an_announced_lot,
    an_announcement,
    shown,
)
from tests.builders.housing_renovation import COUNTY_OFFICER, on

FORM = CancelLot(on=date(2020, 7, 12), why="一户改变意愿，名单须变更")


async def test_a_lot_that_was_called_off_stays_to_be_read_and_the_next_names_it(session, emitted):
    place = await a_place(session)
    relocation = await a_willing_household(session, place)
    await shown(session, place)
    lot = await an_announced_lot(session, place)

    await cancel_lot(session, lot.id, FORM, by=COUNTY_OFFICER, at=on("2020-07-12"))

    assert (lot.state, lot.failed_why, relocation.lot_id) == (LotState.CANCELLED, FORM.why, None)
    [dropped] = [each for each in await emitted(session) if isinstance(each, RelocationNoticeDropped)]
    assert dropped.matter_id == lot.id
    again, at = an_announcement(announced_on="2020-07-13"), on("2020-07-13")
    with pytest.raises(LotMustNameOld):
        await announce_lot(session, place.site.id, again, hidden=HIDDEN, by=COUNTY_OFFICER, at=at)
    named = again.model_copy(update={"replaces": lot.number, "replaces_why": "名单变更"})
    second = await announce_lot(session, place.site.id, named, hidden=HIDDEN[::-1], by=COUNTY_OFFICER, at=at)
    assert (second.replaces_id, second.number) == (lot.id, "K-371311-2020-0002")


async def test_what_was_drawn_is_not_called_off(session):
    place = await a_place(session)
    await a_willing_household(session, place)
    await shown(session, place)
    lot = await a_drawn_lot(session, place, final=False)

    with pytest.raises(LotStateForbids):
        await cancel_lot(session, lot.id, FORM, by=COUNTY_OFFICER, at=on("2020-07-21"))
