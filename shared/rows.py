"""New rows of several tables in one statement: one round trip, however many there are.

For the paths that every second counts on; elsewhere `session.add` reads as well. The rows are not attached to the session.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import TextClause, text
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

OWE = """INSERT INTO outbox (event_id, subject, body, traceparent)
SELECT * FROM unnest(CAST(:event_ids AS uuid[]), CAST(:subjects AS text[]), CAST(:bodies AS bytea[]),
                     CAST(:traceparents AS text[]))"""
"""Part of a statement that writes rows and tells of them at once, with the parameters of `owing`."""


def owing(debts: Sequence[Mapping[str, object]]) -> dict[str, list[object]]:
    """What `OWE` writes: the outbox rows that a verb made (`outbox.debt`)."""
    columns = {"event_ids": "event_id", "subjects": "subject", "bodies": "body", "traceparents": "traceparent"}
    return {parameter: [debt[column] for debt in debts] for parameter, column in columns.items()}


Columns = Mapping[str, str]
"""The columns of a table that are filled, each with the type that its values arrive as."""


async def insert_columns(session: AsyncSession, table: str, columns: Columns, lines: Sequence[Sequence[object]]) -> None:
    """Insert lines of plain values, one array a column: for tens of thousands of rows, at a third of the price of `insert`.

    `lines` have the order of `columns`. A list is written as PostgreSQL writes an array (`array_text`), a document as JSON text;
    the type says `text::jsonb` then: what arrives, and what it becomes.
    """
    if lines:
        sent, parameters = _sent(columns, lines)
        await session.execute(_arrays(table, sent), parameters)


Parts = Mapping[str, Mapping[str, str]]
"""By table, in the order in which foreign keys want them: what fills each column, a column of the lines or a piece of SQL."""


async def insert_parts(
    session: AsyncSession, columns: Columns, lines: Sequence[Sequence[object]], parts: Parts, **same: object
) -> None:
    """Insert each line into several tables at once: what it says is sent once and stands in all of them.

    `lines` as `insert_columns` takes them; `same` are the parameters of the SQL in `parts`, which hold for all lines.
    """
    if lines:
        sent, parameters = _sent(columns, lines)
        filled = tuple((table, tuple(its.items())) for table, its in parts.items())
        await session.execute(_parted(sent, filled), {**parameters, **same})


async def update_columns(session: AsyncSession, table: str, columns: Columns, lines: Sequence[Sequence[object]]) -> None:
    """Update rows to lines of plain values, as `insert_columns` takes them; the first column says which row.

    Raises RowsMissing if one of them is not there, or is hidden from whoever acts.
    """
    if lines:
        sent, parameters = _sent(columns, lines)
        written: Any = await session.execute(_updates(table, sent), parameters)
        if written.rowcount != len(lines):
            raise RowsMissing(table)


class RowsMissing(Exception):
    """Rows that were to be updated are not there."""


def array_text(values: Sequence[str]) -> str:
    """A `text[]` as one text."""
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


_BETWEEN, _NONE = chr(31), chr(30)
"""Signs that no text of people has: between the texts of a column that is sent as one, and where there is none."""

Sent = tuple[tuple[str, str], ...]
"""Columns as `Columns`, of which those that are `joined` arrive as one text."""


def _sent(columns: Columns, lines: Sequence[Sequence[object]]) -> tuple[Sent, dict[str, object]]:
    """How the columns arrive, and what arrives. The driver asks of each single value what it is, so texts go together as one:
    that takes both sides a third of the time. Where the two signs are in a text, arrays go as always."""
    values = list(zip(*lines, strict=True))
    arrays: dict[str, object] = {f"c{at}": list(column) for at, column in enumerate(values)}
    texts = [at for at, kind in enumerate(columns.values()) if kind.partition("::")[0] == "text"]
    joined = {f"c{at}": _joined(values[at]) for at in texts}
    if len(lines) < 2 or None in joined.values():  # a single empty text, joined, is no text at all to PostgreSQL
        return tuple(columns.items()), arrays
    kinds = {name: kind.replace("text", "joined", 1) if at in texts else kind for at, (name, kind) in enumerate(columns.items())}
    return tuple(kinds.items()), arrays | joined


def _joined(texts: Sequence[Any]) -> str | None:
    joined = _BETWEEN.join([_NONE if each is None else each for each in texts])
    is_plain = joined.count(_BETWEEN) == len(texts) - 1 and joined.count(_NONE) == texts.count(None)
    return joined if is_plain else None


@cache
def _arrays(table: str, columns: Sent) -> TextClause:
    names = ", ".join(f'"{name}"' for name, _ in columns)
    return text(f"INSERT INTO {table} ({names}) SELECT {', '.join(_values(columns))} FROM {_given(columns)}")  # noqa: S608  our own names


@cache
def _parted(columns: Sent, parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]) -> TextClause:
    value_of = {name: value for (name, _), value in zip(columns, _values(columns), strict=True)}
    names = ", ".join(f"c{at}" for at in range(len(columns)))
    steps = [f"given ({names}) AS MATERIALIZED (SELECT * FROM {_given(columns)})"]  # noqa: S608  our own names
    for table, its in parts:
        filled, sources = ", ".join(f'"{name}"' for name, _ in its), ", ".join(value_of.get(each, each) for _, each in its)
        steps.append(f"of_{table} AS (INSERT INTO {table} ({filled}) SELECT {sources} FROM given)")  # noqa: S608
    return text(f"WITH {', '.join(steps)} SELECT")


@cache
def _updates(table: str, columns: Sent) -> TextClause:
    key, *others = [f'"{name}" = {value}' for (name, _), value in zip(columns, _values(columns), strict=True)]
    return text(f"UPDATE {table} SET {', '.join(others)} FROM {_given(columns)} WHERE {table}.{key}")  # noqa: S608  our own names


def _values(columns: Sent) -> list[str]:
    kinds = [kind.partition("::")[2] for _, kind in columns]
    return [f"CAST(given.c{at} AS {becomes})" if becomes else f"given.c{at}" for at, becomes in enumerate(kinds)]


def _given(columns: Sent) -> str:
    arrays = (_array(f":c{at}", kind.partition("::")[0]) for at, (_, kind) in enumerate(columns))
    return f"unnest({', '.join(arrays)}) AS given ({', '.join(f'c{at}' for at in range(len(columns)))})"


def _array(parameter: str, kind: str) -> str:
    if kind == "joined":
        return f"string_to_array(CAST({parameter} AS text), chr({ord(_BETWEEN)}), chr({ord(_NONE)}))"
    return f"CAST({parameter} AS {kind}[])"


async def insert(session: AsyncSession, *rows: SQLModel) -> None:
    """Insert these rows; foreign keys among them are checked when all are there, so their order does not matter."""
    by_table: dict[type[SQLModel], list[dict[str, Any]]] = {}
    for row in rows:
        by_table.setdefault(type(row), []).append(row.model_dump())
    if by_table:
        await session.execute(_statement(tuple(by_table)), {_name(table): as_json(its) for table, its in by_table.items()})


def as_json(rows: Sequence[dict[str, Any]]) -> str:
    """Rows as the one parameter that `recordset` reads."""
    return orjson.dumps(rows, default=_text_of).decode()


def recordset(table: type[SQLModel]) -> str:
    """A FROM item: rows of this table out of a JSON parameter that bears the table's name."""
    return f"jsonb_populate_recordset(CAST(NULL AS {_name(table)}), CAST(:{_name(table)} AS jsonb))"


def insertion(table: type[SQLModel]) -> str:
    """The INSERT of such rows. Columns are named, so that one which a newer release added keeps its default."""
    columns = ", ".join(f'"{column.name}"' for column in table.__table__.columns)  # type: ignore[attr-defined]
    return f"INSERT INTO {_name(table)} ({columns}) SELECT {columns} FROM {recordset(table)}"  # noqa: S608  names of our own


@cache
def _statement(tables: tuple[type[SQLModel], ...]) -> TextClause:
    *others, last = tables
    parts = [f"of_{_name(table)} AS ({insertion(table)})" for table in others]
    return text(f"WITH {', '.join(parts)} {insertion(last)}" if parts else insertion(last))


def _name(table: type[SQLModel]) -> str:
    return str(table.__tablename__)


def _text_of(value: object) -> str:
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, UUID):  # the driver's own kind
        return str(value)
    raise TypeError(type(value).__name__)
