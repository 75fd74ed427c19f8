"""A county's renovations of earlier years are looked through: each row says what it would do, and nothing is taken in."""

import pytest
from sqlalchemy import text
from sqlmodel import select

from services.housing.operations.former.upload_formers import upload_formers
from services.housing.rules.former_file import NoFormerRows, NotAFormerList
from services.housing.rules.renovation import RenovationState
from services.housing.store.house import get_house
from services.housing.tables import FormerFile, FormerRenovation
from shared.security import OutsideRegion
from tests.builders.houses import AT, COUNTY, a_family, a_house, a_ledger
from tests.builders.housing_renovation import a_renovation

DONE = {"年度": "2016", "改造方式": "拆除重建", "验收日期": "2016-10-20", "补助金额": "14000"}


async def upload(session, content, region="371311") -> FormerFile:
    return await upload_formers(session, content, region=region, by=COUNTY, at=AT)


async def test_a_house_is_found_by_its_number_a_household_s_code_or_an_id_number(session):
    by_code, by_number, owner = await a_family(session), await a_family(session), await a_family(session)
    house = await a_house(session, owner)

    file = await upload(
        session,
        a_ledger(
            {"户编号": by_code.code} | DONE,
            {"户主身份证号": by_number.id_number, "发放日期": "2016-11-02"} | DONE,
            {"住房编号": house.number, "造价": "42,000元", "面积": "55㎡"} | DONE,
            columns=["住房编号", "户编号", "户主身份证号", *DONE, "发放日期", "造价", "面积"],
        ),
    )

    assert (file.rows, file.entering, file.refused, file.taken_at) == (3, 3, 0, None)
    assert (await session.exec(select(FormerRenovation))).all() == []


async def test_each_wrong_row_says_what_to_mend_and_the_others_stay_sound(session):
    family, other = await a_family(session), await a_family(session)
    elsewhere = await a_family(session, village="370302001001")

    file = await upload(
        session,
        a_ledger(
            {"户编号": family.code} | DONE,
            {"户编号": family.code} | DONE,
            {"户编号": family.code} | DONE | {"年度": "2019", "验收日期": "2019-08-01"},
            {"户编号": elsewhere.code} | DONE,
            {"户编号": other.code} | DONE | {"年度": "1998", "改造方式": "搬家", "验收日期": "明天", "补助金额": "一万四"},
            {"户编号": other.code, "补助到户日期": "2016-01-01"} | DONE,
            columns=["户编号", *DONE, "补助到户日期"],
        ),
    )

    assert [(fault["row"], fault["column"]) for fault in file.faults] == [
        (4, "户编号"), (6, "户编号"), (7, "年度"), (7, "改造方式"), (7, "验收日期"), (7, "补助金额"), (8, "补助到户日期"),
    ]  # fmt: skip
    assert file.faults[0]["reason"] == "与第 3 行是同一处住房、同一年度"
    assert (file.entering, file.refused) == (2, 4)


async def test_what_was_accepted_on_the_platform_does_not_come_in_as_former(session):
    renovation = await a_renovation(session, RenovationState.ACCEPTED)
    house = await get_house(session, renovation.house_id)
    again = DONE | {"年度": "2020", "验收日期": "2020-05-20"}

    file = await upload(session, a_ledger({"住房编号": house.number} | again, columns=["住房编号", *DONE]))

    assert [(fault["column"], fault["reason"]) for fault in file.faults] == [("年度", "这处住房这一年度的改造已在平台上验收")]


async def test_what_is_no_list_of_renovations_is_refused_whole(session):
    with pytest.raises(NotAFormerList):
        await upload(session, a_ledger({"户编号": "HH-1", "等级": "C"}))
    with pytest.raises(NoFormerRows):
        await upload(session, a_ledger(columns=["户编号", *DONE]))
    with pytest.raises(OutsideRegion):
        await upload(session, a_ledger({"户编号": "HH-1"} | DONE), region="370302")


async def test_the_file_is_kept_sealed_and_its_faults_say_no_id_number(session):
    stranger = await a_family(session, village="370302001001")

    file = await upload(session, a_ledger({"户主身份证号": stranger.id_number} | DONE, columns=["户主身份证号", *DONE]))

    assert stranger.id_number not in str(file.faults) and stranger.id_number.encode() not in file.content_sealed
    audited = (await session.execute(text("SELECT after::text FROM audit WHERE thing = 'former_file'"))).scalars().all()
    assert audited and all("content_sealed" not in one for one in audited)
