"""Today: what quality, doubles, departments' lists, plans and checklists have for an officer stands with everything else."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.campaign.open_campaign import open_campaign
from services.registry.operations.comparison.compare_list import compare_list
from services.registry.operations.plan.draft_plan import draft_plan
from services.registry.operations.quality.accept_finding import accept_finding
from services.registry.operations.quality.look_over import look_over
from services.registry.schemas.campaign import OpenCampaign
from services.registry.tables import PlanMeasure, QualityFinding
from shared.clock import today
from shared.database import set_scope, the_platform
from shared.security import Role
from tests.builders.checklists import filled, photos
from tests.builders.comparison import CIVIL_AFFAIRS, a_list, number, seated
from tests.builders.doubles import a_pair, two_files
from tests.builders.judging import on_the_day
from tests.builders.plan import a_household_in_poverty
from tests.builders.quality import a_sound_household
from tests.builders.registry import LONGTAN
from tests.builders.walking import COUNTY, a_helper, helped


async def save(session: AsyncSession) -> None:
    """For the door to see; then on, as the platform."""
    await session.commit()
    await set_scope(session, the_platform("test", "builder"))


async def told_of(api: Any, source: str, role: Role = Role.COUNTY, **who: Any) -> list[dict[str, Any]]:
    told = (await api.as_(role, **who).get("/today")).json()
    return next((each["entries"] for each in told["sources"] if each["source"] == source), [])


async def test_a_household_with_findings_is_one_line_that_says_how_many_until_they_are_accepted(
    api: Any, session: AsyncSession
) -> None:
    household, _ = await a_sound_household(session, standard="")
    await look_over(session, [household.id], on=today())
    findings = list(await session.exec(select(QualityFinding)))
    await save(session)
    [line] = await told_of(api, "findings")
    assert (line["household_id"], line["title"], line["due_on"]) == (
        str(household.id),
        f"登记有 {len(findings)} 处疑问",
        None,
    )
    for found in findings:
        await accept_finding(session, found.id, reason="早年纳入，标准已不可考", by="镇 李")
    await save(session)
    assert await told_of(api, "findings") == []


async def test_a_pair_of_likely_doubles_is_one_line_though_both_households_are_mine(api: Any, session: AsyncSession) -> None:
    (household, [one]), (_, [other]) = await two_files(session)
    pair = await a_pair(session, one.id, other.id)
    await save(session)
    [line] = await told_of(api, "doubles")
    assert (line["thing_id"], line["link"]) == (str(pair.id), f"/doubles/{pair.id}/page")
    assert "户主" in line["title"]
    assert (await api.as_(Role.COUNTY).get(line["link"])).status_code == 200

    helper = await a_helper(session, subject="ganbu-1")
    await helped(session, helper, [household], on=today())
    await save(session)
    assert len(await told_of(api, "doubles", Role.VILLAGE, region=LONGTAN, subject="ganbu-1")) == 1
    assert await told_of(api, "doubles", Role.DEPARTMENT, org="education", subject="ganbu-1") == []


async def test_a_difference_of_a_departments_list_is_due_by_its_term(api: Any, session: AsyncSession) -> None:
    household, _ = await seated(session, number())
    rows = a_list({"who": number(), "保障类别": "A类"})
    await compare_list(session, rows, kind="low-income", place="371311", listed_on=today(), by=CIVIL_AFFAIRS, on=today())
    await save(session)
    [line] = await told_of(api, "differences")
    assert line["household_id"] == str(household.id)
    assert line["days"] > 0


async def test_a_household_without_a_plan_is_told_until_it_has_signed_one(api: Any, session: AsyncSession) -> None:
    household, _ = await a_household_in_poverty(session)
    await save(session)
    [line] = await told_of(api, "plans")
    assert (line["household_id"], line["title"]) == (str(household.id), "没有本年度的帮扶计划")
    plan = await draft_plan(session, household.id, today().year, by="村干部 王", on=today())
    await save(session)
    [line] = await told_of(api, "plans")
    assert line["title"] == "帮扶计划待户签字"
    signed = await session.merge(plan)
    signed.agreed_at, signed.agreed_on = signed.changed_at, today()
    await save(session)
    assert await told_of(api, "plans") == []


async def test_a_late_measure_is_due_and_one_of_next_season_is_not_yet(api: Any, session: AsyncSession) -> None:
    household, _ = await a_household_in_poverty(session)
    plan = await draft_plan(session, household.id, today().year, by="村干部 王", on=today())
    first, *others = await session.exec(select(PlanMeasure).where(PlanMeasure.plan_id == plan.id))
    first.starts_on, first.due_on = today() - timedelta(days=30), today() - timedelta(days=3)
    for each in others:
        each.due_on = today() + timedelta(days=31)
    await save(session)
    [line] = await told_of(api, "measures")
    assert (line["title"], line["days"]) == (first.title, -3)
    assert (await api.as_(Role.COUNTY).get(line["link"])).status_code == 200


async def test_a_campaigns_checklist_is_due_until_it_is_filled_within_the_round(api: Any, session: AsyncSession) -> None:
    household, _ = await a_household_in_poverty(session)
    papers = await photos(session, household)
    await filled(session, household, papers=papers, on=today() - timedelta(days=40))
    form = OpenCampaign(kind="look-back", region="371311", starts_on=today() - timedelta(days=9), ends_on=today())
    await open_campaign(session, form, by=COUNTY, on=today())
    await save(session)
    [line] = await told_of(api, "checklists")
    assert line["title"] == "“两不愁三保障”核查表（回头看（大回访））"
    assert (line["due_on"], line["days"]) == (today().isoformat(), 0)
    visiting = (await api.as_(Role.COUNTY).get(line["link"])).text
    assert f"/registry/checklists/five-assurances/households/{household.id}/page" in visiting
    assert "“两不愁三保障”核查表" in visiting

    await filled(session, household, papers=papers, on=today())
    await save(session)
    assert await told_of(api, "checklists") == []
    assert "本轮已填" in (await api.as_(Role.COUNTY).get(line["link"])).text


async def test_a_checklist_that_holds_nowhere_near_is_not_asked_for(api: Any, session: AsyncSession) -> None:
    household, _ = await a_household_in_poverty(session)
    with on_the_day(date(2019, 11, 1)):
        form = OpenCampaign(kind="look-back", region="371311", starts_on=date(2019, 11, 1), ends_on=date(2019, 11, 30))
        await open_campaign(session, form, by=COUNTY, on=date(2019, 11, 1))
        await save(session)
        assert await told_of(api, "checklists") == []
        page = (await api.as_(Role.COUNTY).get(f"/today/households/{household.id}/page")).text
    assert "回头看" in page
    assert "核查表" not in page
