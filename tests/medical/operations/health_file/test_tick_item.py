"""The eight ones, one by one."""

from datetime import date

import pytest

from services.medical.operations.health_file.tick_item import tick_item
from services.medical.rules.health import file as rules
from services.medical.schemas.health.care import TickItem
from services.medical.store.health import files
from services.medical.store.health.contents import list_ticks
from services.medical.store.health.files import Wanted
from shared.security import Principal, Role
from tests.builders.health import DEZHOU_VILLAGE, HEALTH, MAY_2, READING, a_file


def an_item(item: str) -> TickItem:
    return TickItem(item=item, done_on=date(2017, 3, 20), note="已发放")


async def test_what_one_file_has_counts_for_the_person_and_the_rest_is_lacking(session):
    file = await a_file(session)
    other = await a_file(session, programme="colon-cancer")
    await tick_item(session, an_item("card"), file_id=file.id, by=HEALTH, on=MAY_2)

    assert [tick.item for _, tick in await list_ticks(session, [other])] == ["card"]
    for items, count in ((("card",), 0), (("card", "leaflet"), 2)):
        wanted = Wanted(lacks=items)
        assert len(await files.list_files(session, READING, wanted, on=MAY_2, limit=10)) == count


async def test_an_item_is_ticked_once_and_must_be_on_the_place_s_list(session):
    file = await a_file(session)
    await tick_item(session, an_item("card"), file_id=file.id, by=HEALTH, on=MAY_2)

    with pytest.raises(rules.ItemAlreadyTicked):
        await tick_item(session, an_item("card"), file_id=file.id, by=HEALTH, on=MAY_2)
    with pytest.raises(rules.NoSuchItem) as refused:
        await tick_item(session, an_item("flowers"), file_id=file.id, by=HEALTH, on=MAY_2)
    assert len(refused.value.facts["items"]) == 8


async def test_where_no_list_was_published_there_is_nothing_to_tick(session):
    dezhou = Principal("德州卫健", Role.HEALTH, "3714")
    file = await a_file(
        session, by=dezhou, region=DEZHOU_VILLAGE, programme="hypertension", opened_on=date(2018, 1, 1), hospital=None
    )

    with pytest.raises(rules.NoSuchItem):
        await tick_item(session, an_item("card"), file_id=file.id, by=dezhou, on=MAY_2)
