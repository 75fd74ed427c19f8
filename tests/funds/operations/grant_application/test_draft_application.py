"""A draft says at once what the rule gives; it follows first aid once, of the same household and the same cause."""

import asyncio

import pytest

from services.funds.operations.grant_application.draft_application import draft_application
from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.rules.aid import MonthsNotExplained
from services.funds.rules.aid_policy import Level
from services.funds.rules.grant_application import (
    ApplicationOpen,
    ApplicationState,
    FirstAidNotPaid,
    GrantOfAnotherHousehold,
    KindNotOfTrigger,
    PeopleMoreThanKnown,
)
from services.funds.schemas.ledger import ReverseTransfer
from services.funds.tables import GrantApplication
from shared import database
from shared.events.civil_affairs import Trigger
from shared.ids import uuid7
from shared.security import OutsideRegion
from shared.vault import unseal
from tests.builders.funds import OTHER_VILLAGE, a_filled_reserve
from tests.builders.funds_grants import CLERK, JUNE_3, LINE_FEN, a_draft_of, first_aid, payment_of, refills
from tests.builders.funds_payments import a_member


async def draft(session, grant=None, **changed):
    dry_run = changed.pop("dry_run", False)
    return await draft_application(session, a_draft_of(grant, **changed), by=CLERK, at=JUNE_3, dry_run=dry_run)


async def test_the_whole_follows_first_aid_which_is_set_off(session):
    await a_filled_reserve(session)
    application = await draft(session, await first_aid(session))

    assert (application.number, application.state) == ("E-371311-2020-0001", ApplicationState.DRAFTED)
    assert (application.burden_fen, application.months, application.line_fen) == (3_000_000, 6, LINE_FEN)
    assert (application.first_aid_fen, application.to_pay_fen) == (300_000, 6 * LINE_FEN - 300_000)
    assert application.level is Level.COUNTY


async def test_it_may_be_tried_without_a_trace(session):
    await a_filled_reserve(session)
    tried = await draft(session, await first_aid(session), dry_run=True)

    assert tried.to_pay_fen == 6 * LINE_FEN - 300_000
    assert await refills(session, GrantApplication) == []


async def test_a_pupil_without_first_aid_is_weighed_too(session):
    application = await draft(session, kind="education", least_of="dibao-freshman")

    assert (application.amount_fen, application.to_pay_fen, application.grant_id) == (400_000, 400_000, None)


async def test_other_months_need_a_reason_which_is_sealed(session):
    with pytest.raises(MonthsNotExplained):
        await draft(session, months=12)
    application = await draft(session, months=12, explanation="尿毒症，每周透析三次")

    assert "透析".encode() not in application.explanation_sealed
    assert unseal(application.explanation_sealed) == "尿毒症，每周透析三次"


async def test_first_aid_is_followed_once_by_its_own_household_for_its_own_cause(session):
    await a_filled_reserve(session)
    grant = await first_aid(session, trigger=Trigger.DISASTER)

    with pytest.raises(KindNotOfTrigger) as refused:
        await draft(session, grant)
    assert refused.value.facts["expected"] == "accident"
    with pytest.raises(GrantOfAnotherHousehold):
        await draft(session, grant, kind="accident", household_id=uuid7())
    await draft(session, grant, kind="accident")
    with pytest.raises(ApplicationOpen):
        await draft(session, grant, kind="accident")


async def test_what_was_not_paid_or_came_back_is_not_followed(session):
    with pytest.raises(FirstAidNotPaid):
        await draft(session, await first_aid(session))
    await a_filled_reserve(session)
    grant = await first_aid(session)
    payment = await payment_of(session, grant)
    await reverse_transfer(session, payment.transfer_id, ReverseTransfer(reason="错发"), at=JUNE_3)
    await session.flush()
    with pytest.raises(FirstAidNotPaid):
        await draft(session, grant)


async def test_no_more_people_than_the_household_has(session):
    member = await a_member(session)
    await a_member(session, 2, household_id=member.household_id)

    with pytest.raises(PeopleMoreThanKnown):
        await draft(session, household_id=member.household_id, people=3)
    assert (await draft(session, household_id=member.household_id, people=2)).people == 2


async def test_a_village_of_another_town_is_not_ones_own(session):
    with pytest.raises(OutsideRegion):
        await draft(session, region=OTHER_VILLAGE)


async def test_two_officers_at_once_draft_once(session, sessions):
    await a_filled_reserve(session)
    grant = await first_aid(session)
    await session.commit()

    async def once() -> None:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await draft(own, grant)

    outcomes = await asyncio.gather(once(), once(), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes if outcome] == [ApplicationOpen]
