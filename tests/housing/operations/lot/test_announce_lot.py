import pytest

from services.housing.operations.lot.announce_lot import announce_lot
from services.housing.rules.lot import DwellingsTooFew, NobodyToDraw, digest_of, in_letters, pledge_of
from services.housing.rules.lot_life import LotUnderWay
from services.housing.store.lot import find_last_lot
from shared.events.housing import RelocationNoticeAsked
from tests.builders.housing_relocation import (
    HIDDEN,
    a_place,
    a_willing_household,
    an_announced_lot,
    an_announcement,
    shown,
)
from tests.builders.housing_renovation import COUNTY_OFFICER, on

AT = on("2020-07-10")


async def test_list_digest_and_pledge_are_shown_before_anybody_draws_and_the_hidden_value_is_not(session, emitted):
    place = await a_place(session)
    relocation = await a_willing_household(session, place, oldest=70, asks="low")
    await shown(session, place)

    lot = await an_announced_lot(session, place, stood=False)

    assert lot.listed["households"] == [{"number": relocation.number, "persons": 3, "asks": "low", "class": "three"}]
    assert [each["number"] for each in lot.listed["dwellings"]] == ["1-1-101", "1-1-201", "1-1-501"]
    assert (lot.digest, lot.pledge, lot.hidden) == (digest_of(lot.listed), pledge_of(HIDDEN), None)
    assert HIDDEN not in lot.hidden_sealed
    asked = [each for each in await emitted(session) if isinstance(each, RelocationNoticeAsked)][-1]
    assert (asked.matter_id, asked.about, asked.days) == (lot.id, "relocation-lot", 3)
    assert [line.says for line in asked.lines] == ["参加抽签 1 户，房源 3 套", in_letters(lot.digest), in_letters(lot.pledge)]


async def test_a_site_has_one_lot_at_a_time_and_none_without_households(session):
    place = await a_place(session)
    with pytest.raises(NobodyToDraw):
        await announce_lot(session, place.site.id, an_announcement(), hidden=HIDDEN, by=COUNTY_OFFICER, at=AT)
    await a_willing_household(session, place)
    await shown(session, place)
    await an_announced_lot(session, place)

    with pytest.raises(LotUnderWay):
        await announce_lot(session, place.site.id, an_announcement(), hidden=HIDDEN, by=COUNTY_OFFICER, at=AT)


async def test_too_few_dwellings_are_told_by_class_before_anybody_is_disappointed(session):
    place = await a_place(session, ("1-1-101", 75, 2, 1, ""))
    for _ in range(2):
        await a_willing_household(session, place)
    await shown(session, place)

    with pytest.raises(DwellingsTooFew):
        await announce_lot(session, place.site.id, an_announcement(), hidden=HIDDEN, by=COUNTY_OFFICER, at=AT)
    await an_announced_lot(session, place, waiting_why="轮候户在二期安置")
    assert (await find_last_lot(session, place.site.id)) is not None
