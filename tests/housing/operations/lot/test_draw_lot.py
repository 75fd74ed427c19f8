from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from services.housing.operations.lot.draw_lot import draw_lot
from services.housing.operations.lot.note_lot_notice import note_lot_notice
from services.housing.rules.lot import draw
from services.housing.rules.lot_life import LotNoticeNotStood, LotState, LotStateForbids
from services.housing.rules.relocation import RelocationState
from services.housing.store.lot import list_places
from services.housing.store.programme import find_dwellings
from shared.events.housing import RelocationNoticeAsked
from tests.builders.housing_relocation import (
    HIDDEN,
    PUBLIC,
    a_draw,
    a_drawn_lot,
    a_place,
    a_willing_household,
    an_announced_lot,
    shown,
)
from tests.builders.housing_renovation import COUNTY_OFFICER, on

AT = on("2020-07-20")


async def test_every_household_has_what_anybody_can_work_out(session, emitted):
    place = await a_place(session)
    households = {each.number: each for each in [await a_willing_household(session, place) for _ in range(3)]}
    await shown(session, place)

    lot = await a_drawn_lot(session, place, final=False)

    assert (lot.state, lot.hidden, lot.public_value) == (LotState.DRAWN, HIDDEN.hex(), PUBLIC)
    expected = {one.number: one.dwelling for one in draw(lot.listed, HIDDEN, PUBLIC)}
    assert {each.number: each.dwelling for each in await list_places(session, lot.id)} == expected
    homes = await find_dwellings(session, [each.dwelling_id for each in households.values() if each.dwelling_id])
    assert {number: homes[each.dwelling_id].number for number, each in households.items()} == expected
    asked = [each for each in await emitted(session) if isinstance(each, RelocationNoticeAsked)][-1]
    assert (asked.matter_id, asked.about) == (lot.draw_matter_id, "relocation-draw")
    assert {line.who: line.says for line in asked.lines} == {
        f"搬迁编号 {number}": f"分得 {dwelling}" for number, dwelling in expected.items()
    }


async def test_whoever_finds_nothing_left_waits_for_the_next_lot(session):
    place = await a_place(session, ("1-1-101", 75, 2, 1, ""))
    households = [await a_willing_household(session, place) for _ in range(2)]
    await shown(session, place)

    await a_drawn_lot(session, place, waiting_why="轮候户在二期安置")

    assert sorted((each.state, each.lot_id is None) for each in households) == [
        (RelocationState.ALLOTTED, False),
        (RelocationState.CONFIRMED, True),
    ]


async def test_nobody_draws_before_the_list_has_stood_and_nobody_draws_twice(session):
    place = await a_place(session)
    await a_willing_household(session, place)
    await shown(session, place)
    lot = await an_announced_lot(session, place, stood=False)

    with pytest.raises(LotNoticeNotStood):
        await draw_lot(session, lot.id, a_draw(), by=COUNTY_OFFICER, at=AT)
    await note_lot_notice(session, lot.id, has_stood=True, on=date(2020, 7, 14))
    await draw_lot(session, lot.id, a_draw(), by=COUNTY_OFFICER, at=AT)
    with pytest.raises(LotStateForbids):
        await draw_lot(session, lot.id, a_draw(public_value="1111"), by=COUNTY_OFFICER, at=AT)


@pytest.mark.parametrize("field", ["digest", "pledge", "public_source", "public_value"])
async def test_what_a_lot_was_drawn_from_is_never_edited_not_even_by_us(session, field):
    place = await a_place(session)
    await a_willing_household(session, place)
    await shown(session, place)
    lot = await a_drawn_lot(session, place)

    setattr(lot, field, "f" * 64)
    session.add(lot)
    with pytest.raises(DBAPIError, match="never edited"):
        await session.flush()
