"""The project library over HTTP: who may, what is found, what is taken out."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from shared.security import Role
from tests.builders.funds import COUNTY, OTHER_TOWN, TOWN
from tests.builders.funds_projects import (
    CHECKER,
    a_contract,
    a_planned_project,
    a_proposal,
    a_submitted_project,
    an_asked_payment,
)


def proposed() -> dict[str, object]:
    return a_proposal().model_dump(mode="json", by_alias=True)


@pytest.fixture
def town(api):
    return api.as_(Role.TOWN, region=TOWN)


async def test_a_town_proposes_and_hands_in_and_sees_the_chain_before_it(town, frozen_at):
    with frozen_at("2020-06-01T10:00:00+08:00"):
        made = await town.post("/projects", json=proposed())
        project = made.json()
        handed = await town.post(f"/projects/{project['id']}/submission")
    assert (made.status_code, project["number"], project["state_name"]) == (201, "P-371311-2020-0001", "草拟")
    assert (handed.json()["state_name"], handed.json()["responsible"]) == ("评审中", "王建国")
    chain = (await town.get(f"/projects/{project['id']}/chain")).json()
    assert [step["is_next"] for step in chain["steps"]] == [True, *[False] * 6]
    assert "（平台推定）" in chain["steps"][2]["reference"]


async def test_a_step_is_recorded_through_its_door_and_its_paper_is_asked_for(town, session, frozen_at):
    project = await a_submitted_project(session)
    await session.commit()
    form = {"held_on": "2020-06-02", "entitled": 36, "present": 30, "in_favour": 27, "against": 1, "abstained": 2}
    with frozen_at("2020-06-02T18:00:00+08:00"):
        refused = await town.post(f"/projects/{project.id}/steps/village-assembly/assembly", json=form)
        assert (refused.status_code, refused.json()["code"]) == (422, "papers-missing")
        sent = {"file": ("会议记录.pdf", b"%PDF-1.7\nminutes\n%%EOF\n", "application/pdf")}
        asked = {"about": "project", "about_id": str(project.id)}
        paper = await town.post("/papers", params=asked, data={"title": "会议记录", "kind": "minutes"}, files=sent)
        form["paper_ids"] = [paper.json()["paper_id"]]
        passed = await town.post(f"/projects/{project.id}/steps/village-assembly/assembly", json=form)
    assert passed.status_code == 200
    assert passed.json()["done"][0]["outcome_name"] == "通过"


async def test_another_town_finds_no_such_project(api, session):
    project = await a_submitted_project(session)
    await session.commit()
    stranger = api.as_(Role.TOWN, region=OTHER_TOWN)
    assert (await stranger.get(f"/projects/{project.id}")).json()["code"] == "no-such-project"
    assert (await stranger.get("/projects")).json()["rows"] == []


async def test_the_library_is_listed_counted_and_taken_out_with_what_the_guideline_names(api, session):
    project, _ = await a_planned_project(session)
    await session.commit()
    county = api.as_(Role.COUNTY)
    [line] = (await county.get("/projects", params={"is_in_library": "true", "plan_year": 2020})).json()["rows"]
    assert (line["number"], line["stage"], line["due_for"]) == (project.number, "立项", "签订合同")
    board = (await county.get("/projects/board", params={"region": COUNTY})).json()
    assert (board["projects"], board["late"], board["rows"][0]["approved_yuan"]) == (1, 1, "600000.00")
    [late] = (await county.get("/projects", params={"is_late": "true"})).json()["rows"]
    assert late["number"] == project.number
    taken = await county.get("/projects.xlsx", params={"plan_year": 2020})
    sheet = load_workbook(BytesIO(taken.content)).worksheets[0]
    heads, row = list(sheet.iter_rows(values_only=True))
    told = dict(zip(heads, row, strict=True))
    assert sheet.title == "2020 年度项目计划"
    assert (told["项目编号"], told["责任人"], told["资金规模（元）"]) == (project.number, "王建国", 600_000)
    assert told["绩效目标"] == "建成大棚不低于 12 座；群众满意度不低于 90 %"


async def test_a_payment_is_seen_by_a_second_person_of_the_county(api, session):
    _, payment, _ = await an_asked_payment(session)
    await session.commit()
    clerk, checker = api.as_(Role.COUNTY, subject="县区经办"), api.as_(Role.COUNTY, subject=CHECKER.subject)
    [waiting] = (await checker.get("/supplier-payments", params={"state": "asked"})).json()["rows"]
    assert (waiting["id"], waiting["supplier"]) == (str(payment.id), "临沂建工有限公司")
    assert (await clerk.post(f"/supplier-payments/{payment.id}/approval")).json()["code"] == "same-person"
    paid = (await checker.post(f"/supplier-payments/{payment.id}/approval")).json()
    assert (paid["state_name"], paid["amount_yuan"]) == ("已支付", "100000.00")


async def test_a_contract_shows_what_is_kept_back_and_work_what_was_done(api, session):
    project, _, _ = await a_contract(session)
    await session.commit()
    county = api.as_(Role.COUNTY)
    [contract] = (await county.get(f"/projects/{project.id}/contracts")).json()
    assert (contract["retention_percent"], contract["retention_yuan"], contract["warranty_until"]) == ("3", "15000.00", None)
    assert (await county.get(f"/projects/{project.id}/work")).json()["reports"] == []
    assert len((await county.get("/committees")).json()["rows"][0]["members"]) == 3
