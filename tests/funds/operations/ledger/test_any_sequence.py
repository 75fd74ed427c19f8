"""Whatever is done in whatever order, by however many at once: the books recompute, statements have no gaps, no fen is lost."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from services.funds.operations.ledger.expire_reservations import expire_reservations
from services.funds.operations.ledger.follow_link import follow_link
from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.operations.ledger.settle_reservation import settle_reservation
from services.funds.rules.account import AccountKey, AccountKind, Sums
from services.funds.rules.transfer import Phase, Purpose
from services.funds.schemas.ledger import ReverseTransfer
from services.funds.store.books import sum_account, sum_trial
from services.funds.store.ledger import list_statement
from services.funds.tables import Account, Posting, Transfer
from shared.database import set_scope, the_platform, transaction
from shared.errors import Refusal
from shared.regions import children_of
from tests.builders.funds import COUNTY, DETECTED_AT
from tests.builders.funds_ledger import (
    OTHER_RESERVE,
    POOL,
    RESERVE,
    TREASURY,
    a_fill,
    a_journal,
    a_pool,
    an_allocation,
    book,
    open_accounts,
    unsound,
)

WAYS = [
    (TREASURY, POOL, Purpose.ALLOCATION),
    (POOL, TREASURY, Purpose.CLAWBACK),
    (POOL, RESERVE, Purpose.RESERVE_FILL),
    (POOL, OTHER_RESERVE, Purpose.RESERVE_FILL),
    (RESERVE, OTHER_RESERVE, Purpose.RESERVE_FILL),
    (OTHER_RESERVE, POOL, Purpose.CLAWBACK),
]
WAY = st.builds(lambda way, amount: (*way, amount), st.sampled_from(WAYS), st.integers(1, 60))
COMMANDS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.lists(WAY, min_size=1, max_size=3), st.integers(0, 20)),
        st.tuples(st.just("reserve"), st.lists(WAY, min_size=1, max_size=3), st.integers(0, 20)),
        st.tuples(st.sampled_from(["post", "void", "reverse", "expire"]), st.integers(0, 30), st.integers(0, 20)),
    ),
    max_size=14,
)


async def _do(session, command, made: list[Transfer]) -> list[Transfer]:
    """One command; `made` are the transfers of before, one of which is followed."""
    act, what, days = command
    on = DETECTED_AT + timedelta(days=20)
    booked_on = (DETECTED_AT + timedelta(days=days)).date().isoformat()
    if act == "move":
        return await book(session, a_journal(*what, booked_on=booked_on), on=on)
    if act == "reserve":
        expires_at = on + timedelta(days=days or 1)
        return await book(session, a_journal(*what, booked_on=booked_on, is_reserved=True, expires_at=expires_at), on=on)
    if act == "expire":
        await expire_reservations(session, at=on + timedelta(days=days))
        return []
    if not made:
        return []
    followed = made[what % len(made)]
    outcome = {"post": Phase.POSTED, "void": Phase.VOIDED, "reverse": Phase.REVERSED}[act]
    if followed.link_id:
        return await follow_link(session, followed.link_id, outcome, memo="一并处理", at=on)
    if outcome is Phase.REVERSED:
        return [await reverse_transfer(session, followed.id, ReverseTransfer(reason="误记"), at=on)]
    return [await settle_reservation(session, followed.id, outcome, at=on)]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(commands=COMMANDS)
async def test_any_sequence_of_commands_keeps_the_books(session, commands):
    savepoint = await session.begin_nested()
    await open_accounts(session)
    made = list(await book(session, an_allocation(100), on=DETECTED_AT))

    for command in commands:
        try:
            made += await _do(session, command, made)
        except Refusal:  # a refused command leaves nothing: what follows would find it
            continue

    assert await unsound(session) == []
    for account in (await session.exec(select(Account).execution_options(populate_existing=True))).all():
        rows = await list_statement(session, account.id, after=0, limit=500)
        assert [posting.line for posting, _ in rows] == list(range(1, len(rows) + 1))
        assert account.holding.key.kind is AccountKind.TREASURY or account.holding.sums.available_fen >= 0
        for days in (0, 7, 20, 40):
            on = (DETECTED_AT + timedelta(days=days)).date()
            recomputed = sum((posting.sums for posting, _ in rows if posting.booked_on <= on), start=Sums())
            assert await sum_account(session, account.id, on=on) == recomputed
    await savepoint.rollback()
    session.expunge_all()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(commands=COMMANDS, day=st.integers(0, 25), length=st.integers(0, 10))
async def test_a_trial_balance_of_any_days_equals_a_recomputation(session, commands, day, length):
    savepoint = await session.begin_nested()
    await open_accounts(session)
    made = list(await book(session, an_allocation(100), on=DETECTED_AT))
    for command in commands:
        try:
            made += await _do(session, command, made)
        except Refusal:
            continue
    from_on = (DETECTED_AT + timedelta(days=day)).date()
    to_on = from_on + timedelta(days=length)

    trial = {one.kind: one for one in await sum_trial(session, on=to_on, from_on=from_on)}

    rows = (await session.exec(select(Account.kind, Posting).join(Posting))).all()
    for kind, one in trial.items():
        mine = [posting for its, posting in rows if its is kind]
        assert one.sums == sum((posting.sums for posting in mine if posting.booked_on <= to_on), start=Sums())
        assert one.opening_fen == sum((p.sums for p in mine if p.booked_on < from_on), start=Sums()).balance_fen
        turned = sum((posting.sums for posting in mine if from_on <= posting.booked_on <= to_on), start=Sums())
        assert (one.turned.debits_posted_fen, one.turned.credits_posted_fen) == (
            turned.debits_posted_fen,
            turned.credits_posted_fen,
        )
    assert sum(one.sums.balance_fen for one in trial.values()) == 0
    await savepoint.rollback()
    session.expunge_all()


TOWNS = [
    *(AccountKey(AccountKind.TOWN_RESERVE, town) for town in children_of(COUNTY)[:8]),
    AccountKey(AccountKind.TOWN_RESERVE, "371311001", "教育救助"),
]


async def test_thirty_two_at_once_over_ten_accounts_neither_deadlock_nor_lose_a_fen(sessions, session):
    dice = random.Random(7)
    await a_pool(session, 1_000_000)
    await open_accounts(session, *TOWNS)
    for town in TOWNS:
        await book(session, a_fill(10_000, to=town))
    moved = [(await book(session, a_fill(50, to=dice.choice(TOWNS))))[0] for _ in range(8)]
    reserved = [(await book(session, a_fill(50, to=dice.choice(TOWNS), is_reserved=True)))[0] for _ in range(8)]
    ways = [(POOL, town, Purpose.RESERVE_FILL, 20) for town in TOWNS[:3]]
    linked = [await book(session, a_journal(*dice.sample(ways, 3))) for _ in range(4)]
    await session.commit()

    async def alone(act: Callable[..., Awaitable[object]]) -> None:
        async with transaction(sessions, the_platform("test", "test")) as own:
            await act(own)

    def between(one: AccountKey, other: AccountKey, *, is_reserved: bool = False) -> Callable[..., Awaitable[object]]:
        form = a_journal((one, other, Purpose.RESERVE_FILL, 7), is_reserved=is_reserved)
        return lambda own: book(own, form)

    def around(*towns: AccountKey) -> Callable[..., Awaitable[object]]:
        form = a_journal(*((one, other, Purpose.RESERVE_FILL, 3) for one, other in pairwise(towns)))
        return lambda own: book(own, form)

    acts: list[Callable[..., Awaitable[object]]] = []
    acts += [between(*dice.sample(TOWNS, 2)) for _ in range(4)]
    acts += [between(*dice.sample(TOWNS, 2), is_reserved=True) for _ in range(2)]
    acts += [around(*dice.sample(TOWNS, 5)) for _ in range(6)]
    acts += [lambda own, one=one: reverse_transfer(own, one.id, ReverseTransfer(reason="退回"), at=DETECTED_AT) for one in moved]
    acts += [
        lambda own, one=one, phase=phase: settle_reservation(own, one.id, phase, at=DETECTED_AT)
        for one, phase in zip(reserved, [Phase.POSTED, Phase.VOIDED] * 4, strict=True)
    ]
    acts += [lambda own, its=its: follow_link(own, its[0].link_id, Phase.REVERSED, memo="退回", at=DETECTED_AT) for its in linked]
    dice.shuffle(acts)
    assert len(acts) == 32

    outcomes = await asyncio.gather(*(alone(act) for act in acts), return_exceptions=True)

    assert [outcome for outcome in outcomes if outcome is not None] == []
    await set_scope(session, the_platform("test", "test"))
    assert await unsound(session) == []


def test_the_towns_of_the_test_are_ten_accounts_with_the_pool():
    assert len({POOL, *TOWNS}) == 10
