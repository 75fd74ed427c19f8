"""The acts of a renovation are written down on a telephone: forms without a script, which keep what was written if refused."""

import re
from datetime import date

import pytest
from sqlmodel import select

from services.housing.operations.acceptance.note_subsidy import Said, note_subsidy
from services.housing.operations.renovation.close_file import close_file
from services.housing.operations.renovation.inspect_works import inspect_works
from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.renovation import RenovationState
from services.housing.rules.works import Assurance, Stage
from services.housing.schemas.renovation import DatedStep, DefectFound
from services.housing.tables import Defect
from shared.database import set_scope, the_platform
from shared.security import Role
from tests.builders.housing import TOWN, VILLAGE
from tests.builders.housing_papers import a_coloured_photo
from tests.builders.housing_renovation import TOWN_OFFICER, a_renovation, an_accepted_renovation, an_inspection, on

AUGUST = "2020-08-02T10:00:00+08:00"
WELL = {f"is-{each}": "yes" for each in Assurance}
LOOK = {"stage": "foundation", "inspected_on": "2020-08-01", "inspectors": "镇村建所 刘"} | WELL
HTML = {"Accept": "text/html"}


@pytest.fixture
def town(api):
    return api.as_(Role.TOWN, region=TOWN)


@pytest.fixture
def village(api):
    return api.as_(Role.VILLAGE, region=VILLAGE)


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, region="371311")


async def _send(officer, path, written, photos=(), name="photos"):
    """Open the form, and send it as a browser does."""
    [ticket] = re.findall('name="ticket" value="([^"]+)"', (await officer.get(path)).text)
    files = [(name, (f"{colour}.jpg", a_coloured_photo(colour), "image/jpeg")) for colour in photos]
    # A browser sends an empty part for a file that nobody chose.
    files = files or [(name, ("", b"", "application/octet-stream"))]
    return await officer.post(path, data=written | {"ticket": ticket}, files=files, headers=HTML)


async def _told(officer, renovation):
    return (await officer.get(f"/renovations/{renovation.id}")).json()


async def _photos(officer, renovation):
    """Those that were sent with a form."""
    asked = {"about": "renovation", "about_id": str(renovation.id), "limit": 100}
    return [each for each in (await officer.get("/papers", params=asked)).json()["rows"] if each["filed_by"] == "测试员"]


async def test_an_inspection_is_written_down_at_the_house_with_its_photos(session, town, frozen_at):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)
    await session.commit()
    path = f"/renovations/{renovation.id}/inspection/page"

    with frozen_at(AUGUST):
        asked = (await town.get(f"/renovations/{renovation.id}/page")).text
        done = await _send(town, path, LOOK, photos=(3, 4))

    assert 'href="inspection/page">登记施工检查' in asked
    assert (done.status_code, "地基基础检查已登记，全部合格" in done.text, "<form" in done.text) == (200, True, False)
    [inspection] = (await _told(town, renovation))["inspections"]
    assert (inspection["stage"], set(inspection["answers"].values())) == ("foundation", {True})
    photos = [(each["phase"], each["kind"], each["taken_on"]) for each in await _photos(town, renovation)]
    assert photos == [("during", "foundation", "2020-08-01")] * 2


async def test_a_form_that_is_refused_keeps_what_was_written_and_its_photos_and_nothing_else(session, town, frozen_at):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)
    await session.commit()
    path = f"/renovations/{renovation.id}/inspection/page"
    wrong = LOOK | {"is-quality": "no", "inspectors": "刘<b>"}

    with frozen_at(AUGUST):
        refused = await _send(town, path, wrong, photos=(5,))
        unread = await _send(town, path, LOOK | {"inspected_on": "昨天", "inspectors": "刘"})
        mended = await _send(town, path, wrong | {"what-quality": "灰缝不饱满", "due-quality": "2020-08-10"}, photos=(5,))

    assert refused.status_code == 422
    assert "没有登记" in refused.text and 'value="刘&lt;b&gt;"' in refused.text
    assert unread.status_code == 422 and "检查日期：应为日期" in unread.text
    assert "发现 1 个问题" in mended.text
    told = await _told(town, renovation)
    assert (len(told["inspections"]), len(await _photos(town, renovation))) == (1, 1)
    [defect] = told["defects"]
    assert (defect["assurance"], defect["what"], defect["due_on"]) == ("quality", "灰缝不饱满", "2020-08-10")


async def test_a_form_sent_twice_is_one_inspection(session, town, frozen_at):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)
    await session.commit()
    path = f"/renovations/{renovation.id}/inspection/page"

    with frozen_at(AUGUST):
        [ticket] = re.findall('name="ticket" value="([^"]+)"', (await town.get(path)).text)
        for _ in range(2):
            assert (await town.post(path, data=LOOK | {"ticket": ticket}, headers=HTML)).status_code == 200
        forged = await town.post(path, data=LOOK | {"ticket": "AYx3"}, headers=HTML)

    assert (forged.status_code, "不是为您打开的" in forged.text) == (403, True)
    assert len((await _told(town, renovation))["inspections"]) == 1


async def test_a_defect_is_cured_on_its_own_page(session, town, village, frozen_at):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)
    flaw = DefectFound(assurance=Assurance.QUALITY, what="圈梁露筋", due_on=date(2020, 8, 5))
    answers = dict.fromkeys(Assurance, True) | {Assurance.QUALITY: False}
    look = an_inspection(Stage.FOUNDATION, answers=answers, defects=[flaw])
    await inspect_works(session, renovation.id, look, by=TOWN_OFFICER, at=on("2020-08-01"))
    [defect] = (await session.exec(select(Defect))).all()
    await session.commit()
    path = f"/defects/{defect.id}/cure/page"

    with frozen_at(AUGUST):
        asked = (await town.get(f"/renovations/{renovation.id}/page")).text
        read_by_village = (await village.get(f"/renovations/{renovation.id}/page")).text
        done = await _send(town, path, {"on": "2020-08-02", "cure": "凿除重浇，现场复查合格"}, photos=(7,))
        again = (await town.get(path)).text

    assert f"defects/{defect.id}/cure/page" in asked and "cure/page" not in read_by_village
    assert "整改已登记" in done.text and f"renovations/{renovation.id}/page" in done.text
    assert "<form" not in again
    [cured] = (await _told(town, renovation))["defects"]
    assert (cured["cured_on"], cured["cure"]) == ("2020-08-02", "凿除重浇，现场复查合格")
    assert [(each["phase"], each["kind"]) for each in await _photos(town, renovation)] == [("during", "foundation")]


async def test_the_county_accepts_in_front_of_the_house(session, county, town, frozen_at):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    await session.commit()
    path = f"/renovations/{renovation.id}/acceptance/page"
    sound = dict.fromkeys(("site", "foundation", "walls", "roof", "enclosure"), "sound")
    written = sound | {
        "accepted_on": "2020-09-20",
        "cost_yuan": "41000",
        "area_m2": "80",
        "budget_code": "housing",
        "year": "2020",
    }

    with frozen_at("2020-09-20T15:00:00+08:00"):
        large = await _send(county, path, written, photos=(7,), name="photo-front")
        done = await _send(county, path, written | {"area_m2": "55"}, photos=(7,), name="photo-front")

    assert (large.status_code, 'value="80"' in large.text) == (422, True)
    assert "验收合格，住房评为 A 级，补助 18000.00 元" in done.text
    assert (await _told(county, renovation))["state"] == "accepted"
    assert (await town.get(path)).status_code == 403


async def test_a_return_visit_says_what_is_wrong_or_that_nothing_is(session, village, frozen_at):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    acceptance = await an_accepted_renovation(session, renovation)
    await note_subsidy(session, acceptance.id, Said(SubsidyState.PAID, on("2020-10-15"), paid_on=date(2020, 10, 15)))
    await close_file(session, renovation.id, DatedStep(on=date(2020, 10, 30)), by=TOWN_OFFICER, at=on("2020-10-30"))
    await session.commit()
    path = f"/renovations/{renovation.id}/visit/page"

    with frozen_at("2021-04-28T15:00:00+08:00"):
        unsaid = await _send(village, path, {"on": "2021-04-28", "is_sound": "no"})
        untold = await _send(village, path, {"on": "2021-04-28"})
        done = await _send(village, path, {"on": "2021-04-28", "is_sound": "yes", "said": "住房完好"})

    assert unsaid.status_code == 422 and "没有登记" in unsaid.text
    assert untold.status_code == 422 and "住房是否完好" in untold.text
    assert "回访已登记，住房完好" in done.text
    assert (await _told(village, renovation))["visits_due"] == ["2021-10-30"]


async def test_what_cannot_be_done_now_has_no_form(session, town, frozen_at):
    renovation = await a_renovation(session, RenovationState.AGREED)
    await session.commit()

    with frozen_at("2020-07-12T10:00:00+08:00"):
        shown = (await town.get(f"/renovations/{renovation.id}/page")).text
        form = (await town.get(f"/renovations/{renovation.id}/inspection/page")).text

    assert "登记施工检查" not in shown
    assert "现在不能这样办理" in form and "<form" not in form


async def test_works_begin_stop_go_on_and_end_on_pages(session, town, village, frozen_at):
    renovation = await a_renovation(session, RenovationState.AGREED)
    await session.commit()
    at = f"/renovations/{renovation.id}"

    with frozen_at(AUGUST):
        asked = (await village.get(f"{at}/page")).text
        begun = await _send(village, f"{at}/start/page", {"on": "2020-07-16", "said": "放线开挖"})
        stopped = await _send(village, f"{at}/stop/page", {"on": "2020-07-20", "why": "flood"})
        going_on = (await town.get(f"{at}/start/page")).text
        too_early = await _send(town, f"{at}/start/page", {"on": "2020-07-19"})
        resumed = await _send(town, f"{at}/start/page", {"on": "2020-07-25"})
        unseen = await _send(village, f"{at}/finish/page", {"on": "2020-08-01"}, photos=(8,))
        await set_scope(session, the_platform("test", "test"))
        for stage in Stage:
            await inspect_works(session, renovation.id, an_inspection(stage), by=TOWN_OFFICER, at=on("2020-08-01"))
        await session.commit()
        over = await _send(village, f"{at}/finish/page", {"on": "2020-08-01"}, photos=(8,))

    assert 'href="start/page">登记开工' in asked and "finish/page" not in asked
    assert "开工已登记" in begun.text and "停工已登记（汛期停工）" in stopped.text
    assert "停工原因：汛期停工" in going_on and "<h1>登记复工" in going_on
    assert (too_early.status_code, "日期须在上一步之后" in too_early.text) == (422, True)
    assert "复工已登记" in resumed.text
    assert (unseen.status_code, "屋面" in unseen.text) == (409, True)
    assert "完工已登记，等待县区验收" in over.text
    told = await _told(town, renovation)
    assert (told["state"], told["started_on"], told["finished_on"]) == ("finished", "2020-07-16", "2020-08-01")
    assert [(each["phase"], each["kind"]) for each in await _photos(town, renovation)] == [("during", "finish")]


async def test_who_rents_moves_in_on_a_page_and_nobody_is_asked_for_works(session, town, frozen_at):
    renovation = await a_renovation(session, RenovationState.AGREED, mode="rent", mode_reason="户主愿意租住")
    await session.commit()
    at = f"/renovations/{renovation.id}"

    with frozen_at(AUGUST):
        asked = (await town.get(f"{at}/page")).text
        nowhere = await _send(town, f"{at}/moving-in/page", {"on": "2020-07-20"})
        done = await _send(town, f"{at}/moving-in/page", {"on": "2020-07-20", "elsewhere": "罗庄区公租房三号楼"})
        no_works = (await town.get(f"{at}/start/page")).text

    assert 'href="moving-in/page">登记入住' in asked and "start/page" not in asked and "已签协议，待入住" in asked
    assert (nowhere.status_code, "须写明住到哪里" in nowhere.text) == (422, True)
    assert "入住已登记" in done.text and "<form" not in no_works
    assert (await _told(town, renovation))["state_name"] == "已入住，待归档"
