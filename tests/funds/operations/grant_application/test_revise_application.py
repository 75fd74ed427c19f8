"""A draft, or what was sent back, is weighed anew; what was handed in is not."""

from datetime import timedelta

import pytest

from services.funds.operations.grant_application.decide_application import decide_application
from services.funds.operations.grant_application.revise_application import revise_application
from services.funds.rules.grant_application import ApplicationState, ApplicationStateForbids
from services.funds.schemas.grant_application import DecideApplication, WeighGrant
from tests.builders.funds import a_filled_reserve
from tests.builders.funds_grants import CLERK, JUNE_3, LINE_FEN, SURVEYORS, TOWN_HEAD, first_aid, submitted

FORM = WeighGrant(kind="illness", people=2, surveyed_on="2020-06-03", surveyors=SURVEYORS, burden_yuan="8000")
BACK = DecideApplication(verdict="send-back", said="人数有误")


async def test_what_was_sent_back_is_weighed_anew(session):
    await a_filled_reserve(session)
    application = await submitted(session, await first_aid(session))
    with pytest.raises(ApplicationStateForbids):
        await revise_application(session, application.id, FORM, by=CLERK, at=JUNE_3)
    await decide_application(session, application.id, BACK, by=TOWN_HEAD, at=JUNE_3)
    assert application.state is ApplicationState.DRAFTED

    await revise_application(session, application.id, FORM, by=CLERK, at=JUNE_3 + timedelta(days=1))

    assert (application.people, application.months, application.burden_fen) == (2, 3, 800_000)
    assert (application.amount_fen, application.to_pay_fen) == (6 * LINE_FEN, 6 * LINE_FEN - 300_000)
    assert any("2 人" in said for said in application.reasons)


async def test_the_kind_stays_that_of_the_first_aid(session):
    await a_filled_reserve(session)
    application = await submitted(session, await first_aid(session))
    await decide_application(session, application.id, BACK, by=TOWN_HEAD, at=JUNE_3)

    other = FORM.model_copy(update={"kind": "education"})
    await revise_application(session, application.id, other, by=CLERK, at=JUNE_3)

    assert application.kind == "illness"
