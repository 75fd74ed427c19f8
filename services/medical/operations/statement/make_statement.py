"""Make the clearing statement of a month: what one payer owes one hospital."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.month import Month
from services.medical.rules.statement import (
    NothingToClear,
    StatementAlreadyApproved,
    StatementState,
    must_be_county,
    must_be_over,
)
from services.medical.schemas.statement import MakeStatement
from services.medical.store import statements
from services.medical.tables import ClearingStatement
from shared import clock
from shared.money import yuan
from shared.security import Principal


async def make_statement(session: AsyncSession, form: MakeStatement, *, by: Principal, on: date) -> ClearingStatement:
    """Everything owed up to the end of the month that stands on no statement yet: late items and reversals too.

    A draft is what it was made, however often it is asked for: what comes later is for the next month, or for a draft made anew
    after this one was discarded. Raises NotAMonth, PeriodNotOver, NotOneCounty, StatementAlreadyApproved, NothingToClear.
    """
    must_be_county(by.region)
    key = {"region": by.region, "hospital": form.hospital, "payer": form.payer}
    period = Month.read(form.period, pointer="/period")
    await statements.take_turn(session, **key)
    standing = await statements.find_standing(session, **key, period=period)

    must_be_over(period, on=on)
    if standing is not None:
        if standing.state != StatementState.DRAFTED:
            raise StatementAlreadyApproved(statement_id=standing.id)
        return standing

    made = await statements.make(session, **key, period=period, made_by=by.subject, made_at=clock.now())
    if not isinstance(made, ClearingStatement):
        count, net_fen = made
        raise NothingToClear(entries=count, net_yuan=yuan(net_fen))
    return made
