"""Handed in with papers and a survey; the first aid has its papers then, and what was asked back for want of them is let be."""

from datetime import date, datetime

import pytest

from services.funds.operations.grant_application.draft_application import draft_application
from services.funds.operations.grant_application.submit_application import submit_application
from services.funds.operations.recovery.order_overdue_recoveries import order_overdue_recoveries
from services.funds.rules.grant import PapersIncomplete
from services.funds.rules.grant_application import ApplicationState, ApplicationStateForbids, SurveyNotCurrent, SurveyTooFew
from services.funds.rules.paper import PaperAbout
from services.funds.rules.recovery import RecoveryState
from shared import clock
from shared.events.funds import GrantPapersFiled, GrantRecovered
from tests.builders.funds import a_filled_reserve
from tests.builders.funds_grants import CLERK, GRANT_PAPERS, JUNE_3, a_draft_of, file_papers, first_aid, given_back
from tests.builders.funds_papers import a_paper

JUNE_12 = datetime(2020, 6, 12, 9, 0, tzinfo=clock.CHINA)


async def drafted(session, grant=None, **changed):
    return await draft_application(session, a_draft_of(grant, **changed), by=CLERK, at=JUNE_3)


async def test_papers_of_the_first_aids_file_count_too(session, emitted):
    await a_filled_reserve(session)
    grant = await first_aid(session)
    application = await drafted(session, grant)
    for kind in GRANT_PAPERS[:2]:
        await a_paper(session, PaperAbout.EMERGENCY_GRANT, grant.id, kind=kind)
    with pytest.raises(PapersIncomplete) as refused:
        await submit_application(session, application.id, by=CLERK, at=JUNE_3)
    assert refused.value.facts["missing"] == ["入户核查表", "支出或损失证明"]
    await session.refresh(application)
    await file_papers(session, application, *GRANT_PAPERS[2:])

    await submit_application(session, application.id, by=CLERK, at=JUNE_3)

    assert (application.state, clock.china(application.decide_by).date()) == (ApplicationState.SUBMITTED, date(2020, 6, 17))
    assert (grant.papers_filed_on, grant.papers) == (date(2020, 6, 3), ["application", "household-survey", "identity"])
    [told] = [event for event in await emitted(session) if isinstance(event, GrantPapersFiled)]
    assert (told.grant_id, told.is_late) == (grant.id, False)
    with pytest.raises(ApplicationStateForbids):
        await submit_application(session, application.id, by=CLERK, at=JUNE_3)


@pytest.mark.parametrize(
    ("changed", "law"),
    [
        ({"surveyors": ["镇街民政员", "镇街民政员"]}, SurveyTooFew),
        ({"surveyed_on": date(2020, 6, 4)}, SurveyNotCurrent),
        ({"surveyed_on": date(2020, 5, 3)}, SurveyNotCurrent),
    ],
)
async def test_the_house_is_surveyed_by_two_and_not_long_ago(session, changed, law):
    application = await drafted(session, **changed)
    await file_papers(session, application)

    with pytest.raises(law):
        await submit_application(session, application.id, by=CLERK, at=JUNE_3)


async def test_a_heavy_case_comes_with_its_minutes(session):
    application = await drafted(session, heavy_yuan="60000", explanation="家庭主要成员三人同时住院")
    await file_papers(session, application)

    with pytest.raises(PapersIncomplete) as refused:
        await submit_application(session, application.id, by=CLERK, at=JUNE_3)
    assert refused.value.facts["missing"] == ["一事一议会议纪要"]


async def overdue(session):
    await a_filled_reserve(session)
    grant = await first_aid(session)
    [order] = await order_overdue_recoveries(session, at=JUNE_12)
    application = await draft_application(session, a_draft_of(grant), by=CLERK, at=JUNE_12)
    await file_papers(session, application)
    return order, application


async def test_late_papers_end_what_was_asked_back_for_want_of_them(session, emitted):
    order, application = await overdue(session)

    await submit_application(session, application.id, by=CLERK, at=JUNE_12)

    assert (order.state, order.lifted_why) == (RecoveryState.LIFTED, "材料已补齐")
    filed, recovered = [one for one in await emitted(session) if isinstance(one, GrantPapersFiled | GrantRecovered)]
    assert (filed.is_late, recovered.is_whole, recovered.recovered_fen) == (True, False, 0)


async def test_what_has_begun_to_come_back_goes_on(session):
    order, application = await overdue(session)
    await given_back(session, order, "500.00", at=JUNE_12)

    await submit_application(session, application.id, by=CLERK, at=JUNE_12)

    assert order.state is RecoveryState.OPEN
