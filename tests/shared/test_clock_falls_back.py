"""Ticks and events on a machine whose clock is set back or ahead: none is left out for so long, and none comes twice."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import clock, jobs
from shared.database import Sessions
from shared.events.civil_affairs import ReliefNeedReported
from shared.events.wire import EventFromTheFuture, decode, encode
from tests.shared.test_consumers import a_closed_case

TEN = datetime(2020, 6, 1, 2, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Ticked:
    """A job every minute that notes when it ticked."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions, self.at = sessions, list[datetime]()
        self.job = jobs.Job("funds-note", MINUTE, self._note)

    async def _note(self, session: AsyncSession, at: datetime) -> None:
        self.at.append(at)

    async def tick(self, at: datetime) -> int:
        """How many ticks there were at this instant, of two replicas."""
        before = len(self.at)
        for _ in range(2):
            await jobs.tick("funds", self.job, jobs.slot_of(at, MINUTE), self.sessions)
        return len(self.at) - before


@pytest.fixture
def ticked(sessions: Sessions) -> Ticked:
    return Ticked(sessions)


async def test_a_clock_that_is_set_back_an_hour_ticks_on_once_a_minute(ticked: Ticked) -> None:
    for minute in range(90):
        assert await ticked.tick(TEN + minute * MINUTE) == 1
    for minute in range(30, 120):
        assert await ticked.tick(TEN + minute * MINUTE) == 1, f"again {minute} minutes past"


async def test_a_clock_that_was_a_day_ahead_ticks_on_when_it_is_right_again(ticked: Ticked) -> None:
    assert [await ticked.tick(at) for at in (TEN, TEN + DAY, TEN + DAY + MINUTE)] == [1, 1, 1]
    assert [await ticked.tick(TEN + minute * MINUTE) for minute in (1, 2, 3)] == [1, 1, 1]
    assert await ticked.tick(TEN + DAY) == 1


async def test_a_clock_that_stands_still_doubles_nothing(ticked: Ticked) -> None:
    assert [await ticked.tick(TEN) for _ in range(5)] == [1, 0, 0, 0, 0]


async def test_a_replica_whose_clock_runs_a_little_behind_does_nothing_again(ticked: Ticked) -> None:
    for minute in range(5):
        assert await ticked.tick(TEN + minute * MINUTE) == 1
    assert [await ticked.tick(TEN + minute * MINUTE) for minute in (3, 1, 4)] == [0, 0, 0]


async def test_another_jobs_ticks_are_not_forgotten(ticked: Ticked, session: AsyncSession) -> None:
    await session.execute(text("INSERT INTO inbox (handler, id) VALUES ('funds-other', :id)"), {"id": (TEN + DAY).isoformat()})
    await session.commit()
    await ticked.tick(TEN + DAY)
    await ticked.tick(TEN)
    kept = await session.execute(text("SELECT handler FROM inbox ORDER BY handler"))
    assert list(kept.scalars()) == ["funds-note", "funds-other"]


def test_what_we_said_ourselves_is_believed_though_our_clock_fell_back() -> None:
    event = a_closed_case()
    with clock.frozen(event.occurred_at - HOUR):
        assert decode(type(event), encode(event)) == event


def test_what_another_system_says_of_the_future_is_refused() -> None:
    event = ReliefNeedReported(
        region="371311", village="371311001001", trigger="illness", happened_on="2020-06-01", occurred_at=TEN + HOUR
    )
    with clock.frozen(TEN), pytest.raises(EventFromTheFuture):
        decode(ReliefNeedReported, encode(event))
