"""What was made together is paid, freed and taken back together."""

import pytest

from services.funds.operations.ledger.follow_link import follow_link
from services.funds.rules.account import AccountKind, Overdrawn
from services.funds.rules.transfer import AlreadyFollowed, CannotFollow, NoSuchTransfer, Phase, Purpose
from shared.ids import uuid7
from tests.builders.funds import DETECTED_AT, OTHER_TOWN, balance_fen
from tests.builders.funds_ledger import (
    OTHER_RESERVE,
    POOL,
    RESERVE,
    TREASURY,
    a_fill,
    a_journal,
    a_pool,
    book,
    open_accounts,
    unsound,
)

FILLS = ((POOL, RESERVE, Purpose.RESERVE_FILL, 30), (POOL, OTHER_RESERVE, Purpose.RESERVE_FILL, 20))
CHAIN = (
    (TREASURY, POOL, Purpose.ALLOCATION, 50),
    (POOL, RESERVE, Purpose.RESERVE_FILL, 50),
    (RESERVE, OTHER_RESERVE, Purpose.RESERVE_FILL, 50),
    (OTHER_RESERVE, POOL, Purpose.CLAWBACK, 50),
)


async def _towns(session) -> list[int]:
    return [await balance_fen(session, AccountKind.TOWN_RESERVE, town) for town in (RESERVE.region, OTHER_TOWN)]


@pytest.mark.parametrize(("outcome", "towns"), [(Phase.POSTED, [30, 20]), (Phase.VOIDED, [0, 0])])
async def test_a_linked_reservation_is_settled_whole_and_once(session, outcome, towns):
    await a_pool(session, 50)
    reserved = await book(session, a_journal(*FILLS, is_reserved=True))

    done = await follow_link(session, reserved[0].link_id, outcome, memo="到账", at=DETECTED_AT)

    assert await _towns(session) == towns
    assert {one.follows_id for one in done} == {one.id for one in reserved}
    assert len({one.link_id for one in done}) == 1 and done[0].link_id != reserved[0].link_id
    with pytest.raises(AlreadyFollowed):
        await follow_link(session, reserved[0].link_id, outcome, memo="再到账", at=DETECTED_AT)
    assert await unsound(session) == []


async def test_a_chain_is_taken_back_from_its_end(session):
    await open_accounts(session)
    made = await book(session, a_journal(*CHAIN))

    done = await follow_link(session, made[0].link_id, Phase.REVERSED, memo="误记", at=DETECTED_AT)

    assert [one.follows_id for one in done] == [one.id for one in reversed(made)]
    assert await balance_fen(session, AccountKind.TREASURY) == 0
    with pytest.raises(CannotFollow):
        await follow_link(session, done[0].link_id, Phase.REVERSED, memo="再冲", at=DETECTED_AT)
    assert await unsound(session) == []


async def test_if_one_of_a_link_cannot_come_back_none_does(session):
    await a_pool(session, 50)
    made = await book(session, a_journal(*FILLS))
    await book(session, a_journal((RESERVE, POOL, Purpose.CLAWBACK, 1)))

    with pytest.raises(Overdrawn):
        await follow_link(session, made[0].link_id, Phase.REVERSED, memo="误记", at=DETECTED_AT)

    assert await _towns(session) == [29, 20]


async def test_a_link_that_is_not_there_is_not_followed(session):
    await a_pool(session, 50)
    await book(session, a_fill(5))

    with pytest.raises(NoSuchTransfer):
        await follow_link(session, uuid7(), Phase.POSTED, memo="到账", at=DETECTED_AT)
