from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.year_end import Closed, NothingToClose, YearEndState, must_be_over, seen
from services.funds.schemas.year_end import CloseYear
from services.funds.store.budget_policy import get_budget_policy
from services.funds.store.year_end import closed_of, find_open_year_end, list_rest
from services.funds.tables import YearEnd
from shared.clock import china
from shared.security import Principal


async def ask_year_end(
    session: AsyncSession, form: CloseYear, *, by: Principal, at: datetime
) -> tuple[YearEnd | None, list[Closed]]:
    """Propose the end of a county's year: what is left of young money goes to the next year's lines, what is left of old money
    back to the pool. Nothing moves until another person approves (`approve_year_end`).

    Money that is set aside stays and is paid out of the old year. Whoever closes a year again proposes what has become free
    since; a proposal that nobody has decided on is replaced. A trial tells what would become of what, and writes nothing.
    Raises OutsideRegion, NoBudgetRule, YearNotOver, NothingToClose.
    """
    by.must_cover(form.county, pointer="/county")
    policy, _ = get_budget_policy(form.county, china(at).date())
    must_be_over(form.year, china(at).date())
    rest = await list_rest(session, form.county, form.year, clawback_years=policy.clawback.years)
    closed = [closed_of(*one) for one in rest]
    if form.is_trial:
        return None, closed
    earlier = await find_open_year_end(session, form.county, form.year)

    if not closed:
        raise NothingToClose(year=form.year)

    if earlier is not None:
        earlier.state = YearEndState.REPLACED
        await session.flush()
    asked = YearEnd(
        region=form.county,
        year=form.year,
        rows=[list(row) for row in seen(closed)],
        amount_fen=sum(one.amount_fen for one in closed),
        asked_by=by.subject,
        asked_at=at,
    )
    session.add(asked)
    await session.flush()
    return asked, closed
