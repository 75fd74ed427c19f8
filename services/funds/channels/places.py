"""Places outside that keep the log's heads: a file that is only added to, and addresses that they are posted to."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import httpx
import orjson

from services.funds.channels import settings

FILE = "file:"


def places() -> list[str]:
    """Every configured place."""
    told = settings.current()
    return [*([f"{FILE}{told.head_file}"] if told.head_file else []), *told.head_urls]


async def tell(place: str, notes: Sequence[str]) -> None:
    """Hand over signed heads, oldest first. Raises OSError or httpx.HTTPError; a place may then get a head twice, never none."""
    if place.startswith(FILE):
        await asyncio.to_thread(_append, Path(place.removeprefix(FILE)), notes)
        return
    async with httpx.AsyncClient(timeout=settings.current().head_timeout_s, trust_env=False) as client:
        for note in notes:
            answer = await client.post(place, content=note.encode(), headers={"Content-Type": "text/plain; charset=utf-8"})
            answer.raise_for_status()


def _append(path: Path, notes: Sequence[str]) -> None:
    lines = b"".join(orjson.dumps({"note": note}) + b"\n" for note in notes)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    with os.fdopen(descriptor, "wb") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
