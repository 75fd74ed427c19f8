"""What is left may come back in parts; a later plan replaces an earlier one, which stays on file."""

import pytest
from sqlmodel import select

from services.funds.operations.recovery.plan_instalments import plan_instalments
from services.funds.rules.recovery import InstalmentsWrong, RecoveryOver
from services.funds.schemas.recovery import PlanInstalments
from services.funds.store.recovery import list_plan
from services.funds.tables import RecoveryInstalment
from tests.builders.funds import a_filled_reserve
from tests.builders.funds_grants import CLERK, JUNE_20, asked_back, first_aid, given_back


def a_plan(*parts: tuple[str, str]) -> PlanInstalments:
    return PlanInstalments.model_validate({"instalments": [{"due_on": day, "amount_yuan": yuan} for day, yuan in parts]})


async def an_order(session):
    await a_filled_reserve(session)
    return await asked_back(session, await first_aid(session))


async def test_parts_add_up_to_what_is_left(session):
    order = await an_order(session)
    await plan_instalments(session, order.id, a_plan(("2020-07-31", "1000"), ("2020-08-31", "2000")), by=CLERK, on=JUNE_20.date())
    await given_back(session, order, "1000.00")
    with pytest.raises(InstalmentsWrong):
        await plan_instalments(session, order.id, a_plan(("2020-09-30", "3000")), by=CLERK, on=JUNE_20.date())

    await plan_instalments(session, order.id, a_plan(("2020-09-30", "500"), ("2020-10-31", "1500")), by=CLERK, on=JUNE_20.date())

    plan = await list_plan(session, order.id)
    assert [(part.plan, part.position, part.amount_fen, part.before_fen) for part in plan] == [
        (2, 1, 50_000, 100_000),
        (2, 2, 150_000, 100_000),
    ]
    assert order.due_on.isoformat() == "2020-10-31"
    assert len((await session.exec(select(RecoveryInstalment))).all()) == 4


async def test_what_is_over_has_no_parts(session):
    order = await an_order(session)
    await given_back(session, order, "3000.00")

    with pytest.raises(RecoveryOver):
        await plan_instalments(session, order.id, a_plan(("2020-07-31", "3000")), by=CLERK, on=JUNE_20.date())
