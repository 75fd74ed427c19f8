from datetime import date

import pytest

from services.housing.operations.support.answer_support import answer_support
from services.housing.rules.support import SupportAnsweredAlready, SupportOutOfTime, SupportState
from services.housing.schemas.support import AnswerSupport
from services.housing.store.support import list_supports
from shared.events.housing import ResettlementSupportAnswered
from tests.builders.housing_relocation import a_place, a_settled_household
from tests.builders.housing_renovation import TOWN_OFFICER, on


async def test_what_is_answered_is_told_and_answered_once(session, emitted):
    moved = await a_settled_household(session, await a_place(session))
    support = (await list_supports(session, moved.id))[0]
    form = AnswerSupport(on=date(2020, 10, 15), is_done=False, says="孩子随亲属在原校就读")

    answered = await answer_support(session, support.id, form, by=TOWN_OFFICER, at=on("2020-10-15"))

    assert (answered.state, answered.answered_on) == (SupportState.DECLINED, date(2020, 10, 15))
    [told] = [each for each in await emitted(session) if isinstance(each, ResettlementSupportAnswered)]
    assert (told.support_id, told.support, told.is_done) == (support.id, "schooling", False)
    with pytest.raises(SupportAnsweredAlready):
        await answer_support(session, support.id, form, by=TOWN_OFFICER, at=on("2020-10-15"))


async def test_nothing_is_answered_before_the_move(session):
    moved = await a_settled_household(session, await a_place(session))
    support = (await list_supports(session, moved.id))[0]

    with pytest.raises(SupportOutOfTime):
        form = AnswerSupport(on=date(2020, 9, 14), is_done=True, says="已转学")
        await answer_support(session, support.id, form, by=TOWN_OFFICER, at=on("2020-10-15"))
