"""Plans at the doors: proposed with reasons, changed by officers, signed at home, done by departments, seen on boards."""

import io
from typing import Any

from openpyxl import load_workbook
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.poverty import Axis, PovertyState, StateOrigin
from services.registry.tables import Household, Person, PovertyEntry
from shared import clock
from shared.clock import today
from shared.security import Role
from tests.builders.registry import LONGTAN
from tests.builders.watch import a_household_in_the_register

SICK = {"健康状况": "长期慢性病", "劳动技能": "普通劳动力", "务工时间(月)": "0"}


async def a_poor_household(session: AsyncSession, **more: Any) -> tuple[Household, list[Person]]:
    household, people = await a_household_in_the_register(session, particulars=SICK, **more)
    household = await session.merge(household)
    household.causes = ["因病", "缺资金"]
    await session.commit()
    return household, people


def plan_of(household: Household, rest: str = "") -> str:
    return f"/households/{household.id}/plans/{today().year}{rest}"


async def test_a_plan_is_proposed_with_the_reason_of_each_line(api: Any, session: AsyncSession) -> None:
    household, [head, _] = await a_poor_household(session)
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    made = await village.post(plan_of(household))
    assert made.status_code == 201, made.text
    plan = made.json()
    assert [one["measure"] for one in plan["measures"]] == [
        "medical-cover",
        "family-doctor",
        "skill-training",
        "employment",
        "industry",
        "small-loan",
    ]
    first = plan["measures"][0]
    assert first["why"] == "主要致贫原因为因病；长期慢性病 1 人"
    assert first["department_name"] == "医保"
    assert "第9条" in first["clause"]
    assert first["person_ids"] == [str(head.id)]
    assert (plan["standing"], plan["kind_name"], plan["open"]) == ("draft", "一般贫困户", 6)
    again = await village.post(plan_of(household))
    assert (again.status_code, again.json()["code"]) == (409, "plan-exists")


async def test_a_plan_lives_through_its_year(api: Any, session: AsyncSession) -> None:
    household, [head, _] = await a_poor_household(session)
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    await village.post(plan_of(household))
    added = await village.post(
        plan_of(household, "/measures"),
        json={"measure": "other", "title": "修院墙", "nature": "housing", "department": "village", "reason": "雨后院墙倒了一段"},
    )
    assert (added.status_code, added.json()["origin_name"]) == (201, "干部提出")
    number = added.json()["number"]
    changed = await village.post(
        plan_of(household, f"/measures/{number}/changes"), json={"reason": "村里出工料", "expected_yuan": "800"}
    )
    assert changed.json()["expected_yuan"] == "800.00"
    signed = {"signed_on": str(today()), "person_id": str(head.id), "papers": ["计划签字页"]}
    agreed = (await village.post(plan_of(household, "/agreement"), json=signed)).json()
    assert (agreed["standing"], agreed["agreed_on"]) == ("valid", str(today()))
    result = {"happened_on": str(today()), "amount_yuan": "500", "work_days": 3, "effect": "砌墙"}
    labour = api.as_(Role.DEPARTMENT, org="labour")
    refused = await labour.post(plan_of(household, f"/measures/{number}/results"), json=result)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-of-this-department")
    under_way = await village.post(plan_of(household, f"/measures/{number}/results"), json=result)
    assert (under_way.json()["state"], under_way.json()["spent_yuan"]) == ("under-way", "500.00")
    bare = {"finished_on": str(today()), "effect": "院墙修好", "papers": []}
    assert (await village.post(plan_of(household, f"/measures/{number}/completion"), json=bare)).json()[
        "code"
    ] == "done-without-proof"
    done = await village.post(
        plan_of(household, f"/measures/{number}/completion"), json=bare | {"papers": ["照片"], "amount_yuan": "300"}
    )
    assert (done.json()["state"], done.json()["spent_yuan"]) == ("done", "800.00")
    dropped = await village.post(plan_of(household, "/measures/6/withdrawal"), json={"reason": "户主不愿贷款"})
    assert dropped.json()["state"] == "dropped"
    plan = (await village.get(plan_of(household))).json()
    assert (plan["standing"], plan["done"], plan["open"], plan["work_days"]) == ("outdated", 1, 5, 3)
    assert [step["kind"] for step in plan["steps"]] == ["proposed", "added", "changed", "agreed", "progress", "done", "dropped"]
    page = (await village.get(plan_of(household, "/page"))).text
    assert "调整后未经户同意" in page
    assert "修院墙" in page


async def test_a_plan_is_not_there_for_another_village_nor_for_a_hospital(api: Any, session: AsyncSession) -> None:
    household, _ = await a_poor_household(session)
    await api.as_(Role.VILLAGE, region=LONGTAN).post(plan_of(household))
    stranger = api.as_(Role.VILLAGE, region="371311001002")
    assert (await stranger.get(plan_of(household))).json()["code"] == "no-such-plan"
    assert (await stranger.post(plan_of(household))).status_code == 404
    assert (await stranger.get("/plans/measures")).json()["rows"] == []
    assert (await api.as_(Role.HOSPITAL).get(plan_of(household))).status_code == 403


async def test_a_department_reads_its_own_measures_alone(api: Any, session: AsyncSession) -> None:
    household, _ = await a_poor_household(session)
    await api.as_(Role.VILLAGE, region=LONGTAN).post(plan_of(household))
    labour = api.as_(Role.DEPARTMENT, org="labour")
    rows = (await labour.get("/plans/measures", params={"department": "health"})).json()["rows"]
    assert {row["department"] for row in rows} == {"labour"}
    assert {row["title"] for row in rows} == {"免费职业培训", "就业帮扶"}
    county = api.as_(Role.COUNTY)
    first = (await county.get("/plans/measures", params={"limit": 4})).json()
    rest = (await county.get("/plans/measures", params={"limit": 4, "after": first["next"]})).json()
    assert (len(first["rows"]), len(rest["rows"]), rest["next"]) == (4, 2, None)
    book = load_workbook(io.BytesIO((await county.get("/plans/measures.xlsx")).content))
    assert book["帮扶措施"].max_row == 7


async def test_who_has_no_valid_plan_is_listed_and_counted(api: Any, session: AsyncSession) -> None:
    one, [head, _] = await a_poor_household(session)
    other, _ = await a_poor_household(session)
    await a_household_in_the_register(session, classes=())
    session.add(
        PovertyEntry(
            household_id=other.id,
            region=other.region,
            axis=Axis.WATCH,
            state=PovertyState.MARGINAL,
            since_on=today().replace(year=today().year - 1),
            origin=StateOrigin.NATIONAL,
            national_reference="测试",
            by="测试员",
            why="测试",
            recorded_at=clock.now(),
        )
    )
    await session.commit()
    village, county = api.as_(Role.VILLAGE, region=LONGTAN), api.as_(Role.COUNTY)
    await village.post(plan_of(one))
    signed = {"signed_on": str(today()), "person_id": str(head.id), "papers": ["计划签字页"]}
    await village.post(plan_of(one, "/agreement"), json=signed)
    gaps = (await county.get("/plans/gaps", params={"kind": "no-plan"})).json()["rows"]
    assert [row["household_id"] for row in gaps] == [str(other.id)]
    for kind in ("watched-without-measures", "watched-without-development"):
        listed = (await county.get("/plans/gaps", params={"kind": kind})).json()["rows"]
        assert [row["household_id"] for row in listed] == [str(other.id)]
    assert (await county.get("/plans/gaps", params={"kind": "late"})).json()["rows"] == []
    board = (await county.get("/plans/board")).json()
    assert board["gaps"][0]["needing"] == 2
    assert board["gaps"][0]["counts"]["no-plan"] == 1
    [whole] = [row for row in board["tallies"] if row["by"] == "all"]
    assert (whole["measures"], whole["households"], whole["planned"]) == (6, 1, 6)
    assert "各类措施" in (await county.get("/plans/board/page")).text
    assert str(other.id) in (await county.get("/plans/gaps/page")).text
    assert load_workbook(io.BytesIO((await county.get("/plans/board.xlsx")).content))["缺口"].max_row == 3


async def test_the_measures_of_a_place_can_be_read_with_their_clauses(api: Any) -> None:
    told = (await api.as_(Role.COUNTY, region="3504").get("/plans/rules")).json()
    assert told["policy"] == "measures-sanming-2015"
    assert [rule["batch"] for rule in told["rules"]][:3] == [1, 2, 2]
    assert "平台推定" in told["terms"]


async def test_a_place_without_any_plan_has_a_board_and_a_page_all_the_same(api: Any) -> None:
    county = api.as_(Role.COUNTY, region="3504")
    board = (await county.get("/plans/board")).json()
    assert [(row["measures"], row["spent_yuan"]) for row in board["tallies"]] == [(0, "0.00")]
    assert "这一年还没有措施" in (await county.get("/plans/board/page")).text
    assert "没有这样的户" in (await county.get("/plans/gaps/page")).text


async def test_a_village_drafts_all_its_plans_at_once_and_goes_on_where_it_stopped(api: Any, session: AsyncSession) -> None:
    for _ in range(3):
        await a_poor_household(session)
    await a_household_in_the_register(session, classes=())
    await session.commit()
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    form = {"region": LONGTAN, "year": today().year, "limit": 2}
    first = (await village.post("/plans/drafts", json=form)).json()
    rest = (await village.post("/plans/drafts", json=form)).json()
    assert (len(first["drafted"]), first["is_complete"], len(rest["drafted"]), rest["is_complete"]) == (2, False, 1, True)
    assert len((await village.get("/plans", params={"standing": "draft"})).json()["rows"]) == 3
    far = await village.post("/plans/drafts", json=form | {"region": "371311"})
    assert far.json()["code"] == "outside-region"
    assert (await village.post("/plans/drafts", json=form | {"year": 2015})).json()["code"] == "plan-year-closed"
