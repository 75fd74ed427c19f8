from datetime import datetime
from secrets import token_bytes

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.head import (
    SALT_BYTES,
    Head,
    KeyNotEndorsed,
    commit,
    endorsement_text,
    key_id,
    public_of,
    signature_line,
    signed_note,
    written_key,
)
from services.funds.rules.log_tree import grown, leaf_of, nodes_of
from services.funds.store.log import add_nodes, count_entries, find_last_head, list_keys, load_nodes, take_pen, take_pending
from services.funds.tables import LogEntry, LogHead, LogKey
from shared import outbox
from shared.clock import china
from shared.events.funds import TreeHeadSigned

RECORDS_AT_ONCE = 1_000
"""Hashed and written in some tens of milliseconds, under one head."""


async def log_records(session: AsyncSession, *, origin: str, keys: list[Ed25519PrivateKey], at: datetime) -> int | None:
    """Take what is published and waits into the public log, and sign its new head; one head a day even if nothing came.

    `keys`: the one that signs, and the former one until it has endorsed it. Returns how many records were taken in; None where
    another writer is at it or nothing is to be done. Raises KeyNotEndorsed, LogDamaged.
    """
    if not await take_pen(session):
        return None
    last, size = await find_last_head(session), await count_entries(session)
    records = await take_pending(session, limit=RECORDS_AT_ONCE)
    # A head comes when all is taken in: a record that waited in a long line must not look as if it came after a head.
    is_last_of_line = len(records) < RECORDS_AT_ONCE
    is_due = is_last_of_line and (last is None or last.size < size or china(last.signed_at).date() < china(at).date())
    if not records and not is_due:
        return None
    edge = await load_nodes(session, nodes_of((0, size)))

    salts = [token_bytes(SALT_BYTES) for _ in records]
    commitments = [commit(salt, record.canonical) for salt, record in zip(salts, records, strict=True)]
    root, fresh = grown(size, map(leaf_of, commitments), edge)

    session.add_all(
        LogEntry(position=size + place, disclosure_id=record.id, salt=salt, commitment=commitment, logged_at=at)
        for place, (record, salt, commitment) in enumerate(zip(records, salts, commitments, strict=True))
    )
    add_nodes(session, fresh)
    await _use_key(session, origin, keys, at=at)
    if is_last_of_line:
        number, signed_at = (last.number + 1, max(at, last.signed_at)) if last else (1, at)
        await _sign(session, Head(origin, number, size + len(records), root, signed_at), keys[0])
    return len(records)


async def _sign(session: AsyncSession, head: Head, key: Ed25519PrivateKey) -> None:
    note = signed_note(head, key)
    session.add(
        LogHead(
            number=head.number,
            size=head.size,
            root=head.root,
            key_id=key_id(head.origin, public_of(key)),
            note=note,
            signed_at=head.signed_at,
        )
    )
    await outbox.record(session, TreeHeadSigned(number=head.number, size=head.size, root=head.root.hex(), note=note))


async def _use_key(session: AsyncSession, origin: str, keys: list[Ed25519PrivateKey], *, at: datetime) -> None:
    """Make the signing key known, endorsed by the former one, the first time that it signs."""
    known = await list_keys(session)
    new = public_of(keys[0])
    public = written_key(origin, new)
    if known and known[-1].public == public:
        return
    endorsement = ""
    if known:
        former = [key for key in keys[1:] if written_key(origin, public_of(key)) == known[-1].public]
        if not former:
            raise KeyNotEndorsed(former=known[-1].key_id)
        text = endorsement_text(origin, new, at=at)
        endorsement = f"{text}\n{signature_line(origin, former[0], text)}\n"
    session.add(LogKey(number=len(known) + 1, key_id=key_id(origin, new), public=public, endorsement=endorsement, since_at=at))
