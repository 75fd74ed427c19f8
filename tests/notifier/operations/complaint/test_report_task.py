"""Reporting: whoever was asked, once."""

import pytest

from services.notifier.operations.complaint.hand_on_complaint import hand_on_complaint
from services.notifier.operations.complaint.report_task import report_task
from services.notifier.rules.complaint import ComplaintState, TaskOfAnother, TaskReported, Verdict
from services.notifier.rules.message import IdNumberInText
from services.notifier.schemas.complaint import HandOn, ReportTask
from shared.security import Principal, Role
from tests.builders.complaints import kept
from tests.builders.notifier import COUNTY, COUNTY_OFFICER, MONDAY, TOWN, TOWN_OFFICER

FOUND = ReportTask(found=Verdict.TRUE, report="资金去向已经核实")


async def given(session, **to):
    complaint = await kept(session, ComplaintState.ACCEPTED)
    return complaint, await hand_on_complaint(session, complaint.id, HandOn(summary="请核实资金去向", **to), at=MONDAY)


async def test_what_was_found_goes_to_the_desk(session) -> None:
    complaint, task = await given(session, level="town", region=TOWN)
    done = await report_task(session, task.id, FOUND, by=TOWN_OFFICER, at=MONDAY)
    assert (done.reported_by, done.found, complaint.state) == ("街道小赵", Verdict.TRUE, ComplaintState.REPORTED)
    with pytest.raises(TaskReported):
        await report_task(session, task.id, FOUND, by=TOWN_OFFICER, at=MONDAY)


@pytest.mark.parametrize(
    "other",
    [COUNTY_OFFICER, Principal("邻街", Role.TOWN, "371311002"), Principal("民政", Role.DEPARTMENT, COUNTY, "civil-affairs")],
)
async def test_nobody_reports_for_the_town(session, other) -> None:
    _, task = await given(session, level="town", region=TOWN)
    with pytest.raises(TaskOfAnother):
        await report_task(session, task.id, FOUND, by=other, at=MONDAY)


async def test_nobody_s_number_stands_in_a_report(session) -> None:
    _, task = await given(session, level="town", region=TOWN)
    with pytest.raises(IdNumberInText):
        await report_task(
            session, task.id, ReportTask(found=Verdict.TRUE, report="11010519491231002X 领取"), by=TOWN_OFFICER, at=MONDAY
        )
