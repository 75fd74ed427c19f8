"""The public log, as tests say it."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.channels import settings, signing
from services.funds.jobs import log_records, tell_heads
from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.head import WITNESSES, key_id, public_of, written_key
from services.funds.tables import Disclosure
from shared.ids import uuid7
from shared.regions import name_of
from tests.builders.funds import DETECTED_AT, TOWN


def a_key(word: bytes) -> Ed25519PrivateKey:
    """A key that is the same for the same word."""
    return Ed25519PrivateKey.from_private_bytes(sha256(word).digest())


def a_key_file(path: Path, *words: bytes) -> Path:
    """A JWK set, as the settings want it."""
    keys = [
        {"kty": "OKP", "crv": "Ed25519", "d": _text(a_key(word).private_bytes_raw()), "x": _text(public_of(a_key(word)))}
        for word in words
    ]
    path.write_text(json.dumps({"keys": keys}))
    return path


def _text(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode().rstrip("=")


@dataclass
class Surroundings:
    """The log's settings, by the environment as in life."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch

    def set(self, **told: Any) -> None:
        for name, value in told.items():
            self.monkeypatch.setenv(f"JISHIYU_{name.upper()}", json.dumps(value) if isinstance(value, list) else str(value))
        settings.current.cache_clear()
        signing._read.cache_clear()

    @property
    def heads(self) -> Path:
        """What the witness's file is called."""
        return self.folder / "heads.jsonl"


def publish(
    session: AsyncSession,
    *,
    at: datetime = DETECTED_AT,
    amount_fen: int = 1_000_00,
    kind: DisclosureKind = DisclosureKind.PAYMENT,
    region: str = TOWN,
    programme: str | None = None,
    project: str | None = None,
) -> Disclosure:
    """A public record, whatever it is about."""
    entry = public_entry(
        id=uuid7(),
        kind=kind,
        region=region,
        region_name=name_of(region),
        amount_fen=amount_fen,
        reason="危房改造补助",
        clause="鲁建村字〔2020〕1号第三条",
        published_on=at.date(),
        programme=programme,
        project=project,
    )
    disclosure = Disclosure.of(entry)
    session.add(disclosure)
    return disclosure


async def take_in(session: AsyncSession, *, at: datetime = DETECTED_AT) -> None:
    """Let the clock log everything, sign the head, and tell it to the places outside."""
    await session.flush()
    while await log_records(session, at):
        await session.flush()
    await session.flush()
    while await tell_heads(session, at):
        await session.flush()


async def days_of_records(
    session: AsyncSession, *, days: int = 4, each: int = 5, first: datetime = DETECTED_AT
) -> list[Disclosure]:
    """A log of some days, each with its records and its head."""
    made = []
    for day in range(days):
        at = first + timedelta(days=day)
        fresh = [publish(session, at=at, amount_fen=(100 + day * 10 + number) * 100) for number in range(each)]
        made += sorted(fresh, key=lambda record: record.id)  # as they are taken in; a millisecond's ids are in any order
        await take_in(session, at=at + timedelta(hours=1))
    return made


def a_witness_key(name: str, word: bytes) -> str:
    return written_key(name, public_of(a_key(word)), kind=WITNESSES)


def cosigned(note: str, *, name: str, word: bytes, at: datetime) -> str:
    """The line that a witness gives back for a head."""
    text, seconds = note.partition("\n\n")[0] + "\n", int(at.timestamp())
    signature = a_key(word).sign(f"cosignature/v1\ntime {seconds}\n{text}".encode())
    mark = bytes.fromhex(key_id(name, public_of(a_key(word)), kind=WITNESSES))
    return f"\u2014 {name} {base64.b64encode(mark + seconds.to_bytes(8) + signature).decode()}"
