"""A county's list is looked through row by row before it strikes anybody, and kept sealed."""

import pytest

from services.housing.operations.disaster.declare_disaster import declare_disaster
from services.housing.operations.disaster.upload_disaster_list import upload_disaster_list
from services.housing.rules.disaster import DisasterDeclaredAlready
from services.housing.rules.disaster_list import DisasterListElsewhere, DisasterListTaken, NotADisasterList
from shared.security import OutsideRegion
from tests.builders.houses import a_family, a_house, a_ledger
from tests.builders.housing_disasters import DECLARED, OFFICER, a_typhoon


async def brought(session, *rows, columns=(), region="371311"):
    content = a_ledger(*rows, columns=columns)
    return await upload_disaster_list(session, content, region=region, by=OFFICER, at=DECLARED)


async def test_each_row_finds_its_household_or_says_why_not(session):
    by_code, by_house, by_number = await a_family(session), await a_family(session), await a_family(session)
    house = await a_house(session, by_house)

    file = await brought(
        session,
        {"户编号": by_code.code, "备注": "屋顶掀翻"},
        {"住房编号": house.number.lower()},
        {"身份证号": by_number.id_number},
        {"户编号": "没有"},
        {"身份证号": "37131119900101000"},
        {"备注": "没有写是哪一户"},
    )

    assert (file.rows, file.households, file.refused) == (6, 3, 3)
    assert [(fault["row"], fault["column"]) for fault in file.faults] == [(6, "户编号"), (7, "户主身份证号"), (8, "户编号")]
    assert by_number.id_number.encode() not in file.content_sealed


async def test_it_counts_once_and_in_its_county(session):
    family = await a_family(session)
    file = await brought(session, {"户编号": family.code})

    done = await declare_disaster(session, a_typhoon(list_id=file.id), by=OFFICER, at=DECLARED)
    with pytest.raises(DisasterDeclaredAlready):  # sent again: that its list is used up would lead to a second command without it
        await declare_disaster(session, a_typhoon(list_id=file.id), by=OFFICER, at=DECLARED)
    assert (done.households, file.disaster_id, file.taken_at) == (1, done.disaster.id, DECLARED)
    with pytest.raises(DisasterListTaken):
        await declare_disaster(session, a_typhoon(list_id=file.id, kind="flood"), by=OFFICER, at=DECLARED)
    another = await brought(session, {"户编号": family.code})
    another.region = "371312"
    await session.flush()
    with pytest.raises(DisasterListElsewhere):
        await declare_disaster(session, a_typhoon(list_id=another.id, kind="flood"), by=OFFICER, at=DECLARED)


async def test_what_is_no_list_or_another_county_s_is_refused(session):
    with pytest.raises(NotADisasterList):
        await brought(session, {"姓名": "甲"})
    with pytest.raises(OutsideRegion):
        await brought(session, {"户编号": "1"}, region="370302")
