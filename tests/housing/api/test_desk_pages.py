"""Agreement, settlement, closing and withdrawal of a renovation are written down on pages, once their turn has come."""

import re
from datetime import date

import pytest

from services.housing.operations.acceptance.note_subsidy import Said, note_subsidy
from services.housing.operations.contractor.bar_contractor import bar_contractor
from services.housing.operations.contractor.register_contractor import register_contractor
from services.housing.operations.household.follow_people import follow_people
from services.housing.operations.renovation.note_household_change import note_household_change
from services.housing.operations.renovation.note_notice import note_notice
from services.housing.operations.renovation.review_renovation import review_renovation
from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.renovation import RenovationState
from services.housing.schemas.contractor import BarContractor, RegisterContractor
from shared.database import set_scope, the_platform
from shared.security import Role
from tests.builders.houses import a_family, a_move, an_enrolment
from tests.builders.housing import TOWN, VILLAGE
from tests.builders.housing_renovation import COUNTY_OFFICER, a_renovation, an_accepted_renovation, an_opinion, on
from tests.builders.pages import faults_of

S = RenovationState
HTML = {"Accept": "text/html"}
AGREEMENT = {
    "signed_on": "2020-07-10",
    "starts_on": "2020-07-15",
    "ends_on": "2020-09-30",
    "planned_cost_yuan": "42000",
    "planned_area_m2": "55",
    "retention_percent": "5",
}


@pytest.fixture
def town(api):
    return api.as_(Role.TOWN, region=TOWN)


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, region="371311")


@pytest.fixture
def village(api):
    return api.as_(Role.VILLAGE, region=VILLAGE)


async def _send(officer, path, written):
    """Open the form, and send it as a browser does."""
    shown = (await officer.get(path)).text
    assert faults_of(shown) == []
    [ticket] = re.findall('name="ticket" value="([^"]+)"', shown)
    return await officer.post(path, data=written | {"ticket": ticket}, headers=HTML)


async def _told(officer, renovation):
    return (await officer.get(f"/renovations/{renovation.id}")).json()


def _beside(page, name):
    """What is said at a field, which points at it."""
    [said] = re.findall(f'id="{name}-wrong">([^<]+)<', page.text)
    assert f'aria-describedby="{name}-wrong"' in page.text
    return said


async def test_an_agreement_is_written_down_once_the_countys_notice_has_stood(session, town, village, frozen_at):
    fit, barred = [
        await register_contractor(
            session, RegisterContractor(kind="craftsman", name=name, licence=f"临罗工匠2019-{name}"), by=COUNTY_OFFICER
        )
        for name in ("王师傅建筑队", "李师傅建筑队")
    ]
    await bar_contractor(session, barred.id, BarContractor(why="逾期不整改"))
    renovation = await a_renovation(session, S.TOWN_AGREED)
    await review_renovation(session, renovation.id, an_opinion(Role.COUNTY), by=COUNTY_OFFICER, at=on("2020-06-26"))
    await session.commit()
    at = f"/renovations/{renovation.id}"

    with frozen_at("2020-07-10T10:00:00+08:00"):
        before, no_form = (await town.get(f"{at}/page")).text, (await town.get(f"{at}/agreement/page")).text
        assert "agreement/page" not in before and "<form" not in no_form and "县区审批的公示期满" in no_form
        await set_scope(session, the_platform("test", "test"))
        await note_notice(session, renovation.notice_for, has_stood=True, on=date(2020, 7, 2), at=on("2020-07-02"))
        await session.commit()
        asked, read_by_village = (await town.get(f"{at}/page")).text, (await village.get(f"{at}/page")).text
        form = (await town.get(f"{at}/agreement/page")).text
        chosen = AGREEMENT | {"contractor_id": str(fit.id)}
        large = await _send(town, f"{at}/agreement/page", chosen | {"planned_area_m2": "80"})
        unread = await _send(town, f"{at}/agreement/page", chosen | {"planned_cost_yuan": "四万", "ends_on": ""})
        backwards = await _send(town, f"{at}/agreement/page", chosen | {"ends_on": "2020-07-14"})
        done = await _send(town, f"{at}/agreement/page", chosen)

    assert 'href="agreement/page">登记改造协议' in asked and "agreement/page" not in read_by_village
    assert "王师傅建筑队" in form and "李师傅建筑队" not in form
    assert (large.status_code, 'value="80"' in large.text, 'value="42000"' in large.text) == (422, True, True)
    assert f'value="{fit.id}" selected' in large.text
    assert "超过该户的上限" in _beside(large, "planned_area_m2")
    assert (_beside(unread, "planned_cost_yuan")[:2], _beside(unread, "ends_on")[:2]) == ("金额", "必填")
    assert 'value="四万"' in unread.text
    assert "次序有误" in _beside(backwards, "ends_on")
    assert "改造协议已登记。下一步：<b>开工</b>" in done.text and "<form" not in done.text
    told = await _told(town, renovation)
    assert (told["state"], told["contractor_id"], told["planned_cost_yuan"]) == ("agreed", str(fit.id), "42000.00")


async def test_who_does_not_build_signs_without_builder_price_and_floor(session, town, frozen_at):
    renovation = await a_renovation(session, S.COUNTY_AGREED, mode="rent", mode_reason="户主愿意租住")
    await session.commit()
    path = f"/renovations/{renovation.id}/agreement/page"
    days = {name: AGREEMENT[name] for name in ("signed_on", "starts_on", "ends_on")}

    with frozen_at("2020-07-10T10:00:00+08:00"):
        form = (await town.get(path)).text
        done = await _send(town, path, days)

    assert "最迟入住日期" in form and not any(each in form for each in ("施工方", "约定造价", "质保金"))
    assert "改造协议已登记。下一步：<b>登记入住" in done.text
    assert (await _told(town, renovation))["state"] == "agreed"


async def _after_a_death(session):
    """The head has died, and one son is left."""
    renovation = await a_renovation(session, S.AGREED)
    head = an_enrolment(renovation.household_id)
    await follow_people(session, [head, an_enrolment(renovation.household_id, relation="之子")])
    former = {"former_household_id": renovation.household_id, "happened_on": date(2020, 8, 3), "is_living": False}
    gone = a_move(head.person_id, None, kind="died", **former)
    await follow_people(session, [gone])
    await note_household_change(session, [gone])
    return renovation


async def test_a_town_says_on_a_page_with_whom_it_goes_on(session, town, village, frozen_at):
    renovation, heir = await _after_a_death(session), await a_family(session, classes=["extreme-poverty"])
    await session.commit()
    at = f"/renovations/{renovation.id}"
    written = {"on": "2020-08-05", "said": "由弟弟一户继续改造"}

    with frozen_at("2020-08-05T10:00:00+08:00"):
        asked, read_by_village = (await town.get(f"{at}/page")).text, (await village.get(f"{at}/page")).text
        unknown = await _send(town, f"{at}/settlement/page", written | {"household_code": "H371311010000", "group-dibao": "yes"})
        too_early = await _send(town, f"{at}/settlement/page", written | {"on": "2020-08-01"})
        done = await _send(town, f"{at}/settlement/page", written | {"household_code": heir.code})
        over = (await town.get(f"{at}/settlement/page")).text

    assert 'href="settlement/page">明确由谁继续改造' in asked and "settlement/page" not in read_by_village
    assert (unknown.status_code, 'value="H371311010000"' in unknown.text) == (404, True)
    assert "登记中没有接续的这一户" in _beside(unknown, "household_code")
    assert 'name="group-dibao" value="yes" checked' in unknown.text and "由弟弟一户继续改造</textarea>" in unknown.text
    assert "日期须在上一步之后" in _beside(too_early, "on")
    assert "已明确由谁继续改造，这户 1 人，补助标准 19000.00 元。下一步：<b>开工</b>" in done.text
    assert "<form" not in over
    assert (await _told(town, renovation))["household_id"] == str(heir.id)


async def test_the_groups_that_are_ticked_count(session, town, frozen_at):
    renovation = await _after_a_death(session)
    await session.commit()
    path = f"/renovations/{renovation.id}/settlement/page"
    written = {
        "on": "2020-08-05",
        "said": "由儿子继续",
        "group-dibao": "yes",
        "group-disabled": "yes",
        "persons": "2",
        "oldest": "31",
    }

    with frozen_at("2020-08-05T10:00:00+08:00"):
        done = await _send(town, path, written)

    assert "已明确由谁继续改造，这户 2 人" in done.text
    told = await _told(town, renovation)
    assert (told["groups"], told["persons"], told["asks"]) == (["dibao", "disabled"], 2, None)


async def test_a_file_is_closed_on_a_page_once_the_household_has_its_money(session, town, county, frozen_at):
    renovation = await a_renovation(session, S.FINISHED)
    acceptance = await an_accepted_renovation(session, renovation)
    await session.commit()
    at = f"/renovations/{renovation.id}"

    with frozen_at("2020-10-30T10:00:00+08:00"):
        unpaid, no_form = (await town.get(f"{at}/page")).text, (await town.get(f"{at}/closing/page")).text
        await set_scope(session, the_platform("test", "test"))
        await note_subsidy(session, acceptance.id, Said(SubsidyState.PAID, on("2020-10-15"), paid_on=date(2020, 10, 15)))
        await session.commit()
        asked = (await town.get(f"{at}/page")).text
        ahead = await _send(town, f"{at}/closing/page", {"on": "2020-10-31", "said": "材料齐全"})
        done = await _send(town, f"{at}/closing/page", {"on": "2020-10-30", "said": "材料齐全"})

    assert "closing/page" not in unpaid and "<form" not in no_form and "已请求发放" in no_form
    assert 'href="closing/page">登记归档' in asked
    assert "日期须在上一步之后" in _beside(ahead, "on") and "材料齐全</textarea>" in ahead.text
    assert "已归档，须于 2021-04-30、2021-10-30 回访。下一步：<b>回访" in done.text
    assert (await _told(town, renovation))["state"] == "closed"
    assert (await county.get(f"{at}/closing/page")).status_code == 403


async def test_what_a_file_lacks_is_listed_before_it_is_closed(session, town, frozen_at):
    renovation = await a_renovation(session, S.FINISHED)
    acceptance = await an_accepted_renovation(session, renovation)
    await note_subsidy(session, acceptance.id, Said(SubsidyState.PAID, on("2020-10-15"), paid_on=date(2020, 10, 15)))
    await session.commit()
    path = f"/renovations/{renovation.id}/closing/page"

    with frozen_at("2020-10-30T10:00:00+08:00"):
        asked = {"about": "renovation", "about_id": str(renovation.id), "limit": 100}
        [paper] = [each for each in (await town.get("/papers", params=asked)).json()["rows"] if each["kind"] == "agreement"]
        gone = await town.post(f"/papers/{paper['paper_id']}/withdrawal", json={"reason": "扫描不清"})
        assert gone.status_code == 200, gone.text
        form = (await town.get(path)).text
        refused = await _send(town, path, {"on": "2020-10-30"})

    assert "农户档案还缺 1 项" in form
    assert (refused.status_code, "档案还不完整" in refused.text) == (409, True)
    assert refused.text.count("<li>") == 2
    assert (await _told(town, renovation))["state"] == "accepted"


async def test_a_renovation_ends_on_a_page_with_its_reason(session, town, frozen_at):
    renovation = await a_renovation(session, S.AGREED)
    await session.commit()
    at = f"/renovations/{renovation.id}"

    with frozen_at("2020-08-01T10:00:00+08:00"):
        asked = (await town.get(f"{at}/page")).text
        unsaid = await _send(town, f"{at}/withdrawal/page", {"on": "2020-08-01", "why": ""})
        done = await _send(town, f"{at}/withdrawal/page", {"on": "2020-08-01", "why": "户主随子女迁居县城，自愿放弃"})
        over = (await town.get(f"{at}/page")).text

    assert 'class="act quiet" href="withdrawal/page">撤销改造' in asked
    assert (unsaid.status_code, _beside(unsaid, "why")) == (422, "必填，但没有提供")
    assert "改造已撤销。没有待办的事项" in done.text
    assert "withdrawal/page" not in over
    assert (await _told(town, renovation))["state"] == "withdrawn"
