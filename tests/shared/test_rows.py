"""Rows of several tables in one statement: what goes in comes out again, of every kind of column a house uses."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Column, Enum, LargeBinary, MetaData, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import rows
from shared.database import INSTANT
from shared.events.civil_affairs import Trigger
from shared.ids import uuid7

WORD: Any = Enum(Trigger, native_enum=False, length=32, values_callable=lambda each: [one.value for one in each])


class Row(SQLModel, registry=registry(metadata=MetaData())):
    """A row of this test."""


class Roof(Row, table=True):
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    at: datetime = Field(sa_type=INSTANT)
    on: date | None = None
    why: Trigger = Field(sa_type=WORD)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    words: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text)))
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB))
    fen: int = 0
    is_dry: bool = True


class Leak(Row, table=True):
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    roof_id: UUID


@pytest.fixture
async def laid(session: AsyncSession) -> AsyncSession:
    for statement in (
        """CREATE TEMPORARY TABLE roof (id uuid PRIMARY KEY, "at" timestamptz NOT NULL, "on" date, why text NOT NULL,
           sealed bytea, words text[] NOT NULL, facts jsonb NOT NULL, fen bigint NOT NULL, is_dry boolean NOT NULL,
           newer text NOT NULL DEFAULT 'as before')""",
        "CREATE TEMPORARY TABLE leak (id uuid PRIMARY KEY, roof_id uuid NOT NULL REFERENCES roof)",
    ):
        await session.execute(text(statement))
    return session


async def test_what_goes_in_comes_out(laid: AsyncSession) -> None:
    full = Roof(
        at=datetime(2020, 6, 1, 1, 2, 3, 456789, tzinfo=UTC),
        on=date(2020, 6, 1),
        why=Trigger.DISASTER,
        sealed=b"\x00\xff\\x'",
        words=["漏", 'a"b', "{}"],
        facts={"雨": [1, None, "\\"]},
        fen=2**53 + 1,
        is_dry=False,
    )
    bare = Roof(at=full.at, why=Trigger.ILLNESS)
    await rows.insert(laid, full, bare)
    found = {roof.id: roof for roof in await laid.exec(select(Roof))}
    assert [found[roof.id].model_dump() for roof in (full, bare)] == [full.model_dump(), bare.model_dump()]


async def test_rows_that_point_at_each_other_go_in_together_in_any_order(laid: AsyncSession) -> None:
    roof = Roof(at=datetime(2020, 6, 1, tzinfo=UTC), why=Trigger.ILLNESS)
    await rows.insert(laid, Leak(roof_id=roof.id), roof, Leak(roof_id=roof.id))
    assert (await laid.execute(text("SELECT count(*) FROM leak JOIN roof ON roof.id = roof_id"))).scalar_one() == 2


async def test_a_column_that_a_newer_release_added_keeps_its_default(laid: AsyncSession) -> None:
    await rows.insert(laid, Roof(at=datetime(2020, 6, 1, tzinfo=UTC), why=Trigger.ILLNESS))
    assert (await laid.execute(text("SELECT newer FROM roof"))).scalar_one() == "as before"


ROOF = {"id": "uuid", "on": "date", "words": "text::text[]", "facts": "text::jsonb", "sealed": "bytea", "fen": "bigint"}


async def test_many_rows_are_updated_in_one_statement_and_the_others_stay(laid: AsyncSession) -> None:
    first, second, third = (Roof(at=datetime(2020, 6, 1, tzinfo=UTC), why=Trigger.DISASTER, fen=fen) for fen in (1, 2, 3))
    await rows.insert(laid, first, second, third)
    words = rows.array_text(["漏雨", 'a "b" \\c'])
    await rows.update_columns(
        laid,
        "roof",
        ROOF,
        [(first.id, date(2021, 1, 1), words, '{"a": [1]}', b"\x00", 10), (second.id, None, "{}", "{}", None, 20)],
    )
    found = {roof.id: roof for roof in await laid.exec(select(Roof))}
    assert (found[first.id].on, found[first.id].words, found[first.id].facts) == (
        date(2021, 1, 1),
        ["漏雨", 'a "b" \\c'],
        {"a": [1]},
    )
    assert (found[first.id].sealed, found[second.id].on, found[second.id].words) == (b"\x00", None, [])
    assert [found[each.id].fen for each in (first, second, third)] == [10, 20, 3]


async def test_a_row_that_is_not_there_is_not_updated_in_silence(laid: AsyncSession) -> None:
    with pytest.raises(rows.RowsMissing):
        await rows.update_columns(laid, "roof", {"id": "uuid", "fen": "bigint"}, [(uuid7(), 1)])


@pytest.mark.parametrize(
    "notes",
    [["", ""], ["", None, "雨\n'\"\\{},"], [None, None], ["a\x1fb", "c", None], ["\x1e", "x"], [""], [None]],
    ids=["blank", "mixed", "none", "with the sign between", "with the sign of none", "one blank", "one none"],
)
async def test_texts_arrive_as_they_are_however_they_are_sent(laid: AsyncSession, notes: list[str | None]) -> None:
    await laid.execute(text("CREATE TABLE noted (at int, note text)"))
    await rows.insert_columns(laid, "noted", {"at": "int", "note": "text"}, list(enumerate(notes)))
    assert list((await laid.execute(text("SELECT note FROM noted ORDER BY at"))).scalars()) == notes
