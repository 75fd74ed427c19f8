"""Book the next lines of a confirmed run: ceilings are drawn on, payments asked for; what has changed meanwhile is left out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.counters import Drawn, added, restored
from services.medical.rules.drawn import read_drawn
from services.medical.rules.payout import PayoutState
from services.medical.rules.top_up import RunState, TopUpState, become
from services.medical.store import payouts, top_up_years, top_ups
from services.medical.store.top_up_years import PersonYear, Years
from services.medical.tables import TopUp, TopUpShare
from shared import outbox
from shared.events.medical import TopUpConfirmed
from shared.policy.counters import CounterScope
from shared.vault import hash_identity

CHUNK_LINES = 100


async def book_top_ups(session: AsyncSession, *, at: datetime, limit: int = CHUNK_LINES) -> bool:
    """Whether there was anything to do. A line that was reckoned from what no longer stands is not booked: the next run pays
    what is right then, so nobody is paid by an old sum, and no ceiling is overspent.
    """
    run = await top_ups.lock_next_run(session, RunState.BOOKING)
    if run is None:
        return False
    lines = await top_ups.lock_drafted(session, run.id, after=run.cursor, limit=limit)
    if not lines:
        run.state, run.booked_at = become(RunState.BOOKING, RunState.CONFIRMED), at
        session.add(run)
        await session.flush()
        return True
    hashes = [line.identity_hash for line in lines]
    years = await top_up_years.load_years(session, hashes, run.year, families={line.family for line in lines}, lock=True)

    booked = [line for line in lines if _still_holds(line, years)]
    for line in lines:
        line.state, line.booked_at = (TopUpState.BOOKED, at) if line in booked else (TopUpState.MOVED_ON, None)

    for line in booked:
        _draw(line, years)
    session.add_all(lines)
    asked = await _ask(session, lines, booked)
    run.cursor, run.booked_count = hashes[-1], run.booked_count + len(booked)
    run.moved_count += len(lines) - len(booked)
    run.booked_fen += sum(line.pay_fen for line in booked)
    session.add(run)
    await session.flush()

    confirmed_by = hash_identity(run.confirmed_by) if run.confirmed_by else None
    await outbox.record(
        session, *(TopUpConfirmed(**payouts.asking_of(share, line), asked_by=confirmed_by) for line, share in asked)
    )
    return True


def _still_holds(line: TopUp, years: Years) -> bool:
    person, basis = years.people[line.identity_hash], line.basis
    asked = sorted([layer, payer, one.amount_fen] for (layer, payer), one in person.asked.items() if one.amount_fen)
    return bool(
        person.standing == basis["standing"]
        and asked == basis["asked"]
        and _counters_now(line, person, years, basis["counters"]) == basis["counters"]
    )


def _counters_now(
    line: TopUp, person: PersonYear, years: Years, named: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    """The ceilings that the line was reckoned with, as bills alone have drawn on them by now."""
    now: dict[str, dict[str, int]] = {}
    for scope, names in named.items():
        is_of_family = scope == CounterScope.FAMILY_YEAR
        found = years.family_counters(line.family) if is_of_family else person.own_counters(CounterScope(scope))
        now[scope] = {name: found.get(name, 0) for name in names}
    return now


def _draw(line: TopUp, years: Years) -> None:
    """Instead of what the person's last top-up of the year drew."""
    person = years.people[line.identity_hash]
    before: Drawn = person.booked.drawn if person.booked else {}
    drawn = read_drawn(line.drawn)
    for scope in CounterScope:
        if (account := years.account(person, scope, person.booked.family if person.booked else line.family)) is not None:
            account.counters = restored(account.counters, before.get(scope, {}))
        if (account := years.account(person, scope, line.family)) is not None:
            account.counters = added(account.counters, drawn.get(scope, {}))


async def _ask(session: AsyncSession, lines: list[TopUp], booked: list[TopUp]) -> list[tuple[TopUp, TopUpShare]]:
    """The payments that the booked lines ask for; what was refused before is contained in them."""
    if not booked:
        return []
    await top_ups.replace_refused(session, [line.identity_hash for line in booked], booked[0].year)
    by_id: dict[Any, TopUp] = {line.id: line for line in booked}
    shares = await top_ups.list_shares(session, list(by_id))
    to_pay = [share for share in shares if share.pay_fen]
    await top_ups.set_drafted(session, to_pay, PayoutState.AWAITING, asks=1)
    await top_ups.set_drafted(session, [share for share in shares if not share.pay_fen], PayoutState.NOTHING, asks=0)
    return [(by_id[share.top_up_id], share) for share in to_pay]
