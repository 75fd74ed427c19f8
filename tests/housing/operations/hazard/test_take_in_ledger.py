"""What was looked through is taken in once: a county starts with the ledger that it has."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from services.housing.operations.hazard.take_in_ledger import take_in_ledger
from services.housing.operations.hazard.upload_ledger import upload_ledger
from services.housing.rules.hazard import ListedBy, StruckWhy
from services.housing.rules.hazard_file import HazardFileTakenAlready, NoSuchHazardFile
from services.housing.rules.house import Grade
from services.housing.rules.structure import Structure
from services.housing.store.house import find_house_of
from services.housing.tables import Hazard, HazardFile
from shared.events.housing import HouseGraded
from shared.ids import uuid7
from tests.builders.houses import AT, COUNTY, a_family, a_ledger
from tests.builders.housing import VILLAGE


async def take(session, content) -> HazardFile:
    file = await upload_ledger(session, content, region="371311", by=COUNTY, at=AT)
    return await take_in_ledger(session, file.id, by=COUNTY, at=AT)


async def listed(session) -> dict:
    return {one.household_id: one for one in await session.exec(select(Hazard).execution_options(populate_existing=True))}


async def test_houses_are_made_described_and_listed_and_told(session, emitted):
    family, safe = await a_family(session), await a_family(session)
    row = {
        "户编号": family.code,
        "等级": "D",
        "评定日期": "2018-06-01",
        "地址": "二组 5 号",
        "房屋结构": "土坯",
        "建筑年代": "1975",
    }
    done = {"户编号": safe.code, "等级": "C", "评定日期": "2017-03-01", "竣工日期": "2018-09-20"}

    file = await take(
        session, a_ledger(row | {"面积": "48.50", "备注": "孤寡"}, done, columns=[*row, "面积", "备注", "竣工日期"])
    )

    assert (file.entering, file.updating, file.taken_by) == (2, 0, COUNTY.subject)
    house, ledger = await find_house_of(session, family.id), await listed(session)
    assert (house.number, house.address, house.structure) == (f"H-{VILLAGE}-0001", "二组 5 号", Structure.EARTH)
    assert (house.built_year, house.floor_area_m2) == (1975, Decimal("48.50"))
    one = ledger[family.id]
    assert (one.grade, one.listed_on, one.listed_by, one.note) == (Grade.D, date(2018, 6, 1), ListedBy.LEDGER, "孤寡")
    assert (ledger[safe.id].struck_why, ledger[safe.id].struck_on) == (StruckWhy.MADE_SAFE, date(2018, 9, 20))
    [told] = await emitted(session)
    assert isinstance(told, HouseGraded)
    assert (told.household_id, told.grade, told.origin, told.source_id) == (family.id, "D", "ledger", one.id)


async def test_the_same_ledger_again_changes_nothing_and_a_newer_one_what_it_says_otherwise(session):
    family = await a_family(session)
    row = {"户编号": family.code, "等级": "C", "评定日期": "2018-06-01"}
    await take(session, a_ledger(row))

    same = await take(session, a_ledger(row))
    newer = await take(session, a_ledger(row | {"等级": "D", "评定日期": "2019-06-01"}))

    assert [(file.entering, file.updating, file.unchanged) for file in (same, newer)] == [(0, 0, 1), (0, 1, 0)]
    [one] = (await listed(session)).values()
    assert (one.grade, one.graded_on, one.listed_on) == (Grade.D, date(2019, 6, 1), date(2018, 6, 1))


async def test_what_was_made_safe_by_then_is_struck_off_and_stays_so(session):
    family = await a_family(session)
    row = {"户编号": family.code, "等级": "C", "评定日期": "2018-06-01"}
    await take(session, a_ledger(row))
    done = a_ledger(row | {"改造完成日期": "2018-09-20"})

    await take(session, done)
    again = await take(session, done)

    [one] = (await listed(session)).values()
    assert (one.struck_why, one.struck_on, again.unchanged) == (StruckWhy.MADE_SAFE, date(2018, 9, 20), 1)


async def test_a_file_is_taken_in_once_and_a_stranger_s_never(session):
    file = await take(session, a_ledger({"户编号": (await a_family(session)).code, "等级": "C", "评定日期": "2018-06-01"}))

    with pytest.raises(HazardFileTakenAlready):
        await take_in_ledger(session, file.id, by=COUNTY, at=AT)
    with pytest.raises(NoSuchHazardFile):
        await take_in_ledger(session, uuid7(), by=COUNTY, at=AT)
