"""Heavy work is done in a process of its own: of the same surroundings, once at a time, and gone with the service."""

import os
import weakref
from collections.abc import Iterator

import pytest

from shared.apart import Apart, ProcessDied
from shared.database import Sessions
from shared.jobs import Jobs, take_apart


async def which_process(more: int) -> tuple[int, int]:
    return os.getpid(), more + 1


async def which_parent() -> int:
    return os.getppid()


async def die() -> None:
    os._exit(1)


class Knot:
    """Something that holds itself, which only a search for circles finds."""

    def __init__(self) -> None:
        self.itself = self


_seen: list[weakref.ref[Knot]] = []


async def tie_a_knot() -> None:
    _seen.append(weakref.ref(Knot()))


async def is_untied() -> bool:
    [knot] = _seen
    return knot() is None


@pytest.fixture
def hand() -> Iterator[Apart]:
    hand = Apart("funds")
    yield hand
    hand.end()


async def test_work_is_done_in_another_process_which_stays_for_the_next(hand: Apart) -> None:
    first, told = await hand.do(which_process, 1)
    again, _ = await hand.do(which_process, 1)
    assert (told, first == again, first != os.getpid()) == (2, True, True)


async def test_processes_come_from_one_that_stands_by_and_not_from_the_service_itself(hand: Apart) -> None:
    other = Apart("funds")
    try:
        assert os.getpid() != await hand.do(which_parent) == await other.do(which_parent)
    finally:
        other.end()


async def test_what_a_piece_of_work_left_in_circles_is_gone_before_the_next(hand: Apart) -> None:
    for _ in range(2):  # what earlier pieces remember is not looked through again; what they left is
        await hand.do(which_process, 1)
    await hand.do(tie_a_knot)
    assert await hand.do(is_untied)


async def test_a_process_that_dies_in_its_work_is_told_and_another_takes_its_place(hand: Apart) -> None:
    first, _ = await hand.do(which_process, 1)
    with pytest.raises(ProcessDied):
        await hand.do(die)
    again, _ = await hand.do(which_process, 1)
    assert again != first


async def test_no_process_starts_while_nothing_lies_there(sessions: Sessions, hand: Apart) -> None:
    jobs = Jobs("funds")

    async def lies_there(session: object) -> bool:
        return False

    @jobs.until_empty(poll_seconds=1, apart_if=lies_there)
    async def mend_umbrella(session: object, at: object) -> bool:
        raise AssertionError

    assert not await take_apart("funds", jobs.queues[0], sessions, hand)
    assert hand._process is None
