"""A county's own ledger is looked through: each row says what it would do, and nothing is taken in."""

import pytest
from sqlalchemy import text
from sqlmodel import select

from services.housing.operations.hazard.upload_ledger import upload_ledger
from services.housing.rules.hazard_file import NoHazardRows, NotAHazardLedger
from services.housing.tables import Hazard, HazardFile, House
from shared.grid import EmptyFile
from shared.security import OutsideRegion
from tests.builders.houses import AT, COUNTY, a_family, a_house, a_ledger
from tests.builders.housing import VILLAGE

C = {"等级": "C", "评定日期": "2018-06-01"}


async def upload(session, content, region="371311") -> HazardFile:
    return await upload_ledger(session, content, region=region, by=COUNTY, at=AT)


async def test_a_household_is_known_by_its_code_or_by_an_id_number_of_it_and_a_house_by_its_number(session):
    by_code, by_number, owner = await a_family(session), await a_family(session), await a_family(session)
    house = await a_house(session, owner)

    file = await upload(
        session,
        a_ledger(
            {"户编号": by_code.code} | C,
            {"户主身份证号": by_number.id_number} | C,
            {"住房编号": house.number} | C,
            columns=["住房编号", "户编号", "户主身份证号", "等级", "评定日期"],
        ),
    )

    assert (file.rows, file.entering, file.refused, file.taken_at) == (3, 3, 0, None)
    assert (await session.exec(select(Hazard))).all() == [] and len((await session.exec(select(House))).all()) == 1


async def test_each_wrong_row_says_what_to_mend_and_the_others_stay_sound(session):
    family, other = await a_family(session), await a_family(session)
    elsewhere = await a_family(session, village="370302001001")

    file = await upload(
        session,
        a_ledger(
            {"户编号": family.code, "危房等级": "C级", "鉴定日期": "2018/6/1"},
            {"户编号": family.code, "危房等级": "D", "鉴定日期": "2018-06-01"},
            {"户编号": "没有这户", "危房等级": "C", "鉴定日期": "2018-06-01"},
            {"户编号": elsewhere.code, "危房等级": "C", "鉴定日期": "2018-06-01"},
            {"户编号": other.code, "危房等级": "A", "鉴定日期": "明天"},
        ),
    )

    assert [(fault["row"], fault["column"]) for fault in file.faults] == [
        (4, "户编号"),
        (5, "户编号"),
        (6, "户编号"),
        (7, "等级"),
        (7, "评定日期"),
    ]
    assert file.faults[0]["reason"] == "与第 3 行是同一处住房"
    assert (file.entering, file.refused) == (1, 4)


async def test_two_columns_that_name_two_households_are_noticed(session):
    one, other = await a_family(session), await a_family(session)

    file = await upload(session, a_ledger({"户编号": one.code, "身份证号": other.id_number} | C))

    assert [fault["reason"] for fault in file.faults] == ["身份证号与户编号不是同一户"]


async def test_the_file_is_kept_sealed(session):
    family = await a_family(session)
    content = a_ledger({"户主身份证号": family.id_number} | C)

    await upload(session, content)

    [stored] = (await session.execute(text("SELECT content_sealed FROM hazard_file"))).scalars()
    assert content[:40] not in bytes(stored)
    [audited] = (await session.execute(text("SELECT after FROM audit WHERE thing = 'hazard_file'"))).scalars()
    assert "content_sealed" not in audited


async def test_what_is_no_ledger_is_refused(session):
    with pytest.raises(EmptyFile):
        await upload(session, b"")
    with pytest.raises(NotAHazardLedger):
        await upload(session, a_ledger({"姓名": "张三"}))
    with pytest.raises(NoHazardRows):
        await upload(session, a_ledger(columns=["户编号", "等级", "评定日期"]))
    with pytest.raises(OutsideRegion):
        await upload(session, b"x", region=f"370302{VILLAGE[6:9]}")
