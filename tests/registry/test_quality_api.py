"""Data quality at the doors: advice to whoever writes, findings, acceptance, the board; and that a change is looked at again."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from openpyxl import load_workbook
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.quality.look_over import look_over
from services.registry.rules.change import ChangeKind
from services.registry.schemas.feed import household_news, person_news
from services.registry.tables import QualityFinding
from shared.clock import today
from shared.database import set_scope, the_platform
from shared.events.registry import HelperAssigned, HouseholdChanged, PersonChanged
from shared.security import Role
from tests.builders.quality import a_sound_household, watched_since
from tests.builders.registry import LONGTAN
from tests.builders.walking import a_helper
from tests.registry.test_api import VISIT
from tests.registry.test_files_api import HOUSEHOLD, entered

TOWN = "371311001"


async def test_whoever_types_a_household_is_told_what_is_odd_and_it_is_in_all_the_same(api: Any) -> None:
    told = await entered(api.as_(Role.VILLAGE, region=LONGTAN))
    advice = {each["rule"]: each for each in told["advice"]}
    assert advice["no-medical-insurance"]["severity_name"] == "提醒"
    assert advice["neither-education-nor-schooling"]["mend"]
    assert "health-missing" in {each["rule"] for each in told["advice"]}
    assert len(told["members"]) == len(HOUSEHOLD["members"])


async def test_whoever_changes_somebody_is_told_of_them_and_their_household_alone(api: Any) -> None:
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    head, spouse = (await entered(village))["members"]
    facts = {"labour": "无劳动力", "health": ["健康"]}
    change = {"happened_on": today().isoformat(), "facts": facts, "reason": "核实"}
    told = (await village.post(f"/persons/{head['person_id']}/changes", json=change)).json()
    assert {each["person_id"] for each in told["advice"]} == {head["person_id"], None}
    assert spouse["person_id"] not in str(told["advice"])
    [labour] = [each for each in told["advice"] if each["field"] == "劳动技能"]
    assert (labour["rule"], labour["value"]) == ("healthy-without-labour", "无劳动力")


async def test_findings_are_listed_accepted_with_a_reason_and_taken_back(api: Any, session: AsyncSession) -> None:
    household, _ = await a_sound_household(session, head={"劳动技能": "无劳动力"})
    await look_over(session, [household.id], on=today())
    await session.commit()
    village, town = api.as_(Role.VILLAGE, region=LONGTAN), api.as_(Role.TOWN, region=TOWN)
    [row] = (await village.get("/quality/findings", params={"rule": "healthy-without-labour"})).json()["rows"]
    assert (row["field"], row["value"], row["person_name"], row["state_name"]) == ("劳动技能", "无劳动力", "王小明", "待改正")
    here = f"/quality/findings/{row['finding_id']}"
    why = {"reason": "刚做完手术，暂不能劳动"}
    assert (await village.post(f"{here}/acceptance", json=why)).status_code == 403
    accepted = (await town.post(f"{here}/acceptance", json=why)).json()
    assert (accepted["state_name"], accepted["accepted_reason"]) == ("已接受", why["reason"])
    assert (await town.post(f"{here}/acceptance", json=why)).json()["code"] == "accepted-already"
    assert (await village.get("/quality/findings", params={"rule": "healthy-without-labour"})).json()["rows"] == []
    page = (await village.get("/quality/findings/page", params={"show": "accepted"})).text
    assert why["reason"] in page
    assert f"/registry/households/{household.id}/page" in page
    file = (await village.get(f"/households/{household.id}/page")).text
    assert "健康的 16 至 60 周岁" in file
    assert why["reason"] in file
    again = (await town.post(f"{here}/acceptance/withdrawal", json={})).json()
    assert again["state_name"] == "待改正"
    auditor = api.as_(Role.AUDITOR, region="3713")
    assert (await auditor.get(here)).json()["person_name"] == "王*明"
    operator = api.as_(Role.OPERATOR, region="*")
    assert (await operator.get(here)).status_code == 403
    assert (await operator.get("/quality/board")).json()["open"] >= 1
    stranger = api.as_(Role.TOWN, region="371311002")
    assert (await stranger.get(here)).json()["code"] == "no-such-finding"
    assert (await stranger.post(f"{here}/acceptance", json=why)).json()["code"] == "no-such-finding"


async def test_the_board_leads_from_the_county_to_the_village_and_counts_the_clean_ones_too(
    api: Any, session: AsyncSession
) -> None:
    odd, _ = await a_sound_household(session, standard="", head={"务工时间(月)": "13", "务工所在地": "县外"})
    clean, _ = await a_sound_household(session, village="371311002001")
    await look_over(session, [odd.id, clean.id], on=today())
    await session.commit()
    county = api.as_(Role.COUNTY, region="371311")
    board = (await county.get("/quality/board")).json()
    places = {each["key"]: (each["open"], each["faults"], each["households"], each["of_households"]) for each in board["places"]}
    assert places == {TOWN: (2, 1, 1, 1), "371311002": (0, 0, 0, 1)}
    assert (board["open"], board["faults"], board["households"], board["odd_households"]) == (2, 1, 2, 1)
    assert [(each["key"], each["severity_name"]) for each in board["rules"]] == [
        ("work-months-over-12", "错误"),
        ("standard-missing", "提醒"),
    ]
    assert (board["weeks"][-1]["found"], len(board["weeks"])) == (2, 26)
    down = (await county.get("/quality/board", params={"region": TOWN})).json()
    assert [each["key"] for each in down["places"]] == [LONGTAN]
    page = (await county.get("/quality/board/page")).text
    assert f"page?region={TOWN}" in page
    assert "findings/page?region=371311&amp;rule=standard-missing" in page
    village = (await county.get("/quality/board/page", params={"region": LONGTAN})).text
    assert 'page?region=371311001"' in village
    book = load_workbook(io.BytesIO((await county.get("/quality/board.xlsx")).content))
    assert (book["各规则"].cell(2, 1).value, book["各地"].cell(2, 3).value) == ("务工时间超过 12 个月", 2)
    rows = load_workbook(io.BytesIO((await county.get("/quality/findings.xlsx", params={"severity": "fault"})).content))
    assert [cell.value for cell in rows["数据质量发现"]["E"]] == ["项目", "务工时间(月)"]
    assert "fault" in [cell.value for cell in rows["说明"]["B"]]
    [trace] = (await api.as_(Role.AUDITOR, region="371311").get("/exports")).json()["rows"]
    assert (trace["title"], trace["rows"]) == ("数据质量发现", 1)


async def test_a_place_shows_its_rules_with_their_source(api: Any) -> None:
    rules = (await api.as_(Role.VILLAGE, region=LONGTAN).get("/quality/rules")).json()
    assert len(rules) > 90
    assert all(rule["clause"] and rule["mend"] and rule["severity"] in ("fault", "warning") for rule in rules)


async def test_an_empty_board_and_an_empty_list_say_so(api: Any) -> None:
    county = api.as_(Role.COUNTY, region="371311")
    assert "没有待改正或已接受的项目" in (await county.get("/quality/board/page")).text
    assert "没有待改正的发现" in (await county.get("/quality/findings/page")).text
    assert (await county.get("/quality/findings", params={"rule": "x", "after": "?"})).json()["code"] == "unreadable-cursor"


async def test_a_change_is_looked_at_again_whoever_made_it(deliver: Callable[..., Any], session: AsyncSession) -> None:
    household, [head, _] = await a_sound_household(session, standard="")
    await session.commit()
    await deliver(HouseholdChanged(**household_news(household, ChangeKind.CHANGED, today())))
    await set_scope(session, the_platform("test", "look"))
    [finding] = await session.exec(select(QualityFinding))
    assert (finding.rule, finding.gone_at) == ("standard-missing", None)
    household.standard = "国家标准"
    session.add(await session.merge(household))
    await session.commit()
    await deliver(PersonChanged(**person_news(head, ChangeKind.CHANGED, today())))
    await set_scope(session, the_platform("test", "look"))
    [finding] = await session.exec(select(QualityFinding).execution_options(populate_existing=True))
    assert finding.gone_at is not None


async def test_a_stranger_seen_in_need_is_looked_at_once_with_the_news_of_their_household(
    api: Any, deliver: Callable[..., Any], emitted: Callable[..., Any], session: AsyncSession
) -> None:
    visit = VISIT | {"happened_on": today().isoformat()}
    assert (await api.as_(Role.VILLAGE, region=LONGTAN).post("/cases", json=visit)).status_code == 201
    news = {type(event): event for event in await emitted(session)}
    await set_scope(session, the_platform("test", "look"))
    await deliver(news[PersonChanged])
    assert (await session.exec(select(QualityFinding))).all() == []
    await deliver(news[HouseholdChanged])
    persons = {finding.person_id for finding in await session.exec(select(QualityFinding))}
    assert news[PersonChanged].person_id in persons


async def test_a_helper_mends_that_there_was_none_whoever_gives_one(
    api: Any, deliver: Callable[..., Any], session: AsyncSession
) -> None:
    household, _ = await a_sound_household(session, has_helper=False)
    helper = await a_helper(session)
    await look_over(session, [household.id], on=today())
    await session.commit()
    county = api.as_(Role.COUNTY, region="371311")
    asked = {"rule": "no-helper"}
    [row] = (await county.get("/quality/findings", params=asked)).json()["rows"]
    assert (row["household_id"], row["value"], row["severity_name"]) == (str(household.id), "应有而没有", "提醒")
    given = {"household_ids": [str(household.id)], "reason": "结对帮扶"}
    assert (await county.post(f"/helpers/{helper.id}/households", json=given)).is_success
    told = {"household_id": household.id, "region": household.region, "helper_id": helper.id, "since_on": today()}
    await deliver(HelperAssigned(**told))
    [gone] = (await county.get("/quality/findings", params=asked | {"show": "gone"})).json()["rows"]
    assert gone["ending_name"] == "已改正"


async def test_a_plan_mends_at_once_that_a_watched_household_had_no_measures(api: Any, session: AsyncSession) -> None:
    household, _ = await a_sound_household(session)
    await watched_since(session, household, today() - timedelta(days=31))
    await look_over(session, [household.id], on=today())
    await session.commit()
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    asked = {"rule": "watched-without-measures"}
    board = (await village.get("/quality/board")).json()
    assert ("watched-without-measures", 1) in [(each["key"], each["open"]) for each in board["rules"]]
    assert (await village.post(f"/households/{household.id}/plans/{today().year}")).status_code == 201
    assert (await village.get("/quality/findings", params=asked)).json()["rows"] == []
    [gone] = (await village.get("/quality/findings", params=asked | {"show": "gone"})).json()["rows"]
    assert gone["ending_name"] == "已改正"


async def test_an_income_book_mends_at_once_that_there_was_none(api: Any, session: AsyncSession) -> None:
    household, _ = await a_sound_household(session, has_income=False)
    await look_over(session, [household.id], on=today())
    await session.commit()
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    asked = {"household_id": str(household.id)}
    [row] = (await village.get("/quality/findings", params=asked)).json()["rows"]
    assert row["rule"] == "income-of-last-year-missing"
    form = {"entries": [{"kind": "wages", "source": "在厂务工", "amount_yuan": "24000"}]}
    assert (await village.post(f"/households/{household.id}/income/{today().year - 1}", json=form)).status_code == 201
    assert (await village.get("/quality/findings", params=asked)).json()["rows"] == []
    [gone] = (await village.get("/quality/findings", params=asked | {"show": "gone"})).json()["rows"]
    assert gone["ending_name"] == "已改正"
    board = (await village.get("/quality/board")).json()
    assert board["weeks"][-1]["mended"] == 1


async def test_the_registration_form_s_fields_are_kept_with_their_lists_and_read_as_of_any_day(api: Any, frozen_at: Any) -> None:
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    with frozen_at("2020-06-01T09:00:00+08:00"):
        here = f"/households/{(await entered(village))['household_id']}"
    said = {
        "house_structure": "砖混材料",
        "house_built_in": 1998,
        "water_source": "江河湖泊水",
        "has_safe_water": "是",
        "fuels": ["柴草", "电"],
        "farmland_mu": "4.5",
        "cash_income_yuan": "12800.50",
        "is_relocated": "是",
        "settlement_way": "集中安置",
    }
    with frozen_at("2020-06-10T09:00:00+08:00"):
        change = {"happened_on": "2020-06-08", "facts": said, "reason": "入户采集"}
        told = (await village.post(f"{here}/changes", json=change)).json()
        listed = {"happened_on": "2020-06-08", "facts": {"water_source": "井水"}, "reason": "入户采集"}
        refused = (await village.post(f"{here}/changes", json=listed)).json()
        before = (await village.get(here, params={"true_on": "2020-06-07"})).json()
    kept = {each["title"]: each["value"] for each in told["particulars"]}
    assert kept["主要燃料类型"] == "柴草、电"
    assert (kept["建房时间（年份）"], kept["耕地面积（亩）"], kept["家庭全部现金收入（元）"]) == ("1998", "4.5", "12800.50")
    assert "water-contradicts" in {each["rule"] for each in told["advice"]}
    assert (refused["code"], "受保护的井水和泉水" in str(refused)) == ("value-not-in-list", True)
    assert "饮水情况" not in str(before["particulars"])
