from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import SOURCE_NAMES, AccountKey, Holding
from services.funds.rules.budget import pool_key
from services.funds.rules.budget_line import MOVE_NAMES, Closed, MoveKind, fate_of_rest, line_key, must_be_over
from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.effect import Effect
from services.funds.rules.number import Series
from services.funds.rules.transfer import About, Legs, Phase, Purpose
from services.funds.schemas.budget_line import CloseYear
from services.funds.store.budget import lock_budget_year
from services.funds.store.budget_line import list_carried, list_pools_of_year, lock_lines_of_year
from services.funds.store.budget_policy import get_budget_policy
from services.funds.store.ledger import add_transfers, list_holdings, lock_accounts
from services.funds.store.number import take_numbers
from services.funds.tables import BudgetLine, BudgetMove, Disclosure, Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import name_of
from shared.security import Principal

_PURPOSES = {MoveKind.CARRIED_OUT: Purpose.CARRY_OVER, MoveKind.CLAWED_BACK: Purpose.CLAWBACK}


@dataclass(frozen=True, slots=True)
class _Step:
    """Unspent money with where it lies and where it goes. A part of the pool has no line."""

    line: BudgetLine | None
    kind: MoveKind
    source: AccountKey
    target: AccountKey
    carried: BudgetLine | None = None
    is_new: bool = False


async def close_year(session: AsyncSession, form: CloseYear, *, by: Principal, at: datetime) -> list[Closed]:
    """End a county's year: what is left of young money goes to the next year's lines, what is left of old money back to the pool.

    Money that is set aside stays and is paid out of the old year. Whoever closes a year again moves what has become free since.
    A trial tells what would become of what and writes nothing. Raises OutsideRegion, NoBudgetRule, YearNotOver.
    """
    by.must_cover(form.county, pointer="/county")
    policy, _ = get_budget_policy(form.county, china(at).date())
    must_be_over(form.year, china(at).date())
    lines = await lock_lines_of_year(session, form.county, form.year)
    seen = await list_holdings(session, [line.account_id for line in lines])
    open_lines = [line for line in lines if seen[line.account_id].sums.available_fen]
    fates = {line.id: fate_of_rest(line.money_of_year, form.year, policy.clawback.years) for line in open_lines}
    if form.is_trial:
        pools = [account.holding for account in await list_pools_of_year(session, form.county, form.year)]
        of_lines = [_closed(line, fates[line.id], seen[line.account_id]) for line in open_lines]
        return [*of_lines, *(_closed(None, MoveKind.CARRIED_OUT, pool) for pool in pools if pool.sums.available_fen)]
    steps = await _steps(session, form, open_lines, fates, at=at)
    if not steps:
        return []
    holdings = await lock_accounts(session, *(key for step in steps for key in (step.source, step.target)))
    pairs = list(zip(steps, holdings[::2], holdings[1::2], strict=True))

    moved = [
        (step, source, transfer.move(source, target, source.sums.available_fen), target)
        for step, source, target in pairs
        if source.sums.available_fen
    ]

    closed = []
    for step, source, legs, target in moved:
        closed.append(_closed(step.line, step.kind, source, to=step.carried))
        await _write(session, step, source, legs, target, policy.management_fee.use, at=at)
    disclosures = [_disclose(one, policy.source(policy.clawback).spoken, form, at=at) for one in closed]
    session.add_all(disclosures)
    await session.flush()

    await outbox.record(
        session,
        *(
            DisclosurePublished(entry_id=one.id, region=one.region, kind=one.kind, published_on=one.published_on)
            for one in disclosures
        ),
    )
    return closed


async def _steps(
    session: AsyncSession, form: CloseYear, lines: Sequence[BudgetLine], fates: Mapping[UUID, MoveKind], *, at: datetime
) -> list[_Step]:
    """Where each line's and each pool's money goes; the lines of the next year that are not there yet get their numbers."""
    carried = await list_carried(session, [line.id for line in lines])
    fresh = [line for line in lines if fates[line.id] is MoveKind.CARRIED_OUT and line.id not in carried]
    numbers = await take_numbers(session, Series.BUDGET_LINE, form.county, form.year + 1, many=len(fresh)) if fresh else []
    ids = sorted(uuid7() for _ in fresh)  # lists show lines in the order of their ids
    opened = {line.id: _carried(id, line, number, at=at) for id, line, number in zip(ids, fresh, numbers, strict=True)}
    steps = []
    for line in lines:
        source = line_key(line.region, line.number, line.bound)
        if fates[line.id] is MoveKind.CLAWED_BACK:
            pool = pool_key(line.county, line.source, line.pool_programme, form.year + 1)
            steps.append(_Step(line, MoveKind.CLAWED_BACK, source, pool))
        else:
            to = opened.get(line.id) or carried[line.id]
            target = line_key(to.region, to.number, to.bound)
            steps.append(_Step(line, MoveKind.CARRIED_OUT, source, target, to, is_new=line.id in opened))
    for account in await list_pools_of_year(session, form.county, form.year):
        key = account.key
        steps.append(_Step(None, MoveKind.CARRIED_OUT, key, pool_key(key.region, key.source, key.programme, form.year + 1)))
    return steps


def _carried(id: UUID, line: BudgetLine, number: str, *, at: datetime) -> BudgetLine:
    """The line of the next year: what it is for and how old its money is, it keeps."""
    kept = line.model_dump(exclude={"id", "number", "year", "account_id", "allocation_id", "carried_from_id", "opened_at"})
    return BudgetLine(**kept, id=id, number=number, year=line.year + 1, carried_from_id=line.id, opened_at=at)


async def _write(
    session: AsyncSession, step: _Step, source: Holding, legs: Legs, target: Holding, fee: str, *, at: datetime
) -> None:
    amount_fen = source.sums.available_fen
    if step.is_new and step.carried is not None:
        step.carried.account_id = target.account_id
        session.add(step.carried)
        await session.flush()  # a line stands before money comes to it
    moved = Transfer(
        phase=Phase.MOVED,
        purpose=_PURPOSES[step.kind],
        region=source.key.region,
        amount_fen=amount_fen,
        about=About.ALLOCATION,
        about_id=step.line.id if step.line else None,
        memo=f"{MOVE_NAMES[step.kind]}：{step.line.number if step.line else '资金池未下达资金'}",
        made_at=at,
    )
    await add_transfers(session, (moved, legs))
    if step.line is None:
        return
    session.add(_move(step.line, step.kind, -amount_fen, moved, at=at))
    if step.carried is not None:
        session.add(_move(step.carried, MoveKind.CARRIED_IN, amount_fen, moved, at=at))
    elif step.line.use == fee:
        counted = await lock_budget_year(session, step.line.county, step.line.source, step.line.money_of_year)
        counted.fee_fen -= amount_fen
    await session.flush()


def _move(line: BudgetLine, kind: MoveKind, amount_fen: int, moved: Transfer, *, at: datetime) -> BudgetMove:
    return BudgetMove(line_id=line.id, region=line.region, kind=kind, amount_fen=amount_fen, transfer_id=moved.id, made_at=at)


def _closed(line: BudgetLine | None, kind: MoveKind, source: Holding, *, to: BudgetLine | None = None) -> Closed:
    return Closed(
        region=source.key.region,
        title=line.title if line else "资金池未下达资金",
        source=source.key.source,
        programme_title=line.programme_title if line else "",
        kind=kind,
        amount_fen=source.sums.available_fen,
        from_line=line.number if line else "",
        to_line=to.number if to else "",
    )


def _disclose(one: Closed, clause: str, form: CloseYear, *, at: datetime) -> Disclosure:
    return Disclosure.of(
        public_entry(
            id=uuid7(),
            kind=DisclosureKind.BUDGET_CHANGED,
            region=one.region,
            region_name=name_of(one.region),
            subject=one.title,
            amount_fen=one.amount_fen,
            reason=f"{form.year}年{MOVE_NAMES[one.kind]}",
            clause=clause,
            published_on=china(at).date(),
            source=SOURCE_NAMES[one.source],
            programme=one.programme_title or None,
            year=form.year,
            effect=Effect.CARRIED,
            line=one.from_line or None,
            line_to=one.to_line or None,
        )
    )
