"""What else a household and its kin were given is found all over the land, each matter once."""

from datetime import timedelta

from services.funds.operations.grant_application.check_applications import check_applications
from services.funds.operations.grant_application.draft_application import draft_application
from services.funds.operations.grant_application.submit_application import submit_application
from tests.builders.funds import OTHER_TOWN, OTHER_VILLAGE, a_filled_reserve
from tests.builders.funds_grants import CLERK, JUNE_3, LINE_FEN, a_draft_of, file_papers, first_aid, submitted
from tests.builders.funds_payments import a_member


async def test_nothing_is_found_where_nothing_was_given(session):
    await a_filled_reserve(session)
    application = await submitted(session, await first_aid(session))

    assert (application.earlier, application.checked_at) == ([], JUNE_3)
    assert await check_applications(session, at=JUNE_3) == 0


async def test_another_grant_of_the_household_is_found_wherever_it_was_given(session):
    await a_filled_reserve(session)
    await a_filled_reserve(session, town=OTHER_TOWN)
    grant = await first_aid(session)
    other = await first_aid(session, household_id=grant.household_id, village=OTHER_VILLAGE)
    await first_aid(session)

    application = await submitted(session, grant)

    [found] = application.earlier
    assert (found["id"], found["relation"], found["town"], found["amount_fen"]) == (str(other.id), "same", OTHER_TOWN, 300_000)


async def test_kin_are_found_by_the_member_that_they_share(session):
    await a_filled_reserve(session)
    grant = await first_aid(session)
    member = await a_member(session, household_id=grant.household_id)
    cousin = await a_member(session, person_id=member.person_id, is_member=False)
    other = await first_aid(session, household_id=cousin.household_id)

    application = await submitted(session, grant)

    assert [(one["id"], one["relation"]) for one in application.earlier] == [(str(other.id), "kin")]


async def test_first_aid_with_its_whole_grant_is_one_matter_and_of_two_at_once_the_later_sees_the_earlier(session):
    await a_filled_reserve(session)
    grant = await first_aid(session)
    first = await submitted(session, grant)
    second = await draft_application(session, a_draft_of(household_id=grant.household_id, kind="education"), by=CLERK, at=JUNE_3)
    await file_papers(session, second)
    await submit_application(session, second.id, by=CLERK, at=JUNE_3 + timedelta(seconds=1))

    await check_applications(session, at=JUNE_3)

    assert first.earlier == []
    assert [(one["id"], one["amount_fen"]) for one in second.earlier] == [(str(first.id), 6 * LINE_FEN)]
