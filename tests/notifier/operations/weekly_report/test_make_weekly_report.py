"""The leaders of a county and a town are told of their week: once, in a paper that stays as it was and names nobody."""

import hashlib
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from services.notifier import jobs
from services.notifier.operations.officer.put_officer import put_officer
from services.notifier.operations.weekly_report.make_weekly_report import make_weekly_report
from services.notifier.rules.department import Department
from services.notifier.rules.order_act import Act
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.order_times import Line
from services.notifier.schemas.officer import PutOfficer
from services.notifier.tables import Message, WeeklyReport, WeeklyReportDocument
from shared.security import Role
from tests.builders.notifier import COUNTY, COUNTY_OFFICER, MONDAY, TOWN, by_log
from tests.builders.order_records import a_recorded_order, write_orders
from tests.builders.orders import QIAN, a_giving, an_officer, an_order, letters

READY = datetime.fromisoformat("2020-06-08T08:00:00+08:00")


async def a_leader(session, subject: str, *, region: str = COUNTY) -> None:
    form = PutOfficer.model_validate({"region": region, "name": "张三丰", "channels": [by_log()], "is_leader": True})
    await put_officer(session, subject, form, allowed=(), by=COUNTY_OFFICER, at=MONDAY)


async def a_week(session) -> None:
    """The town: one late, one done in time. Housing: one late by a holiday's length. A clue that nobody is told of."""

    def record(*acts: tuple[Act, int], due_in_hours: int = 24) -> list[Line]:
        first = Line(Act.GIVEN, 1, MONDAY, MONDAY + timedelta(hours=due_in_hours))
        return [first, *(Line(act, 1, MONDAY + timedelta(hours=hours)) for act, hours in acts)]

    await write_orders(
        session,
        a_recorded_order(record()),
        a_recorded_order(record((Act.ACCEPTED, 2), (Act.COMPLETED, 20)), is_checked=False),
        a_recorded_order(record((Act.ACCEPTED, 5)), region=COUNTY, department=Department.HOUSING, addressee=None),
        a_recorded_order(record(), kind=OrderKind.CLUE, is_restricted=True),
    )


async def written(session) -> tuple[WeeklyReport, str]:
    report = (await session.exec(select(WeeklyReport).order_by(col(WeeklyReport.id).desc()).limit(1))).one()
    document = await session.get(WeeklyReportDocument, report.id)
    assert hashlib.sha256(document.content).hexdigest() == report.sha256
    pages = PdfReader(BytesIO(document.content)).pages
    assert len(pages) <= 2
    return report, "\n".join(page.extract_text() for page in pages)


async def test_the_county_s_week_is_told_once_with_numbers_that_agree(session) -> None:
    await a_leader(session, "区长老张")
    await a_week(session)
    assert not await make_weekly_report(session, at=READY - timedelta(minutes=1))
    assert await make_weekly_report(session, at=READY)
    assert not await make_weekly_report(session, at=READY + timedelta(days=3))

    report, paper = await written(session)
    assert (report.region, report.begins_on.isoformat()) == (COUNTY, "2020-06-01")
    assert report.figures == {
        "open": 2, "due": 0, "late": 2, "to_check": 0, "given": 3, "finished": 1, "finished_late": 0,
        "accept_median_s": 7200, "finish_median_s": 20 * 3600,
    }  # fmt: skip
    for words in (
        "山东省临沂市罗庄区",
        "督办周报",
        "2020年6月1日 至 2020年6月7日",
        "住建",
        "罗庄街道",
        "中位 20 小时",
        "派出待接单",
    ):
        assert words.replace(" ", "") in paper.replace(" ", ""), words


async def test_nobody_is_named_in_the_paper_and_no_clue_counted(session) -> None:
    await a_leader(session, "区长老张")
    await an_officer(session, QIAN)
    await an_order(session, a_giving({"region": TOWN, "holder": "街道小钱"}))
    await a_week(session)
    while await make_weekly_report(session, at=READY):
        _, paper = await written(session)
        for name in ("张三丰", "区长老张", "街道小钱", "县局小周", "线索移交，"):
            assert name not in paper


async def test_the_leaders_get_a_link_and_nobody_else_anything(session) -> None:
    await a_leader(session, "区长老张")
    await an_officer(session, COUNTY_OFFICER)
    await make_weekly_report(session, at=READY)
    report, _ = await written(session)
    [letter] = await letters(session)
    assert f"/notifier/boards/weekly/{report.id}.pdf" in letter.body and letter.kind.label == "督办周报"
    [post] = (await session.execute(text("SELECT subject FROM post WHERE id = :id"), {"id": letter.post_id})).scalars()
    assert post == "区长老张"


async def test_each_town_has_its_own_and_its_officer_hears_where_no_leader_is_known(session) -> None:
    await a_leader(session, "区长老张")
    await an_officer(session, QIAN)
    await a_week(session)
    made = 0
    while await make_weekly_report(session, at=READY):
        made += 1
    report, paper = await written(session)
    assert (made, report.region, report.figures["late"]) == (2, TOWN, 1)
    assert "住建" not in paper and "罗庄街道" in paper
    assert len(await letters(session)) == 2


async def test_against_the_week_before_and_from_the_third_week_on_with_a_course(session) -> None:
    await a_leader(session, "区长老张")
    await a_week(session)
    papers = []
    for week in range(3):
        assert await make_weekly_report(session, at=READY + timedelta(days=7 * week))
        papers.append((await written(session))[1])
    assert ["近几周" in paper for paper in papers] == [False, False, True]
    assert "持平" in papers[1] and "-1" in papers[1], "one was finished the week before"


async def test_what_was_told_is_never_changed(session) -> None:
    await a_leader(session, "区长老张")
    await make_weekly_report(session, at=READY)
    for table in ("weekly_report", "weekly_report_document"):
        with pytest.raises(DBAPIError, match="only ever added to"):
            async with session.begin_nested():
                await session.execute(text(f"DELETE FROM {table}"))


async def test_the_paper_is_read_by_its_own_place_and_stays_the_same(api, session) -> None:
    await a_leader(session, "区长老张")
    await a_week(session)
    await make_weekly_report(session, at=READY)
    report, _ = await written(session)
    await session.commit()
    leader = api.as_(Role.COUNTY, region=COUNTY, subject="区长老张")
    [listed] = (await leader.get("/boards/weekly")).json()["rows"]
    paper = await leader.get(f"/boards/weekly/{report.id}.pdf")
    assert (paper.headers["content-type"], hashlib.sha256(paper.content).hexdigest()) == ("application/pdf", listed["sha256"])
    assert listed["sha256"] in (await leader.get("/boards/weekly/page")).text
    for stranger in (api.as_(Role.TOWN, region=TOWN), api.as_(Role.COUNTY, region="371302")):
        assert (await stranger.get("/boards/weekly")).json()["rows"] == []
        assert (await stranger.get(f"/boards/weekly/{report.id}.pdf")).json()["code"] == "no-such-weekly-report"
    assert "还没有周报" in (await api.as_(Role.TOWN, region=TOWN).get("/boards/weekly/page")).text


async def test_the_clock_makes_them(session) -> None:
    await a_leader(session, "区长老张")
    assert await jobs.make_weekly_reports(session, READY)
    assert len((await session.exec(select(Message))).all()) == 1
