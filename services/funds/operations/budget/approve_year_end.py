from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import SOURCE_NAMES, Holding
from services.funds.rules.budget_line import MOVE_NAMES, MoveKind
from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.effect import Effect
from services.funds.rules.number import Series
from services.funds.rules.second_person import must_be_another
from services.funds.rules.transfer import About, Legs, Phase, Purpose
from services.funds.rules.year_end import Closed, YearEndState, must_be_as_seen, must_wait
from services.funds.schemas.year_end import DecideYearEnd
from services.funds.store.budget import lock_budget_year
from services.funds.store.budget_policy import get_budget_policy
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.store.number import take_numbers
from services.funds.store.year_end import closed_of, key_of_next, key_of_rest, list_carried, list_rest, lock_year_end
from services.funds.tables import BudgetLine, BudgetMove, Disclosure, Transfer, YearEnd
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import name_of
from shared.security import Principal

_PURPOSES = {MoveKind.CARRIED_OUT: Purpose.CARRY_OVER, MoveKind.CLAWED_BACK: Purpose.CLAWBACK}


async def approve_year_end(
    session: AsyncSession, year_end_id: UUID, form: DecideYearEnd, *, by: Principal, at: datetime
) -> tuple[YearEnd, list[Closed]]:
    """A second person agrees: exactly what was proposed is carried over and clawed back, and the public is told of each.

    Raises NoSuchYearEnd, YearEndDecided, SamePerson, YearEndOutdated where money has moved since, NoBudgetRule.
    """
    asked = await lock_year_end(session, year_end_id)
    must_wait(asked.state)
    must_be_another(asked.asked_by, by.subject)
    policy, _ = get_budget_policy(asked.region, china(at).date())
    rest = await list_rest(session, asked.region, asked.year, clawback_years=policy.clawback.years)
    going_on = [line for line, kind, _ in rest if line and kind is MoveKind.CARRIED_OUT]
    carried, fresh = await _next_lines(session, asked, going_on, at=at)
    nexts = [carried.get(line.id) if line and kind is MoveKind.CARRIED_OUT else None for line, kind, _ in rest]
    keys = [
        key
        for (line, _, holding), to in zip(rest, nexts, strict=True)
        for key in (key_of_rest(line, holding), key_of_next(line, holding, to, asked.year))
    ]
    holdings = await lock_accounts(session, *keys) if keys else []
    steps = list(zip(rest, nexts, holdings[::2], holdings[1::2], strict=True))

    closed = [closed_of(line, kind, source, to=to) for (line, kind, _), to, source, _ in steps]
    must_be_as_seen([_row(row) for row in asked.rows], closed)
    legs = [transfer.move(source, target, source.sums.available_fen) for _, _, source, target in steps]

    for ((line, kind, _), to, source, target), moved in zip(steps, legs, strict=True):
        if to is not None and to.id in fresh:
            to.account_id = target.account_id
        await _write(session, line, kind, source, moved, to, policy.management_fee.use, at=at)
    disclosures = [_disclose(one, policy.source(policy.clawback).spoken, asked, at=at) for one in closed]
    session.add_all(disclosures)
    asked.state, asked.decision = YearEndState.DONE, form.decision
    asked.decided_by, asked.decided_at = by.subject, at
    await session.flush()

    await outbox.record(
        session,
        *(
            DisclosurePublished(entry_id=one.id, region=one.region, kind=one.kind, published_on=one.published_on)
            for one in disclosures
        ),
    )
    return asked, closed


def _row(row: list[object]) -> tuple[str, str, str, str, int]:
    line, source, programme, kind, amount = row
    return str(line), str(source), str(programme), str(kind), int(str(amount))


async def _next_lines(
    session: AsyncSession, asked: YearEnd, lines: list[BudgetLine], *, at: datetime
) -> tuple[dict[UUID, BudgetLine], set[UUID]]:
    """By the line that is carried over: the one that carries it on; and which of them are yet to be opened, with new numbers."""
    carried = await list_carried(session, [line.id for line in lines])
    fresh = [line for line in lines if line.id not in carried]
    numbers = await take_numbers(session, Series.BUDGET_LINE, asked.region, asked.year + 1, many=len(fresh)) if fresh else []
    ids = sorted(uuid7() for _ in fresh)  # lists show lines in the order of their ids
    opened = {line.id: _carried(id, line, number, at=at) for id, line, number in zip(ids, fresh, numbers, strict=True)}
    return carried | opened, {line.id for line in opened.values()}


def _carried(id: UUID, line: BudgetLine, number: str, *, at: datetime) -> BudgetLine:
    """The line of the next year: what it is for and how old its money is, it keeps."""
    kept = line.model_dump(exclude={"id", "number", "year", "account_id", "allocation_id", "carried_from_id", "opened_at"})
    return BudgetLine(**kept, id=id, number=number, year=line.year + 1, carried_from_id=line.id, opened_at=at)


async def _write(
    session: AsyncSession,
    line: BudgetLine | None,
    kind: MoveKind,
    source: Holding,
    legs: Legs,
    to: BudgetLine | None,
    fee: str,
    *,
    at: datetime,
) -> None:
    amount_fen = source.sums.available_fen
    if to is not None:
        session.add(to)
        await session.flush()  # a line stands before money comes to it
    moved = Transfer(
        phase=Phase.MOVED,
        purpose=_PURPOSES[kind],
        region=source.key.region,
        amount_fen=amount_fen,
        about=About.ALLOCATION,
        about_id=line.id if line else None,
        memo=f"{MOVE_NAMES[kind]}：{line.number if line else '资金池未下达资金'}",
        made_at=at,
    )
    await add_transfers(session, (moved, legs))
    if line is None:
        return
    session.add(_move(line, kind, -amount_fen, moved, at=at))
    if to is not None:
        session.add(_move(to, MoveKind.CARRIED_IN, amount_fen, moved, at=at))
    elif line.use == fee:
        counted = await lock_budget_year(session, line.county, line.source, line.money_of_year)
        counted.fee_fen -= amount_fen
    await session.flush()


def _move(line: BudgetLine, kind: MoveKind, amount_fen: int, moved: Transfer, *, at: datetime) -> BudgetMove:
    return BudgetMove(line_id=line.id, region=line.region, kind=kind, amount_fen=amount_fen, transfer_id=moved.id, made_at=at)


def _disclose(one: Closed, clause: str, asked: YearEnd, *, at: datetime) -> Disclosure:
    return Disclosure.of(
        public_entry(
            id=uuid7(),
            kind=DisclosureKind.BUDGET_CHANGED,
            region=one.region,
            region_name=name_of(one.region),
            subject=one.title,
            amount_fen=one.amount_fen,
            reason=f"{asked.year}年{MOVE_NAMES[one.kind]}",
            clause=clause,
            published_on=china(at).date(),
            source=SOURCE_NAMES[one.source],
            programme=one.programme_title or None,
            year=asked.year,
            effect=Effect.CARRIED,
            line=one.from_line or None,
            line_to=one.to_line or None,
        )
    )
