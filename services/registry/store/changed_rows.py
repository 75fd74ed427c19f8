"""Households and people that say something otherwise than before, written in one statement a table however many there are.

As the session would write them, row by row, each would cost as much again for itself and once more for its audit.
"""

from collections.abc import Collection

import orjson
from sqlalchemy import inspect
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.store.facts import PERSON_SECRETS
from services.registry.tables import Household, Person
from shared import rows
from shared.rows import array_text

LINES = 5_000
_HOUSEHOLD = {
    "id": "uuid", "code": "text", "region": "text", "state": "text", "standard": "text", "causes": "text::text[]",
    "phone_sealed": "bytea", "particulars": "text::jsonb", "fingerprint": "text", "revision": "int",
}  # fmt: skip
_PERSON = {
    "id": "uuid", "household_id": "uuid", "region": "text", "code": "text", "sex": "text", "born_on": "date", "died_on": "date",
    "relation": "text", "ethnic_group": "text", "classes": "text::text[]", "particulars": "text::jsonb", "fingerprint": "text",
    "is_verified": "bool", "joined_on": "date", "left_on": "date", "revision": "int",
    **{f"{name}_sealed": "bytea" for name in PERSON_SECRETS},
}  # fmt: skip
"""Everything that a file, a move or a correction can make otherwise."""


async def write_changed(session: AsyncSession, households: Collection[Household], people: Collection[Person]) -> None:
    """The rows are locked; the session will have nothing to write of them."""
    for table, columns, changed in (("household", _HOUSEHOLD, households), ("person", _PERSON, people)):
        lines = [[_plain(getattr(row, column)) for column in columns] for row in changed]
        for start in range(0, len(lines), LINES):
            await rows.update_columns(session, table, columns, lines[start : start + LINES])
        for row in changed:
            _settle(row, columns)


def _settle(row: Household | Person, columns: Collection[str]) -> None:
    """Let the session know that what the row says was written."""
    state = inspect(row)
    for name in [name for name in state.committed_state if name in columns]:
        set_committed_value(row, name, state.dict[name])


def _plain(value: object) -> object:
    """As `rows.update_columns` takes it."""
    if isinstance(value, list):
        return array_text(value)
    return orjson.dumps(value).decode() if isinstance(value, dict) else value
