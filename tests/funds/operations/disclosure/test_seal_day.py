"""A sealed day has one root over its own entries, and takes no more."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from services.funds.operations.disclosure.seal_day import seal_day
from services.funds.rules.disclosure import root_of
from services.funds.store.disclosure import list_day
from tests.builders.funds import DETECTED_AT, a_filled_reserve, a_need, pay_grant

DAY = date(2020, 6, 1)
NEXT_DAY = DETECTED_AT + timedelta(days=1)


@pytest.fixture(autouse=True)
async def two_days_of_grants(session):
    await a_filled_reserve(session)
    for at in (DETECTED_AT, DETECTED_AT, NEXT_DAY):
        await pay_grant(session, a_need(), at=at)
        await session.flush()


async def test_a_seal_is_the_root_over_that_days_entries(session):
    seal = await seal_day(session, DAY, at=NEXT_DAY)

    assert (seal.day, seal.entries, seal.sealed_at) == (DAY, 2, NEXT_DAY)
    assert seal.root == root_of(await list_day(session, DAY))


async def test_the_next_day_goes_on_while_the_sealed_one_is_closed(session):
    await seal_day(session, DAY, at=NEXT_DAY)
    await session.flush()

    await pay_grant(session, a_need(), at=NEXT_DAY)
    with pytest.raises(DBAPIError, match="is sealed"):
        await pay_grant(session, a_need(), at=DETECTED_AT)


async def test_a_day_is_sealed_once(session):
    await seal_day(session, DAY, at=NEXT_DAY)
    await session.flush()
    session.expunge_all()

    await seal_day(session, DAY, at=NEXT_DAY)
    with pytest.raises(DBAPIError, match="seal_pkey"):
        await session.flush()
