import pytest

from services.housing.operations.site.enter_dwellings import enter_dwellings
from services.housing.rules.dwelling_file import NoDwellingRefused
from services.housing.store.programme import list_dwellings, refused_rows
from tests.builders.housing_relocation import a_place, a_table
from tests.builders.housing_renovation import COUNTY_OFFICER, on


async def test_sound_rows_come_in_and_the_others_go_back_with_their_reasons(session):
    place = await a_place(session, ("1-1-101", 75, 2, 1, "是"))

    table = a_table(("1-1-102", 50, 1, 1, ""), ("1-1-101", 50, 1, 1, ""), ("1-1-103", 999, 1, 1, ""))
    file = await enter_dwellings(session, place.site.id, table, by=COUNTY_OFFICER, at=on("2020-06-07"))

    assert (file.rows, file.entered, file.refused) == (3, 1, 2)
    assert [(fault["row"], fault["column"]) for fault in file.faults] == [(3, "房号"), (4, "建筑面积")]
    assert [(row.number, row.texts["房号"], row.texts["建筑面积"]) for row in refused_rows(file)] == [
        (3, "1-1-101", "50"),
        (4, "1-1-103", "999"),
    ]
    there = [(each.number, each.size_class, each.is_barrier_free) for each in await list_dwellings(session, place.site.id)]
    assert there == [("1-1-101", "three", True), ("1-1-102", "two", False)]


async def test_nothing_is_kept_of_a_file_without_a_fault(session):
    place = await a_place(session)

    file = await enter_dwellings(
        session, place.site.id, a_table(("1-1-102", 50, 1, 1, "")), by=COUNTY_OFFICER, at=on("2020-06-07")
    )

    assert (file.entered, file.refused_rows_sealed) == (1, None)
    with pytest.raises(NoDwellingRefused):
        refused_rows(file)
