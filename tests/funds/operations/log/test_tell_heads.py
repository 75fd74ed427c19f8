"""Heads reach the places outside in order, and a place that fails is asked again and stands in nobody's way."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import select

from services.funds.jobs import tell_heads
from services.funds.tables import HeadPlace, LogHead
from tests.builders.funds import DETECTED_AT
from tests.builders.log import days_of_records

LATER = DETECTED_AT + timedelta(days=9)


class Outside:
    """A witness's receiver on this machine: keeps what is posted, and answers as it is told to."""

    def __init__(self) -> None:
        self.got, self.status = list[str](), 200

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
        body = (await reader.readexactly(length)).decode()
        if self.status == 200:
            self.got.append(body)
        writer.write(f"HTTP/1.1 {self.status} said\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@pytest.fixture
async def outside(log_around) -> AsyncIterator[Outside]:
    receiver = Outside()
    server = await asyncio.start_server(receiver.answer, "127.0.0.1", 0)
    log_around.set(head_urls=[f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/heads"])
    yield receiver
    server.close()


async def notes_of(session) -> list[str]:
    return [head.note for head in (await session.exec(select(LogHead).order_by(LogHead.number))).all()]


async def test_every_head_is_added_to_the_file_once(session, log_around):
    await days_of_records(session, days=3)

    told = [json.loads(line)["note"] for line in log_around.heads.read_text().splitlines()]
    assert told == await notes_of(session) and len(told) == 3
    assert not await tell_heads(session, LATER)


async def test_every_head_is_posted_to_the_address_in_order(session, outside):
    await days_of_records(session, days=3)

    assert outside.got == await notes_of(session)


async def test_a_place_that_fails_is_asked_again_after_a_pause_and_gets_all(session, outside, log_around):
    outside.status = 503
    await days_of_records(session, days=2)

    failing = (await session.exec(select(HeadPlace).where(HeadPlace.failures > 0))).one()
    assert (failing.last_number, failing.last_failure, outside.got) == (0, "HTTPStatusError", [])
    assert len(log_around.heads.read_text().splitlines()) == 2  # the file has got everything meanwhile
    assert not await tell_heads(session, failing.next_try_at - timedelta(seconds=1))

    outside.status = 200
    assert await tell_heads(session, LATER)
    assert outside.got == await notes_of(session)
    assert (failing.failures, failing.last_number) == (0, 2)


async def test_a_file_that_cannot_be_written_is_tried_again(session, log_around):
    log_around.set(head_file=log_around.folder / "missing" / "heads.jsonl")
    await days_of_records(session, days=1)

    failing = (await session.exec(select(HeadPlace))).one()
    assert (failing.failures, failing.last_failure) == (1, "FileNotFoundError")


async def test_pauses_grow_to_an_hour(session, log_around):
    log_around.set(head_file=log_around.folder / "missing" / "heads.jsonl")
    await days_of_records(session, days=1)
    place = (await session.exec(select(HeadPlace))).one()

    pauses = []
    for _ in range(12):
        at = place.next_try_at
        await tell_heads(session, at)
        await session.flush()
        pauses.append((place.next_try_at - at).total_seconds())

    assert pauses[:2] == [20, 40] and pauses[-1] == 3600
