"""Helpers, campaigns, visits and today at the doors: who may, what they see, and what they are told."""

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

from openpyxl import load_workbook
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import today
from shared.security import Role
from tests.builders.registry import LONGTAN, an_xlsx
from tests.builders.registry_file import a_file
from tests.builders.walking import NEXT_VILLAGE, some_households


def period() -> dict[str, str]:
    return {"starts_on": today().isoformat(), "ends_on": (today() + timedelta(days=20)).isoformat()}


NOBODY = str(uuid4())


async def a_place(api: Any, session: AsyncSession) -> tuple[Any, Any, str, str, str]:
    """A county and a village officer, a helper with an account, their household and a campaign."""
    [household] = await some_households(session, 1)
    await session.commit()
    county, village = api.as_(Role.COUNTY, subject="区局 孙"), api.as_(Role.VILLAGE, region=LONGTAN, subject="ganbu-1")
    form = {"region": "371311", "name": "张帮扶", "phone": "13800001111", "office": "区教体局", "subject": "ganbu-1"}
    made = await county.post("/helpers", json=form)
    assert made.status_code == 201, made.text
    helper_id, household_id = made.json()["helper_id"], str(household.id)
    asked = {"household_ids": [household_id], "reason": "结对帮扶"}
    given = await county.post(f"/helpers/{helper_id}/households", json=asked)
    assert given.json() == [{"helper_id": helper_id, "household_ids": [household_id]}]
    opened = await county.post("/campaigns", json={"kind": "visit-all", "region": "371311", **period()})
    assert opened.status_code == 201, opened.text
    return county, village, helper_id, household_id, opened.json()["campaign_id"]


def a_visit(campaign_id: str | None, **more: Any) -> dict[str, Any]:
    return {
        "visit_id": str(uuid4()),
        "campaign_id": campaign_id,
        "visited_on": today().isoformat(),
        "answers": {"demands": "yes", "policies-known": "yes"} if campaign_id else {},
        "notes": "老人在家，东屋漏雨",
        **more,
    }


async def test_a_village_sees_the_county_s_helper_and_campaign_and_visits_for_it(api: Any, session: AsyncSession) -> None:
    county, village, helper_id, household_id, campaign_id = await a_place(api, session)
    assert [each["helper_id"] for each in (await village.get("/helpers")).json()["rows"]] == [helper_id]
    assert [each["campaign_id"] for each in (await village.get("/campaigns")).json()["rows"]] == [campaign_id]
    form = a_visit(campaign_id, position={"latitude": "35.01", "longitude": "118.3"})
    seen = await village.post(f"/households/{household_id}/visits", json=form)
    assert seen.status_code == 201, seen.text
    told = seen.json()
    assert (told["helper_id"], told["round"], told["gaps"], told["days_late"]) == (helper_id, 1, [], 0)
    assert told["warnings"] == ["有问题而没有登记整改：有没有突出困难或诉求"]
    assert (told["latitude"], told["notes"]) == ("35.010000", "老人在家，东屋漏雨")
    again = await village.post(f"/households/{household_id}/visits", json=form)
    assert again.json() == told
    board = (await county.get(f"/campaigns/{campaign_id}/board")).json()
    assert (board["total"]["households"], board["total"]["complete"], board["helpers"][0]["helper_name"]) == (1, 1, "张帮扶")
    [task] = (await village.get(f"/campaigns/{campaign_id}/households")).json()["rows"]
    assert (task["done"], task["next_due_on"], task["helper_name"]) == (1, None, "张帮扶")


async def test_another_place_sees_nothing_of_it(api: Any, session: AsyncSession) -> None:
    _, village, helper_id, household_id, campaign_id = await a_place(api, session)
    seen = await village.post(f"/households/{household_id}/visits", json=a_visit(campaign_id))
    for stranger in (api.as_(Role.COUNTY, region="371302"), api.as_(Role.VILLAGE, region="371302001001")):
        for path in (f"/helpers/{helper_id}", f"/campaigns/{campaign_id}/board", f"/households/{household_id}/visits"):
            assert (await stranger.get(path)).status_code == 404
        assert (await stranger.get(f"/visits/{seen.json()['visit_id']}")).json()["code"] == "no-such-visit"
        assert (await stranger.get("/today")).json()["due"] == 0
    next_door = api.as_(Role.VILLAGE, region=NEXT_VILLAGE)
    assert (await next_door.get(f"/campaigns/{campaign_id}/households")).json()["rows"] == []
    taken = await next_door.post(f"/households/{household_id}/visits", json=a_visit(None))
    assert taken.json()["code"] == "no-such-household"


async def test_an_id_that_another_place_s_visit_bears_is_refused(api: Any, session: AsyncSession) -> None:
    _, village, _, household_id, _ = await a_place(api, session)
    [other] = await some_households(session, 1, village=NEXT_VILLAGE)
    await session.commit()
    form = a_visit(None)
    await village.post(f"/households/{household_id}/visits", json=form)
    next_door = api.as_(Role.VILLAGE, region=NEXT_VILLAGE)
    refused = await next_door.post(f"/households/{other.id}/visits", json=form)
    assert (refused.status_code, refused.json()["code"]) == (409, "visit-known-otherwise")


async def test_an_auditor_reads_masked_names_and_no_notes(api: Any, session: AsyncSession) -> None:
    _, village, helper_id, household_id, campaign_id = await a_place(api, session)
    await village.post(f"/households/{household_id}/visits", json=a_visit(campaign_id))
    auditor = api.as_(Role.AUDITOR)
    told = (await auditor.get(f"/helpers/{helper_id}")).json()
    assert (told["name"], told["phone"]) == ("张*扶", "*1111")
    [visit] = (await auditor.get(f"/households/{household_id}/visits")).json()["rows"]
    assert visit["notes"] == ""


async def test_a_problem_goes_through_its_steps_at_the_doors(api: Any, session: AsyncSession) -> None:
    county, village, _, household_id, campaign_id = await a_place(api, session)
    leak = {"found": "东屋漏雨", "due_on": today().isoformat()}
    visit = (await village.post(f"/households/{household_id}/visits", json=a_visit(campaign_id, problems=[leak]))).json()
    [problem] = (await village.get("/visit-problems", params={"state": "open", "region": LONGTAN})).json()["rows"]
    assert (problem["visit_id"], problem["whose_name"], problem["is_overdue"]) == (visit["visit_id"], "帮扶责任人", False)
    path = f"/visit-problems/{problem['problem_id']}/steps"
    await village.post(path, json={"act": "mend", "note": "屋面已翻修"})
    refused = await village.post(path, json={"act": "strike-off", "note": "已好"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not-for-who-mends")
    done = (await county.post(path, json={"act": "strike-off", "note": "现场查看不漏"})).json()
    assert (done["state_name"], [step["act_name"] for step in done["steps"]]) == ("已销号", ["整改完成", "销号"])
    assert (await county.get("/visit-problems", params={"overdue": True})).json()["rows"] == []
    told = (await county.get(f"/visits/{visit['visit_id']}")).json()
    assert [each["state"] for each in told["problems"]] == ["struck-off"]


async def test_coverage_is_counted_listed_and_exported_by_village(api: Any, session: AsyncSession) -> None:
    county, _, _, _, _ = await a_place(api, session)
    [bare] = await some_households(session, 1)
    await session.commit()
    told = (await county.get("/helpers/coverage", params={"region": "371311001"})).json()
    assert (told["households"], told["uncovered"], told["places"][0]["place"]) == (2, 1, LONGTAN)
    [row] = (await county.get("/helpers/uncovered")).json()["rows"]
    assert row["household_id"] == str(bare.id)
    page = (await county.get("/helpers/coverage/page")).text
    assert "没有责任人" in page
    assert str(bare.id) in page
    book = load_workbook(io.BytesIO((await county.get("/helpers/coverage.xlsx")).content))
    assert book["没有责任人的户"].cell(2, 5).value == str(bare.id)


async def test_a_list_of_assignments_comes_in_and_its_wrong_rows_go_back(api: Any, session: AsyncSession) -> None:
    household, _ = await a_file(session)
    await session.commit()
    county = api.as_(Role.COUNTY)
    row = {"责任人姓名": "张帮扶", "责任人电话": "13800001111", "责任人单位": "区教体局"}
    content = an_xlsx([row | {"户编号": household.code}, row | {"户编号": "1"}], columns=["户编号", *row])
    done = (await county.post("/helpers/lists", files={"file": ("结对.xlsx", content)})).json()
    assert (done["taken"], done["refused"], done["errors"][0]["row"]) == (1, 1, 3)
    back = await county.get(f"/helpers/lists/{done['import_id']}/errors.xlsx")
    sheet = load_workbook(io.BytesIO(back.content)).active
    assert sheet is not None
    assert sheet.cell(2, 1).value == "1"
    assert (await county.get(f"/helpers/lists/{done['import_id']}")).json() == done
    [held] = (await county.get(f"/households/{household.id}/helpers")).json()
    assert (held["helper"]["name"], held["until_on"]) == ("张帮扶", None)


async def test_boards_and_reports_are_pages_and_workbooks(api: Any, session: AsyncSession) -> None:
    county, village, _, household_id, campaign_id = await a_place(api, session)
    await village.post(f"/households/{household_id}/visits", json=a_visit(campaign_id))
    assert (await county.get(f"/campaigns/{campaign_id}/report")).json()["code"] == "campaign-still-runs"
    sample = (await county.post(f"/campaigns/{campaign_id}/samples", json={})).json()
    assert (await village.get(f"/campaigns/{campaign_id}/samples")).json() == [sample]
    [check] = (await county.get(f"/campaigns/{campaign_id}/spot-checks")).json()["rows"]
    found = {"checked_on": today().isoformat(), "was_visited": True, "answers": {"demands": "no"}}
    told = (await county.post(f"/spot-checks/{check['check_id']}/result", json=found)).json()
    assert [each["question"] for each in told["differences"]] == ["demands"]
    page = (await county.get(f"/campaigns/{campaign_id}/board/page")).text
    assert "张帮扶" in page
    book = load_workbook(io.BytesIO((await county.get(f"/campaigns/{campaign_id}/board.xlsx")).content))
    assert (book["各地"].cell(2, 2).value, book["抽查"].cell(2, 6).value) == (1, 1)
    closed = await county.post(f"/campaigns/{campaign_id}/closing", json={"summary": "应访尽访"})
    assert closed.json()["closed_at"]
    report = (await county.get(f"/campaigns/{campaign_id}/report")).json()
    assert report["total"][0]["complete"] == 1
    assert "已办结" in (await county.get("/campaigns/page", params={"closed": True})).text


async def test_the_kinds_of_a_place_tell_what_is_asked(api: Any) -> None:
    kinds = (await api.as_(Role.VILLAGE, region=LONGTAN).get("/campaigns/kinds")).json()
    [winter] = [each for each in kinds if each["kind"] == "winter"]
    assert (winter["visits"], winter["photos"][0]["photo"], len(winter["questions"])) == (3, "heating", 4)


async def test_a_village_arranges_no_helpers_and_opens_no_campaign(api: Any) -> None:
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    form = {"region": LONGTAN, "name": "张帮扶", "office": "村委会"}
    assert (await village.post("/helpers", json=form)).json()["code"] == "role-not-allowed"
    opened = await village.post("/campaigns", json={"kind": "winter", "region": LONGTAN, **period()})
    assert opened.json()["code"] == "role-not-allowed"
