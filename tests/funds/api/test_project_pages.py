"""The project library as pages: every figure leads to its list, and one project tells where it stands and what is late."""

import io
from html import unescape
from re import findall

from pypdf import PdfReader

from services.funds.operations.project.propose_project import propose_project
from services.funds.operations.work.hand_over_project import hand_over_project
from services.funds.operations.work.inspect_project import inspect_project
from shared.security import Role
from tests.builders.funds import COUNTY, OTHER_TOWN, OTHER_VILLAGE, TOWN
from tests.builders.funds_projects import (
    CHECKER,
    CLERK,
    a_hand_over,
    a_planned_project,
    a_project,
    a_proposal,
    a_report,
    a_submitted_project,
    an_accepted_project,
    an_asked_payment,
    an_inspection,
    day,
    on,
    papers_of,
    pass_steps,
)


async def test_the_board_counts_by_state_place_and_kind_and_each_figure_leads_to_its_list(api, session):
    late, _ = await a_planned_project(session)
    for told in (
        a_proposal(region=OTHER_VILLAGE, kind="water", title="村内供水管网改造项目"),
        a_proposal(region=COUNTY, kind="education", title="全区助学补助项目"),
    ):
        await propose_project(session, told, by=CLERK, at=day(0))
    await session.commit()
    county = api.as_(Role.COUNTY)
    board = (await county.get("/projects/page")).text
    for said in (
        "共 <strong>3</strong> 个项目", "逾期未办 1 个", "已列入年度计划", "饮水安全", "教育帮扶", "本级", late.number,
        "1,800,000.00",
    ):  # fmt: skip
        assert said in board, said
    figures = findall(r'<a(?: class="late")? href="(\?[^"]+)#list">(\d+)</a>', board)
    assert len(figures) == 2 + 3 + 3 + 3  # states, places and kinds, and in each of the three the one late project
    for address, number in figures:
        listed = (await county.get(f"/projects/page{unescape(address)}")).text
        assert listed.count('<span class="code">P-') == int(number), address


async def test_a_filter_of_the_form_may_be_empty_and_what_matches_nothing_says_so(api, session):
    await a_project(session)
    await session.commit()
    county = api.as_(Role.COUNTY)
    sent = {"region": "", "state": "", "kind": "", "plan_year": ""}
    assert "蔬菜大棚建设项目" in (await county.get("/projects/page", params=sent)).text
    nothing = (await county.get("/projects/page", params=sent | {"state": "reviewed", "region": TOWN})).text
    assert "没有符合条件的项目" in nothing
    assert "状态 已后评价" in nothing
    assert (await county.get("/projects/page", params={"region": "999999"})).json()["code"] == "unknown-region"


async def test_an_empty_library_says_so_and_another_region_sees_nothing(api, session):
    project = await a_submitted_project(session)
    await session.commit()
    stranger = api.as_(Role.TOWN, region=OTHER_TOWN)
    assert "还没有申报项目" in (await stranger.get("/projects/page")).text
    assert (await stranger.get(f"/projects/{project.id}/page")).json()["code"] == "no-such-project"


async def test_the_pages_are_for_those_who_may_read_the_library(api, session):
    project = await a_submitted_project(session)
    await session.commit()
    for address in ("/projects/page", f"/projects/{project.id}/page"):
        assert (await api.as_(Role.HOSPITAL).get(address)).status_code == 403
        assert (await api.as_(Role.VILLAGE, region=project.region).get(address)).status_code == 200


async def test_a_long_list_is_read_page_by_page_with_its_filter(api, session):
    for number in range(51):
        await a_project(session, title=f"第 {number:02d} 号大棚项目")
    await session.commit()
    county = api.as_(Role.COUNTY)
    first = (await county.get("/projects/page", params={"state": "draft"})).text
    assert "第 49 号" in first
    assert "第 50 号" not in first
    [following] = findall(r'<a href="(\?[^"]+)#list">下一页', first)
    second = (await county.get(f"/projects/page{unescape(following)}")).text
    assert second.count('<span class="code">P-') == 1
    assert "回到开头" in second


async def test_a_project_in_review_shows_whose_turn_it_is_and_that_it_is_late(api, session, frozen_at):
    project = await a_submitted_project(session)
    await session.commit()
    town = api.as_(Role.TOWN, region=TOWN)
    with frozen_at("2020-06-01T20:00:00+08:00"):
        shown = (await town.get(f"/projects/{project.id}/page")).text
    assert "待办：" in shown
    assert "逾期" not in shown
    for said in (project.number, "王建国", "中央", "300,000.00", "未批复", "还没有签订合同", "镇街经办", "提交评审"):
        assert said in shown, said
    with frozen_at("2021-06-01T10:00:00+08:00"):
        assert "已逾期" in (await town.get(f"/projects/{project.id}/page")).text


async def test_results_stand_beside_what_was_promised_with_their_points(api, session, frozen_at):
    project, _, now = await an_accepted_project(session)
    await hand_over_project(session, project.id, await a_hand_over(session, project, now), by=CLERK, at=day(now))
    await session.commit()
    county = api.as_(Role.COUNTY)
    with frozen_at(f"{on(now).isoformat()}T20:00:00+08:00"):
        before = (await county.get(f"/projects/{project.id}/page")).text
        results = [{"line": 1, "actual": "12"}, {"line": 2, "actual": "81", "note": "部分群众反映排水不畅"}]
        form = {"measured_on": on(now).isoformat(), "results": results}
        assert (await county.post(f"/projects/{project.id}/results", json=form)).status_code in (200, 201)
        after = (await county.get(f"/projects/{project.id}/page")).text
    assert "还没有绩效自评" in before and "待办：后评价" in before
    for said in ("不低于 90 %", "81 %", "部分群众反映排水不畅", "36.00", "绩效自评 <strong>96.00</strong> 分，等级 优"):
        assert said in after, said


async def test_the_minutes_of_a_vote_are_printed_with_every_members_vote_and_a_notice_has_none(api, session, frozen_at):
    project = await a_submitted_project(session)
    await pass_steps(session, project, until="county-committee")
    await session.commit()
    town = api.as_(Role.TOWN, region=TOWN)
    with frozen_at("2020-12-01T10:00:00+08:00"):
        assembly = await town.get(f"/projects/{project.id}/steps/village-assembly/minutes.pdf")
        council = await town.get(f"/projects/{project.id}/steps/town-council/minutes.pdf?round=1")
        refused = [
            (await town.get(f"/projects/{project.id}/steps/{step}")).json()["code"]
            for step in ("village-notice/minutes.pdf", "county-committee/minutes.pdf", "town-council/minutes.pdf?round=2")
        ]
        shown = (await town.get(f"/projects/{project.id}/page")).text
    for printed in (assembly, council):
        assert (printed.status_code, printed.headers["content-type"]) == (200, "application/pdf")
    counted, named = (PdfReader(io.BytesIO(each.content)).pages[0].extract_text() for each in (assembly, council))
    assert "27" in counted
    for said in (project.number, "委员", "副局长", "同意"):
        assert said in named, said
    assert refused == ["no-vote-yet"] * 3
    assert "steps/town-council/minutes.pdf?round=1" in shown
    other = api.as_(Role.TOWN, region=OTHER_TOWN)
    assert (await other.get(f"/projects/{project.id}/steps/town-council/minutes.pdf")).status_code == 404


async def test_a_project_under_way_shows_money_votes_contract_progress_and_findings_without_names_of_officers(
    api, session, frozen_at
):
    project, _, now = await an_asked_payment(session)
    await a_report(session, project, 45, now)
    found = {"conclusion": "with-defects", "findings": [{"found": "2 号棚墙体厚度不足", "due_on": on(now + 10)}]}
    paper_ids = await papers_of(session, project, "minutes", "appraisal")
    form = an_inspection("mid-check", now, paper_ids=paper_ids, **found)
    await inspect_project(session, project.id, form, by=CHECKER, at=day(now))
    await session.commit()
    with frozen_at("2020-12-01T10:00:00+08:00"):
        shown = (await api.as_(Role.COUNTY).get(f"/projects/{project.id}/page")).text
    for said in (
        "合同金额（元）<b>500,000.00", "已支付（元）<b>0.00", "另有 100,000.00 待复核",
        "同意 27、反对 1、弃权 2", "临沂建工有限公司", "45%", "2 号棚墙体厚度不足", "已逾期",
        "罗政农字〔2020〕15号", "县区经办", "2 份",
    ):  # fmt: skip
        assert said in shown, said
    assert CHECKER.subject not in shown
