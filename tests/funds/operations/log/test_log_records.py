"""What is published is taken into the log behind those who publish, under signed heads, and nothing of it changes again."""

import asyncio
import base64
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from services.funds.jobs import log_records
from services.funds.operations.log import log_records as logging
from services.funds.rules.head import KeyNotEndorsed, commit, public_of
from services.funds.rules.log_tree import leaf_of
from services.funds.store.log import count_entries, list_keys
from services.funds.tables import LogEntry, LogHead, LogPending
from services.funds.verifier.verify import Tree
from shared.database import the_platform, transaction
from shared.events.funds import TreeHeadSigned
from tests.builders.funds import DETECTED_AT, a_filled_reserve, a_need, pay_grant
from tests.builders.log import a_key, a_key_file, days_of_records, publish, take_in

pytestmark = pytest.mark.usefixtures("log_around")
DAY = timedelta(days=1)


async def heads_of(session):
    return (await session.exec(select(LogHead).order_by(LogHead.number))).all()


async def entries_of(session):
    return (await session.exec(select(LogEntry).order_by(LogEntry.position))).all()


async def test_each_record_is_committed_to_in_the_order_in_which_it_came(session):
    records = sorted((publish(session, amount_fen=fen) for fen in (1_00, 2_00, 3_00)), key=lambda record: record.id)
    await take_in(session)

    entries = await entries_of(session)
    assert [entry.disclosure_id for entry in entries] == [record.id for record in records]
    assert [entry.position for entry in entries] == [0, 1, 2]
    assert [entry.commitment for entry in entries] == [
        commit(entry.salt, record.canonical) for entry, record in zip(entries, records, strict=True)
    ]
    assert len({entry.salt for entry in entries}) == 3
    assert (await session.exec(select(LogPending))).all() == []


async def test_a_head_is_the_root_over_all_that_was_taken_in_signed_by_the_key(session, emitted):
    await days_of_records(session, days=3)

    *_, head = await heads_of(session)
    tree = Tree()
    for entry in await entries_of(session):
        tree.add(entry.commitment)
    body, line = head.note.split("\n\n")
    signature = base64.b64decode(line.split(" ")[2])[4:]
    Ed25519PublicKey.from_public_bytes(public_of(a_key(b"1"))).verify(signature, f"{body}\n".encode())
    assert (head.number, head.size, head.root) == (3, 15, tree.root())
    told = [event for event in await emitted(session) if isinstance(event, TreeHeadSigned)]
    assert [(event.number, event.size) for event in told] == [(1, 5), (2, 10), (3, 15)]


async def test_a_head_is_signed_every_day_even_if_nothing_was_published(session):
    publish(session)
    await take_in(session)
    await take_in(session, at=DETECTED_AT + timedelta(hours=1))
    await take_in(session, at=DETECTED_AT + DAY)

    assert [(head.number, head.size) for head in await heads_of(session)] == [(1, 1), (2, 1)]


async def test_a_long_line_is_taken_in_under_one_head(session, monkeypatch):
    monkeypatch.setattr(logging, "RECORDS_AT_ONCE", 100)
    for _ in range(300):
        publish(session)
    await take_in(session)

    tree = Tree()
    for entry in await entries_of(session):
        tree.add(entry.commitment)
    [head] = await heads_of(session)
    assert (head.size, head.root) == (300, tree.root())


async def test_a_paid_grant_s_entry_comes_into_the_log(session):
    await a_filled_reserve(session)
    await pay_grant(session, a_need(), at=DETECTED_AT)
    await take_in(session)

    assert await count_entries(session) == 1


async def test_who_publishes_waits_for_no_one_who_logs(session, sessions):
    """The log is being written, uncommitted, while a household is paid: the payment neither waits nor fails."""
    await a_filled_reserve(session)
    publish(session)
    await session.commit()
    async with transaction(sessions, the_platform("test", "test")) as logger:
        assert await log_records(logger, DETECTED_AT)
        await logger.flush()
        async with asyncio.timeout(20), transaction(sessions, the_platform("test", "test")) as payer:
            await payer.execute(text("SET LOCAL lock_timeout = '2s'"))
            await pay_grant(payer, a_need(), at=DETECTED_AT)
            await payer.flush()
            waiting = await payer.execute(_LOCKS_WAITED_FOR)
            assert waiting.scalar_one() == 0


_LOCKS_WAITED_FOR = text(
    "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database WHERE NOT granted AND datname = current_database()"
)


async def test_two_writers_at_once_take_each_record_once(session, sessions):
    for _ in range(20):
        publish(session)
    await session.commit()

    async def write() -> None:
        async with transaction(sessions, the_platform("test", "test")) as own:
            await log_records(own, DETECTED_AT)

    await asyncio.gather(*(write() for _ in range(4)))

    async with transaction(sessions, the_platform("test", "test")) as own:
        assert [entry.position for entry in await entries_of(own)] == list(range(20))
        assert len(await heads_of(own)) == 1


@pytest.mark.parametrize("table", ["log_entry", "log_head", "log_node", "log_key", "cosignature"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
async def test_nothing_of_the_log_can_be_changed(session, table, change):
    await days_of_records(session, days=1)
    column = {"log_entry": "logged_at", "log_head": "note", "log_node": "hash", "log_key": "public", "cosignature": "line"}[table]

    with pytest.raises(DBAPIError, match="only ever added to"):
        await session.execute(text(change.format(table, column, column)))


async def test_a_head_neither_leaves_a_gap_nor_shrinks(session):
    await days_of_records(session, days=1)
    [head] = await heads_of(session)
    like = {"root": head.root, "key_id": head.key_id, "note": head.note, "signed_at": head.signed_at}

    session.add(LogHead(number=3, size=9, **like))
    with pytest.raises(DBAPIError, match="does not follow"):
        await session.flush()
    await session.rollback()


async def test_without_a_key_what_is_published_waits(session, log_around):
    log_around.set(log_key_file="")
    log_around.monkeypatch.delenv("JISHIYU_LOG_KEY_FILE")
    log_around.set()
    publish(session)
    await session.flush()

    assert not await log_records(session, DETECTED_AT)
    assert len((await session.exec(select(LogPending))).all()) == 1


async def test_a_new_key_is_endorsed_by_the_former_one(session, log_around, tmp_path):
    await days_of_records(session, days=1)
    log_around.set(log_key_file=a_key_file(tmp_path / "both.json", b"2", b"1"))
    await days_of_records(session, days=1, first=DETECTED_AT + DAY)
    log_around.set(log_key_file=a_key_file(tmp_path / "new.json", b"2"))
    await days_of_records(session, days=1, first=DETECTED_AT + 2 * DAY)

    first, second = await list_keys(session)
    assert first.endorsement == "" and second.public in second.endorsement
    assert [head.key_id for head in await heads_of(session)] == [first.key_id, second.key_id, second.key_id]


async def test_a_new_key_that_the_former_one_did_not_endorse_signs_nothing(session, log_around, tmp_path):
    await days_of_records(session, days=1)
    log_around.set(log_key_file=a_key_file(tmp_path / "new.json", b"2"))
    publish(session)
    await session.flush()

    with pytest.raises(KeyNotEndorsed):
        await log_records(session, DETECTED_AT + DAY)


async def test_a_leaf_is_the_hash_of_the_commitment(session):
    await days_of_records(session, days=1, each=1)

    [entry], [head] = await entries_of(session), await heads_of(session)
    assert head.root == leaf_of(entry.commitment)
