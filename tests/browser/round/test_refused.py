"""What the platform does not take stays on the telephone, and says in Chinese what to mend; what was filed is not sent again."""

import pytest

from services.housing.operations.survey.spare_survey import spare_survey
from services.housing.schemas.survey import SpareSurvey
from services.housing.store.survey import list_second_findings
from shared import clock
from shared.database import transaction
from tests.browser.network import Network, When
from tests.browser.round.village import TEST, a_village, completed, filed, once
from tests.browser.telephone import Telephone
from tests.builders.houses import COUNTY
from tests.builders.housing import UNSAFE

pytestmark = pytest.mark.browser


async def test_what_is_wrong_is_said_at_its_field_and_goes_once_it_is_mended(sessions, network: Network, telephone: Telephone):
    [survey_id] = await a_village(sessions, 1)
    page = telephone.page
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(1)
    await telephone.fill(survey_id, "front", "roof")
    await page.get_by_label("现场查看时间").fill("2019-01-01T09:00")
    await telephone.submit()

    await page.get_by_text("被退回：现场查看的日期早于安排排查的日期").wait_for()
    await page.locator("#part-visited_at").get_by_text("请核对现场查看时间").wait_for()
    assert await completed(sessions) == [] and network.count("POST /housing/papers") == 2
    await page.get_by_label("现场查看时间").fill("2020-06-20T09:00")
    await telephone.submit()
    await page.get_by_text("已发送，评定为 A 级").wait_for()

    [survey] = await completed(sessions)
    assert survey.visited_at is not None and survey.visited_at.isoformat() == "2020-06-20T01:00:00+00:00"
    assert network.count("POST /housing/papers") == 2
    assert await filed(sessions) == once([survey_id], "front", "roof")


async def test_a_survey_that_another_did_or_that_was_called_off_sends_no_photos_and_can_be_put_away(
    sessions, network: Network, telephone: Telephone
):
    done, called_off = await a_village(sessions, 2)
    page = telephone.page
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(2)
    network.is_down = True
    for survey_id in (done, called_off):
        await telephone.fill(survey_id, "front")
        await telephone.submit()
        await telephone.back()
    await telephone.refuse_by_another(done)
    async with transaction(sessions, TEST) as session:
        await spare_survey(session, called_off, SpareSurvey(why="全家外出"), by=COUNTY, on=clock.today())
    network.mend()
    await page.get_by_role("button", name="立即发送").click()
    await telephone.sent()

    await telephone.choose(called_off)
    await page.get_by_text("被退回：这项排查已经撤销").wait_for()
    await page.get_by_text("全家外出").wait_for()
    await telephone.back()
    await telephone.choose(done)
    await page.get_by_text("被退回：这处住房已由他人填报").wait_for()
    assert network.count("POST /housing/papers") == 0
    await page.get_by_role("button", name="删除本机这一份").click()
    await page.get_by_role("button", name="确认删除").click()
    await page.get_by_text("待排查 1 户", exact=True).wait_for()
    assert [survey.completed_by for survey in await completed(sessions)] == ["村干部 王"]


async def test_what_two_officers_saw_is_both_kept_and_the_first_stands(sessions, network: Network, telephone: Telephone):
    [survey_id] = await a_village(sessions, 1)
    page = telephone.page
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(1)
    network.is_down = True
    await telephone.fill(survey_id, "front", seen=UNSAFE)
    await page.get_by_role("button", name="用手机定位").click()
    await page.get_by_text("定位", exact=False).and_(page.locator("#accuracy")).wait_for()
    await telephone.submit()
    await telephone.refuse_by_another(survey_id)
    network.mend()
    await page.get_by_role("button", name="立即发送").click()
    await page.get_by_text("被退回：这处住房已由他人填报").wait_for()

    await page.get_by_role("button", name="另报留存").click()
    await page.get_by_text("已另报留存，按您所见为 D 级").wait_for()
    await page.get_by_text("比已填报的更差，请安排一次临时排查").wait_for()

    [survey] = await completed(sessions)
    assert (survey.grade, survey.completed_by) == ("A", "村干部 王")
    async with transaction(sessions, TEST) as session:
        [kept] = await list_second_findings(session, [survey_id])
    assert (kept.grade, kept.told_by, kept.accuracy_m, len(kept.photos)) == ("D", "村干部 李", 12, 1)
    assert kept.fixed_at is not None
    assert await filed(sessions) == once([survey_id], "front")


async def test_a_survey_that_another_completes_between_its_photos_and_its_end_is_refused_and_kept(
    sessions, network: Network, telephone: Telephone
):
    [survey_id] = await a_village(sessions, 1)
    page = telephone.page
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(1)
    await telephone.fill(survey_id, "front", seen={"walls": "failing"})
    network.cut("POST /housing/surveys/", When.BEFORE)
    await telephone.submit()
    await network.was_cut()
    await telephone.refuse_by_another(survey_id)
    network.mend()
    await page.get_by_role("button", name="立即发送").click()

    await page.get_by_text("被退回：这项住房安全排查已经完成").wait_for()
    assert await page.locator("#part-walls").get_by_label("局部危险").is_checked()
    assert [survey.completed_by for survey in await completed(sessions)] == ["村干部 王"]


async def test_a_page_that_answers_in_the_platform_s_place_is_no_answer(sessions, network: Network, telephone: Telephone):
    [survey_id] = await a_village(sessions, 1)
    page = telephone.page
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(1)
    await telephone.fill(survey_id, "front")
    network.is_captive = True
    await telephone.submit()
    await page.get_by_text("网络返回的不是平台的答复").wait_for()
    await page.get_by_text("待发送 1 份", exact=True).wait_for()

    network.mend()
    await page.get_by_role("button", name="立即发送").click()
    await page.get_by_text("已发送，评定为 A 级").wait_for()
    assert await filed(sessions) == once([survey_id], "front")
