"""A likely double payment is decided once, with a reason, and not by who asked for it."""

import pytest
from sqlmodel import select

from services.funds.operations.payment.decide_double_dip import decide_double_dip
from services.funds.rules.double_dip import DecidedByTheAsker, DoubleDipDecided, DoubleDipState
from services.funds.schemas.payment import DecideDoubleDip
from services.funds.tables import DoubleDip
from tests.builders.funds_payments import ASKER, FIRST_OF_COUNTY, JULY_1, a_line, a_member, a_payee, asked, sign

STOP = DecideDoubleDip(may_be_paid=False, reason="同一处房屋")


async def test_what_must_not_be_paid_is_never_signed_for(session):
    await a_line(session)
    member = await a_member(session)
    await a_payee(session, member)
    await asked(session, [member])
    second = await asked(session, [member])
    dip = (await session.exec(select(DoubleDip))).one()

    with pytest.raises(DecidedByTheAsker):
        await decide_double_dip(session, dip.id, STOP, by=ASKER, at=JULY_1)
    await decide_double_dip(session, dip.id, STOP, by=FIRST_OF_COUNTY, at=JULY_1)

    assert (dip.state, dip.reason) == (DoubleDipState.STOP, "同一处房屋")
    assert [one.refusal.code for one in await sign(session, second)] == ["double-dip-undecided"]
    with pytest.raises(DoubleDipDecided):
        await decide_double_dip(session, dip.id, STOP, by=FIRST_OF_COUNTY, at=JULY_1)
