"""People who may be registered twice."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.demo.register import id_number
from services.registry.operations.double.note_doubles import note_doubles
from services.registry.rules.likeness import Traits
from services.registry.store.double import list_pairs
from services.registry.tables import DoublePair, Household, Person, Row
from shared.vault import unseal
from tests.builders.registry_file import TODAY, a_file

VILLAGE = "371311001001"
BORN = date(1972, 3, 5)


def a_number(born_on: date = BORN, sequence: int = 11) -> str:
    return id_number(born_on, sequence)


def traits(**said: Any) -> Traits:
    """Somebody of 龙潭 with everything known."""
    usual: dict[str, Any] = {
        "person_id": uuid4(),
        "known_by": uuid4().hex * 2,
        "village": VILLAGE,
        "household_id": uuid4(),
        "name": "王小明",
        "number": a_number(),
        "sex": "1",
        "born_on": BORN,
        "phones": frozenset({"13800000001"}),
        "group": "01",
    }
    return Traits(**usual | said)


async def two_files(
    session: AsyncSession, *, members: int = 1, of_other: dict[str, Any] | None = None, other_members: int = 1, **more: Any
) -> tuple[tuple[Household, list[Person]], tuple[Household, list[Person]]]:
    """Two households of one village whose heads bear one name and one birth date; their numbers differ in the sequence."""
    one = await a_file(session, members)
    return one, await a_file(session, other_members, code="3713110000000002", first_sequence=101, **(of_other or {}), **more)


async def a_pair(session: AsyncSession, one: UUID, other: UUID) -> DoublePair:
    """The pair of these two in the queue, after the register has looked."""
    await note_doubles(session, [one, other], on=TODAY)
    pairs = await list_pairs(session, region=None, person_id=one, after=None, limit=100)
    return next(pair for pair in pairs if other in (pair.low_id, pair.high_id))


LEFT_OUT = {"audit", "outbox", "inbox", "alembic_version"}
OF_THE_MERGER_ITSELF = {
    "household_change",
    "double_pair",
    "person_merger",
    "person_mark",
    "double_key",
    "double_sweep",
    "case_act",
}
"""They tell what was done; everything else is to be as it was."""
_KNOWN = {"household_version", "person_version", "membership"}
_OF_KNOWING = {"id", "known_from_at", "known_until_at", "change_id", "closed_by_id"}
_SEALED_ANEW = {"phone_sealed", "name_sealed", "id_number_sealed", "disability_card_sealed", "employer_sealed"}


async def everything(session: AsyncSession) -> dict[str, list[dict[str, Any]]]:
    """All that registry says now, by table: of history what is known now, of sealed values what they say, without revisions."""
    await session.flush()
    said: dict[str, list[dict[str, Any]]] = {}
    for name, table in sorted(Row.metadata.tables.items()):
        if name in LEFT_OUT | OF_THE_MERGER_ITSELF:
            continue
        rows = (await session.execute(table.select())).mappings()
        known = [row for row in rows if _is_known(name, row)]
        told = [{column: _clear(column, value) for column, value in row.items() if _counts(name, column)} for row in known]
        said[name] = sorted(_without_seams(told) if name == "helper_assignment" else told, key=str)
    return said


def _without_seams(assignments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Who helped whom from when to when: assignments are ended and begun anew, never rewritten."""
    spans = list[dict[str, Any]]()
    for each in sorted(assignments, key=lambda one: (str(one["household_id"]), one["since_on"], one["assigned_at"])):
        span = {field: each[field] for field in ("household_id", "helper_id", "since_on", "until_on")}
        if span["since_on"] == span["until_on"]:
            continue
        last = spans[-1] if spans else {}
        if (
            all(last.get(field) == span[field] for field in ("household_id", "helper_id"))
            and last["until_on"] == span["since_on"]
        ):
            last["until_on"] = span["until_on"]
        else:
            spans.append(span)
    return spans


def _is_known(table: str, row: Mapping[str, Any]) -> bool:
    return table not in _KNOWN or row["known_until_at"] is None


def _counts(table: str, column: str) -> bool:
    return column != "revision" and not (table in _KNOWN and column in _OF_KNOWING)


def _clear(column: str, value: Any) -> Any:
    return unseal(value) if column in _SEALED_ANEW and value else value
