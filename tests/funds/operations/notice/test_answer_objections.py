"""An investigation ends: the notice goes on without the days on which it was held, or it is stopped."""

from datetime import date

import pytest

from services.funds.operations.notice.answer_objections import answer_objections
from services.funds.rules.notice import NoticeAbout, NoticeOnHold, NoticeStopped, Subject, must_have_stood
from services.funds.rules.paper import PaperAbout, PaperNotOfMatter
from services.funds.rules.public_text import NumberInPublicText
from services.funds.schemas.notice import AnswerObjections
from services.funds.store.notice import find_last_notice
from shared.ids import uuid7
from shared.notices.laws import AlreadyAnswered, InvestigatorTookPart, NotAnInvestigator, ObjectionsOfSeveralNotices, Verdict
from shared.security import OutsideRegion, Principal, Role
from tests.builders.funds import OTHER_TOWN
from tests.builders.funds_notices import (
    ANOTHER_OFFICER,
    COUNTY_INVESTIGATOR,
    STOOD_ON,
    TOWN_OFFICER,
    VILLAGE_OFFICER,
    a_notice,
    an_objection,
    answered,
    at_ten,
    proved,
    the_board_of,
)
from tests.builders.funds_papers import a_paper

CAME_ON, ANSWERED_ON = date(2020, 6, 4), date(2020, 6, 8)


async def _standing(session, notice):
    return await find_last_notice(session, Subject(NoticeAbout.DISTRIBUTION, notice.about_id))


async def test_unfounded_the_notice_runs_on_without_the_days_on_which_it_was_held(session, emitted):
    notice = await a_notice(session)
    objection = await an_objection(session, notice, on=CAME_ON)

    done = await answered(session, objection, on=ANSWERED_ON)

    # Ten days from the second of June; the fourth to the eighth, both included, do not count.
    assert done.notice.until_on == date(2020, 6, 16)
    must_have_stood(await _standing(session, notice), on=date(2020, 6, 17))
    told = (await emitted(session))[-1]
    assert (type(told).__name__, told.verdict, told.is_late) == ("ObjectionAnswered", "resume", False)


async def test_founded_it_is_stopped_and_nothing_goes_on_by_it(session):
    notice = await a_notice(session)

    await answered(session, await an_objection(session, notice), verdict=Verdict.STOP, on=ANSWERED_ON)

    with pytest.raises(NoticeStopped):
        must_have_stood(await _standing(session, notice), on=STOOD_ON)


async def test_one_answer_does_not_free_it_while_another_objection_is_open(session):
    notice = await a_notice(session)
    first, _ = await an_objection(session, notice), await an_objection(session, notice, said="还有另一件事")

    await answered(session, first, on=ANSWERED_ON)

    with pytest.raises(NoticeOnHold):
        must_have_stood(await _standing(session, notice), on=date(2020, 7, 1))


@pytest.mark.parametrize(
    ("by", "law"),
    [
        (TOWN_OFFICER, InvestigatorTookPart),
        (VILLAGE_OFFICER, NotAnInvestigator),
        (Principal("外镇", Role.TOWN, OTHER_TOWN), OutsideRegion),
    ],
)
async def test_nobody_answers_who_took_part_or_is_not_of_the_level_or_the_place(session, by, law):
    objection = await an_objection(session, await a_notice(session))

    with pytest.raises(law):
        await answered(session, objection, on=ANSWERED_ON, by=by)


async def test_who_posted_it_on_the_board_took_part_as_well(session):
    notice = await a_notice(session)
    await proved(session, await the_board_of(session, notice), on=CAME_ON, by=ANOTHER_OFFICER)
    objection = await an_objection(session, notice, on=CAME_ON)

    with pytest.raises(InvestigatorTookPart):
        await answered(session, objection, on=ANSWERED_ON, by=ANOTHER_OFFICER)
    await answered(session, objection, on=ANSWERED_ON, by=COUNTY_INVESTIGATOR)


async def test_an_answer_is_given_once_and_for_one_notice(session):
    one, other = await an_objection(session, await a_notice(session)), await an_objection(session, await a_notice(session))

    with pytest.raises(ObjectionsOfSeveralNotices):
        await answered(session, one, other, on=ANSWERED_ON)
    await answered(session, one, on=ANSWERED_ON)
    with pytest.raises(AlreadyAnswered):
        await answered(session, one, on=ANSWERED_ON)


async def test_an_answer_is_public_and_says_nobodys_number(session):
    objection = await an_objection(session, await a_notice(session))

    with pytest.raises(NumberInPublicText):
        await answered(session, objection, on=ANSWERED_ON, answer="请联系 13953312345 核对")


async def test_the_papers_of_an_investigation_lie_in_the_notices_file(session):
    notice = await a_notice(session)
    objection = await an_objection(session, notice)
    minutes = await a_paper(session, PaperAbout.NOTICE, notice.id)

    async def answer(*papers):
        form = AnswerObjections(
            objection_ids=[objection.id], verdict=Verdict.RESUME, answer="经核对，一致。", papers=list(papers)
        )
        return await answer_objections(session, form, by=ANOTHER_OFFICER, on=ANSWERED_ON, at=at_ten(ANSWERED_ON))

    with pytest.raises(PaperNotOfMatter):
        await answer(uuid7())
    assert (await answer(minutes.id)).objections[0].papers == [str(minutes.id)]
