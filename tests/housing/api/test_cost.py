"""What renovations cost by the square metre, and the contractors' record, over HTTP."""

import io
from datetime import date

import openpyxl
import pytest

from services.housing.operations.contractor.bar_contractor import bar_contractor
from services.housing.operations.contractor.register_contractor import register_contractor
from services.housing.operations.former.take_in_formers import take_in_formers
from services.housing.operations.former.upload_formers import upload_formers
from services.housing.operations.renovation.accept_renovation import accept_renovation
from services.housing.operations.renovation.finish_works import finish_works
from services.housing.operations.renovation.inspect_works import inspect_works
from services.housing.operations.renovation.reject_works import reject_works
from services.housing.operations.renovation.sign_agreement import sign_agreement
from services.housing.operations.renovation.start_works import start_works
from services.housing.operations.renovation.stop_works import stop_works
from services.housing.rules.renovation import RenovationState
from services.housing.rules.works import Assurance, Stage, StopWhy
from services.housing.schemas.contractor import BarContractor, RegisterContractor
from services.housing.schemas.renovation import DatedStep, RejectWorks, StopWorks
from shared.security import Role
from tests.builders.houses import AT, COUNTY, a_family, a_ledger
from tests.builders.housing import VILLAGE
from tests.builders.housing_papers import with_photos_after
from tests.builders.housing_renovation import (
    COUNTY_OFFICER,
    TOWN_OFFICER,
    VILLAGER,
    a_final_look,
    a_renovation,
    an_agreement,
    an_inspection,
    on,
)


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY)


async def _built_by(session, contractor, *, cost: str, finished: str = "2020-09-15") -> None:
    """A house rebuilt by somebody, with a defect on the way and a first look of the county that it did not pass."""
    renovation = await a_renovation(session, RenovationState.COUNTY_AGREED)
    agreement = an_agreement(contractor_id=contractor.id)
    await sign_agreement(session, renovation.id, agreement, by=TOWN_OFFICER, at=on("2020-07-10"))
    await start_works(session, renovation.id, DatedStep(on=date(2020, 7, 15)), by=VILLAGER, at=on("2020-07-15"))
    for stage in Stage:
        await inspect_works(session, renovation.id, an_inspection(stage), by=TOWN_OFFICER, at=on("2020-08-01"))
    day = date.fromisoformat(finished)
    await finish_works(session, renovation.id, DatedStep(on=day), by=VILLAGER, at=on(finished))
    await reject_works(session, renovation.id, RejectWorks(on=day, why="门窗没有装完"), by=COUNTY_OFFICER, at=on(finished))
    await finish_works(session, renovation.id, DatedStep(on=day), by=VILLAGER, at=on(finished))
    await with_photos_after(session, renovation)
    look = a_final_look(cost_yuan=cost, accepted_on=finished)
    await accept_renovation(session, renovation.id, look, by=COUNTY_OFFICER, at=on(finished))


@pytest.fixture
async def built(session):
    form = RegisterContractor(kind="craftsman", name="罗庄李家建筑队", licence="鲁工匠2019-0031")
    builder = await register_contractor(session, form, by=COUNTY_OFFICER)
    await _built_by(session, builder, cost="55000")
    await _built_by(session, builder, cost="41000", finished="2020-10-10")
    rows = []
    for cost in ("40000", "41000", "42000", "41500", "110000"):
        family = await a_family(session)
        told = {"年度": "2016", "改造方式": "拆除重建", "验收日期": "2016-10-20", "补助金额": "14000"}
        rows.append({"户编号": family.code, "实际支出": cost, "建筑面积": "55"} | told)
    columns = ["户编号", "年度", "改造方式", "验收日期", "补助金额", "实际支出", "建筑面积"]
    file = await upload_formers(session, a_ledger(*rows, columns=columns), region="371311", by=COUNTY, at=AT)
    await take_in_formers(session, file.id, by=COUNTY, at=AT)
    await session.commit()
    return builder


def _lines(board, facet):
    [part] = [part for part in board["parts"] if part["facet"] == facet]
    return {line["title"]: (line["houses"], line["median_yuan"]) for line in part["lines"]}


async def test_prices_are_told_by_mode_structure_place_contractor_and_year_with_those_that_stand_apart(county, built):
    board = (await county.get("/renovation-costs")).json()

    assert board["houses"] == 7
    assert _lines(board, "mode") == {"拆除重建": (7, "754.55")}
    assert _lines(board, "structure") == {"拆除重建，结构未登记": (7, "754.55")}
    assert _lines(board, "contractor") == {"户自建或平台前改造": (5, "754.55"), "罗庄李家建筑队": (2, "872.73")}
    assert _lines(board, "year") == {"2016年": (5, "754.55"), "2020年": (2, "872.73")}
    assert [one["per_m2_yuan"] for one in board["outliers"]] == ["2000.00"]
    assert "高于同方式 7 户的上限" in board["outliers"][0]["why"]
    assert (await county.get("/renovation-costs", params={"year": 2020})).json()["houses"] == 2
    assert (await county.get("/renovation-costs", params={"contractor_id": str(built.id)})).json()["houses"] == 2


async def test_a_contractor_s_record_follows_from_what_they_built(api, county, built):
    [record] = (await county.get("/contractor-records")).json()["rows"]

    counts = ("houses", "accepted", "on_time", "late", "inspections", "defects", "rejections")
    assert [record[each] for each in counts] == [2, 2, 1, 1, 8, 0, 2]
    assert (record["on_time_percent"], record["defects_per_inspection"]) == ("50.0", "0.00")
    assert (record["median_yuan"], record["over_percent"]) == ("872.73", 16)
    assert (await county.get("/contractor-records", params={"is_barred": True})).json()["rows"] == []
    town = (await api.as_(Role.TOWN, region="371311100").get("/contractor-records")).json()["rows"]
    assert [(one["name"], one["houses"]) for one in town] == [("罗庄李家建筑队", 0)]


async def test_a_barred_contractor_says_why_on_the_page(county, session):
    form = RegisterContractor(kind="company", name="沂蒙建设有限公司", licence="91371311MA3C00001X")
    contractor = await register_contractor(session, form, by=COUNTY_OFFICER)
    renovation = await a_renovation(session, RenovationState.COUNTY_AGREED)
    agreement = an_agreement(contractor_id=contractor.id)
    await sign_agreement(session, renovation.id, agreement, by=TOWN_OFFICER, at=on("2020-07-10"))
    await start_works(session, renovation.id, DatedStep(on=date(2020, 7, 15)), by=VILLAGER, at=on("2020-07-15"))
    wrong = {"assurance": "earthquake", "what": "圈梁钢筋搭接不足", "due_on": "2020-08-10"}
    answers = dict.fromkeys(Assurance, True) | {Assurance.EARTHQUAKE: False}
    look = an_inspection(Stage.STRUCTURE, answers=answers, defects=[wrong])
    await inspect_works(session, renovation.id, look, by=TOWN_OFFICER, at=on("2020-08-01"))
    await bar_contractor(session, contractor.id, BarContractor(why="圈梁不合格，逾期不整改"))
    await session.commit()

    page = (await county.get("/contractor-records/page", params={"is_barred": True})).text
    [record] = (await county.get("/contractor-records")).json()["rows"]
    assert "已停止承接" in page and "圈梁不合格，逾期不整改" in page
    assert (record["defects_per_inspection"], record["uncured"], record["cured_late"], record["late"]) == ("1.00", 1, 1, 1)
    assert record["median_yuan"] is None and record["over_percent"] is None


async def test_the_pages_and_workbooks_say_the_same(api, county, built):
    page = (await county.get("/renovation-costs/page")).text
    costs = openpyxl.load_workbook(io.BytesIO((await county.get("/renovation-costs.xlsx")).content))
    records = openpyxl.load_workbook(io.BytesIO((await county.get("/contractor-records.xlsx")).content))

    assert "2,000.00" in page and "高于同方式 7 户的上限" in page and "没有可以对照的每平方米标准" in page
    assert costs.sheetnames == ["每平方米造价", "造价异常", "与标准对照", "说明"]
    assert [cell.value for cell in records["施工方履约"][2]][:5] == [
        "罗庄李家建筑队",
        "农村建筑工匠",
        "鲁工匠2019-0031",
        "长期",
        2,
    ]
    nobody = api.as_(Role.COUNTY, region="370305")
    assert "还没有填了实际支出和面积的改造" in (await nobody.get("/renovation-costs/page")).text
    assert "没有登记施工方" in (await nobody.get("/contractor-records/page")).text
    assert (await county.get("/renovation-costs", params={"region": VILLAGE})).json()["houses"] == 7


async def test_a_house_that_winter_kept_waiting_is_late_on_one_day_in_every_list(session, county, frozen_at):
    form = RegisterContractor(kind="craftsman", name="罗庄赵家建筑队", licence="鲁工匠2019-0044")
    builder = await register_contractor(session, form, by=COUNTY_OFFICER)
    renovation = await a_renovation(session, RenovationState.COUNTY_AGREED)
    agreement = an_agreement(contractor_id=builder.id)
    await sign_agreement(session, renovation.id, agreement, by=TOWN_OFFICER, at=on("2020-07-10"))
    await start_works(session, renovation.id, DatedStep(on=date(2020, 7, 15)), by=VILLAGER, at=on("2020-07-15"))
    stop = StopWorks(on=date(2020, 9, 1), why=StopWhy.FLOOD)
    await stop_works(session, renovation.id, stop, by=VILLAGER, at=on("2020-09-11"))
    await start_works(session, renovation.id, DatedStep(on=date(2020, 9, 11)), by=VILLAGER, at=on("2020-09-11"))
    await session.commit()

    async def late(day):
        with frozen_at(f"{day}T10:00:00+08:00"):
            [listed] = (await county.get("/contractors")).json()["rows"]
            [record] = (await county.get("/contractor-records")).json()["rows"]
            page = (await county.get(f"/contractors/{builder.id}/page")).text
        return listed["late"], record["late"], "逾期 1 天" in page, "2020-10-10" in page

    assert await late("2020-10-10") == (0, 0, False, True)
    assert await late("2020-10-11") == (1, 1, True, True)
