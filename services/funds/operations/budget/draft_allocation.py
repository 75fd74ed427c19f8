from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import allocation, budget
from services.funds.rules.allocation import AllocationState, Factor, Method, Reckoned
from services.funds.rules.number import Series
from services.funds.schemas.allocation import DraftAllocation
from services.funds.store.budget import find_budget_year
from services.funds.store.budget_policy import get_budget_policy
from services.funds.store.number import take_numbers
from services.funds.tables import Allocation, AllocationShare
from shared.clock import china
from shared.security import Principal


async def draft_allocation(session: AsyncSession, form: DraftAllocation, *, by: Principal, at: datetime) -> Allocation:
    """Draft how a sum is set down; nothing moves until a second person approves it.

    Raises OutsideRegion, NoBudgetRule, ProgrammeUnknown, SourceMayNotPay, EarmarkForbids, ShareOutsideCounty, UseForbidden,
    UseUnknown, UseNotOfProgramme, FeeAboveCeiling, WeightsNotWhole, FigureMissing, FigureNotPositive, AmountsDoNotAddUp,
    AmountWhereReckoned.
    """
    by.must_cover(form.county, pointer="/county")
    policy, version = get_budget_policy(form.county, china(at).date())
    counted = await find_budget_year(session, form.county, form.source, form.year)

    programme = budget.programme_of(policy, form.programme, form.source)
    budget.must_keep_earmark(form.pool_programme, form.programme)
    for position, share in enumerate(form.shares):
        budget.must_lie_in(form.county, share.region, pointer=f"/shares/{position}/region")
        budget.use_of(policy, share.use, programme, form.source, pointer=f"/shares/{position}/use")
    reckoned = _reckon(form) if form.method is Method.FACTOR else ()
    amounts = [one.amount_fen for one in reckoned] if reckoned else _blocks(form)
    fee_fen = sum(fen for share, fen in zip(form.shares, amounts, strict=True) if share.use == policy.management_fee.use)
    if fee_fen:
        received_fen, spoken_for_fen = (counted.received_fen, counted.fee_fen) if counted else (0, 0)
        budget.must_fit_fee(policy.fee_ceiling(form.source), received_fen=received_fen, fee_fen=spoken_for_fen + fee_fen)

    [number] = await take_numbers(session, Series.ALLOCATION, form.county, form.year)
    drafted = Allocation(
        number=number,
        region=form.county,
        title=form.title,
        source=form.source,
        pool_programme=form.pool_programme,
        programme=programme.code,
        programme_title=programme.title,
        year=form.year,
        method=form.method,
        document_number=form.document_number,
        amount_fen=form.amount_fen,
        worksheet=_worksheet(form, reckoned),
        clause=policy.source(programme).spoken,
        policy=policy.policy,
        policy_version=version,
        state=AllocationState.DRAFTED,
        drafted_by=by.subject,
        drafted_at=at,
    )
    session.add(drafted)
    await session.flush()
    session.add_all(_rows(form, drafted, amounts))
    await session.flush()
    return drafted


def _reckon(form: DraftAllocation) -> Sequence[Reckoned]:
    for position, share in enumerate(form.shares):
        if share.amount_fen is not None:
            raise allocation.AmountWhereReckoned(pointer=f"/shares/{position}/amount_yuan")
    return allocation.reckon_by_factor(
        form.amount_fen,
        [share.title for share in form.shares],
        [Factor(one.title, one.weight, one.is_inverse) for one in form.factors],
        [share.figures for share in form.shares],
    )


def _blocks(form: DraftAllocation) -> list[int]:
    return allocation.must_add_up(form.amount_fen, [share.amount_fen for share in form.shares])


def _worksheet(form: DraftAllocation, reckoned: Sequence[Reckoned]) -> dict[str, object]:
    if not reckoned:
        return {}
    return {"factors": [factor.model_dump() for factor in form.factors], "rows": [one.as_row() for one in reckoned]}


def _rows(form: DraftAllocation, drafted: Allocation, amounts: Sequence[int]) -> list[AllocationShare]:
    return [
        AllocationShare(
            allocation_id=drafted.id,
            position=position,
            region=share.region,
            project=share.project,
            title=share.title,
            use=share.use,
            amount_fen=amount_fen,
        )
        for position, (share, amount_fen) in enumerate(zip(form.shares, amounts, strict=True))
    ]
