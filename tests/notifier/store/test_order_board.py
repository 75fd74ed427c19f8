"""The boards' one statement counts what the rules of a single order say, whatever was done with the orders and as of whenever."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random

from services.notifier.rules.board import By, Figure, Period, period_of
from services.notifier.rules.order import MOVES, OWED, Move, OrderState
from services.notifier.rules.order_act import Act
from services.notifier.rules.order_times import Line, Turn, WaitsFor, reckon
from services.notifier.rules.spread import spread_of
from services.notifier.store.order_board import Asked, count_orders, list_behind
from shared.periods import day_in_china
from tests.builders.notifier import COUNTY_OFFICER, MONDAY
from tests.builders.order_records import a_recorded_order, write_orders

_ACTS = {
    Move.ACCEPT: Act.ACCEPTED,
    Move.HAND_ON: Act.HANDED_ON,
    Move.ASK: Act.ASKED,
    Move.ANSWER: Act.ANSWERED,
    Move.EXTEND: Act.EXTENDED,
    Move.COMPLETE: Act.COMPLETED,
    Move.CHECK: Act.CHECKED,
    Move.REOPEN: Act.REOPENED,
    Move.CANCEL: Act.CANCELLED,
    Move.SETTLE: Act.SETTLED,
    Move.RECUR: Act.RECURRED,
}


def any_record(chance: Random, *, is_checked: bool) -> list[Line]:
    """What may happen to an order in two months, by the table of moves."""
    at = MONDAY + timedelta(hours=chance.randrange(24 * 20))
    turn, state = 1, OrderState.OPEN
    record = [Line(Act.GIVEN, turn, at, at + timedelta(hours=chance.randrange(1, 400)))]
    for _ in range(chance.randrange(9)):
        at += timedelta(minutes=chance.randrange(1, 6000))
        moves = [move for (of, move) in MOVES if of is state and (is_checked or move is not Move.CHECK)]
        if not moves:
            break
        if chance.random() < 0.2 and state in OWED:
            record.append(Line(Act.URGED, turn, at))
            continue
        move = chance.choice(moves)
        if move in {Move.CANCEL, Move.SETTLE} and chance.random() < 0.8:
            continue
        begins = move is Move.REOPEN or (move is Move.RECUR and state not in OWED)
        state = MOVES[state, move]
        turn += begins
        moved = begins or move is Move.EXTEND or (move is Move.ANSWER and chance.random() < 0.5)
        record.append(Line(_ACTS[move], turn, at, at + timedelta(hours=chance.randrange(1, 400)) if moved else None))
    return record


def counted_by_rule(turns: list[Turn], period: Period, *, is_checked: bool) -> Counter[Figure]:
    """One order, by the rules of a single one."""

    def happened(at: datetime | None) -> bool:
        return at is not None and at > period.since

    counts: Counter[Figure] = Counter()
    for place, turn in enumerate(turns, start=1):
        is_late, is_last = turn.is_late(period.as_of), place == len(turns)
        counts[Figure.OPEN] += turn.is_open
        counts[Figure.LATE] += turn.is_open and is_late
        counts[Figure.DUE] += turn.is_open and not is_late and turn.due_at <= period.soon
        counts[Figure.TO_CHECK] += is_checked and is_last and turn.completed_at is not None and turn.checked_at is None
        counts[Figure.GIVEN] += happened(turn.opened_at)
        counts[Figure.REOPENED] += happened(turn.opened_at) and turn.turn > 1
        counts[Figure.ACCEPTED] += happened(turn.accepted_at)
        counts[Figure.FINISHED] += happened(turn.completed_at)
        counts[Figure.FINISHED_LATE] += happened(turn.completed_at) and is_late
        counts[Figure.CHECKED] += happened(turn.checked_at)
        counts[Figure.CANCELLED] += happened(turn.cancelled_at)
    return counts


async def test_the_statement_and_the_rules_agree_about_four_hundred_orders_on_any_day(session) -> None:
    chance = Random(20200601)
    records = [(any_record(chance, is_checked=bool(place % 2)), bool(place % 2)) for place in range(400)]
    await write_orders(session, *(a_recorded_order(record, is_checked=is_checked) for record, is_checked in records))
    now = MONDAY + timedelta(days=60)
    for days in (3, 9, 16, 30, 60):
        day = day_in_china(MONDAY + timedelta(days=days))
        period = period_of(day - timedelta(days=6), day, now=now)
        whole, _ = await count_orders(session, Asked(COUNTY_OFFICER, period), group=By.DEPARTMENT)
        told = [(reckon(record, is_checked=is_checked, as_of=period.as_of), is_checked) for record, is_checked in records]
        expected = sum((counted_by_rule(turns, period, is_checked=is_checked) for turns, is_checked in told), Counter())
        found = {figure: many for figure, many in whole.counts.items() if figure is not Figure.HANDED_ON}
        assert found == {figure: expected[figure] for figure in found}, day
        turns = [turn for turns, _ in told for turn in turns]
        for spread, took, when in (
            (whole.accept, "to_accept", "accepted_at"),
            (whole.finish, "to_finish", "completed_at"),
            (whole.check, "to_check", "checked_at"),
        ):
            its = [getattr(one, took) for one in turns if getattr(one, when) and getattr(one, when) > period.since]
            assert spread == spread_of([int(one.total_seconds()) for one in its])
        done = [one for one in turns if one.completed_at and one.completed_at > period.since]
        waited = sum((one.waited(WaitsFor.ANSWER, period.as_of) for one in done), timedelta(0))
        assert whole.asked_s == int(waited.total_seconds())


async def test_behind_every_number_are_as_many_orders(session) -> None:
    chance = Random(7)
    towns = ("371311001", "371311002", "371311003")
    recorded = [a_recorded_order(any_record(chance, is_checked=True), region=towns[place % 3]) for place in range(120)]
    await write_orders(session, *recorded)
    period = period_of(None, day_in_china(MONDAY + timedelta(days=25)), now=MONDAY + timedelta(days=60))
    asked = Asked(COUNTY_OFFICER, period)
    for group in By:
        whole, lines = await count_orders(session, asked, group=group)
        for figure in Figure:
            assert sum(line.counts[figure] for line in lines) == whole.counts[figure]
            for line in [whole, *lines]:
                listed = await list_behind(session, asked, figure, group=group, key=line.key, limit=1000, urgent_first=True)
                assert len(listed) == line.counts[figure], (group, figure, line.key)
    assert any(whole.counts[figure] > 5 for figure in Figure), "there was something to agree about"


async def test_pages_of_a_list_never_tear_the_turns_of_an_order_apart(session) -> None:
    again = [
        Line(Act.GIVEN, 1, MONDAY, MONDAY + timedelta(days=2)),
        Line(Act.ACCEPTED, 1, MONDAY + timedelta(hours=1)),
        Line(Act.COMPLETED, 1, MONDAY + timedelta(hours=2)),
        Line(Act.REOPENED, 2, MONDAY + timedelta(hours=3), MONDAY + timedelta(days=2)),
    ]
    await write_orders(session, *(a_recorded_order(again) for _ in range(5)))
    asked = Asked(COUNTY_OFFICER, period_of(None, day_in_china(MONDAY), now=MONDAY + timedelta(hours=9)))
    seen, after = [], None
    while page := await list_behind(session, asked, Figure.GIVEN, group=By.KIND, key="task", limit=3, after=after):
        seen += [(one.order_id, one.turn) for one in page]
        after = page[-1].order_id
    assert len(seen) == len(set(seen)) == 10
