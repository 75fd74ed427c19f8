"""What a notice of a project shows, and that it is shown once."""

import pytest

from services.funds.operations.review.open_step_notice import open_step_notice
from services.funds.rules.review import NoticeOpen
from services.funds.store.notice import letterbox, list_lines
from tests.builders.funds import VILLAGE
from tests.builders.funds_projects import TOWN_CLERK, a_submitted_project, day, pass_steps


async def test_a_notice_shows_what_the_guideline_wants_and_no_persons_name(session):
    project = await a_submitted_project(session)
    await pass_steps(session, project, until="village-notice")

    row = await open_step_notice(session, project.id, "village-notice", by=TOWN_CLERK, at=day(2))

    notice = await letterbox.get_notice(session, row.notice_id)
    lines = await list_lines(session, notice.id)
    assert (notice.region, notice.days) == (VILLAGE, 10)
    assert [line.amount_fen for line in lines if line.amount_fen] == [300_000_00, 300_000_00]
    told = " ".join(line.who + line.says for line in lines)
    assert "蔬菜大棚 12 座" in told and "36 户 88 人" in told and "王建国" not in told


async def test_a_notice_that_stands_is_not_opened_again(session):
    project = await a_submitted_project(session)
    await pass_steps(session, project, until="village-notice")
    await open_step_notice(session, project.id, "village-notice", by=TOWN_CLERK, at=day(2))
    with pytest.raises(NoticeOpen):
        await open_step_notice(session, project.id, "village-notice", by=TOWN_CLERK, at=day(3))
