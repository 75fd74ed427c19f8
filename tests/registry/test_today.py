"""Today: an officer sees what is due, changed and found in their households, and in no others."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.assignment.arrange_substitute import arrange_substitute
from services.registry.operations.campaign.open_campaign import open_campaign
from services.registry.operations.visit.record_household_visit import record_household_visit
from services.registry.operations.watch.note_facts import note_facts
from services.registry.operations.watch.raise_alerts import raise_alerts
from services.registry.rules.poverty import ProcedureKind
from services.registry.schemas.assignment import ArrangeSubstitute
from services.registry.schemas.campaign import OpenCampaign
from services.registry.schemas.visit import FoundProblem
from services.registry.store.today_sources import SOURCES
from services.registry.tables import Household
from shared.clock import today
from shared.security import Role
from tests.builders.judging import opened
from tests.builders.registry import LONGTAN
from tests.builders.registry_file import a_file
from tests.builders.walking import COUNTY, TOWN, a_helper, a_visit, helped
from tests.builders.watch import a_bill


async def a_busy_day(session: AsyncSession) -> tuple[Household, Household]:
    """Two households, one of them 张帮扶's, each with a visit due, a problem, an alert and a procedure."""
    mine, _ = await a_file(session)
    other, _ = await a_file(session, code="3713110000000002", first_sequence=31)
    helper = await a_helper(session, subject="ganbu-1")
    await helped(session, helper, [mine], on=today())
    form = OpenCampaign(kind="visit-all", region="371311", starts_on=today() - timedelta(days=9), ends_on=today())
    await open_campaign(session, form, by=COUNTY, on=today())
    for household in (mine, other):
        problem = FoundProblem(found="东屋漏雨", due_on=today() - timedelta(days=1))
        visit = a_visit(visited_on=today() - timedelta(days=3), problems=[problem])
        await record_household_visit(session, household.id, visit, by=TOWN, on=today())
        await note_facts(session, [a_bill(household, 1_100_000, on=today())], by="medical")
        await raise_alerts(session, [household.id], on=today())
    return mine, other


def totals(told: dict[str, Any]) -> dict[str, int]:
    return {each["source"]: each["total"] for each in told["sources"]}


async def test_a_helper_sees_their_own_households_and_an_officer_those_of_the_region(api: Any, session: AsyncSession) -> None:
    mine, other = await a_busy_day(session)
    await session.commit()
    village = api.as_(Role.VILLAGE, region=LONGTAN, subject="ganbu-1")
    told = (await village.get("/today")).json()
    assert (told["scope"], told["helper"]["name"], told["late"]) == ("mine", "张帮扶", 1)
    assert [each["household_id"] for each in told["households"]] == [str(mine.id)]
    assert {source: total for source, total in totals(told).items() if total} == {
        "visits": 1,
        "problems": 1,
        "alerts": 1,
        "plans": 1,
        "changes": 1,
        "found": 1,
    }
    assert {entry["household_id"] for each in told["sources"] for entry in each["entries"]} == {str(mine.id)}
    [visit] = next(each for each in told["sources"] if each["source"] == "visits")["entries"]
    assert (visit["title"], visit["days"], visit["head"]) == ("遍访贫困对象", 0, "王小明")

    wide = (await village.get("/today", params={"of": "region"})).json()
    assert (wide["scope"], wide["households"], totals(wide)["visits"], totals(wide)["problems"]) == ("region", [], 2, 2)
    town = (await api.as_(Role.TOWN, region="371311001").get("/today")).json()
    assert (town["scope"], town["helper"], totals(town)["alerts"]) == ("region", None, 2)
    assert str(other.id) in {entry["household_id"] for each in town["sources"] for entry in each["entries"]}


async def test_somebody_of_a_department_sees_their_own_alone(api: Any, session: AsyncSession) -> None:
    mine, other = await a_busy_day(session)
    await session.commit()
    helper = api.as_(Role.DEPARTMENT, org="education", subject="ganbu-1")
    stranger = api.as_(Role.DEPARTMENT, org="education", subject="ganbu-2")
    for asked in ({}, {"of": "region"}):
        assert totals((await helper.get("/today", params=asked)).json())["visits"] == 1
        assert (await stranger.get("/today", params=asked)).json()["due"] == 0
    assert (await helper.get(f"/today/households/{mine.id}/page")).status_code == 200
    refused = await helper.get(f"/today/households/{other.id}/page")
    assert (refused.status_code, refused.json()["code"]) == (403, "not-your-household")


async def test_who_stands_in_sees_the_households_as_well(api: Any, session: AsyncSession) -> None:
    mine, _ = await a_busy_day(session)
    helper, substitute = await a_helper(session, "李帮扶"), await a_helper(session, "王帮扶", subject="ganbu-3")
    await helped(session, helper, [mine], on=today())
    form = ArrangeSubstitute(substitute_id=substitute.id, since_on=today(), until_on=today(), reason="病假")
    await arrange_substitute(session, helper.id, form, by=COUNTY, on=today())
    await session.commit()
    told = (await api.as_(Role.VILLAGE, region=LONGTAN, subject="ganbu-3").get("/today")).json()
    assert [each["is_substitute"] for each in told["households"]] == [True]
    assert totals(told)["problems"] == 1


async def test_a_visit_that_was_made_is_no_longer_due(api: Any, session: AsyncSession) -> None:
    mine, _ = await a_busy_day(session)
    await session.commit()
    village = api.as_(Role.VILLAGE, region=LONGTAN, subject="ganbu-1")
    [campaign] = (await village.get("/campaigns")).json()["rows"]
    form = {
        "visit_id": "0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e11",
        "campaign_id": campaign["campaign_id"],
        "visited_on": today().isoformat(),
        "answers": {"demands": "no", "policies-known": "yes"},
    }
    await village.post(f"/households/{mine.id}/visits", json=form)
    assert totals((await village.get("/today")).json())["visits"] == 0


async def test_a_procedure_is_due_under_the_name_of_its_stage(api: Any, session: AsyncSession) -> None:
    household, _ = await a_file(session)
    await opened(session, ProcedureKind.IDENTIFICATION, household)
    await session.commit()
    told = (await api.as_(Role.COUNTY).get("/today")).json()
    [entry] = next(each for each in told["sources"] if each["source"] == "procedures")["entries"]
    assert "：" in entry["title"]
    assert "|" not in entry["title"]


async def test_the_page_says_what_the_figures_say_without_a_script(api: Any, session: AsyncSession) -> None:
    mine, _ = await a_busy_day(session)
    await session.commit()
    village = api.as_(Role.VILLAGE, region=LONGTAN, subject="ganbu-1")
    page = (await village.get("/today/page")).text
    assert all(told in page for told in ("今天到期", "逾期 1 天", "王小明", "东屋漏雨", "遍访贫困对象"))
    assert "<script" not in page
    assert f"/registry/today/households/{mine.id}/page" in page
    visiting = (await village.get(f"/today/households/{mine.id}/page")).text
    assert all(told in visiting for told in ("张帮扶", "有没有突出困难或诉求", "东屋漏雨", "逾期", "老人在家"))
    empty = (await api.as_(Role.VILLAGE, region="371311001002").get("/today/page", params={"of": "mine"})).text
    assert "您没有登记为帮扶责任人" in empty


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.source)
def test_a_source_is_named_in_chinese_and_links_to_a_page(source: Any) -> None:
    assert not source.name.isascii()
    assert source.link.startswith("/")
    assert source.link.endswith("/page")
