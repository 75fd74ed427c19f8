"""Renovations as people read them: whose turn it is, what lacks, the photos side by side, and what a builder's record says."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from services.housing.operations.contractor.bar_contractor import bar_contractor
from services.housing.operations.contractor.register_contractor import register_contractor
from services.housing.operations.renovation.inspect_works import inspect_works
from services.housing.operations.renovation.reject_works import reject_works
from services.housing.operations.renovation.stop_works import stop_works
from services.housing.rules.paper import PaperAbout
from services.housing.rules.renovation import RenovationState
from services.housing.rules.works import Assurance, Stage
from services.housing.schemas.contractor import BarContractor, RegisterContractor
from services.housing.schemas.renovation import DefectFound, RejectWorks, StopWorks
from shared.security import Role
from tests.builders.housing import OTHER_TOWN, TOWN, VILLAGE, with_papers
from tests.builders.housing_papers import a_coloured_photo, send
from tests.builders.housing_renovation import (
    COUNTY_OFFICER,
    TOWN_OFFICER,
    VILLAGER,
    a_renovation,
    an_inspection,
    on,
)

LONG = "临沂市罗庄区傅庄街道东高都社区第三片区农村危房修缮加固专业施工合作社"


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, region="371311")


@pytest.fixture
def town(api):
    return api.as_(Role.TOWN, region=TOWN)


@pytest.fixture
def village(api):
    return api.as_(Role.VILLAGE, region=VILLAGE)


async def test_the_list_says_what_is_next_and_by_whom_and_is_filtered(session, town, county, frozen_at):
    applied = await a_renovation(session)
    agreed = await a_renovation(session, RenovationState.AGREED)
    await session.commit()

    with frozen_at("2020-07-20T10:00:00+08:00"):
        every = (await town.get("/renovations/page")).text
        late = (await town.get("/renovations/page", params={"is_late": "true", "region": "", "state": "", "mode": ""})).text
        of_village = (await town.get("/renovations/page", params={"level": "village"})).text
        of_county = (await county.get("/renovations/page", params={"level": "county"})).text
        rows = (await town.get("/renovations", params={"is_late": "true"})).json()["rows"]

    assert applied.number in every and "村级评议" in every and "其中逾期 2 件" in every
    assert agreed.number in late and applied.number in late and '2020-07-15</span> <span class="when">逾期' in late
    assert applied.number in of_village and agreed.number in of_village
    assert "没有符合条件的危房改造" in of_county
    assert [row["id"] for row in rows] == [str(applied.id), str(agreed.id)]


async def test_the_list_is_paged_and_a_strangers_is_empty(session, town, api):
    await a_renovation(session)
    await session.commit()

    assert "没有符合条件的危房改造" in (await api.as_(Role.TOWN, region=OTHER_TOWN).get("/renovations/page")).text
    assert (await town.get("/renovations/page", params={"after": "!"})).status_code == 400
    assert (await town.get("/renovations/page", params={"state": "gone"})).status_code == 422


async def test_one_shows_its_record_its_money_and_what_its_file_lacks(session, town, frozen_at):
    renovation = await a_renovation(session, RenovationState.ACCEPTED)
    await session.commit()

    with frozen_at("2020-09-25T10:00:00+08:00"):
        page = (await town.get(f"/renovations/{renovation.id}/page")).text
        told = (await town.get(f"/renovations/{renovation.id}")).json()
        house = (await town.get(f"/houses/{renovation.house_id}/page")).text

    assert "补助发放到户（已请求发放）" in page and "由资金部门办理" in page
    assert "18,000.00 元" in page and "中央财政 14,000.00 元，县区财政 4,000.00 元" in page
    assert page.index("申请") < page.index("<b>签订协议</b>") < page.index("<b>验收合格</b>")
    assert "六个确保、抗震、材料全部合格" in page and "40 至 60 平方米" in page
    assert (told["next"]["who"], told["lacks"]) == ("资金部门", [])
    assert renovation.number in house


async def test_open_and_cured_defects_are_told_apart_and_the_next_step_is_their_cure(session, town, frozen_at):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)
    flaws = [
        DefectFound(assurance=Assurance.QUALITY, what="墙体砂浆不饱满", due_on=date(2020, 8, 10)),
        DefectFound(assurance=Assurance.EARTHQUAKE, what="缺构造柱", due_on=date(2020, 8, 5)),
    ]
    answers = dict.fromkeys(Assurance, True) | {Assurance.QUALITY: False, Assurance.EARTHQUAKE: False}
    look = an_inspection(Stage.STRUCTURE, answers=answers, defects=[each.model_dump() for each in flaws])
    await inspect_works(session, renovation.id, look, by=TOWN_OFFICER, at=on("2020-08-01"))
    await session.commit()

    with frozen_at("2020-08-07T10:00:00+08:00"):
        told = (await town.get(f"/renovations/{renovation.id}")).json()
        cured = next(each["id"] for each in told["defects"] if each["assurance"] == "quality")
        await town.post(f"/defects/{cured}/cure", json={"on": "2020-08-06", "cure": "返工重砌"})
        page = (await town.get(f"/renovations/{renovation.id}/page")).text

    assert told["next"] == {"what": "整改检查发现的问题", "who": "施工方，镇街登记", "until": "2020-08-05"}
    assert "2 项不合格" in page and "已逾期" in page
    assert "未整改，已超期" in page and "返工重砌" in page


async def test_photos_stand_side_by_side_small_and_leave_a_trace(session, town, village, api, frozen_at):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    await session.commit()
    with frozen_at("2020-09-16T10:00:00+08:00"):
        await send(village, "renovation", str(renovation.id), "front", "before", taken_on="2020-07-01")
        sent = (await send(town, "renovation", str(renovation.id), "front", "after")).json()
        page = (await town.get(f"/renovations/{renovation.id}/page")).text
        seen = await town.get(f"/papers/{sent['paper_id']}/thumbnail")
        paper = (await send(town, "renovation", str(renovation.id), "agreement")).json()
        astray = await town.get(f"/papers/{paper['paper_id']}/thumbnail")
    reads = (await api.as_(Role.AUDITOR).get(f"/papers/{sent['paper_id']}/reads")).json()["rows"]
    operators = (await api.as_(Role.OPERATOR).get(f"/renovations/{renovation.id}/page")).text

    assert f"{sent['paper_id']}/thumbnail" in page and page.index("改造前：正面 2020-07-01") < page.index(
        "改造后：正面 2020-09-16"
    )
    assert (seen.headers["content-type"], Image.open(BytesIO(seen.content)).size) == ("image/jpeg", (64, 48))
    assert astray.json()["code"] == "no-thumbnail"
    assert [row["role"] for row in reads] == ["town"]
    assert "/thumbnail" not in operators


async def test_the_table_of_contents_says_what_is_there_and_what_lacks(session, town):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    await with_papers(session, PaperAbout.RENOVATION, renovation.id, VILLAGE, [""])
    await session.commit()

    file = (await town.get(f"/renovations/{renovation.id}/file")).json()

    assert file["lacks"] == 0
    assert next((one["title"], one["copies"]) for one in file["entries"] if not one["is_asked"]) == ("其他材料", 1)
    assert {"改造协议书", "改造前：正面", "施工中：屋面", "改造后：正面"} <= {one["title"] for one in file["entries"]}
    assert all(one["reference"] for one in file["entries"] if one["is_asked"])


async def test_a_builders_page_counts_what_became_of_its_houses(session, town, county, frozen_at):
    form = RegisterContractor.model_validate({"kind": "company", "name": LONG, "licence": "91371311MA3CQ1T00X"})
    builder = await register_contractor(session, form, by=COUNTY_OFFICER)
    accepted = await a_renovation(session, RenovationState.ACCEPTED)
    again = await a_renovation(session, RenovationState.FINISHED)
    accepted.contractor_id = again.contractor_id = builder.id
    await session.flush()
    await reject_works(
        session, again.id, RejectWorks(on=date(2020, 9, 18), why="屋面渗漏"), by=COUNTY_OFFICER, at=on("2020-09-18")
    )
    stop = StopWorks.model_validate({"on": "2020-09-19", "why": "defect"})
    await stop_works(session, again.id, stop, by=VILLAGER, at=on("2020-09-19"))
    await bar_contractor(session, builder.id, BarContractor(why="逾期不整改"))
    await session.commit()

    with frozen_at("2020-10-10T10:00:00+08:00"):
        page = (await town.get(f"/contractors/{builder.id}/page")).text
        every = (await town.get("/contractors/page")).text

    assert "已停止承接危房改造：逾期不整改" in page and "停止承接：逾期不整改" in every
    assert "745.45 元" in page and "逾期 10 天" in page and LONG in every
    assert "<dt>验收未通过</dt><dd>1 次</dd>" in page and "<dt>停工</dt><dd>1 次</dd>" in page


async def test_an_empty_county_has_pages_all_the_same(county):
    assert "还没有登记施工方" in (await county.get("/contractors/page")).text
    assert "没有符合条件的危房改造" in (await county.get("/renovations/page")).text


def test_two_colours_are_two_photos():
    assert a_coloured_photo(1) != a_coloured_photo(2)
