"""Town within its limit, county above; everyone another person; repetition judged; refusals may ask first aid back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from services.funds.operations.grant_application.check_applications import check_applications
from services.funds.operations.grant_application.decide_application import decide_application
from services.funds.operations.grant_application.draft_application import draft_application
from services.funds.operations.grant_application.submit_application import submit_application
from services.funds.rules.aid import RepeatNotJudged, YearlyTimesReached
from services.funds.rules.aid_policy import Level
from services.funds.rules.grant_application import (
    AmountNotSeen,
    ApplicationNotChecked,
    ApplicationState,
    ApplicationStateForbids,
    CountyDecides,
    TownDecidesFirst,
)
from services.funds.rules.recovery import RecoveryState, RecoveryWhy
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.grant_application import DecideApplication
from services.funds.store.recovery import find_open_recovery
from services.funds.tables import Notice, NoticeLine
from shared.events.civil_affairs import Trigger
from shared.events.funds import GrantApplicationDecided, GrantRecoveryOrdered
from shared.security import OutsideRegion, Principal, Role
from tests.builders.funds import OTHER_TOWN, a_filled_reserve
from tests.builders.funds_grants import (
    CLERK,
    COUNTY_CLERK,
    COUNTY_HEAD,
    JUNE_3,
    LINE_FEN,
    SURVEYORS,
    TOWN_HEAD,
    a_draft_of,
    agree,
    agreed,
    file_papers,
    first_aid,
    payment_of,
    refuse,
    submitted,
)


@pytest.fixture
async def reserve(session):
    await a_filled_reserve(session)


async def small(session):
    """Three months for one: 1,872 yuan, of which 1,000 were given at once."""
    return await submitted(session, await first_aid(session, burden_fen=500_000))


async def decide(session, application, form, by, *, minutes=0):
    return await decide_application(session, application.id, form, by=by, at=JUNE_3 + timedelta(minutes=minutes))


async def test_a_town_decides_within_its_limit_without_a_notice(session, emitted, reserve):
    application = await small(session)

    await decide(session, application, agree(application), TOWN_HEAD)

    assert (application.state, application.decided_level) == (ApplicationState.APPROVED, Level.TOWN)
    assert application.notice_id is None
    [told] = [event for event in await emitted(session) if isinstance(event, GrantApplicationDecided)]
    assert (told.is_approved, told.amount_fen, told.to_pay_fen) == (True, 3 * LINE_FEN, 3 * LINE_FEN - 100_000)


async def test_what_is_above_goes_to_the_county_and_is_shown_without_a_name(session, emitted, reserve):
    application = await submitted(session, await first_aid(session))

    await decide(session, application, agree(application), TOWN_HEAD)
    assert application.state is ApplicationState.AT_COUNTY
    assert not [event for event in await emitted(session) if isinstance(event, GrantApplicationDecided)]
    with pytest.raises(CountyDecides):
        await decide(session, application, agree(application), Principal("镇街另一人", Role.TOWN, application.town))
    await decide(session, application, agree(application), COUNTY_HEAD, minutes=1)

    assert (application.state, application.decided_level) == (ApplicationState.APPROVED, Level.COUNTY)
    notice = (await session.exec(select(Notice))).one()
    line = (await session.exec(select(NoticeLine))).one()
    assert (notice.id, notice.region, line.amount_fen) == (application.notice_id, application.region, 6 * LINE_FEN)
    assert application.number in line.who and str(application.household_id) not in notice.title + line.who + line.says


async def test_nobody_decides_on_what_they_took_part_in(session, reserve):
    application = await submitted(session, await first_aid(session))

    for by in (CLERK, replace(TOWN_HEAD, subject=SURVEYORS[0])):
        with pytest.raises(SamePerson):
            await decide(session, application, agree(application), by)
    with pytest.raises(TownDecidesFirst):
        await decide(session, application, agree(application), COUNTY_HEAD)
    await decide(session, application, agree(application), TOWN_HEAD)
    with pytest.raises(SamePerson):
        await decide(session, application, agree(application), replace(COUNTY_HEAD, subject=TOWN_HEAD.subject))
    with pytest.raises(OutsideRegion):
        await decide(session, application, agree(application), Principal("外镇", Role.TOWN, OTHER_TOWN))


async def test_what_was_seen_is_what_is_agreed_to(session, reserve):
    application = await small(session)

    with pytest.raises(AmountNotSeen):
        await decide(session, application, agree(application, amount_yuan="1872.01"), TOWN_HEAD)


async def test_nobody_agrees_before_the_check_for_repetition(session, reserve):
    application = await draft_application(session, a_draft_of(await first_aid(session)), by=CLERK, at=JUNE_3)
    await file_papers(session, application)
    await submit_application(session, application.id, by=CLERK, at=JUNE_3)

    with pytest.raises(ApplicationNotChecked):
        await decide(session, application, agree(application), TOWN_HEAD)


async def test_a_repetition_is_the_countys_however_small_and_is_judged_aloud(session, reserve):
    grant = await first_aid(session, burden_fen=500_000)
    await first_aid(session, burden_fen=500_000, household_id=grant.household_id)
    application = await submitted(session, grant)

    await decide(session, application, agree(application), TOWN_HEAD)
    assert (application.level, application.state) == (Level.TOWN, ApplicationState.AT_COUNTY)
    with pytest.raises(RepeatNotJudged):
        await decide(session, application, agree(application), COUNTY_HEAD, minutes=1)
    await decide(session, application, agree(application, is_repeat_judged=True), COUNTY_HEAD, minutes=1)
    assert application.state is ApplicationState.APPROVED


async def test_a_third_aid_in_a_year_is_not_agreed_to(session, reserve):
    grant = await first_aid(session, burden_fen=500_000)
    for trigger in (Trigger.DEATH, Trigger.DISASTER):
        await first_aid(session, household_id=grant.household_id, trigger=trigger, burden_fen=None)
    application = await submitted(session, grant)

    with pytest.raises(YearlyTimesReached):
        await decide(session, application, agree(application), TOWN_HEAD)


async def test_a_heavy_case_is_the_countys_with_its_minutes(session, reserve):
    grant = await first_aid(session)
    application = await submitted(session, grant, heavy_yuan="60000", explanation="三人同时住院")

    await agreed(session, application)

    assert (application.state, application.amount_fen, application.to_pay_fen) == ("approved", 6_000_000, 5_700_000)


async def test_first_aid_that_was_enough_ends_it(session, reserve):
    grant = await first_aid(session, trigger=Trigger.DEATH, burden_fen=None)
    application = await submitted(session, grant, kind="livelihood")
    assert (application.amount_fen, application.to_pay_fen) == (3 * LINE_FEN, 0)

    await agreed(session, application)

    assert application.state is ApplicationState.SETTLED


async def test_a_refusal_asks_first_aid_back_where_it_was_not_due(session, emitted, reserve):
    grant = await first_aid(session)
    application = await submitted(session, grant)

    await decide(session, application, refuse(recovers_first_aid=True), TOWN_HEAD)

    order = await find_open_recovery(session, (await payment_of(session, grant)).id)
    assert (order.why, order.application_id, order.state) == (RecoveryWhy.NOT_ELIGIBLE, application.id, RecoveryState.OPEN)
    decided, ordered = (await emitted(session))[-2:]
    assert isinstance(decided, GrantApplicationDecided) and not decided.is_approved
    assert isinstance(ordered, GrantRecoveryOrdered) and ordered.amount_fen == 300_000


async def test_a_refusal_alone_leaves_first_aid_and_another_application_may_follow(session, reserve):
    grant = await first_aid(session)
    application = await submitted(session, grant)
    await decide(session, application, refuse(), TOWN_HEAD)

    assert await find_open_recovery(session, (await payment_of(session, grant)).id) is None
    with pytest.raises(ApplicationStateForbids):
        await decide(session, application, agree(application), COUNTY_CLERK)
    assert (await submitted(session, grant)).number == "E-371311-2020-0002"


async def test_whoever_sent_it_back_may_decide_on_what_comes_again(session, reserve):
    application = await small(session)
    await decide(session, application, DecideApplication(verdict="send-back", said="补充说明"), TOWN_HEAD)
    await submit_application(session, application.id, by=CLERK, at=JUNE_3 + timedelta(hours=1))
    await check_applications(session, at=JUNE_3)

    await decide(session, application, agree(application), TOWN_HEAD, minutes=90)

    assert application.state is ApplicationState.APPROVED
