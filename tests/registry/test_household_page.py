"""The page of a household: what goes on around it is a line each with its page behind; what there is nothing of is left out."""

import re
from datetime import timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.campaign.open_campaign import open_campaign
from services.registry.operations.comparison.compare_list import compare_list
from services.registry.operations.credit.decide_rating import decide_rating
from services.registry.operations.credit.rate_household import rate_household
from services.registry.operations.plan.draft_plan import draft_plan
from services.registry.operations.visit.record_household_visit import record_household_visit
from services.registry.operations.watch.note_facts import note_facts
from services.registry.operations.watch.raise_alerts import raise_alerts
from services.registry.rules.poverty import ProcedureKind
from services.registry.schemas.campaign import OpenCampaign
from services.registry.schemas.credit import DecideRating
from services.registry.schemas.visit import FoundProblem
from services.registry.tables import Household
from shared.clock import today
from shared.security import Role
from shared.vault import unseal
from tests.builders.comparison import CIVIL_AFFAIRS, a_list
from tests.builders.doubles import a_pair, two_files
from tests.builders.judging import opened
from tests.builders.plan import a_household_in_poverty, a_rating_form
from tests.builders.registry_file import a_file
from tests.builders.walking import COUNTY, TOWN, a_helper, a_visit, helped
from tests.builders.watch import a_bill


async def a_full_life(session: AsyncSession) -> Household:
    """A household of which every part of the platform has something to say."""
    household, people = await a_household_in_poverty(session)
    helper = await a_helper(session, "欧阳帮扶", office="罗庄区自然资源和规划局")
    await helped(session, helper, [household], on=today())
    form = OpenCampaign(kind="look-back", region="371311", starts_on=today() - timedelta(days=9), ends_on=today())
    await open_campaign(session, form, by=COUNTY, on=today())
    problem = FoundProblem(found="东屋漏雨", due_on=today() - timedelta(days=1))
    visit = a_visit(visited_on=today() - timedelta(days=3), problems=[problem])
    await record_household_visit(session, household.id, visit, by=TOWN, on=today())
    await draft_plan(session, household.id, today().year, by="村干部 王", on=today())
    rating = await rate_household(session, household.id, a_rating_form(people[0].id), by="村干部 王", on=today())
    await decide_rating(session, rating.id, DecideRating(is_approved=True), by="镇干部 李", on=today())
    await opened(session, ProcedureKind.IDENTIFICATION, household)
    await note_facts(session, [a_bill(household, 1_100_000, on=today())], by="medical")
    await raise_alerts(session, [household.id], on=today())
    return household


async def test_everything_around_a_household_is_one_line_with_its_page(api: Any, session: AsyncSession) -> None:
    household = await a_full_life(session)
    await session.commit()
    county = api.as_(Role.COUNTY)
    page = (await county.get(f"/households/{household.id}/page")).text
    for name in (
        "帮扶责任人",
        "走访活动",
        "最近走访",
        "走访问题",
        "帮扶计划",
        "信用等级",
        "核查表",
        "办理中的程序",
        "待核实的预警",
    ):
        assert name in page, name
    assert f"欧阳帮扶，罗庄区自然资源和规划局，{today()} 起" in page
    assert "1 个未销号</a> 已逾期" in page
    assert "疑似重复" not in page
    links = re.findall(r'href="/registry(/[^"]+)"', page)
    assert len(links) > 7
    for link in set(links):
        assert (await county.get(link)).status_code == 200, link


async def test_who_audits_reads_no_helpers_name_and_gets_no_link_that_they_may_not_open(api: Any, session: AsyncSession) -> None:
    household = await a_full_life(session)
    await session.commit()
    auditor = api.as_(Role.AUDITOR)
    page = (await auditor.get(f"/households/{household.id}/page")).text
    assert "欧阳帮扶" not in page
    for link in set(re.findall(r'href="/registry(/[^"]+)"', page)):
        assert (await auditor.get(link)).status_code == 200, link


async def test_likely_doubles_and_differences_stand_on_the_page_of_whose_they_are(api: Any, session: AsyncSession) -> None:
    (one, [person]), (_, [other]) = await two_files(session)
    pair = await a_pair(session, person.id, other.id)
    assert person.id_number_sealed
    rows = a_list({"who": unseal(person.id_number_sealed), "保障类别": "A类"})
    await compare_list(session, rows, kind="low-income", place="371311", listed_on=today(), by=CIVIL_AFFAIRS, on=today())
    await session.commit()
    page = (await api.as_(Role.COUNTY).get(f"/households/{one.id}/page")).text
    assert f"/registry/doubles/{pair.id}/page" in page
    assert "名单差异" in page


async def test_of_a_household_with_nothing_nothing_is_said_but_the_lists_to_be_filled(api: Any, session: AsyncSession) -> None:
    household, _ = await a_file(session)
    await session.commit()
    page = (await api.as_(Role.COUNTY).get(f"/households/{household.id}/page")).text
    for name in ("帮扶责任人", "走访", "帮扶计划", "信用", "办理中的程序", "待核实的预警", "疑似重复", "名单差异"):
        assert name not in page, name
    assert "还没有填写" in page


async def test_an_officer_gets_from_the_file_to_the_household_s_agreement_and_nobody_else_does(
    api: Any, session: AsyncSession
) -> None:
    household, _ = await a_file(session)
    await session.commit()
    link = f'href="/notifier/household-contacts/{household.id}/page?region={household.region}"'
    for role, region in (
        (Role.VILLAGE, household.region),
        (Role.TOWN, household.region[:9]),
        (Role.COUNTY, household.region[:6]),
    ):
        assert link in (await api.as_(role, region=region).get(f"/households/{household.id}/page")).text, role
    assert "household-contacts" not in (await api.as_(Role.AUDITOR).get(f"/households/{household.id}/page")).text
