"""How rows of the ledger are written into files that programs read years later: one row a line, every amount in fen."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

FORMAT = "jishiyu-ledger-1"
"""What the manifest calls this form of files; a change of any column is another number."""


class LedgerForm(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


def file_of(form: LedgerForm, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A whole file: its heading, if it has one, and its lines."""
    yield heading(form, columns)
    for row in rows:
        yield line_of(form, columns, row)


def heading(form: LedgerForm, columns: Sequence[str]) -> bytes:
    """The first line of a CSV; of JSON lines there is none."""
    return (",".join(columns) + "\r\n").encode() if form is LedgerForm.CSV else b""


def line_of(form: LedgerForm, columns: Sequence[str], row: Sequence[Any]) -> bytes:
    """One row (RFC 4180, or a JSON object); what is not there is empty."""
    if form is LedgerForm.CSV:
        return (",".join(map(_quoted, row)) + "\r\n").encode()
    named = {name: _plain(value) for name, value in zip(columns, row, strict=True)}
    return json.dumps(named, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    match value:
        case None | int():
            return value
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)


def _quoted(value: Any) -> str:
    """What a comma, a quote or a new line would tear is quoted."""
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(_plain(value))
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\r\n') else text
